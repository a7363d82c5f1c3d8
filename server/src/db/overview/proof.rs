//! The lines behind one figure, with who changed them last.

use super::{Scope, edge, saved, task_progress, threshold};
use crate::db::codec::{at, date, from_json, quantity};
use crate::db::entity::{measure, report, report_line, task};
use crate::db::reports::Mark;
use crate::db::text_uuid::TextUuid;
use domain::deadline::Deadline;
use domain::id::{LineId, MeasureId, ReportId, TaskId, UserId};
use domain::measure::Threshold;
use domain::period::Period;
use domain::report::LineEntry;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QuerySelect, Select,
};

/// A part's line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartLine<R> {
    /// In which report.
    pub report: ReportId,
    /// The line in that report.
    pub line: LineId,
    /// What the part itself is judged by: its threshold (as far as judging needs it) or deadline.
    pub rule: R,
    /// What is entered; empty where nothing was.
    pub entry: LineEntry,
    /// Last change of the line.
    pub updated: Option<Mark>,
}

/// A kind of line: the columns of its table, and how [`saved`] finds what was entered for it.
struct Lines<L> {
    id: L,
    plan: L,
    /// Which of the plan's own lines it carries out ([`Scope`]).
    carries_out: L,
    table: &'static str,
    mark: char,
}

/// The parts' lines that carry out one of the plan's, with what was saved on them. Selected so far:
/// report, line, who changed it last and when; what the line holds is the caller's.
fn parts<L>(scope: &Scope, period: Period, lines: Lines<L>, of: String) -> Select<report::Entity>
where
    L: ColumnTrait,
    L::EntityName: EntityTrait<Column = L>,
{
    scope
        .reports(period)
        .column(report::Column::Id)
        .column(lines.id)
        .columns([
            report_line::Column::UpdatedBy,
            report_line::Column::UpdatedAt,
        ])
        .join(
            JoinType::InnerJoin,
            edge(report::Column::PlanId, lines.plan),
        )
        .join(JoinType::LeftJoin, saved(lines.table, lines.mark))
        .filter(lines.carries_out.eq(of))
}

/// The parts' lines for one of the plan's measures in one period, in no particular order.
///
/// # Errors
/// When the database fails.
pub async fn measure_parts<C: ConnectionTrait>(
    conn: &C,
    scope: &Scope,
    period: Period,
    of: MeasureId,
) -> Result<Vec<PartLine<Option<Threshold>>>, DbErr> {
    type Row = (
        TextUuid,
        TextUuid,
        Option<TextUuid>,
        Option<i64>,
        Option<i64>,
        Option<String>,
        Option<i64>,
        Option<i64>,
        Option<i64>,
        Option<bool>,
        Option<String>,
    );
    let lines = Lines {
        id: measure::Column::Id,
        plan: measure::Column::PlanId,
        carries_out: scope.measure(),
        table: "measure",
        mark: 'm',
    };
    let rows: Vec<Row> = parts(scope, period, lines, of.to_string())
        .columns([measure::Column::Value, measure::Column::EvaluateAs])
        .columns([
            report_line::Column::Numerator,
            report_line::Column::Denominator,
            report_line::Column::Count,
            report_line::Column::Reached,
            report_line::Column::NotApplicable,
        ])
        .into_tuple()
        .all(conn)
        .await?;
    rows.into_iter()
        .map(|row| {
            let (report, line, by, on, value, scored, numerator, denominator, count, reached, away) =
                row;
            Ok(PartLine {
                report: ReportId(report.0),
                line: LineId::Measure(MeasureId(line.0)),
                rule: threshold(value, scored.as_deref())?,
                entry: LineEntry {
                    numerator: quantity(numerator),
                    denominator: quantity(denominator),
                    count: quantity(count),
                    reached,
                    not_applicable: away,
                    ..LineEntry::default()
                },
                updated: mark(by, on)?,
            })
        })
        .collect()
}

/// The parts' lines for one of the plan's tasks in one period, in no particular order.
///
/// # Errors
/// When the database fails.
pub async fn task_parts<C: ConnectionTrait>(
    conn: &C,
    scope: &Scope,
    period: Period,
    of: TaskId,
) -> Result<Vec<PartLine<Deadline>>, DbErr> {
    type Row = (
        TextUuid,
        TextUuid,
        Option<TextUuid>,
        Option<i64>,
        String,
        Option<String>,
        Option<String>,
        Option<String>,
        Option<String>,
    );
    let lines = Lines {
        id: task::Column::Id,
        plan: task::Column::PlanId,
        carries_out: scope.task(),
        table: "task",
        mark: 't',
    };
    let rows: Vec<Row> = parts(scope, period, lines, of.to_string())
        .column(task::Column::Deadline)
        .columns([
            report_line::Column::Progress,
            report_line::Column::CompletedOn,
            report_line::Column::Note,
            report_line::Column::NotApplicable,
        ])
        .into_tuple()
        .all(conn)
        .await?;
    rows.into_iter()
        .map(
            |(report, line, by, on, deadline, progress, completed_on, note, away)| {
                Ok(PartLine {
                    report: ReportId(report.0),
                    line: LineId::Task(TaskId(line.0)),
                    rule: from_json(&deadline)?,
                    entry: LineEntry {
                        progress: progress.as_deref().map(task_progress).transpose()?,
                        completed_on: completed_on.as_deref().map(date).transpose()?,
                        note: note.unwrap_or_default(),
                        not_applicable: away,
                        ..LineEntry::default()
                    },
                    updated: mark(by, on)?,
                })
            },
        )
        .collect()
}

/// Who and when from their two columns.
pub(super) fn mark(by: Option<TextUuid>, on: Option<i64>) -> Result<Option<Mark>, DbErr> {
    match (by, on) {
        (Some(by), Some(on)) => Ok(Some(Mark {
            by: UserId(by.0),
            at: at(on)?,
        })),
        _ => Ok(None),
    }
}
