//! Units and the closure of their tree.

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
        let unit = table("unit")
            .col(string("id").primary_key())
            .col(text("name"))
            .col(text("name_folded"))
            .col(string("kind"))
            .col(string_null("parent_id"))
            .col(string_null("valid_from"))
            .col(string_null("valid_to"))
            .col(boolean("simulated"))
            .col(integer("sort"))
            .foreign_key(&mut refers("parent_id", "unit"))
            .take();
        manager.create_table(unit).await?;
        index(manager, "unit", &["parent_id"]).await?;

        let closure = table("unit_closure")
            .col(string("ancestor"))
            .col(string("descendant"))
            .col(integer("depth"))
            .primary_key(&mut key(&["ancestor", "descendant"]))
            .foreign_key(&mut refers("ancestor", "unit"))
            .foreign_key(&mut refers("descendant", "unit"))
            .take();
        manager.create_table(closure).await?;
        index(manager, "unit_closure", &["descendant"]).await
    }
}
