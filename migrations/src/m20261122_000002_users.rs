//! People, their roles, their sign-ins, and the log of what administrators do.

use crate::define::{index, key, refers, table};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        people(manager).await?;
        sign_ins(manager).await?;
        audit(manager).await
    }
}

async fn people(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let user = table("user")
        .col(string("id").primary_key())
        .col(string("username").unique_key())
        .col(text("display_name"))
        .col(text("name_folded"))
        .col(text("password_hash"))
        .col(boolean("disabled"))
        .col(boolean("simulated"))
        .col(boolean("must_change_password"))
        .col(big_integer_null("last_sign_in_at"))
        .col(big_integer("created_at"))
        .col(string_null("created_by"))
        .foreign_key(&mut refers("created_by", "user"))
        .take();
    manager.create_table(user).await?;

    let grant = table("user_grant")
        .col(string("user_id"))
        .col(string("role"))
        .col(string("unit_id"))
        .primary_key(&mut key(&["user_id", "role", "unit_id"]))
        .foreign_key(&mut refers("user_id", "user"))
        .foreign_key(&mut refers("unit_id", "unit"))
        .take();
    manager.create_table(grant).await?;
    index(manager, "user_grant", &["unit_id"]).await
}

async fn sign_ins(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let session = table("session")
        .col(string("id").primary_key())
        .col(string("user_id"))
        .col(big_integer("created_at"))
        .col(big_integer("last_used_at"))
        .col(big_integer_null("revoked_at"))
        .col(text("user_agent"))
        .foreign_key(&mut refers("user_id", "user"))
        .take();
    manager.create_table(session).await?;
    index(manager, "session", &["user_id"]).await?;

    let token = table("refresh_token")
        .col(string("id").primary_key())
        .col(string("session_id"))
        .col(big_integer("issued_at"))
        .col(big_integer("expires_at"))
        .col(big_integer_null("used_at"))
        .foreign_key(&mut refers("session_id", "session"))
        .take();
    manager.create_table(token).await?;
    index(manager, "refresh_token", &["session_id"]).await?;

    let failure = table("sign_in_failure")
        .col(string("key").primary_key())
        .col(integer("count"))
        .col(big_integer("last_at"))
        .take();
    manager.create_table(failure).await
}

async fn audit(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let log = table("audit_log")
        .col(string("id").primary_key())
        .col(big_integer("at"))
        .col(string("actor"))
        .col(string("action"))
        .col(string_null("unit_id"))
        .col(string("subject"))
        .col(text("detail"))
        .foreign_key(&mut refers("unit_id", "unit"))
        .take();
    manager.create_table(log).await?;
    index(manager, "audit_log", &["at"]).await?;
    index(manager, "audit_log", &["unit_id"]).await
}
