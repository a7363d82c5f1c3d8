//! Writing reports and lines. All of it inside a write transaction.

use super::row::{StoredLine, StoredReport, line_row};
use crate::db::bulk;
use crate::db::entity::report;
use domain::id::ReportId;
use sea_orm::{ActiveModelTrait, ConnectionTrait, DbErr, IntoActiveModel};

/// Columns of a report line.
const LINE_COLUMNS: usize = 20;

/// Adds reports, for data that comes from elsewhere than an opened period.
///
/// # Errors
/// When the database fails, or a unit has a report on the plan for the period already.
pub async fn insert<C: ConnectionTrait>(conn: &C, reports: &[StoredReport]) -> Result<(), DbErr> {
    bulk::insert(conn, 19, reports.iter().map(report::Model::from).collect()).await
}

/// Adds lines to reports that have none of them yet.
///
/// # Errors
/// When the database fails, or a line is there already.
pub async fn insert_lines<C: ConnectionTrait>(
    conn: &C,
    lines: &[(ReportId, StoredLine)],
) -> Result<(), DbErr> {
    let rows = lines.iter().map(|(report, line)| line_row(*report, line));
    bulk::insert(conn, LINE_COLUMNS, rows.collect()).await
}

/// Stores a report's state, version and texts.
///
/// # Errors
/// When the database fails or the report is unknown.
pub async fn update<C: ConnectionTrait>(conn: &C, report: &StoredReport) -> Result<(), DbErr> {
    let row = report::Model::from(report).into_active_model();
    row.reset_all().update(conn).await.map(|_| ())
}

/// Stores lines of one report, whether they are there already or not.
///
/// # Errors
/// When the database fails.
pub async fn put_lines<C: ConnectionTrait>(
    conn: &C,
    report: ReportId,
    lines: &[StoredLine],
) -> Result<(), DbErr> {
    let lines: Vec<_> = lines.iter().map(|line| (report, line.clone())).collect();
    crate::db::sync::put_lines(conn, &lines).await
}
