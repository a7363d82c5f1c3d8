//! `/api/v1/overviews`: one file per endpoint.

mod communes;
mod list;
mod matrix;
mod measure;
mod show;
mod task;

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this folder.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(show::show))
        .routes(routes!(measure::measure))
        .routes(routes!(task::task))
        .routes(routes!(matrix::matrix))
        .routes(routes!(communes::communes))
}
