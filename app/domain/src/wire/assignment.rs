//! Assigning a task (phân công) to units.

use crate::id::{PlanId, TaskId, UnitId};
use crate::plan::PlanSummary;
use crate::unit::UnitRef;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `GET /api/v1/plans/{id}/assignments`: which tasks of a plan are assigned to which units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlanAssignments {
    /// The plan.
    pub plan: PlanSummary,
    /// Whether the reader may assign.
    pub may_assign: bool,
    /// The units directly below the plan's, in their order: whom a task may be assigned to.
    pub units: Vec<UnitRef>,
    /// Every task, in the plan's order.
    pub tasks: Vec<TaskAssignments>,
}

/// A task with the units that it is assigned to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TaskAssignments {
    /// Which.
    pub task: TaskId,
    /// Its number.
    pub no: String,
    /// Verbatim.
    pub name: String,
    /// Đơn vị chủ trì, verbatim.
    pub lead_text: String,
    /// Whether that names a class of units, such as "Các phòng, ban, trung tâm trực thuộc".
    pub is_class: bool,
    /// The units below that the lead names, by name or as those of a class.
    pub named: Vec<UnitId>,
    /// The units that it is assigned to.
    pub members: Vec<AssignedUnit>,
    /// How many other units carry it out, with a line of their own plan.
    pub carried_out: u32,
}

/// A unit that a task is assigned to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AssignedUnit {
    /// Which.
    pub unit: UnitRef,
    /// Its plan that has the task.
    pub plan: PlanId,
    /// The task there: what is called off when it is withdrawn from the unit (thu hồi).
    pub task: TaskId,
    /// The first cut-off for which it reports on it; none: for every one of its plan.
    pub asked_from: Option<NaiveDate>,
    /// From when it is called off there.
    pub cancelled_on: Option<NaiveDate>,
}

/// `POST /api/v1/plans/{id}/tasks/{task}/assignments`: assigns it to units. Those that carry it out
/// already stay as they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Assign {
    /// Units below the plan's.
    pub units: Vec<UnitId>,
}

/// The answer to [`Assign`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Assigned {
    /// Who carries it out now.
    #[serde(flatten)]
    pub task: TaskAssignments,
    /// Reports that were made for open periods.
    pub reports: u32,
}
