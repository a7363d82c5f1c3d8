//! `POST /api/v1/auth/sign-out`.

use crate::auth::{SignedIn, cookies};
use crate::error::ServiceError;
use crate::service::auth;
use crate::state::AppState;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use domain::wire::problem::Problem;

/// Ends this session, whichever of its tokens is still good, and removes the cookies.
#[utoipa::path(
    post, path = "/auth/sign-out", tag = "auth",
    responses((status = 204), (status = 401, body = Problem)),
)]
pub(super) async fn sign_out(
    State(state): State<AppState>,
    who: Result<SignedIn, Response>,
    headers: HeaderMap,
) -> Response {
    let session = match (who, cookies::read(&headers, cookies::REFRESH)) {
        (Ok(SignedIn(who)), _) => Ok(who.session),
        (Err(_), Some(token)) => auth::session_of(state.ctx(), token).await,
        (Err(_), None) => Err(ServiceError::Unauthenticated),
    };
    let done = match session {
        Ok(session) => auth::sign_out(state.ctx(), session).await,
        Err(error) => Err(error),
    };
    let mut cleared = HeaderMap::new();
    cookies::clear(&mut cleared, !state.config.insecure_cookies);
    match done {
        Ok(()) => (StatusCode::NO_CONTENT, cleared).into_response(),
        Err(error) => (cleared, error).into_response(),
    }
}
