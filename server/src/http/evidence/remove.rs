//! `DELETE /api/v1/evidence/{id}`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::Path;
use crate::service::evidence;
use crate::state::AppState;
use axum::extract::State;
use axum::http::StatusCode;
use domain::id::EvidenceId;
use domain::wire::problem::Problem;

/// Takes a photo or file off its line. Doing so twice is as good as once.
#[utoipa::path(
    delete, path = "/evidence/{id}", tag = "evidence",
    params(("id" = String, Path, description = "The evidence")),
    responses(
        (status = 204),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "May see the report but not enter figures"),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`wrong_state`, `period_locked`"),
    ),
)]
pub(super) async fn remove(
    State(state): State<AppState>,
    who: CurrentUser,
    Path(id): Path<EvidenceId>,
) -> Result<StatusCode, ServiceError> {
    evidence::remove(state.ctx(), &who.actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
