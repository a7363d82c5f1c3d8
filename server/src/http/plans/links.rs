//! `GET /api/v1/plans/{id}/links`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Path};
use crate::service::plan_changes;
use crate::state::AppState;
use axum::extract::State;
use domain::id::PlanId;
use domain::wire::plan::PlanLinks;
use domain::wire::problem::Problem;

/// What a plan's lines carry out, and the lines of the plans above that they could.
#[utoipa::path(
    get, path = "/plans/{id}/links", tag = "plans",
    params(("id" = String, Path, description = "The plan")),
    responses(
        (status = 200, body = PlanLinks),
        (status = 401, body = Problem),
        (status = 404, body = Problem),
    ),
)]
pub(super) async fn links(
    State(state): State<AppState>,
    who: CurrentUser,
    Path(plan): Path<PlanId>,
) -> Result<Json<PlanLinks>, ServiceError> {
    plan_changes::links(state.ctx(), &who.actor, plan)
        .await
        .map(Json)
}
