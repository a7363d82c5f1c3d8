//! `GET /api/v1/plans`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::Json;
use crate::service::plans;
use crate::state::AppState;
use axum::extract::State;
use domain::plan::PlanSummary;
use domain::wire::problem::Problem;

/// Plans of the units that one may read.
#[utoipa::path(
    get, path = "/plans", tag = "plans",
    responses((status = 200, body = Vec<PlanSummary>), (status = 401, body = Problem)),
)]
pub(super) async fn list(
    State(state): State<AppState>,
    who: CurrentUser,
) -> Result<Json<Vec<PlanSummary>>, ServiceError> {
    plans::list(state.ctx(), &who.actor).await.map(Json)
}
