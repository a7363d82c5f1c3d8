//! HTTP: adapters of about ten lines around the services, and what every answer has in common.
//!
//! **Invariants.** Every handler that needs a person takes one as an argument
//! ([`CurrentUser`](crate::auth::CurrentUser)); `tests/it/route_coverage.rs` fails for a route that
//! lets a stranger in. Every error is problem details. The server's HTML holds nobody's data.

pub mod app_shell;
pub mod auth;
pub mod calendar;
pub mod evidence;
pub mod extract;
pub mod health;
pub mod late_requests;
pub mod me;
pub mod observe;
pub mod openapi;
pub mod overviews;
pub mod pages;
pub mod plans;
pub mod problem;
pub mod reports;
pub mod security;
pub mod sign_in_page;
pub mod site;
pub mod sync;
pub mod unit_changes;
pub mod units;
pub mod users;
pub mod work;

use crate::state::AppState;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, OriginalUri, State};
use axum::http::{HeaderMap, Method};
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::get;
use std::any::Any;
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate as _, SizeAbove};
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;

/// Largest body of a request, in bytes.
pub(crate) const BODY_LIMIT: usize = 1024 * 1024;

/// Answers of the API above so many bytes are compressed.
const COMPRESSED_ABOVE: u16 = 1_400;

/// Every route of the API with its documentation.
#[must_use]
pub fn api() -> OpenApiRouter<AppState> {
    let v1 = OpenApiRouter::new()
        .merge(auth::routes())
        .merge(me::routes())
        .merge(work::routes())
        .merge(plans::routes())
        .merge(reports::routes())
        .merge(sync::routes())
        .merge(late_requests::routes())
        .merge(evidence::routes())
        .merge(overviews::routes())
        .merge(calendar::routes())
        .merge(units::routes())
        .merge(unit_changes::routes())
        .merge(users::routes());
    OpenApiRouter::with_openapi(openapi::Api::openapi()).nest("/api/v1", v1)
}

/// The whole application: what `serve` runs and tests call.
pub fn build_router(state: AppState) -> Router {
    let (api, document) = api().split_for_parts();
    let document = Bytes::from(serde_json::to_vec(&document).unwrap_or_default());
    api.route(
        "/api/v1/openapi.json",
        get(|| async { openapi::respond(document) }),
    )
    // A plan is some 50 KB of text, on a phone at the edge of a village's network. Answers with
    // tokens are far below the size from which it works. The site's files come compressed already,
    // pictures, PDF and office documents are so in themselves, and an event must not wait in a
    // compressor for the next.
    .layer(
        CompressionLayer::new().compress_when(
            SizeAbove::new(COMPRESSED_ABOVE)
                .and(NotForContentType::SSE)
                .and(NotForContentType::IMAGES)
                .and(NotForContentType::const_new("application/pdf"))
                .and(NotForContentType::const_new("application/vnd.")),
        ),
    )
    .route("/healthz", get(health::healthz))
    .route("/readyz", get(health::readyz))
    .route(
        "/dang-nhap",
        get(sign_in_page::show).post(sign_in_page::submit),
    )
    .route("/app-shell", get(app_shell::show))
    .fallback(everything_else)
    .method_not_allowed_fallback(|| async { problem::respond(&problem::method_not_allowed()) })
    .layer(DefaultBodyLimit::max(BODY_LIMIT))
    .layer(from_fn_with_state(state.clone(), security::same_origin))
    .layer(CatchPanicLayer::custom(panicked))
    .layer(from_fn_with_state(state.clone(), security::headers))
    .layer(from_fn_with_state(state.clone(), observe::requests))
    .with_state(state)
}

/// A file of the site, or the application's shell for a screen's address.
async fn everything_else(
    State(state): State<AppState>,
    method: Method,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    let path = uri.path();
    let not_found = || problem::respond(&problem::not_found());
    let Some(pages) = &state.pages else {
        return not_found();
    };
    if let Some(file) = pages.file(path) {
        return file.respond(&method, &headers);
    }
    // No screen's address looks like a file's.
    let like_a_file = path
        .rsplit('/')
        .next()
        .is_some_and(|name| name.contains('.'));
    if like_a_file || path == "/api" || path.starts_with("/api/") || path.starts_with("/assets/") {
        return not_found();
    }
    match pages.shell(&headers, path) {
        Some(page) => page.respond(&method, &headers),
        None => not_found(),
    }
}

/// What the person gets for a panic, which `observe` logs like any other failure.
fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let text = panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_else(|| "unknown panic".to_owned());
    let mut response = problem::respond(&problem::internal());
    response
        .extensions_mut()
        .insert(problem::Cause(Arc::new(anyhow::anyhow!("panic: {text}"))));
    response
}
