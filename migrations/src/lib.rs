//! The database schema, forward only; never imports entities.
//!
//! **Conventions.** The same schema on SQLite and PostgreSQL. Ids are text (a UUID or a unit's
//! code), times `bigint` milliseconds since 1970 (UTC), dates ISO text, exact quantities `bigint`
//! thousandths, opaque values JSON in text. Nothing is a floating-point number. An applied
//! migration is never edited or removed: a change is a new file.

mod define;
mod m20261122_000001_units;
mod m20261122_000002_users;
mod m20261122_000003_plans;
mod m20261122_000004_reports;
mod m20261126_000005_department_names;
mod m20261126_000010_sync;
mod m20261126_000020_rollup;
mod m20261126_000030_calendar;
mod m20261126_000040_unit_history;
mod m20261126_000050_plan_changes;
mod m20261126_000060_grace;
mod m20261126_000070_assignments;
mod m20261126_000080_aspirations;

use sea_orm_migration::prelude::*;

/// Every migration, oldest first.
#[derive(Clone, Copy, Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_units::Migration),
            Box::new(m20261122_000002_users::Migration),
            Box::new(m20261122_000003_plans::Migration),
            Box::new(m20261122_000004_reports::Migration),
            Box::new(m20261126_000005_department_names::Migration),
            Box::new(m20261126_000010_sync::Migration),
            Box::new(m20261126_000020_rollup::Migration),
            Box::new(m20261126_000030_calendar::Migration),
            Box::new(m20261126_000040_unit_history::Migration),
            Box::new(m20261126_000050_plan_changes::Migration),
            Box::new(m20261126_000060_grace::Migration),
            Box::new(m20261126_000070_assignments::Migration),
            Box::new(m20261126_000080_aspirations::Migration),
        ]
    }
}
