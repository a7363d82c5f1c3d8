//! Thresholds that were amended after a plan was issued, each from a day.

use crate::define::{key, refers, table};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let change = table("threshold_change")
            .col(string("measure_id"))
            .col(string("effective_from"))
            .col(string("comparator"))
            .col(text("surface"))
            .col(big_integer("value"))
            .col(text("unit"))
            .col(string("evaluate_as"))
            .col(boolean("aspirational"))
            .col(text_null("document"))
            .col(string("made_by"))
            .col(big_integer("made_at"))
            .primary_key(&mut key(&["measure_id", "effective_from"]))
            .foreign_key(&mut refers("measure_id", "measure"))
            .foreign_key(&mut refers("made_by", "user"))
            .take();
        manager.create_table(change).await
    }
}
