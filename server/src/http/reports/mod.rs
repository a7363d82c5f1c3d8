//! `/api/v1/reports`: one file per endpoint.

mod approve;
mod list;
mod return_report;
mod save;
mod show;
mod submit;
mod versions;
mod withdraw;

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this folder.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(show::show, save::save))
        .routes(routes!(submit::submit))
        .routes(routes!(withdraw::withdraw))
        .routes(routes!(approve::approve))
        .routes(routes!(return_report::return_report))
        .routes(routes!(versions::versions))
}
