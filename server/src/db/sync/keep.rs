//! Storing what was decided, for many reports at once.

use crate::db::bulk;
use crate::db::codec::{json, ms};
use crate::db::entity::{report, report_line, sync_op, unmerged};
use crate::db::reports::{self, StoredLine, StoredReport};
use crate::db::text_uuid::TextUuid;
use chrono::{DateTime, Utc};
use domain::id::{LineId, OpId, ReportId, UserId};
use domain::report::{FieldEdit, Mark, TextEdit};
use sea_orm::sea_query::{Condition, Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, Iterable, QueryFilter};

/// Columns of a report.
const REPORT_COLUMNS: usize = 19;
/// Columns of a report's line.
const LINE_COLUMNS: usize = 19;

/// Stores what operations change of reports that exist: not their place, not `whole_seq`
/// ([`raise_whole`]), not `late_open`.
///
/// # Errors
/// When the database fails.
pub async fn put_reports<C: ConnectionTrait>(
    conn: &C,
    reports: &[StoredReport],
) -> Result<(), DbErr> {
    use report::Column as R;
    let overwrite = OnConflict::column(R::Id)
        .update_columns([
            R::State,
            R::Version,
            R::Obstacles,
            R::Recommendations,
            R::Notes,
            R::SubmittedBy,
            R::SubmittedAt,
            R::ApprovedBy,
            R::ApprovedAt,
            R::ReturnReason,
            R::UpdatedAt,
            R::Seq,
        ])
        .to_owned();
    let rows = reports.iter().map(report::Model::from).collect();
    bulk::put(conn, REPORT_COLUMNS, rows, &overwrite).await
}

/// Stores lines, whether they are there already or not.
///
/// # Errors
/// When the database fails.
pub async fn put_lines<C: ConnectionTrait>(
    conn: &C,
    lines: &[(ReportId, StoredLine)],
) -> Result<(), DbErr> {
    use report_line::Column as L;
    let others = L::iter()
        .filter(|column| !matches!(column, L::ReportId | L::Line | L::MeasureId | L::TaskId));
    let overwrite = OnConflict::columns([L::ReportId, L::Line])
        .update_columns(others)
        .to_owned();
    let rows = lines
        .iter()
        .map(|(report, line)| reports::line_row(*report, line))
        .collect();
    bulk::put(conn, LINE_COLUMNS, rows, &overwrite).await
}

/// An operation that was applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AppliedOp {
    /// Which.
    pub op: OpId,
    /// Who made it.
    pub user: UserId,
    /// On which report.
    pub report: ReportId,
    /// The report's version after it.
    pub version: i64,
}

/// Remembers operations, so that none is applied twice.
///
/// # Errors
/// When the database fails, or one was applied before.
pub async fn record<C: ConnectionTrait>(
    conn: &C,
    ops: &[AppliedOp],
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let rows = ops.iter().map(|applied| sync_op::Model {
        op_id: TextUuid(applied.op.0),
        user_id: TextUuid(applied.user.0),
        report_id: TextUuid(applied.report.0),
        version: applied.version,
        at: ms(at),
    });
    bulk::insert(conn, 5, rows.collect()).await
}

/// Values that lost a conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The operation that they came with.
    pub op: OpId,
    /// On which report.
    pub report: ReportId,
    /// The line, for values of a line.
    pub line: Option<LineId>,
    /// Values of the line.
    pub fields: Vec<FieldEdit>,
    /// Texts of the report.
    pub texts: Vec<TextEdit>,
    /// Who sent them, and when they came.
    pub mark: Mark,
}

/// Keeps values that lost a conflict. Those of an operation that came before stay as they are.
///
/// # Errors
/// When the database fails.
pub async fn keep_unmerged<C: ConnectionTrait>(
    conn: &C,
    kept: &[Kept],
    seq: i64,
) -> Result<(), DbErr> {
    let row = |kept: &Kept| {
        Ok(unmerged::Model {
            op_id: TextUuid(kept.op.0),
            report_id: TextUuid(kept.report.0),
            line: kept.line.map(|line| line.to_string()),
            fields: json(&kept.fields)?,
            texts: json(&kept.texts)?,
            by: TextUuid(kept.mark.by.0),
            at: ms(kept.mark.at),
            seq,
        })
    };
    let rows = kept.iter().map(row).collect::<Result<_, DbErr>>()?;
    let leave = OnConflict::column(unmerged::Column::OpId)
        .do_nothing()
        .to_owned();
    bulk::put(conn, 8, rows, &leave).await
}

/// Says that later reports of the same unit on the same plan show other previous figures now:
/// devices need them whole.
///
/// # Errors
/// When the database fails.
pub async fn raise_whole<C: ConnectionTrait>(
    conn: &C,
    changed: &[&StoredReport],
    seq: i64,
) -> Result<(), DbErr> {
    use report::Column as R;
    for chunk in changed.chunks(100) {
        // Periods of one kind sort as their texts do; one of another kind is raised for nothing.
        let later = chunk.iter().map(|report| {
            Condition::all()
                .add(R::PlanId.eq(TextUuid(report.plan.0)))
                .add(R::UnitId.eq(report.unit.as_str()))
                .add(R::Period.gt(report.period.to_string()))
        });
        report::Entity::update_many()
            .col_expr(R::Seq, Expr::value(seq))
            .col_expr(R::WholeSeq, Expr::value(seq))
            .filter(later.fold(Condition::any(), Condition::add))
            .exec(conn)
            .await?;
    }
    Ok(())
}
