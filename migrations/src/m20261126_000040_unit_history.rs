//! Units change with time: how they were at the beginning, and every change since.

use crate::define::{index, refers, table};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let span = table("unit_span")
            .col(string("unit_id").primary_key())
            .col(text("name"))
            .col(string("kind"))
            .col(string_null("parent_id"))
            .col(string_null("valid_from"))
            .col(string_null("valid_to"))
            .foreign_key(&mut refers("unit_id", "unit"))
            .take();
        manager.create_table(span).await?;
        let event = table("unit_event")
            .col(string("id").primary_key())
            .col(big_integer("position"))
            .col(string("effective_on"))
            .col(text("change"))
            .col(text_null("document"))
            .col(big_integer("made_at"))
            .col(string_null("made_by"))
            .col(big_integer_null("undone_at"))
            .col(string_null("undone_by"))
            .col(text_null("undo_reason"))
            .foreign_key(&mut refers("made_by", "user"))
            .foreign_key(&mut refers("undone_by", "user"))
            .take();
        manager.create_table(event).await?;
        index(manager, "unit_event", &["position"]).await
    }
}
