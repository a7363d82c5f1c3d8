//! `POST /api/v1/plans/{id}/tasks/{task}/restore`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Path};
use crate::service::plan_changes;
use crate::state::AppState;
use axum::extract::State;
use axum::http::StatusCode;
use domain::id::{PlanId, TaskId};
use domain::wire::problem::Problem;
use domain::wire::sync::Because;

/// Takes back that a task was called off, as if it had never been.
#[utoipa::path(
    post, path = "/plans/{id}/tasks/{task}/restore", tag = "plans",
    params(
        ("id" = String, Path, description = "The plan"),
        ("task" = String, Path, description = "The task"),
    ),
    request_body = Because,
    responses(
        (status = 204),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "May read the plan but not change it"),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "Not called off in this plan"),
        (status = 422, body = Problem, description = "No reason"),
    ),
)]
pub(super) async fn restore_task(
    State(state): State<AppState>,
    who: CurrentUser,
    Path((plan, task)): Path<(PlanId, TaskId)>,
    Json(because): Json<Because>,
) -> Result<StatusCode, ServiceError> {
    plan_changes::restore(state.ctx(), &who.actor, plan, task, because).await?;
    Ok(StatusCode::NO_CONTENT)
}
