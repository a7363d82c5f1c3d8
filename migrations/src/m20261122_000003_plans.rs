//! Plans: the document, its targets with their measures, its tasks, its periods.

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
        plan(manager).await?;
        targets(manager).await?;
        tasks(manager).await?;
        periods(manager).await
    }
}

async fn plan(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let plan = table("plan")
        .col(string("id").primary_key())
        .col(string("unit_id"))
        .col(string_null("parent_plan_id"))
        .col(text("doc_type"))
        .col(text("title"))
        .col(text_null("number"))
        .col(text_null("number_suffix"))
        .col(integer_null("day"))
        .col(integer_null("month"))
        .col(integer_null("year"))
        .col(integer("plan_year"))
        .col(text_null("programme"))
        .col(boolean("simulated"))
        .col(integer_null("declared_task_count"))
        .col(text("document"))
        .col(integer("rule_cutoff_day"))
        .col(integer("rule_due_working_days"))
        .foreign_key(&mut refers("unit_id", "unit"))
        .foreign_key(&mut refers("parent_plan_id", "plan"))
        .take();
    manager.create_table(plan).await?;
    index(manager, "plan", &["unit_id"]).await?;
    index(manager, "plan", &["parent_plan_id"]).await?;
    index(manager, "plan", &["number"]).await
}

async fn targets(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let group = table("target_group")
        .col(string("id").primary_key())
        .col(string("plan_id"))
        .col(text("no"))
        .col(text("title"))
        .col(integer("sort"))
        .foreign_key(&mut refers("plan_id", "plan"))
        .take();
    manager.create_table(group).await?;
    index(manager, "target_group", &["plan_id"]).await?;

    let target = table("target")
        .col(string("id").primary_key())
        .col(string("plan_id"))
        .col(string("group_id"))
        .col(text("no"))
        .col(text("text"))
        .col(text_null("qualitative_kind"))
        .col(text_null("note"))
        .col(integer("sort"))
        .foreign_key(&mut refers("plan_id", "plan"))
        .foreign_key(&mut refers("group_id", "target_group"))
        .take();
    manager.create_table(target).await?;
    index(manager, "target", &["plan_id"]).await?;

    let measure = table("measure")
        .col(string("id").primary_key())
        .col(string("plan_id"))
        .col(string("target_id"))
        .col(string_null("parent_measure_id"))
        .col(string("kind"))
        .col(string("role"))
        .col(text("subject"))
        .col(string_null("comparator"))
        .col(text_null("surface"))
        .col(big_integer_null("value"))
        .col(text_null("unit"))
        .col(string_null("evaluate_as"))
        .col(boolean("aspirational"))
        .col(string("accumulation"))
        .col(integer("sort"))
        .foreign_key(&mut refers("plan_id", "plan"))
        .foreign_key(&mut refers("target_id", "target"))
        .foreign_key(&mut refers("parent_measure_id", "measure"))
        .take();
    manager.create_table(measure).await?;
    index(manager, "measure", &["plan_id"]).await?;
    index(manager, "measure", &["parent_measure_id"]).await
}

async fn tasks(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let group = table("task_group")
        .col(string("id").primary_key())
        .col(string("plan_id"))
        .col(text("no"))
        .col(text("title"))
        .col(integer_null("declared_count"))
        .col(integer("sort"))
        .foreign_key(&mut refers("plan_id", "plan"))
        .take();
    manager.create_table(group).await?;
    index(manager, "task_group", &["plan_id"]).await?;

    let task = table("task")
        .col(string("id").primary_key())
        .col(string("plan_id"))
        .col(string("group_id"))
        .col(string_null("parent_task_id"))
        .col(text("no"))
        .col(text("name"))
        .col(text("lead_text"))
        .col(text("lead_units"))
        .col(text("coord_text"))
        .col(text("coord_units"))
        .col(text("deliverable"))
        .col(text("deadline_text"))
        .col(text("deadline"))
        .col(boolean("simulated"))
        .col(text_null("note"))
        .col(integer("sort"))
        .foreign_key(&mut refers("plan_id", "plan"))
        .foreign_key(&mut refers("group_id", "task_group"))
        .foreign_key(&mut refers("parent_task_id", "task"))
        .take();
    manager.create_table(task).await?;
    index(manager, "task", &["plan_id"]).await?;
    index(manager, "task", &["parent_task_id"]).await
}

async fn periods(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let period = table("plan_period")
        .col(string("plan_id"))
        .col(string("period"))
        .col(string("starts_on"))
        .col(string("ends_on"))
        .col(string("due_on"))
        .primary_key(&mut key(&["plan_id", "period"]))
        .foreign_key(&mut refers("plan_id", "plan"))
        .take();
    manager.create_table(period).await
}
