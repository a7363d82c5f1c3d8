//! Roll-up: what each report adds, and the sums of it by plan, unit and period.

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
        let leaf = table("rollup_leaf")
            .col(string("report_id").primary_key())
            .col(string("plan_id"))
            .col(string("unit_id"))
            .col(string("period"))
            .col(blob("body"))
            .foreign_key(&mut refers("report_id", "report"))
            .take();
        manager.create_table(leaf).await?;
        index(manager, "rollup_leaf", &["unit_id", "period"]).await?;
        // The period first: every commune of one period is read at once.
        index(manager, "rollup_leaf", &["period"]).await?;
        for name in ["rollup_page", "rollup_shift"] {
            let page = table(name)
                .col(string("plan_id"))
                .col(string("unit_id"))
                .col(string("period"))
                .col(blob("body"))
                .col(big_integer("seq"))
                .primary_key(&mut key(&["plan_id", "unit_id", "period"]))
                .foreign_key(&mut refers("plan_id", "plan"))
                .foreign_key(&mut refers("unit_id", "unit"))
                .take();
            manager.create_table(page).await?;
        }
        // Counts changes of what figures mean: plans, links, thresholds, tasks called off.
        let row = Query::insert()
            .into_table("counter")
            .columns(["name", "value"])
            .values_panic(["plan".into(), 1_i64.into()])
            .take();
        manager.exec_stmt(row).await?;
        let columns: [(&str, ColumnDef); 3] = [
            ("report_line", boolean("behind").default(false).take()),
            ("task", string_null("cancelled_on").take()),
            ("task", text_null("cancel_reason").take()),
        ];
        for (table, mut column) in columns {
            let alter = Table::alter().table(table).add_column(&mut column).take();
            manager.alter_table(alter).await?;
        }
        Ok(())
    }
}
