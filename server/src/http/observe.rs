//! One log line per request with its id, and the id in every answer.
//!
//! Neither query strings nor bodies nor headers are logged: they may hold what nobody but the
//! sender should read.

use crate::http::problem::{self, Cause};
use crate::state::AppState;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use std::time::{Duration, Instant};
use tracing::Instrument as _;

/// Carries the request id.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Longest time for one request. What takes longer has gone wrong.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// When to try again what was not done in time.
const TRY_AGAIN_SECONDS: u64 = 10;

/// The same for an upload, which on a bad link takes minutes; how long it may stand still is
/// decided where its bytes are read.
const UPLOAD_TIME_LIMIT: Duration = Duration::from_secs(600);

fn time_limit(path: &str) -> Duration {
    if path.starts_with(crate::http::evidence::UPLOADS) {
        UPLOAD_TIME_LIMIT
    } else {
        TIME_LIMIT
    }
}

/// Logs the request, ends it after the time limit, and turns a failure's cause into a log line and
/// an id that the person can quote.
pub async fn requests(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let id = state.ids.uuid().to_string();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let span = tracing::info_span!("request", id = %id);
    let start = Instant::now();
    let limit = time_limit(&path);
    let answer = tokio::time::timeout(limit, next.run(request).instrument(span.clone())).await;
    let mut response =
        answer.unwrap_or_else(|_| problem::later(&problem::timed_out(), TRY_AGAIN_SECONDS));
    let _entered = span.enter();
    if let Some(Cause(cause)) = response.extensions().get::<Cause>() {
        tracing::error!(error = ?cause, "request failed");
        let mut body = problem::internal();
        body.request_id = Some(id.clone());
        response = problem::respond(&body);
    }
    if let Ok(id) = HeaderValue::try_from(id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    let ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(%method, path, status = response.status().as_u16(), ms, "request");
    response
}
