//! `POST /api/v1/late-requests/{id}/refuse`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Path};
use crate::service::sync;
use crate::state::AppState;
use axum::extract::State;
use domain::id::LateRequestId;
use domain::wire::problem::Problem;
use domain::wire::sync::{Because, LateRow};

/// Refuses a late submission, with a reason that its author reads. What was sent is kept.
#[utoipa::path(
    post, path = "/late-requests/{id}/refuse", tag = "sync",
    params(("id" = String, Path, description = "The request")),
    request_body = Because,
    responses(
        (status = 200, body = LateRow),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "May see the report but not decide"),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`already_decided`"),
        (status = 422, body = Problem, description = "No reason"),
    ),
)]
pub(super) async fn refuse(
    State(state): State<AppState>,
    who: CurrentUser,
    Path(id): Path<LateRequestId>,
    Json(because): Json<Because>,
) -> Result<Json<LateRow>, ServiceError> {
    sync::refuse(state.ctx(), &who.actor, id, because)
        .await
        .map(Json)
}
