//! Reports, their lines, and every version of them.

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
        report(manager).await?;
        lines(manager).await?;
        versions(manager).await
    }
}

async fn report(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let report = table("report")
        .col(string("id").primary_key())
        .col(string("plan_id"))
        .col(string("unit_id"))
        .col(string("period"))
        .col(string("state"))
        .col(big_integer("version"))
        .col(boolean("simulated"))
        .col(text("obstacles"))
        .col(text("recommendations"))
        .col(text("notes"))
        .col(string_null("submitted_by"))
        .col(big_integer_null("submitted_at"))
        .col(string_null("approved_by"))
        .col(big_integer_null("approved_at"))
        .col(text_null("return_reason"))
        .col(big_integer_null("updated_at"))
        .foreign_key(&mut refers("plan_id", "plan"))
        .foreign_key(&mut refers("unit_id", "unit"))
        .foreign_key(&mut refers("submitted_by", "user"))
        .foreign_key(&mut refers("approved_by", "user"))
        .index(&mut key(&["plan_id", "unit_id", "period"]).unique().take())
        .take();
    manager.create_table(report).await?;
    index(manager, "report", &["unit_id"]).await?;
    index(manager, "report", &["plan_id", "period"]).await
}

async fn lines(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let line = table("report_line")
        .col(string("report_id"))
        .col(string("line"))
        .col(string_null("measure_id"))
        .col(string_null("task_id"))
        .col(big_integer_null("numerator"))
        .col(big_integer_null("denominator"))
        .col(big_integer_null("count"))
        .col(boolean_null("reached"))
        .col(string_null("progress"))
        .col(string_null("completed_on"))
        .col(text("note"))
        .col(text_null("not_applicable"))
        .col(big_integer("version"))
        .col(string_null("updated_by"))
        .col(big_integer_null("updated_at"))
        .col(text_null("return_reason"))
        .col(string_null("returned_by"))
        .col(big_integer_null("returned_at"))
        .primary_key(&mut key(&["report_id", "line"]))
        .foreign_key(&mut refers("report_id", "report"))
        .foreign_key(&mut refers("measure_id", "measure"))
        .foreign_key(&mut refers("task_id", "task"))
        .foreign_key(&mut refers("updated_by", "user"))
        .foreign_key(&mut refers("returned_by", "user"))
        .take();
    manager.create_table(line).await?;
    index(manager, "report_line", &["measure_id"]).await?;
    index(manager, "report_line", &["task_id"]).await
}

async fn versions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let version = table("report_version")
        .col(string("report_id"))
        .col(big_integer("version"))
        .col(string("step"))
        .col(string("state"))
        .col(string("by"))
        .col(big_integer("at"))
        .col(text_null("reason"))
        .col(text("changes"))
        .col(text("texts"))
        .primary_key(&mut key(&["report_id", "version"]))
        .foreign_key(&mut refers("report_id", "report"))
        .foreign_key(&mut refers("by", "user"))
        .take();
    manager.create_table(version).await
}
