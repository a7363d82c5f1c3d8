//! `GET /api/v1/units`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Query};
use crate::service::units::{self, ListUnits};
use crate::state::AppState;
use axum::extract::State;
use domain::wire::admin::UnitRow;
use domain::wire::problem::Problem;

/// Units in the subtrees that one administers.
#[utoipa::path(
    get, path = "/units", tag = "admin",
    params(ListUnits),
    responses(
        (status = 200, body = Vec<UnitRow>),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "Administers nothing"),
    ),
)]
pub(super) async fn list(
    State(state): State<AppState>,
    who: CurrentUser,
    Query(query): Query<ListUnits>,
) -> Result<Json<Vec<UnitRow>>, ServiceError> {
    units::list(state.ctx(), &who.actor, query).await.map(Json)
}
