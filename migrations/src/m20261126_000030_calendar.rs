//! The working calendar as data, and how a plan's periods are cut by it.

use crate::define::table;
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let day = table("calendar_day")
            .col(string("date").primary_key())
            .col(string("kind"))
            .col(text("name"))
            .col(text("source"))
            .take();
        manager.create_table(day).await?;
        let columns: [(&str, ColumnDef); 2] = [
            ("plan", integer_null("rule_grace_working_days").take()),
            (
                "plan",
                string("rule_week_cutoff").default("thursday").take(),
            ),
        ];
        for (table, mut column) in columns {
            let alter = Table::alter().table(table).add_column(&mut column).take();
            manager.alter_table(alter).await?;
        }
        Ok(())
    }
}
