//! Periods that lock themselves after a time of grace.

use crate::define::index;
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The last day on which a report is taken, while the lock has not come; and who opened the
        // period, in whose name it comes.
        let columns: [(&str, ColumnDef); 2] = [
            ("plan_period", string_null("locks_on").take()),
            ("plan_period", string_null("opened_by").take()),
        ];
        for (table, mut column) in columns {
            let alter = Table::alter().table(table).add_column(&mut column).take();
            manager.alter_table(alter).await?;
        }
        index(manager, "plan_period", &["locks_on"]).await
    }
}
