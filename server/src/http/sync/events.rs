//! `GET /api/v1/sync/events`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::service::sync::{self, Events};
use crate::state::AppState;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use domain::id::SessionId;
use domain::wire::problem::Problem;
use futures_util::stream::{self, StreamExt as _};
use std::convert::Infallible;
use std::time::Duration;

/// How often a silent stream shows that it lives: mobile networks forget silent connections.
const KEEP_ALIVE: Duration = Duration::from_secs(25);

/// Tells proxies to hand every event on at once.
const NO_BUFFERING: (HeaderName, &str) = (HeaderName::from_static("x-accel-buffering"), "no");

/// Server-sent events: `changed` when there is something to pull, at most once a second. Pull once
/// the stream is open, for what changed before it was. It ends with the session.
#[utoipa::path(
    get, path = "/sync/events", tag = "sync",
    responses(
        (status = 200, content_type = "text/event-stream", body = String),
        (status = 204, description = "Nothing is kept on this person's devices: do not come again"),
        (status = 401, body = Problem),
        (status = 429, body = Problem, description = "Too many streams of this session; see `Retry-After`"),
        (status = 503, body = Problem, description = "Too many streams; see `Retry-After`"),
    ),
)]
pub(super) async fn events(
    State(state): State<AppState>,
    who: CurrentUser,
) -> Result<Response, ServiceError> {
    let Some(events) = sync::events(state.ctx(), &state.known, &who).await? else {
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    let first = Event::default().retry(retry(who.session)).comment("tiendo");
    let changed = stream::unfold(events, |mut events: Events| async {
        let event = Event::default().event("changed").data("1");
        events.changed().await.then_some((event, events))
    });
    let told = stream::iter([first])
        .chain(changed)
        .map(Ok::<_, Infallible>);
    let alive = KeepAlive::new().interval(KEEP_ALIVE);
    let mut response = ([NO_BUFFERING], Sse::new(told).keep_alive(alive)).into_response();
    // axum says no-cache, which lets a browser keep it.
    let no_store = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
    Ok(response)
}

/// When to come again after the connection broke: 3 to 7 seconds, not all devices at once.
fn retry(session: SessionId) -> Duration {
    let spread = session.0.as_bytes().iter().fold(0_u16, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(u16::from(*byte))
    });
    Duration::from_millis(3_000 + u64::from(spread % 4_000))
}
