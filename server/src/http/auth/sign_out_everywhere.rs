//! `POST /api/v1/auth/sign-out-everywhere`.

use crate::auth::{SignedIn, cookies};
use crate::error::ServiceError;
use crate::service::auth;
use crate::state::AppState;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use domain::wire::problem::Problem;

/// Ends every session of the person, on every device.
#[utoipa::path(
    post, path = "/auth/sign-out-everywhere", tag = "auth",
    responses((status = 204), (status = 401, body = Problem)),
)]
pub(super) async fn sign_out_everywhere(
    State(state): State<AppState>,
    SignedIn(who): SignedIn,
) -> Result<impl IntoResponse, ServiceError> {
    auth::sign_out_everywhere(state.ctx(), who.user).await?;
    let mut cleared = HeaderMap::new();
    cookies::clear(&mut cleared, !state.config.insecure_cookies);
    Ok((StatusCode::NO_CONTENT, cleared))
}
