//! `/api/v1/users…`: one file per endpoint.

mod create;
mod disable;
mod enable;
mod list;
mod reset_password;

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this folder.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(disable::disable))
        .routes(routes!(enable::enable))
        .routes(routes!(reset_password::reset_password))
}
