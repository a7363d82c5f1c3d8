//! `/api/v1/plans`: one file per endpoint.

mod list;
mod lock;
mod open_period;
mod set_rule;
mod show;
mod unlock;

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this folder.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(show::show))
        .routes(routes!(open_period::open_period))
        .routes(routes!(set_rule::set_rule))
        .routes(routes!(lock::lock))
        .routes(routes!(unlock::unlock))
}
