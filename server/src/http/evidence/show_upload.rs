//! `HEAD /api/v1/evidence/uploads/{id}`.

use super::metadata;
use super::tus::{self, Resumable, UPLOAD_LENGTH, UPLOAD_METADATA};
use crate::auth::CurrentUser;
use crate::http::extract::Path;
use crate::service::evidence::{self, EvidenceError};
use crate::state::AppState;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use domain::id::EvidenceId;

/// How far an upload of one's own is: `Upload-Offset` of `Upload-Length`, and in `Evidence-Stage`
/// whether it is `uploading`, `waiting` for the report to open again, or `stored`.
#[utoipa::path(
    head, path = "/evidence/uploads/{id}", tag = "evidence",
    params(
        ("id" = String, Path, description = "The upload"),
        ("Tus-Resumable" = String, Header, description = "1.0.0"),
    ),
    responses(
        (status = 200, description = "In the headers"),
        (status = 401),
        (status = 404),
        (status = 410, description = "It has expired"),
        (status = 412),
    ),
)]
pub(super) async fn show_upload(
    State(state): State<AppState>,
    who: CurrentUser,
    _: Resumable,
    Path(id): Path<EvidenceId>,
) -> Result<Response, EvidenceError> {
    let progress = evidence::progress(state.ctx(), &who.actor, id).await?;
    let mut response = ().into_response();
    let headers = response.headers_mut();
    tus::show(headers, &progress);
    headers.insert(UPLOAD_LENGTH, progress.upload.length.into());
    if let Some(metadata) = metadata::of_upload(&progress.upload) {
        headers.insert(UPLOAD_METADATA, metadata);
    }
    Ok(response)
}
