//! Tasks that a plan above assigned, also after a plan was issued, and figures that know which lines a plan's own
//! report leaves to the plans below.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            string_null("asked_from").take(),
            boolean("assigned").default(false).take(),
        ];
        for mut column in columns {
            let alter = Table::alter().table("task").add_column(&mut column).take();
            manager.alter_table(alter).await?;
        }
        // What is kept there has another form from here on: `tiendo serve` makes it anew.
        for table in ["rollup_leaf", "rollup_page", "rollup_shift"] {
            let delete = Query::delete().from_table(table).take();
            manager.execute(delete).await?;
        }
        Ok(())
    }
}
