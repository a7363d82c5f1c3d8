//! `GET /api/v1/unit-changes`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::Json;
use crate::service::unit_changes;
use crate::state::AppState;
use axum::extract::State;
use domain::wire::admin::UnitChangeRow;
use domain::wire::problem::Problem;

/// Changes of the units that one administers, the newest first.
#[utoipa::path(
    get, path = "/unit-changes", tag = "admin",
    responses(
        (status = 200, body = Vec<UnitChangeRow>),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "Administers nothing"),
    ),
)]
pub(super) async fn list(
    State(state): State<AppState>,
    who: CurrentUser,
) -> Result<Json<Vec<UnitChangeRow>>, ServiceError> {
    unit_changes::list(state.ctx(), &who.actor).await.map(Json)
}
