//! `POST /api/v1/plans/{id}/tasks/{task}/assignments`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Path};
use crate::service::plan_changes;
use crate::state::AppState;
use axum::extract::State;
use domain::id::{PlanId, TaskId};
use domain::wire::assignment::{Assign, Assigned};
use domain::wire::problem::Problem;

/// Assigns a task to units below the plan's: from the first open period on each reports it as its
/// own, and the plan's line is what they come to together.
#[utoipa::path(
    post, path = "/plans/{id}/tasks/{task}/assignments", tag = "plans",
    params(
        ("id" = String, Path, description = "The plan"),
        ("task" = String, Path, description = "The task"),
    ),
    request_body = Assign,
    responses(
        (status = 200, body = Assigned),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "May read the plan but not change it"),
        (status = 404, body = Problem),
        (status = 422, body = Problem, description = "A unit that does not lie below the plan's"),
    ),
)]
pub(super) async fn assign(
    State(state): State<AppState>,
    who: CurrentUser,
    Path((plan, task)): Path<(PlanId, TaskId)>,
    Json(ask): Json<Assign>,
) -> Result<Json<Assigned>, ServiceError> {
    plan_changes::assign(state.ctx(), &who.actor, plan, task, ask)
        .await
        .map(Json)
}
