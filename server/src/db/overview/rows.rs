//! The parts of a plan's figures in one period: reports, lines of measures, lines of tasks.

use super::proof::mark;
use super::{Scope, edge, report_state, saved, task_progress, threshold, unit_ref};
use crate::db::codec::{date, from_json, parse, quantity};
use crate::db::entity::{measure, plan_period, report, report_line, task, unit};
use crate::db::reports::Mark;
use chrono::NaiveDate;
use domain::deadline::Deadline;
use domain::id::{MeasureId, ReportId, TaskId};
use domain::measure::Threshold;
use domain::period::Period;
use domain::report::{LineEntry, ReportState};
use domain::unit::UnitRef;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, IntoCondition};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, JoinType, QueryFilter, QuerySelect};

/// A part's report in one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChildReport {
    /// The report.
    pub report: ReportId,
    /// Who reports.
    pub unit: UnitRef,
    /// The unit's name as it is sorted.
    pub name_folded: String,
    /// Where the report stands.
    pub state: ReportState,
    /// The last day in time, where the period is open for the part's plan.
    pub due_on: Option<NaiveDate>,
    /// Who approved it, where it is approved.
    pub approved: Option<Mark>,
}

impl ChildReport {
    /// Whether its due date has passed.
    #[must_use]
    pub fn past_due(&self, today: NaiveDate) -> bool {
        self.due_on.is_some_and(|due| today > due)
    }
}

/// A part's line for one of the plan's measures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasureLine {
    /// In which report.
    pub report: ReportId,
    /// The plan's measure that it carries out.
    pub measure: MeasureId,
    /// The part's own threshold, as far as judging needs it (without its words).
    pub threshold: Option<Threshold>,
    /// What is entered; empty where nothing was.
    pub entry: LineEntry,
}

/// A part's line for one of the plan's tasks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskLine {
    /// In which report.
    pub report: ReportId,
    /// The plan's task that it carries out.
    pub task: TaskId,
    /// The part's own deadline.
    pub deadline: Deadline,
    /// What is entered; empty where nothing was.
    pub entry: LineEntry,
}

/// The parts' reports for one period, by the unit's name.
///
/// # Errors
/// When the database fails.
pub async fn reports<C: ConnectionTrait>(
    conn: &C,
    scope: &Scope,
    period: Period,
) -> Result<Vec<ChildReport>, DbErr> {
    type Row = (
        String,
        String,
        Option<String>,
        Option<i64>,
        String,
        String,
        String,
        String,
        Option<String>,
    );
    let rows: Vec<Row> = scope
        .reports(period)
        .columns([
            report::Column::Id,
            report::Column::State,
            report::Column::ApprovedBy,
            report::Column::ApprovedAt,
        ])
        .columns([
            unit::Column::Id,
            unit::Column::Name,
            unit::Column::NameFolded,
            unit::Column::Kind,
        ])
        .column(plan_period::Column::DueOn)
        .join(
            JoinType::InnerJoin,
            edge(report::Column::UnitId, unit::Column::Id),
        )
        .join(
            JoinType::LeftJoin,
            edge(report::Column::PlanId, plan_period::Column::PlanId)
                .on_condition(|_, _| same_period()),
        )
        .into_tuple()
        .all(conn)
        .await?;
    let mut reports = rows
        .into_iter()
        .map(
            |(report, state, by, on, id, name, name_folded, kind, due_on)| {
                Ok(ChildReport {
                    report: parse("report id", &report)?,
                    unit: unit_ref(id, name, &kind)?,
                    name_folded,
                    state: report_state(&state)?,
                    due_on: due_on.as_deref().map(date).transpose()?,
                    approved: mark(by.as_deref(), on)?,
                })
            },
        )
        .collect::<Result<Vec<_>, DbErr>>()?;
    // Here, not in SQL: collations differ between databases.
    reports.sort_by(|a, b| {
        (&a.name_folded, &a.unit.id, a.report).cmp(&(&b.name_folded, &b.unit.id, b.report))
    });
    Ok(reports)
}

fn same_period() -> Condition {
    Expr::col((plan_period::Entity, plan_period::Column::Period))
        .equals((report::Entity, report::Column::Period))
        .into_condition()
}

/// The parts' lines for the plan's measures in one period: one per part and measure linked,
/// entered or not.
///
/// # Errors
/// When the database fails.
pub async fn measure_lines<C: ConnectionTrait>(
    conn: &C,
    scope: &Scope,
    period: Period,
) -> Result<Vec<MeasureLine>, DbErr> {
    type Row = (
        String,
        String,
        Option<i64>,
        Option<String>,
        Option<i64>,
        Option<i64>,
        Option<i64>,
        Option<bool>,
        Option<String>,
    );
    let rows: Vec<Row> = scope
        .reports(period)
        .column(report::Column::Id)
        .column(scope.measure())
        .columns([measure::Column::Value, measure::Column::EvaluateAs])
        .columns([
            report_line::Column::Numerator,
            report_line::Column::Denominator,
            report_line::Column::Count,
            report_line::Column::Reached,
            report_line::Column::NotApplicable,
        ])
        .join(
            JoinType::InnerJoin,
            edge(report::Column::PlanId, measure::Column::PlanId),
        )
        .join(JoinType::LeftJoin, saved("measure", 'm'))
        .filter(scope.measure().is_not_null())
        .into_tuple()
        .all(conn)
        .await?;
    rows.into_iter()
        .map(
            |(report, measure, value, scored, numerator, denominator, count, reached, away)| {
                Ok(MeasureLine {
                    report: parse("report id", &report)?,
                    measure: parse("measure id", &measure)?,
                    threshold: threshold(value, scored.as_deref())?,
                    entry: LineEntry {
                        numerator: quantity(numerator),
                        denominator: quantity(denominator),
                        count: quantity(count),
                        reached,
                        not_applicable: away,
                        ..LineEntry::default()
                    },
                })
            },
        )
        .collect()
}

/// The parts' lines for the plan's tasks in one period: one per part and task linked, entered or
/// not.
///
/// # Errors
/// When the database fails.
pub async fn task_lines<C: ConnectionTrait>(
    conn: &C,
    scope: &Scope,
    period: Period,
) -> Result<Vec<TaskLine>, DbErr> {
    type Row = (
        String,
        String,
        String,
        Option<String>,
        Option<String>,
        Option<String>,
    );
    let rows: Vec<Row> = scope
        .reports(period)
        .column(report::Column::Id)
        .column(scope.task())
        .column(task::Column::Deadline)
        .columns([
            report_line::Column::Progress,
            report_line::Column::CompletedOn,
            report_line::Column::NotApplicable,
        ])
        .join(
            JoinType::InnerJoin,
            edge(report::Column::PlanId, task::Column::PlanId),
        )
        .join(JoinType::LeftJoin, saved("task", 't'))
        .filter(scope.task().is_not_null())
        .into_tuple()
        .all(conn)
        .await?;
    rows.into_iter()
        .map(|(report, task, deadline, progress, completed_on, away)| {
            Ok(TaskLine {
                report: parse("report id", &report)?,
                task: parse("task id", &task)?,
                deadline: from_json(&deadline)?,
                entry: LineEntry {
                    progress: progress.as_deref().map(task_progress).transpose()?,
                    completed_on: completed_on.as_deref().map(date).transpose()?,
                    not_applicable: away,
                    ..LineEntry::default()
                },
            })
        })
        .collect()
}
