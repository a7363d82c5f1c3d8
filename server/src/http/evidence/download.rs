//! `GET /api/v1/evidence/{id}`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Path, Query};
use crate::service::evidence::{self, StoredEvidence};
use crate::state::AppState;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use domain::evidence::FileType;
use domain::id::EvidenceId;
use domain::wire::problem::Problem;
use serde::Deserialize;
use std::fmt::Write as _;

/// Nothing inside a file may run, fetch, or act in our name, whatever it is.
const NOTHING_RUNS: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'");

/// On the device only, and asked again each time: the right to see it may have gone.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("private, no-cache");

/// How to get it.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct How {
    /// 1: to be shown in place of saved; only for pictures and PDF.
    inline: Option<u8>,
}

/// The content of a photo or file behind a line.
#[utoipa::path(
    get, path = "/evidence/{id}", tag = "evidence",
    params(("id" = String, Path, description = "The evidence"), How),
    responses(
        (status = 200, content_type = "application/octet-stream", description = "The content, as the type that the server found"),
        (status = 304, description = "As If-None-Match says"),
        (status = 401, body = Problem),
        (status = 404, body = Problem),
    ),
)]
pub(super) async fn download(
    State(state): State<AppState>,
    who: CurrentUser,
    Path(id): Path<EvidenceId>,
    Query(how): Query<How>,
    headers: HeaderMap,
) -> Result<Response, ServiceError> {
    let piece = evidence::find(state.ctx(), &who.actor, id).await?;
    let tag = format!("\"{}\"", piece.sha256);
    let known = headers.get_all(header::IF_NONE_MATCH).iter();
    let is_known = known
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.contains(&tag));
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        content(&state, &piece, how.inline == Some(1)).await?
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, NOTHING_RUNS);
    headers.insert(header::CACHE_CONTROL, ASK_AGAIN);
    if let Ok(tag) = HeaderValue::try_from(tag) {
        headers.insert(header::ETAG, tag);
    }
    Ok(response)
}

async fn content(
    state: &AppState,
    piece: &StoredEvidence,
    inline: bool,
) -> Result<Response, ServiceError> {
    let found = state.store.content(&piece.sha256).await;
    let content = found.map_err(ServiceError::Internal)?;
    let kind = FileType::from_media_type(&piece.media_type);
    let shown = inline && kind.is_some_and(FileType::may_be_shown);
    let mut response = Response::new(Body::from_stream(content.bytes));
    let headers = response.headers_mut();
    let media_type = kind.map_or("application/octet-stream", FileType::media_type);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CONTENT_LENGTH, content.size.into());
    if let Ok(value) = HeaderValue::try_from(disposition(&piece.name, shown)) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

/// RFC 6266: the name in ASCII for old clients, and as it is.
fn disposition(name: &str, shown: bool) -> String {
    let how = if shown { "inline" } else { "attachment" };
    let plain: String = domain::text::fold(name)
        .chars()
        .map(|c| match c {
            'a'..='z' | '0'..='9' | '.' | '-' | '_' | ' ' => c,
            _ => '_',
        })
        .collect();
    let exact = name.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            // Writing to a text cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
        text
    });
    format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{exact}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_survive_the_header() {
        assert_eq!(
            disposition("Biên bản \"họp\".pdf", false),
            "attachment; filename=\"bien ban _hop_.pdf\"; \
             filename*=UTF-8''Bi%C3%AAn%20b%E1%BA%A3n%20%22h%E1%BB%8Dp%22.pdf"
        );
        assert!(disposition("a.jpg", true).starts_with("inline; "));
    }
}
