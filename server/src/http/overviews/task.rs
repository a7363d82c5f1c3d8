//! `GET /api/v1/overviews/{plan}/tasks/{task}`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Path, Query};
use crate::service::overview::{self, Ask};
use crate::state::AppState;
use axum::extract::State;
use domain::id::{PlanId, TaskId};
use domain::wire::overview::TaskProof;
use domain::wire::problem::Problem;

/// The proof behind a task's tally: its units, overdue ones first.
#[utoipa::path(
    get, path = "/overviews/{plan}/tasks/{task}", tag = "overviews",
    params(
        ("plan" = PlanId, Path, description = "The plan"),
        ("task" = TaskId, Path, description = "A task of the plan"),
        Ask,
    ),
    responses(
        (status = 200, body = TaskProof),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "Reads the plan, but not its rolled-up figures"),
        (status = 404, body = Problem, description = "No such plan, task or period in sight"),
        (status = 422, body = Problem),
    ),
)]
pub(super) async fn task(
    State(state): State<AppState>,
    who: CurrentUser,
    Path((plan, task)): Path<(PlanId, TaskId)>,
    Query(ask): Query<Ask>,
) -> Result<Json<TaskProof>, ServiceError> {
    overview::task_proof(state.ctx(), &who.actor, plan, task, &ask)
        .await
        .map(Json)
}
