//! `POST /api/v1/auth/refresh`.

use crate::auth::cookies;
use crate::error::ServiceError;
use crate::http::extract;
use crate::service::auth;
use crate::state::AppState;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use domain::wire::auth::{Refresh, Tokens};
use domain::wire::problem::Problem;

/// Exchanges the refresh token, once, for a new pair. Browsers send the cookie and no body.
#[utoipa::path(
    post, path = "/auth/refresh", tag = "auth", security(()),
    request_body(content = Option<Refresh>),
    responses(
        (status = 200, body = Tokens, description = "Also sets the cookies; a browser finds the tokens only there"),
        (status = 401, body = Problem, description = "Unknown, expired, or used before: the last ends the whole session"),
    ),
)]
pub(super) async fn refresh(State(state): State<AppState>, request: Request) -> Response {
    let cookie = cookies::read(request.headers(), cookies::REFRESH).map(str::to_owned);
    let browser = super::is_browser(request.headers());
    let body = match extract::read(request, &state).await {
        Ok(body) => body,
        Err(refusal) => return refusal,
    };
    // A body that is not one of ours holds no token, like an empty one.
    let sent = serde_json::from_slice::<Refresh>(&body)
        .ok()
        .and_then(|body| body.refresh_token);
    let Some(token) = sent.or(cookie) else {
        return ServiceError::Unauthenticated.into_response();
    };
    match auth::refresh(state.ctx(), &state.keys, &token).await {
        Ok(made) => super::answer(&state, made, browser),
        Err(error) => error.into_response(),
    }
}
