//! `GET /api/v1/plans/{id}/assignments`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Path};
use crate::service::plan_changes;
use crate::state::AppState;
use axum::extract::State;
use domain::id::PlanId;
use domain::wire::assignment::PlanAssignments;
use domain::wire::problem::Problem;

/// Which tasks of a plan are assigned to which units, and which units below the plan's the other
/// tasks' leads name.
#[utoipa::path(
    get, path = "/plans/{id}/assignments", tag = "plans",
    params(("id" = String, Path, description = "The plan")),
    responses(
        (status = 200, body = PlanAssignments),
        (status = 401, body = Problem),
        (status = 404, body = Problem),
    ),
)]
pub(super) async fn assignments(
    State(state): State<AppState>,
    who: CurrentUser,
    Path(plan): Path<PlanId>,
) -> Result<Json<PlanAssignments>, ServiceError> {
    plan_changes::assignments(state.ctx(), &who.actor, plan)
        .await
        .map(Json)
}
