//! Writing reports and lines. All of it inside a write transaction.

use super::row::{StoredLine, StoredReport, line_row};
use crate::db::bulk;
use crate::db::codec::parse;
use crate::db::entity::{report, report_line};
use crate::db::text_uuid::TextUuid;
use domain::id::ReportId;
use domain::period::Period;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, Iterable,
    QueryFilter, QueryOrder, QuerySelect,
};

/// Columns of a report line.
const LINE_COLUMNS: usize = 19;
/// Lines of one upsert; a report has fewer than a hundred.
const LINES_AT_ONCE: usize = 500;

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
    let key = [report_line::Column::ReportId, report_line::Column::Line];
    let others =
        report_line::Column::iter().filter(|column| !key.iter().any(|k| same(*k, *column)));
    let overwrite = OnConflict::columns(key).update_columns(others).to_owned();
    for chunk in lines.chunks(LINES_AT_ONCE) {
        let rows = chunk
            .iter()
            .map(|line| line_row(report, line).into_active_model());
        report_line::Entity::insert_many(rows)
            .on_conflict(overwrite.clone())
            .exec_without_returning(conn)
            .await?;
    }
    Ok(())
}

/// Columns have no equality of their own; they are plain names.
fn same(a: report_line::Column, b: report_line::Column) -> bool {
    std::mem::discriminant(&a) == std::mem::discriminant(&b)
}

/// Takes the reasons off every line of a report: it is approved. `seq` is that change's.
///
/// # Errors
/// When the database fails.
pub async fn clear_returns<C: ConnectionTrait>(
    conn: &C,
    report: ReportId,
    seq: i64,
) -> Result<(), DbErr> {
    report_line::Entity::update_many()
        .col_expr(report_line::Column::Seq, Expr::value(seq))
        .col_expr(
            report_line::Column::ReturnReason,
            Expr::value(None::<String>),
        )
        .col_expr(report_line::Column::ReturnedBy, Expr::value(None::<String>))
        .col_expr(report_line::Column::ReturnedAt, Expr::value(None::<i64>))
        .filter(report_line::Column::ReportId.eq(TextUuid(report.0)))
        .filter(report_line::Column::ReturnReason.is_not_null())
        .exec(conn)
        .await
        .map(|_| ())
}

/// The unit's reports on the plan for later periods of the same length, locked until the
/// transaction ends: when this report begins or ceases to count, they stand beside other figures.
///
/// Reports are locked in the order of their periods, and before the sequence is raised: two
/// transactions that each wait for the other's would both fail.
///
/// # Errors
/// When the database fails.
pub async fn later_for_update<C: ConnectionTrait>(
    conn: &C,
    report: &StoredReport,
) -> Result<Vec<ReportId>, DbErr> {
    let others: Vec<(TextUuid, String)> = report::Entity::find()
        .select_only()
        .columns([report::Column::Id, report::Column::Period])
        .filter(report::Column::PlanId.eq(TextUuid(report.plan.0)))
        .filter(report::Column::UnitId.eq(report.unit.as_str()))
        .filter(report::Column::Period.gt(report.period.to_string()))
        .order_by_asc(report::Column::Period)
        .lock_exclusive()
        .into_tuple()
        .all(conn)
        .await?;
    let mut later = Vec::new();
    for (id, period) in others {
        let period: Period = parse("period", &period)?;
        if period.kind == report.period.kind && period > report.period {
            later.push(ReportId(id.0));
        }
    }
    Ok(later)
}

/// Devices need these reports whole again: what stands beside their lines changed.
///
/// # Errors
/// When the database fails.
pub async fn renew<C: ConnectionTrait>(
    conn: &C,
    reports: &[ReportId],
    seq: i64,
) -> Result<(), DbErr> {
    if reports.is_empty() {
        return Ok(());
    }
    report::Entity::update_many()
        .col_expr(report::Column::Seq, Expr::value(seq))
        .col_expr(report::Column::WholeSeq, Expr::value(seq))
        .filter(report::Column::Id.is_in(reports.iter().map(|id| TextUuid(id.0))))
        .exec(conn)
        .await
        .map(|_| ())
}
