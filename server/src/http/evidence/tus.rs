//! The headers of the tus protocol 1.0.0.

use crate::http::evidence::refusal;
use crate::service::evidence::{Algorithm, Checksum, Chunk, EvidenceError, Progress, Stage};
use crate::state::AppState;
use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::evidence::MAX_BYTES;
use domain::id::EvidenceId;
use domain::policy::Actor;
use tracing::Instrument as _;

/// The one version of the protocol.
const VERSION: &str = "1.0.0";
/// What bytes of an upload are sent as.
const BYTES: &str = "application/offset+octet-stream";

pub(super) const TUS_RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const TUS_VERSION: HeaderName = HeaderName::from_static("tus-version");
const TUS_EXTENSION: HeaderName = HeaderName::from_static("tus-extension");
const TUS_MAX_SIZE: HeaderName = HeaderName::from_static("tus-max-size");
const TUS_CHECKSUM_ALGORITHM: HeaderName = HeaderName::from_static("tus-checksum-algorithm");
const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");
pub(super) const UPLOAD_LENGTH: HeaderName = HeaderName::from_static("upload-length");
pub(super) const UPLOAD_METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const UPLOAD_EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const UPLOAD_CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");
/// Ours: `uploading`, `waiting` (all bytes are here; the report could not take them yet) or
/// `stored`.
const EVIDENCE_STAGE: HeaderName = HeaderName::from_static("evidence-stage");

/// A request that speaks our version of the protocol. As a handler's argument after the person, it
/// answers 412 for all others.
pub(super) struct Resumable;

impl<S: Send + Sync> FromRequestParts<S> for Resumable {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        if text(&parts.headers, &TUS_RESUMABLE) == Some(VERSION) {
            return Ok(Self);
        }
        let mut response = refusal::wrong_version();
        let version = HeaderValue::from_static(VERSION);
        response.headers_mut().insert(TUS_VERSION, version);
        Err(response)
    }
}

/// Every answer names the version, refusals too.
pub(super) async fn every_answer(mut response: Response) -> Response {
    let version = HeaderValue::from_static(VERSION);
    response.headers_mut().insert(TUS_RESUMABLE, version);
    response
}

/// What the server can do.
pub(super) fn abilities(headers: &mut HeaderMap) {
    headers.insert(TUS_VERSION, HeaderValue::from_static(VERSION));
    headers.insert(
        TUS_EXTENSION,
        HeaderValue::from_static("creation,creation-with-upload,expiration,checksum,termination"),
    );
    headers.insert(TUS_MAX_SIZE, MAX_BYTES.into());
    headers.insert(
        TUS_CHECKSUM_ALGORITHM,
        HeaderValue::from_static("sha1,sha256"),
    );
}

/// How far an upload is.
pub(super) fn show(headers: &mut HeaderMap, progress: &Progress) {
    headers.insert(UPLOAD_OFFSET, progress.offset.into());
    headers.insert(
        EVIDENCE_STAGE,
        HeaderValue::from_static(progress.stage.as_str()),
    );
    if progress.stage != Stage::Stored {
        let expires = progress.upload.expires_at;
        let expires = expires.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
        if let Ok(expires) = HeaderValue::try_from(expires) {
            headers.insert(UPLOAD_EXPIRES, expires);
        }
    }
}

/// A number in a header.
pub(super) fn number(headers: &HeaderMap, name: &HeaderName) -> Result<Option<u64>, Response> {
    let Some(value) = headers.get(name) else {
        return Ok(None);
    };
    let digits = value.to_str().ok().filter(|text| {
        // "+1" parses as a number and is none in a header.
        text.bytes().all(|byte| byte.is_ascii_digit())
    });
    match digits.and_then(|text| text.parse().ok()) {
        Some(number) => Ok(Some(number)),
        None => Err(refusal::malformed(name.as_str())),
    }
}

/// Whether the body is bytes of an upload.
pub(super) fn is_bytes(headers: &HeaderMap) -> bool {
    text(headers, &header::CONTENT_TYPE).is_some_and(|kind| kind.eq_ignore_ascii_case(BYTES))
}

