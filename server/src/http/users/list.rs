//! `GET /api/v1/users`.

use crate::auth::CurrentUser;
use crate::error::ServiceError;
use crate::http::extract::{Json, Query};
use crate::service::users::{self, ListUsers};
use crate::state::AppState;
use axum::extract::State;
use domain::wire::admin::UserRow;
use domain::wire::problem::Problem;

/// People with a role in the subtrees that one administers.
#[utoipa::path(
    get, path = "/users", tag = "admin",
    params(ListUsers),
    responses(
        (status = 200, body = Vec<UserRow>),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "Administers nothing"),
    ),
)]
pub(super) async fn list(
    State(state): State<AppState>,
    who: CurrentUser,
    Query(query): Query<ListUsers>,
) -> Result<Json<Vec<UserRow>>, ServiceError> {
    users::list(state.ctx(), &who.actor, query).await.map(Json)
}
