//! What is striven for beside a binding threshold (mức phấn đấu).

use crate::define::{key, refers, table};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Of what was amended until now, everything.
const COPY: &str = "INSERT INTO threshold_change_2 (measure_id, effective_from, aspirational, \
     comparator, surface, value, unit, evaluate_as, document, made_by, made_at) \
     SELECT measure_id, effective_from, aspirational, comparator, surface, value, unit, \
     evaluate_as, document, made_by, made_at FROM threshold_change";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Its unit is the threshold's.
        let columns: [ColumnDef; 4] = [
            string_null("aspiration_comparator").take(),
            text_null("aspiration_surface").take(),
            big_integer_null("aspiration_value").take(),
            string_null("aspiration_evaluate_as").take(),
        ];
        for mut column in columns {
            let alter = Table::alter()
                .table("measure")
                .add_column(&mut column)
                .take();
            manager.alter_table(alter).await?;
        }
        // From one day both what binds and what is striven for may be amended. SQLite changes no
        // primary key: the table is made anew.
        let change = table("threshold_change_2")
            .col(string("measure_id"))
            .col(string("effective_from"))
            .col(boolean("aspirational"))
            .col(string("comparator"))
            .col(text("surface"))
            .col(big_integer("value"))
            .col(text("unit"))
            .col(string("evaluate_as"))
            .col(text_null("document"))
            .col(string("made_by"))
            .col(big_integer("made_at"))
            .primary_key(&mut key(&["measure_id", "effective_from", "aspirational"]))
            .foreign_key(&mut refers("measure_id", "measure"))
            .foreign_key(&mut refers("made_by", "user"))
            .take();
        manager.create_table(change).await?;
        manager.get_connection().execute_unprepared(COPY).await?;
        manager
            .drop_table(Table::drop().table("threshold_change").take())
            .await?;
        let rename = Table::rename()
            .table("threshold_change_2", "threshold_change")
            .take();
        manager.rename_table(rename).await
    }
}
