//! `GET /api/v1/late-requests`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::Json;
use crate::service::sync;
use crate::state::AppState;
use axum::extract::State;
use domain::wire::problem::Problem;
use domain::wire::sync::LateRow;

/// Requests to submit late that the person may decide, those waiting first.
#[utoipa::path(
    get, path = "/late-requests", tag = "sync",
    responses((status = 200, body = Vec<LateRow>), (status = 401, body = Problem)),
)]
pub(super) async fn list(
    State(state): State<AppState>,
    who: CurrentUser,
) -> Result<Json<Vec<LateRow>>, ServiceError> {
    sync::late_requests(state.ctx(), &who.actor).await.map(Json)
}
