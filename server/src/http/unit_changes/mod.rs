//! `/api/v1/unit-changes`: one file per endpoint.

mod list;
mod record;
mod undo;

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this folder.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list, record::record))
        .routes(routes!(undo::undo))
}
