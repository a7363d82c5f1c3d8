//! `POST /api/v1/plans/{id}/tasks/{task}/cancel`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Path};
use crate::service::plan_changes;
use crate::state::AppState;
use axum::extract::State;
use domain::id::{PlanId, TaskId};
use domain::wire::plan::{CancelTask, CancelledTask};
use domain::wire::problem::Problem;

/// Calls a task off from a day on, here and in every plan that carries it out: from then on it
/// stands outside the rates.
#[utoipa::path(
    post, path = "/plans/{id}/tasks/{task}/cancel", tag = "plans",
    params(
        ("id" = String, Path, description = "The plan"),
        ("task" = String, Path, description = "The task"),
    ),
    request_body = CancelTask,
    responses(
        (status = 200, body = CancelledTask),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "May read the plan but not change it"),
        (status = 404, body = Problem),
        (status = 422, body = Problem, description = "No reason"),
    ),
)]
pub(super) async fn cancel_task(
    State(state): State<AppState>,
    who: CurrentUser,
    Path((plan, task)): Path<(PlanId, TaskId)>,
    Json(ask): Json<CancelTask>,
) -> Result<Json<CancelledTask>, ServiceError> {
    plan_changes::cancel(state.ctx(), &who.actor, plan, task, ask)
        .await
        .map(Json)
}
