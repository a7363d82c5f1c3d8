//! `GET /api/v1/plans/{id}/tasks/{task}/assignments`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Path};
use crate::service::plan_changes;
use crate::state::AppState;
use axum::extract::State;
use domain::id::{PlanId, TaskId};
use domain::wire::assignment::Assignments;
use domain::wire::problem::Problem;

/// Who carries a task out, and the units below the plan's that might; those that the task's lead
/// names are marked.
#[utoipa::path(
    get, path = "/plans/{id}/tasks/{task}/assignments", tag = "plans",
    params(
        ("id" = String, Path, description = "The plan"),
        ("task" = String, Path, description = "The task"),
    ),
    responses(
        (status = 200, body = Assignments),
        (status = 401, body = Problem),
        (status = 404, body = Problem),
    ),
)]
pub(super) async fn assignments(
    State(state): State<AppState>,
    who: CurrentUser,
    Path((plan, task)): Path<(PlanId, TaskId)>,
) -> Result<Json<Assignments>, ServiceError> {
    plan_changes::assignments(state.ctx(), &who.actor, plan, task)
        .await
        .map(Json)
}
