//! `POST /api/v1/plans/{id}/periods/{period}/unlock`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Path};
use crate::service::sync;
use crate::state::AppState;
use axum::extract::State;
use axum::http::StatusCode;
use domain::id::PlanId;
use domain::period::Period;
use domain::wire::problem::Problem;
use domain::wire::sync::Because;

/// Unlocks a period, with a reason. Requests to submit late that no other lock holds back are let
/// in at once.
#[utoipa::path(
    post, path = "/plans/{id}/periods/{period}/unlock", tag = "sync",
    params(
        ("id" = String, Path, description = "The plan"),
        ("period" = String, Path, description = "`2026-M11`"),
    ),
    request_body = Because,
    responses(
        (status = 204),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "May read the plan but not unlock it"),
        (status = 404, body = Problem),
        (status = 422, body = Problem, description = "No reason"),
    ),
)]
pub(super) async fn unlock(
    State(state): State<AppState>,
    who: CurrentUser,
    Path((plan, period)): Path<(PlanId, Period)>,
    Json(because): Json<Because>,
) -> Result<StatusCode, ServiceError> {
    let shapes = state.committer.shapes();
    sync::unlock(state.ctx(), shapes, &who.actor, plan, period, because).await?;
    Ok(StatusCode::NO_CONTENT)
}
