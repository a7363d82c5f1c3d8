//! What changes in a plan after it was issued.

use crate::id::{LineId, MeasureId, PlanId, TaskId};
use crate::measure::{Amendment, Comparator, Threshold};
use crate::quantity::Quantity;
use crate::report::LineKind;
use crate::unit::UnitRef;
use crate::wire::report::Stamp;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `POST /api/v1/plans/{id}/measures/{measure}/thresholds`: another threshold from a day on, or, with
/// [`NewThreshold::aspirational`] where the measure's threshold binds, another aspiration. A second
/// one of the same sort from the same day stands in place of the first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NewAmendment {
    /// The first day on which it holds, in the past or in the future: each period is judged by the
    /// threshold in force at its cut-off.
    pub effective_from: NaiveDate,
    /// The threshold.
    pub threshold: NewThreshold,
    /// The document that says so.
    #[serde(default)]
    pub document: Option<String>,
}

/// A threshold as it is entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NewThreshold {
    /// The literal reading.
    pub comparator: Comparator,
    /// The words of the document.
    #[serde(default)]
    pub surface: String,
    /// The figure, in `unit`.
    pub value: Quantity,
    /// `%`, `mô hình`…: as before.
    pub unit: String,
    /// How it is scored; without it as written, a bare figure as a minimum.
    #[serde(default)]
    pub evaluate_as: Option<Comparator>,
    /// *Phấn đấu*: where the threshold binds, this is the aspiration beside it.
    #[serde(default)]
    pub aspirational: bool,
}

/// `POST /api/v1/plans/{id}/tasks/{task}/cancel`: a task is called off (đã hủy) from a day on, here
/// and in every plan that carries it out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CancelTask {
    /// The first day on which it is called off: periods that are cut off from then on.
    pub from: NaiveDate,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// `PUT /api/v1/plans/{id}/lines/{line}/parent`: what a line carries out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LinkLine {
    /// The line of a plan above; `null`: none. Never left out, so that nothing is unlinked by
    /// mistake.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required = true)]
    pub parent: Option<LineId>,
}

/// `GET /api/v1/plans/{id}/changes`: what changed in a plan since it was issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlanChanges {
    /// Whether the reader may change the plan.
    #[serde(default)]
    pub may_change: bool,
    /// Thresholds that were amended, in the plan's order, the newest first.
    pub amendments: Vec<AmendmentRow>,
    /// Tasks that were called off in this plan, in its order.
    pub cancelled: Vec<CancelledTask>,
    /// Lines that carry out nothing, where the plan carries out another.
    pub unlinked: Vec<PlanLine>,
}

/// A threshold that was amended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AmendmentRow {
    /// Of which measure.
    pub measure: MeasureId,
    /// The number of its target.
    pub target_no: String,
    /// What is measured.
    pub subject: String,
    /// The threshold, from when, by which document.
    #[serde(flatten)]
    pub amendment: Amendment,
    /// What held until then: the threshold, or the aspiration where that was amended.
    pub before: Option<Threshold>,
    /// Who recorded it.
    pub made: Stamp,
}

/// A task that was called off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CancelledTask {
    /// Which.
    pub task: TaskId,
    /// Its number.
    pub no: String,
    /// Verbatim.
    pub name: String,
    /// From when.
    pub cancelled_on: NaiveDate,
    /// Why.
    pub reason: Option<String>,
}

/// A line of a plan, as lists name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlanLine {
    /// Which.
    pub line: LineId,
    /// The number of its target or its own.
    pub no: String,
    /// The target's text, or the task's name.
    pub text: String,
}

/// `GET /api/v1/plans/{id}/links`: what a plan's lines carry out, and what they could.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlanLinks {
    /// Every line that is reported, in the plan's order.
    pub lines: Vec<LinkedLine>,
    /// The plans above that the reader may see, the nearest first, each with its lines.
    pub above: Vec<PlanAbove>,
}

/// A line of a plan with what it carries out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LinkedLine {
    /// Which.
    #[serde(flatten)]
    pub line: PlanLine,
    /// How it is reported: a line carries out one that is reported the same way.
    pub kind: LineKind,
    /// The line above that it carries out; none too where the reader may not see that plan.
    pub parent: Option<LineId>,
}

/// A plan that another carries out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlanAbove {
    /// Which.
    pub plan: PlanId,
    /// Whose.
    pub unit: UnitRef,
    /// Verbatim.
    pub title: String,
    /// The lines that can be carried out, in its order.
    pub lines: Vec<LineAbove>,
}

/// A line that can be carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LineAbove {
    /// Which.
    #[serde(flatten)]
    pub line: PlanLine,
    /// How it is reported.
    pub kind: LineKind,
}

/// `GET /api/v1/plans/{id}/unlinked`: what the plans below have that this plan does not count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnlinkedLines {
    /// How many lines there are.
    pub total: u32,
    /// By unit, in the order of their names; at most some two thousand lines.
    pub units: Vec<UnlinkedUnit>,
}

/// The lines of a unit's plan that are linked to nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnlinkedUnit {
    /// Whose.
    pub unit: UnitRef,
    /// Of which plan.
    pub plan: PlanId,
    /// In the plan's order.
    pub lines: Vec<PlanLine>,
}
