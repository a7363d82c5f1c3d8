//! `/api/v1/plans`: one file per endpoint.

mod amend;
mod assign;
mod assignments;
mod cancel_task;
mod changes;
mod link_line;
mod links;
mod list;
mod lock;
mod open_period;
mod periods;
mod restore_task;
mod set_rule;
mod show;
mod unlinked;
mod unlock;

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this folder.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(show::show))
        .routes(routes!(open_period::open_period, periods::periods_of))
        .routes(routes!(set_rule::set_rule))
        .routes(routes!(lock::lock))
        .routes(routes!(unlock::unlock))
        .routes(routes!(changes::changes))
        .routes(routes!(unlinked::unlinked))
        .routes(routes!(amend::amend))
        .routes(routes!(cancel_task::cancel_task))
        .routes(routes!(restore_task::restore_task))
        .routes(routes!(link_line::link_line))
        .routes(routes!(assignments::assignments))
        .routes(routes!(assign::assign))
        .routes(routes!(links::links))
}
