//! `POST /api/v1/auth/sign-in`.

use crate::http::extract::Json;
use crate::service::auth::{self, Client};
use crate::state::AppState;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use domain::wire::auth::{SignIn, Tokens};
use domain::wire::problem::Problem;

/// Signs in with user name and password.
#[utoipa::path(
    post, path = "/auth/sign-in", tag = "auth", security(()),
    request_body = SignIn,
    responses(
        (status = 200, body = Tokens, description = "Also sets the cookies; a browser finds the tokens only there"),
        (status = 401, body = Problem, description = "`wrong_credentials` or `account_disabled`"),
        (status = 429, body = Problem, description = "Too many tries; see `Retry-After`"),
    ),
)]
pub(super) async fn sign_in(
    State(state): State<AppState>,
    client: Client,
    headers: HeaderMap,
    Json(given): Json<SignIn>,
) -> Response {
    auth::sign_in(state.ctx(), &state.keys, &state.passwords, given, &client)
        .await
        .map_or_else(IntoResponse::into_response, |made| {
            super::answer(&state, made, super::is_browser(&headers))
        })
}
