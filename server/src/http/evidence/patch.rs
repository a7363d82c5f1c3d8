//! `PATCH /api/v1/evidence/uploads/{id}`.

use super::tus::{self, Resumable};
use crate::auth::CurrentUser;
use crate::http::extract::Path;
use crate::service::evidence;
use crate::state::AppState;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::id::EvidenceId;
use domain::policy::Actor;
use domain::wire::problem::Problem;

/// Sends bytes of an upload of one's own. What arrived is kept, also where the connection breaks.
/// With the last byte the upload becomes evidence; an empty request at the end tries that again.
#[utoipa::path(
    patch, path = "/evidence/uploads/{id}", tag = "evidence",
    params(
        ("id" = String, Path, description = "The upload"),
        ("Tus-Resumable" = String, Header, description = "1.0.0"),
        ("Upload-Offset" = u64, Header, description = "Where the bytes begin: where the last ones ended"),
        ("Upload-Checksum" = Option<String>, Header, description = "`sha1` or `sha256` of the body, in Base64"),
    ),
    request_body(content_type = "application/offset+octet-stream", description = "Bytes"),
    responses(
        (status = 204, description = "Durable up to Upload-Offset"),
        (status = 400, body = Problem, description = "A header is wrong, or the connection broke"),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "No longer allowed to enter figures; the upload waits"),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`offset_mismatch`; or, at the end, `wrong_state` or `period_locked`: the upload waits"),
        (status = 410, body = Problem, description = "It has expired"),
        (status = 412, body = Problem),
        (status = 413, body = Problem, description = "More bytes than announced"),
        (status = 415, body = Problem),
        (status = 422, body = Problem, description = "`file_type`, `file_damaged`, `image_broken`: it cannot be evidence and was thrown away"),
        (status = 460, body = Problem, description = "The checksum does not match; the bytes were thrown away"),
    ),
)]
pub(super) async fn patch(
    State(state): State<AppState>,
    who: CurrentUser,
    _: Resumable,
    Path(id): Path<EvidenceId>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Response> {
    take(state, who.actor, id, &headers, body).await
}

/// Whose upload it is comes before what is wrong with the request.
pub(super) async fn take(
    state: AppState,
    actor: Actor,
    id: EvidenceId,
    headers: &HeaderMap,
    body: Body,
) -> Result<Response, Response> {
    evidence::progress(state.ctx(), &actor, id)
        .await
        .map_err(IntoResponse::into_response)?;
    let chunk = tus::chunk(headers)?;
    let progress = tus::receive(state, actor, id, chunk, body).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    tus::show(response.headers_mut(), &progress);
    Ok(response)
}
