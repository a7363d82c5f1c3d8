//! `POST /api/v1/units`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::Json;
use crate::service::units;
use crate::state::AppState;
use axum::extract::State;
use axum::http::StatusCode;
use domain::wire::admin::{NewUnit, UnitRow};
use domain::wire::problem::Problem;

/// Makes a department inside a unit that one administers.
#[utoipa::path(
    post, path = "/units", tag = "admin",
    request_body = NewUnit,
    responses(
        (status = 201, body = UnitRow),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "Administers nothing"),
        (status = 422, body = Problem, description = "A field is wrong, the parent is outside the subtree, or (`taken`) the unit has a department of that name"),
    ),
)]
pub(super) async fn create(
    State(state): State<AppState>,
    who: CurrentUser,
    Json(new): Json<NewUnit>,
) -> Result<(StatusCode, Json<UnitRow>), ServiceError> {
    let row = units::create(state.ctx(), &who.actor, new).await?;
    Ok((StatusCode::CREATED, Json(row)))
}
