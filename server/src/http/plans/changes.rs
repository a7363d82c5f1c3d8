//! `GET /api/v1/plans/{id}/changes`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Path};
use crate::service::plan_changes;
use crate::state::AppState;
use axum::extract::State;
use domain::id::PlanId;
use domain::wire::plan::PlanChanges;
use domain::wire::problem::Problem;

/// What changed in a plan since it was issued, and its lines that carry out nothing.
#[utoipa::path(
    get, path = "/plans/{id}/changes", tag = "plans",
    params(("id" = String, Path, description = "The plan")),
    responses(
        (status = 200, body = PlanChanges),
        (status = 401, body = Problem),
        (status = 404, body = Problem),
    ),
)]
pub(super) async fn changes(
    State(state): State<AppState>,
    who: CurrentUser,
    Path(plan): Path<PlanId>,
) -> Result<Json<PlanChanges>, ServiceError> {
    plan_changes::changes(state.ctx(), &who.actor, plan)
        .await
        .map(Json)
}
