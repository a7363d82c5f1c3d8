//! `/api/v1/late-requests`: one file per endpoint.

mod accept;
mod list;
mod refuse;

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this folder.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(accept::accept))
        .routes(routes!(refuse::refuse))
}
