//! `GET /api/v1/overviews`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::Json;
use crate::service::overview;
use crate::state::AppState;
use axum::extract::State;
use domain::wire::overview::OverviewChoice;
use domain::wire::problem::Problem;

/// The plans that one may look at rolled up, with their periods; none for who may look at nothing.
#[utoipa::path(
    get, path = "/overviews", tag = "overviews",
    responses((status = 200, body = Vec<OverviewChoice>), (status = 401, body = Problem)),
)]
pub(super) async fn list(
    State(state): State<AppState>,
    who: CurrentUser,
) -> Result<Json<Vec<OverviewChoice>>, ServiceError> {
    overview::choices(state.ctx(), &who.actor).await.map(Json)
}
