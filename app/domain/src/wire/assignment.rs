//! Assigning a task (phân công) to units.

use crate::id::{PlanId, TaskId, UnitId};
use crate::unit::UnitRef;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `GET /api/v1/plans/{id}/tasks/{task}/assignments`: who carries a task out, and who might.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Assignments {
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
    /// The units directly below the plan's, and those that carry the task out, in their order.
    pub units: Vec<AssignableUnit>,
}

/// A unit that carries a task out or might.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AssignableUnit {
    /// Which.
    pub unit: UnitRef,
    /// Whether the task's lead names it, by name or as one of a class.
    pub named: bool,
    /// Its plan that has the task, once it was assigned.
    pub plan: Option<PlanId>,
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
    pub assignments: Assignments,
    /// Reports that were made for open periods.
    pub reports: u32,
}
