//! `POST /api/v1/evidence/uploads`.

use super::tus::{self, Resumable};
use super::{UPLOADS, metadata, refusal};
use crate::auth::CurrentUser;
use crate::service::evidence::{self, Stage};
use crate::state::AppState;
use axum::body::{Body, HttpBody as _};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::wire::problem::Problem;

/// Begins an upload (tus creation), with its first bytes where they come along. With an `id` that
/// is known already, answers 200 and how far that upload is.
#[utoipa::path(
    post, path = "/evidence/uploads", tag = "evidence",
    params(
        ("Tus-Resumable" = String, Header, description = "1.0.0"),
        ("Upload-Length" = u64, Header, description = "Bytes in all, at most 20 MB"),
        ("Upload-Metadata" = String, Header, description = "Keys with Base64 values: `report`, `line`, `filename`, `filetype`; `sha256` of the whole and `id` (a UUID made on the device) where known"),
    ),
    responses(
        (status = 201, description = "Begun; its address is in Location"),
        (status = 200, description = "It had begun before; Upload-Offset says where to go on"),
        (status = 400, body = Problem, description = "A header is missing or cannot be read"),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "May see the report but not enter figures"),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`wrong_state`, `period_locked`, `id_taken`"),
        (status = 412, body = Problem),
        (status = 413, body = Problem, description = "More than 20 MB"),
        (status = 415, body = Problem),
        (status = 422, body = Problem, description = "A key of the metadata is wrong; or, for an upload in one request, the file is of no type that is taken"),
        (status = 460, body = Problem),
    ),
)]
pub(super) async fn create(
    State(state): State<AppState>,
    who: CurrentUser,
    _: Resumable,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Response> {
    let new = metadata::new_upload(&headers)?;
    let with_bytes = !body.is_end_stream();
    if with_bytes && !tus::is_bytes(&headers) {
        return Err(refusal::no_bytes());
    }
    let (mut progress, is_new) = evidence::create(state.ctx(), &state.store, &who.actor, new)
        .await
        .map_err(IntoResponse::into_response)?;
    // Bytes for an upload that is further along are the same once more: the offset says so.
    if with_bytes && progress.stage == Stage::Uploading && progress.offset == 0 {
        let (chunk, id) = (tus::first_chunk(&headers)?, progress.upload.id);
        progress = tus::receive(state, who.actor, id, chunk, body).await?;
    }
    let status = if is_new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    let mut response = status.into_response();
    tus::show(response.headers_mut(), &progress);
    if let Ok(place) = HeaderValue::try_from(format!("{UPLOADS}/{}", progress.upload.id)) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}
