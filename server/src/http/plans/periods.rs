//! `GET /api/v1/plans/{id}/periods`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Path};
use crate::service::periods;
use crate::state::AppState;
use axum::extract::State;
use domain::id::PlanId;
use domain::wire::period::PlanPeriods;
use domain::wire::problem::Problem;

/// How a plan's periods are cut, which are open and how far their reports are, and which comes next.
#[utoipa::path(
    get, path = "/plans/{id}/periods", tag = "plans",
    params(("id" = String, Path, description = "The plan")),
    responses(
        (status = 200, body = PlanPeriods),
        (status = 401, body = Problem),
        (status = 404, body = Problem),
    ),
)]
pub(super) async fn periods_of(
    State(state): State<AppState>,
    who: CurrentUser,
    Path(plan): Path<PlanId>,
) -> Result<Json<PlanPeriods>, ServiceError> {
    periods::list(state.ctx(), &who.actor, plan).await.map(Json)
}
