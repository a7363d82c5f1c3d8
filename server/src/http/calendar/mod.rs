//! `/api/v1/calendar`: one file per endpoint.

mod list;
mod put;
mod remove;

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this folder.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(put::put, remove::remove))
}
