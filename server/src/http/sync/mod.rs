//! `/api/v1/sync`: one file per endpoint.

mod events;
mod pull;
mod push;

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this folder.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(pull::pull))
        .routes(routes!(events::events))
        .routes(routes!(push::push))
}
