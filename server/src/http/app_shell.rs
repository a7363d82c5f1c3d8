//! `GET /app-shell?app=&lang=`: the pages that the service worker keeps. They hold nobody's data and
//! look at no cookie.

use crate::http::{extract, problem};
use crate::state::AppState;
use app::Lang;
use axum::extract::State;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use serde::Deserialize;

/// Which page.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    /// `reporter`, `full`, or what is shown where there is no network: `offline-sign-in`,
    /// `offline-screen`.
    app: String,
    /// `vi` or `en`.
    #[serde(default)]
    lang: String,
}

/// The page, in the language asked for and the device's own theme.
pub async fn show(
    State(state): State<AppState>,
    headers: HeaderMap,
    method: Method,
    extract::Query(wanted): extract::Query<Wanted>,
) -> Response {
    let lang = Lang::from_code(&wanted.lang).unwrap_or_default();
    let page = state
        .pages
        .as_ref()
        .and_then(|pages| pages.kept(&wanted.app, lang));
    match page {
        Some(page) => page.respond(&method, &headers),
        None => problem::respond(&problem::not_found()),
    }
}
