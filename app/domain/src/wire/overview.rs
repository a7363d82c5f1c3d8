//! The leader's screens: a plan rolled up over the units that carry it out.

use crate::id::{LineId, MeasureId, PlanId, ReportId, TargetId, TaskId};
use crate::measure::{MeasureKind, Threshold};
use crate::period::{Period, PeriodDays};
use crate::plan::PlanSummary;
use crate::report::{Basis, ReportState, TaskProgress};
use crate::rollup::{Boundaries, Coverage, Figure};
use crate::status::TaskStatus;
use crate::unit::UnitRef;
use crate::wire::report::{Stamp, TrendPoint};
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
    /// The plan.
    pub plan: PlanSummary,
    /// The unit whose figures these are, as it was called then.
    pub unit: UnitRef,
    /// From the plan's own unit down to the one above [`Overview::unit`].
    pub path: Vec<UnitRef>,
    /// For which period.
    pub period: Period,
    /// Its days.
    pub days: PeriodDays,
    /// Which reports count.
    pub basis: Basis,
    /// In which boundaries units stand.
    pub boundaries: Boundaries,
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
    /// Mức phấn đấu beside it, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aspiration: Option<Threshold>,
    /// The figure with its coverage.
    pub figure: Figure,
    /// Whether the figure reaches the aspiration, exactly; `None` where there is nothing to judge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aspiration_met: Option<bool>,
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
    /// Units that declare to be behind (*chậm tiến độ*).
    pub behind: u32,
    /// Who stands behind it.
    pub coverage: Coverage,
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
    /// Its own report, where it makes one.
    pub report: Option<ReportId>,
    /// Where that stands.
    pub state: Option<ReportState>,
    /// Whether it is late.
    pub late: bool,
    /// Its reports, or those below it.
    pub coverage: Coverage,
    /// Whether it has parts of its own: its view is one step down.
    pub opens: bool,
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

/// `GET /api/v1/overviews/{plan}/communes`: every reporting unit below, best first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CommuneRanking {
    /// How many there are.
    pub total: u32,
    /// Those asked for, best first, each with the unit that it lies in.
    pub units: Vec<RankedCommune>,
}

/// A reporting unit in the ranking of all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RankedCommune {
    /// The part of the view that it lies in.
    pub within: Option<UnitRef>,
    /// Its place and figures.
    #[serde(flatten)]
    pub ranked: RankedUnit,
}

/// `GET /api/v1/overviews/{plan}/matrix`: every part against every measure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Matrix {
    /// The columns: reported measures in the plan's order.
    pub measures: Vec<MatrixMeasure>,
    /// The rows: the view's parts, by name.
    pub rows: Vec<MatrixRow>,
}

/// A column of the matrix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MatrixMeasure {
    /// The measure.
    pub id: MeasureId,
    /// The target's number.
    pub target_no: String,
    /// What is measured.
    pub subject: String,
    /// What it is.
    pub kind: MeasureKind,
}

/// A row of the matrix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MatrixRow {
    /// The part.
    pub unit: UnitRef,
    /// Its own report, where it makes one.
    pub report: Option<ReportId>,
    /// In the order of the columns; `None` where the line is not linked.
    pub cells: Vec<Option<MatrixCell>>,
}

/// A cell of the matrix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MatrixCell {
    /// Σ numerator, Σ count, or units that reached the milestone; `None` where nothing is counted.
    pub numerator: Option<crate::quantity::Quantity>,
    /// Σ denominator.
    pub denominator: Option<crate::quantity::Quantity>,
    /// Tenths of a percent.
    pub per_mille: Option<i64>,
    /// Whether the threshold is reached.
    pub met: Option<bool>,
    /// Whether the line does not apply to the part.
    pub not_applicable: bool,
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
    /// In which boundaries units stand.
    pub boundaries: Boundaries,
    /// The unit whose figure it is.
    pub unit: UnitRef,
    /// From the plan's own unit down to the one above [`MeasureProof::unit`].
    pub path: Vec<UnitRef>,
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
    /// In which boundaries units stand.
    pub boundaries: Boundaries,
    /// The unit whose tally it is.
    pub unit: UnitRef,
    /// From the plan's own unit down to the one above [`TaskProof::unit`].
    pub path: Vec<UnitRef>,
    /// The tally.
    pub task: TaskTally,
    /// The units, overdue first.
    pub children: Vec<ChildTask>,
}

/// A unit's task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChildTask {
    /// The computed status; `None` for a part that stands for several units.
    pub status: Option<TaskStatus>,
    /// Units by status, for a part that stands for several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by_status: Vec<StatusCount>,
    /// Whether it is declared behind (*chậm tiến độ*).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub behind: bool,
    /// What the unit says.
    pub note: String,
    /// The unit's part.
    #[serde(flatten)]
    pub child: ChildFigure,
}

/// A part of a figure: a unit's own line, or the sum of the units below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChildFigure {
    /// The unit, as it was called then.
    pub unit: UnitRef,
    /// Its own report, which opens the versions and the people behind the figure; `None` for a
    /// sum.
    pub report: Option<ReportId>,
    /// Where that report stands.
    pub state: Option<ReportState>,
    /// The report's version that the figure is from.
    pub version: Option<i64>,
    /// Whether it is late; for a sum, whether anybody in it is.
    pub late: bool,
    /// Its own figure, where entered and counted under the basis.
    pub figure: Option<Figure>,
    /// Who stands behind it.
    pub coverage: Coverage,
    /// Whether it has parts of its own: the proof goes on one step down.
    pub opens: bool,
    /// The reason, where the line does not apply.
    pub not_applicable: Option<String>,
    /// The line in that report.
    pub line: Option<LineId>,
    /// Declared state, for a task.
    pub progress: Option<TaskProgress>,
    /// How the parent's figure would change, in hundredths of a percent point, without this
    /// child: negative where the child pulls the figure down.
    pub pull: Option<i64>,
    /// Photos and files on the line.
    pub evidence: u32,
    /// Last change of the figure.
    pub updated: Option<Stamp>,
    /// Who approved.
    pub approved: Option<Stamp>,
}
