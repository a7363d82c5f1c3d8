//! `POST /api/v1/users/{id}/reset-password`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Path};
use crate::service::users;
use crate::state::AppState;
use axum::extract::State;
use domain::id::UserId;
use domain::wire::admin::CreatedUser;
use domain::wire::problem::Problem;

/// Gives an account a new first password, answered once, and ends its sessions.
#[utoipa::path(
    post, path = "/users/{id}/reset-password", tag = "admin",
    params(("id" = UserId, Path, description = "The account")),
    responses(
        (status = 200, body = CreatedUser),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "Oneself, or somebody with a role outside the subtree"),
        (status = 404, body = Problem),
    ),
)]
pub(super) async fn reset_password(
    State(state): State<AppState>,
    who: CurrentUser,
    Path(id): Path<UserId>,
) -> Result<Json<CreatedUser>, ServiceError> {
    users::reset_password(state.ctx(), &state.passwords, &who.actor, id)
        .await
        .map(Json)
}
