//! Many finished reports at once: only the demonstration writes them so; people's reports go
//! through the services.

use super::bulk;
use super::entity::{plan, plan_period, report, report_line, report_version};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, PaginatorTrait};

/// Rows to store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// Periods that are open.
    pub periods: Vec<plan_period::Model>,
    /// Reports, in the state they have reached.
    pub reports: Vec<report::Model>,
    /// Their lines.
    pub lines: Vec<report_line::Model>,
    /// Their versions.
    pub versions: Vec<report_version::Model>,
}

/// Stores them.
///
/// # Errors
/// When the database fails, or a plan, unit or person is unknown.
pub async fn insert<C: ConnectionTrait>(conn: &C, rows: Rows) -> Result<(), DbErr> {
    bulk::insert(conn, 10, rows.periods).await?;
    bulk::insert(conn, 19, rows.reports).await?;
    bulk::insert(conn, 20, rows.lines).await?;
    bulk::insert(conn, 11, rows.versions).await
}

/// Whether there is any plan.
///
/// # Errors
/// When the database fails.
pub async fn has_plans<C: ConnectionTrait>(conn: &C) -> Result<bool, DbErr> {
    Ok(plan::Entity::find().count(conn).await? > 0)
}
