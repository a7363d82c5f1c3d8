//! `DELETE /api/v1/evidence/uploads/{id}`.

use super::tus::Resumable;
use crate::auth::CurrentUser;
use crate::http::extract::Path;
use crate::service::evidence::{self, EvidenceError};
use crate::state::AppState;
use axum::extract::State;
use axum::http::StatusCode;
use domain::id::EvidenceId;
use domain::wire::problem::Problem;

/// Ends an upload of one's own and throws its bytes away (tus termination). Evidence that it has
/// become stays.
#[utoipa::path(
    delete, path = "/evidence/uploads/{id}", tag = "evidence",
    params(
        ("id" = String, Path, description = "The upload"),
        ("Tus-Resumable" = String, Header, description = "1.0.0"),
    ),
    responses(
        (status = 204),
        (status = 401, body = Problem),
        (status = 404, body = Problem),
        (status = 412, body = Problem),
    ),
)]
pub(super) async fn terminate(
    State(state): State<AppState>,
    who: CurrentUser,
    _: Resumable,
    Path(id): Path<EvidenceId>,
) -> Result<StatusCode, EvidenceError> {
    evidence::terminate(state.ctx(), &state.store, &who.actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
