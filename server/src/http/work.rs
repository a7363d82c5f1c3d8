//! `GET /api/v1/work`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::Json;
use crate::service::work;
use crate::state::AppState;
use axum::extract::State;
use domain::wire::problem::Problem;
use domain::wire::report::Work;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The route of this file.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(show))
}

/// What waits for oneself: reports to enter and reports to approve, most urgent first.
#[utoipa::path(
    get, path = "/work", tag = "work",
    responses((status = 200, body = Work), (status = 401, body = Problem)),
)]
async fn show(State(state): State<AppState>, who: CurrentUser) -> Result<Json<Work>, ServiceError> {
    work::work(state.ctx(), &who.actor).await.map(Json)
}
