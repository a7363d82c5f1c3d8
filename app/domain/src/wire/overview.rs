//! The leader's screens: a plan rolled up over the units that carry it out.

use crate::id::{MeasureId, PlanId, ReportId, TargetId, TaskId};
use crate::measure::{MeasureKind, Threshold};
use crate::period::{Period, PeriodDays};
use crate::plan::PlanSummary;
use crate::report::{Basis, ReportState};
use crate::rollup::{Coverage, Figure};
use crate::status::TaskStatus;
use crate::unit::UnitRef;
use crate::wire::report::{ChildFigure, TrendPoint};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `GET /api/v1/overviews`: the plans that the actor may look at rolled up, with their periods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OverviewChoice {
    /// The plan.
    pub plan: PlanSummary,
    /// Its periods, newest first.
    pub periods: Vec<PeriodChoice>,
}

/// A period with its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PeriodChoice {
    /// The period.
    pub period: Period,
    /// Its days.
    pub days: PeriodDays,
}

/// `GET /api/v1/overviews/{plan}?period=&basis=`: one screen that says how the whole stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Overview {
    /// The plan, with the unit whose view this is.
    pub plan: PlanSummary,
    /// For which period.
    pub period: Period,
    /// Its days.
    pub days: PeriodDays,
    /// Which reports count.
    pub basis: Basis,
    /// Over the units' reports.
    pub coverage: Coverage,
    /// Units that have not submitted, late ones first.
    pub silent: Vec<SilentUnit>,
    /// In the plan's order.
    pub targets: Vec<TargetFigures>,
    /// Tasks by group.
    pub task_groups: Vec<TaskGroupTally>,
    /// Units, best first.
    pub ranking: Vec<RankedUnit>,
}

/// A unit that has not submitted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SilentUnit {
    /// The unit.
    pub unit: UnitRef,
    /// Its report.
    pub report: ReportId,
    /// Where it stands (draft or returned).
    pub state: ReportState,
    /// Whether the due date has passed.
    pub late: bool,
}

/// A target with its rolled-up measures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TargetFigures {
    /// The target.
    pub id: TargetId,
    /// "1.9".
    pub no: String,
    /// The group's number.
    pub group_no: String,
    /// The group's title.
    pub group_title: String,
    /// Verbatim.
    pub text: String,
    /// Its reported measures.
    pub measures: Vec<MeasureFigure>,
}

/// A measure rolled up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MeasureFigure {
    /// The measure of this plan.
    pub id: MeasureId,
    /// What it is.
    pub kind: MeasureKind,
    /// What is measured.
    pub subject: String,
    /// The threshold.
    pub threshold: Option<Threshold>,
    /// The figure with its coverage.
    pub figure: Figure,
    /// Units whose own figure misses the threshold.
    pub units_below: u32,
    /// This and earlier periods, oldest first, under the same basis.
    pub trend: Vec<TrendPoint>,
}

/// A group's tasks by status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TaskGroupTally {
    /// The group's number.
    pub no: String,
    /// Its title.
    pub title: String,
    /// Tasks the document declares.
    pub declared_count: Option<u32>,
    /// Each task with its tally over the units.
    pub tasks: Vec<TaskTally>,
}

/// A task over the units that carry it out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TaskTally {
    /// The task of this plan.
    pub id: TaskId,
    /// Its number.
    pub no: String,
    /// Verbatim.
    pub name: String,
    /// The deadline, verbatim.
    pub deadline_text: String,
    /// *Mô phỏng*.
    pub simulated: bool,
    /// Units by computed status, only those above nought.
    pub by_status: Vec<StatusCount>,
}

/// How many units have a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StatusCount {
    /// The status.
    pub status: TaskStatus,
    /// Units.
    pub count: u32,
}

/// A unit in the ranking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RankedUnit {
    /// Its place; equals share one.
    pub rank: u32,
    /// The unit.
    pub unit: UnitRef,
    /// Its report.
    pub report: ReportId,
    /// Where that stands.
    pub state: ReportState,
    /// Whether it is late.
    pub late: bool,
    /// Measures that reach their threshold.
    pub met: u32,
    /// Measures that apply.
    pub applicable: u32,
    /// Tasks finished.
    pub tasks_done: u32,
    /// Tasks overdue.
    pub tasks_overdue: u32,
    /// Tasks in all.
    pub tasks: u32,
}

/// `GET /api/v1/overviews/{plan}/measures/{measure}?period=&basis=`: the proof behind a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MeasureProof {
    /// The plan.
    pub plan: PlanId,
    /// For which period.
    pub period: Period,
    /// Which reports count.
    pub basis: Basis,
    /// The target's number.
    pub target_no: String,
    /// The target, verbatim.
    pub target_text: String,
    /// The figure.
    pub measure: MeasureFigure,
    /// Its parts: what pulls the figure down first, then silent units, then not applicable ones.
    pub children: Vec<ChildFigure>,
}

/// `GET /api/v1/overviews/{plan}/tasks/{task}?period=&basis=`: the proof behind a task's tally.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TaskProof {
    /// The plan.
    pub plan: PlanId,
    /// For which period.
    pub period: Period,
    /// Which reports count.
    pub basis: Basis,
    /// The tally.
    pub task: TaskTally,
    /// The units, overdue first.
    pub children: Vec<ChildTask>,
}

/// A unit's task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChildTask {
    /// The computed status.
    pub status: TaskStatus,
    /// What the unit says.
    pub note: String,
    /// The unit's part.
    #[serde(flatten)]
    pub child: ChildFigure,
}
