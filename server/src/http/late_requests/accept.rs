//! `POST /api/v1/late-requests/{id}/accept`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Path};
use crate::service::sync;
use crate::state::AppState;
use axum::extract::State;
use domain::id::LateRequestId;
use domain::wire::problem::Problem;
use domain::wire::sync::LateRow;

/// Lets a late submission in: its operations are carried out as far as they still can be, and the
/// report is open again. Needs the right at the unit whose plan carries the lock.
#[utoipa::path(
    post, path = "/late-requests/{id}/accept", tag = "sync",
    params(("id" = String, Path, description = "The request")),
    responses(
        (status = 200, body = LateRow),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "May see the report but not decide"),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`already_decided`"),
    ),
)]
pub(super) async fn accept(
    State(state): State<AppState>,
    who: CurrentUser,
    Path(id): Path<LateRequestId>,
) -> Result<Json<LateRow>, ServiceError> {
    sync::accept(state.ctx(), state.committer.shapes(), &who.actor, id)
        .await
        .map(Json)
}
