//! `GET /api/v1/me`.

use crate::auth::SignedIn;
use crate::error::ServiceError;
use crate::http::extract::Json;
use crate::service::auth;
use crate::state::AppState;
use axum::extract::State;
use domain::wire::auth::Me;
use domain::wire::problem::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The route of this file.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(me))
}

/// Who one is, with the roles held now.
#[utoipa::path(
    get, path = "/me", tag = "auth",
    responses((status = 200, body = Me), (status = 401, body = Problem)),
)]
async fn me(
    State(state): State<AppState>,
    SignedIn(who): SignedIn,
) -> Result<Json<Me>, ServiceError> {
    auth::me(state.ctx(), &who).await.map(Json)
}
