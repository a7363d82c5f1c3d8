//! `POST /api/v1/unit-changes`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::Json;
use crate::service::unit_changes;
use crate::state::AppState;
use axum::extract::State;
use axum::http::StatusCode;
use domain::wire::admin::{NewUnitChange, UnitChangeRow};
use domain::wire::problem::Problem;

/// Records a change of units: renamed, retyped, moved, merged, split.
#[utoipa::path(
    post, path = "/unit-changes", tag = "admin",
    request_body = NewUnitChange,
    responses(
        (status = 201, body = UnitChangeRow),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "Does not administer the units around it"),
        (status = 422, body = Problem, description = "A field is wrong, or the change cannot be"),
    ),
)]
pub(super) async fn record(
    State(state): State<AppState>,
    who: CurrentUser,
    Json(new): Json<NewUnitChange>,
) -> Result<(StatusCode, Json<UnitChangeRow>), ServiceError> {
    let row = unit_changes::record(state.ctx(), &who.actor, new).await?;
    Ok((StatusCode::CREATED, Json(row)))
}
