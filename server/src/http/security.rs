//! Headers that every answer carries, and the check where requests come from.

use crate::auth::origin;
use crate::http::problem;
use crate::state::AppState;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

/// Nothing inline, nothing from elsewhere, nothing embedded: only our own files and, for WASM,
/// `wasm-unsafe-eval`, which allows compiling modules and no `eval`.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' \
    'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; \
    manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";

const FIXED: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// Two years, as browsers' preload lists ask.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=63072000; includeSubDomains");

/// Adds the headers where the handler has not set stricter ones of its own (evidence does); the
/// API's answers are else never stored.
pub async fn headers(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let tls = is_tls(&state, request.headers());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    if tls {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Refuses what would change something and does not come from our own pages.
pub async fn same_origin(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let public_url = state.config.public_url.as_deref();
    if origin::is_allowed(request.method(), request.headers(), public_url) {
        next.run(request).await
    } else {
        problem::respond(&problem::foreign_origin())
    }
}

fn is_tls(state: &AppState, headers: &HeaderMap) -> bool {
    state.config.public_https()
        || (state.config.trust_proxy
            && headers
                .get("x-forwarded-proto")
                .is_some_and(|proto| proto == "https"))
}
