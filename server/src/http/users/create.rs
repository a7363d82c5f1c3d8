//! `POST /api/v1/users`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::Json;
use crate::service::users;
use crate::state::AppState;
use axum::extract::State;
use axum::http::StatusCode;
use domain::wire::admin::{CreatedUser, NewUser};
use domain::wire::problem::Problem;

/// Creates an account with its roles; answers its first password, once.
#[utoipa::path(
    post, path = "/users", tag = "admin",
    request_body = NewUser,
    responses(
        (status = 201, body = CreatedUser),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "Administers nothing"),
        (status = 409, body = Problem, description = "`taken`: the user name"),
        (status = 422, body = Problem, description = "A field is wrong, or a unit is outside the subtree"),
    ),
)]
pub(super) async fn create(
    State(state): State<AppState>,
    who: CurrentUser,
    Json(new): Json<NewUser>,
) -> Result<(StatusCode, Json<CreatedUser>), ServiceError> {
    let created = users::create(state.ctx(), &state.passwords, &who.actor, new).await?;
    Ok((StatusCode::CREATED, Json(created)))
}
