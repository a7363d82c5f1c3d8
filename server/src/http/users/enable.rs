//! `POST /api/v1/users/{id}/enable`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Path};
use crate::service::users;
use crate::state::AppState;
use axum::extract::State;
use domain::id::UserId;
use domain::wire::admin::UserRow;
use domain::wire::problem::Problem;

/// Lets an account sign in again.
#[utoipa::path(
    post, path = "/users/{id}/enable", tag = "admin",
    params(("id" = UserId, Path, description = "The account")),
    responses(
        (status = 200, body = UserRow),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "Oneself, or somebody with a role outside the subtree"),
        (status = 404, body = Problem),
    ),
)]
pub(super) async fn enable(
    State(state): State<AppState>,
    who: CurrentUser,
    Path(id): Path<UserId>,
) -> Result<Json<UserRow>, ServiceError> {
    users::set_disabled(state.ctx(), &who.actor, id, false)
        .await
        .map(Json)
}
