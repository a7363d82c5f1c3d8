//! `GET /api/v1/sync/pull`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Query};
use crate::service::sync::{self, PullQuery};
use crate::state::AppState;
use axum::extract::State;
use domain::wire::problem::Problem;
use domain::wire::sync::Pulled;

/// What changed in the scope of the person's devices (the reports they may enter or approve, of
/// the twelve newest periods) after the cursor. Begin without a cursor; pull on while `more`.
#[utoipa::path(
    get, path = "/sync/pull", tag = "sync",
    params(PullQuery),
    responses((status = 200, body = Pulled), (status = 401, body = Problem)),
)]
pub(super) async fn pull(
    State(state): State<AppState>,
    who: CurrentUser,
    Query(query): Query<PullQuery>,
) -> Result<Json<Pulled>, ServiceError> {
    sync::pull(state.ctx(), &state.scopes, &who, query)
        .await
        .map(Json)
}
