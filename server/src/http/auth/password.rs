//! `POST /api/v1/auth/password`.

use crate::auth::SignedIn;
use crate::error::ServiceError;
use crate::http::extract::Json;
use crate::service::auth;
use crate::state::AppState;
use axum::extract::State;
use axum::http::StatusCode;
use domain::wire::auth::ChangePassword;
use domain::wire::problem::Problem;

/// Changes one's own password and signs every other device out.
#[utoipa::path(
    post, path = "/auth/password", tag = "auth",
    request_body = ChangePassword,
    responses(
        (status = 204),
        (status = 401, body = Problem),
        (status = 422, body = Problem, description = "On `current`: wrong; on `new`: weak or the same"),
        (status = 429, body = Problem),
    ),
)]
pub(super) async fn change(
    State(state): State<AppState>,
    SignedIn(who): SignedIn,
    Json(change): Json<ChangePassword>,
) -> Result<StatusCode, ServiceError> {
    auth::change_password(state.ctx(), &state.passwords, &who, change).await?;
    Ok(StatusCode::NO_CONTENT)
}