/// What the headers say about the bytes in the body.
pub(super) fn chunk(headers: &HeaderMap) -> Result<Chunk, Response> {
    if !is_bytes(headers) {
        return Err(refusal::no_bytes());
    }
    let offset = number(headers, &UPLOAD_OFFSET)?;
    Ok(Chunk {
        offset: offset.ok_or_else(|| refusal::malformed(UPLOAD_OFFSET.as_str()))?,
        length: number(headers, &header::CONTENT_LENGTH)?,
        checksum: checksum(headers)?,
    })
}

/// The same for a creation with bytes, which begin at the beginning.
pub(super) fn first_chunk(headers: &HeaderMap) -> Result<Chunk, Response> {
    Ok(Chunk {
        offset: 0,
        length: number(headers, &header::CONTENT_LENGTH)?,
        checksum: checksum(headers)?,
    })
}

fn checksum(headers: &HeaderMap) -> Result<Option<Checksum>, Response> {
    if !headers.contains_key(UPLOAD_CHECKSUM) {
        return Ok(None);
    }
    let wrong = || refusal::malformed(UPLOAD_CHECKSUM.as_str());
    let (name, value) = text(headers, &UPLOAD_CHECKSUM)
        .and_then(|text| text.split_once(' '))
        .ok_or_else(wrong)?;
    let algorithm = match name {
        "sha1" => Algorithm::Sha1,
        "sha256" => Algorithm::Sha256,
        _ => return Err(wrong()),
    };
    let value = STANDARD.decode(value).map_err(|_| wrong())?;
    Ok(Some(Checksum { algorithm, value }))
}

/// Takes bytes in, in a task of its own: when the client hangs up, whoever waits for the answer is
/// dropped, and what arrived is stored all the same.
pub(super) async fn receive(
    state: AppState,
    actor: Actor,
    id: EvidenceId,
    chunk: Chunk,
    body: Body,
) -> Result<Progress, Response> {
    let intake = async move {
        crate::service::evidence::receive(state.ctx(), &state.store, &actor, id, chunk, body).await
    };
    match tokio::spawn(intake.in_current_span()).await {
        Ok(received) => received.map_err(IntoResponse::into_response),
        Err(panic) => {
            let panic = anyhow::Error::from(panic).context("taking an upload in");
            Err(EvidenceError::from(panic).into_response())
        }
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let pairs = pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()));
        pairs.collect()
    }

    #[test]
    fn what_the_headers_say_about_bytes() {
        let plain = [("content-type", BYTES), ("upload-offset", "70")];
        let read = chunk(&headers(&plain)).unwrap();
        assert_eq!((read.offset, read.length, read.checksum), (70, None, None));
        let hashed = [
            plain[0],
            plain[1],
            ("content-length", "11"),
            ("upload-checksum", "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0="),
        ];
        let read = chunk(&headers(&hashed)).unwrap();
        let checksum = read.checksum.unwrap();
        assert_eq!(
            (read.length, checksum.algorithm),
            (Some(11), Algorithm::Sha1)
        );
        assert_eq!(checksum.value.len(), 20);
    }

    #[test]
    fn wrong_headers_are_refused() {
        let kind = ("content-type", BYTES);
        let table: [(&[(&'static str, &str)], u16); 7] = [
            (&[("upload-offset", "0")], 415),
            (
                &[("content-type", "text/plain"), ("upload-offset", "0")],
                415,
            ),
            (&[kind], 400),
            (&[kind, ("upload-offset", "-1")], 400),
            (&[kind, ("upload-offset", "+1")], 400),
            (&[kind, ("upload-offset", "99999999999999999999")], 400),
            (
                &[
                    kind,
                    ("upload-offset", "0"),
                    ("upload-checksum", "md5 AAAA"),
                ],
                400,
            ),
        ];
        for (pairs, status) in table {
            let refused = chunk(&headers(pairs)).unwrap_err();
            assert_eq!(refused.status().as_u16(), status, "{pairs:?}");
        }
    }
}
