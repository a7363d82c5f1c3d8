//! `POST /api/v1/unit-changes/{id}/undo`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Path};
use crate::service::unit_changes;
use crate::state::AppState;
use axum::extract::State;
use domain::id::UnitEventId;
use domain::wire::admin::UnitChangeRow;
use domain::wire::problem::Problem;
use domain::wire::sync::Because;

/// Undoes a change of units, with a reason.
#[utoipa::path(
    post, path = "/unit-changes/{id}/undo", tag = "admin",
    params(("id" = UnitEventId, Path, description = "The change")),
    request_body = Because,
    responses(
        (status = 200, body = UnitChangeRow),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "Does not administer the units around it"),
        (status = 404, body = Problem),
        (status = 422, body = Problem, description = "No reason, or a later change builds upon it"),
    ),
)]
pub(super) async fn undo(
    State(state): State<AppState>,
    who: CurrentUser,
    Path(id): Path<UnitEventId>,
    Json(because): Json<Because>,
) -> Result<Json<UnitChangeRow>, ServiceError> {
    unit_changes::undo(state.ctx(), &who.actor, id, because)
        .await
        .map(Json)
}
