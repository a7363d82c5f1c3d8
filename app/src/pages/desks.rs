//! The desks of approvers, leaders and administrators, by their routes.

use crate::client::dom;
use crate::pages::{admin, home, overview, plan, review, versions};
use crate::prefs::FULL_COOKIE;
use crate::route::Route;
use crate::view::prelude::*;
use domain::policy::Action;
use domain::wire::auth::Me;

/// The screen of a route that is not the reporter's.
#[must_use]
pub fn screen(route: Route) -> AnyView {
    match route {
        Route::Review(report) => review::review(report),
        Route::Versions(report) => versions::versions(report),
        Route::Plans => plan::plans(),
        Route::Plan(plan) => plan::plan(plan),
        Route::Admin => admin::admin(),
        Route::NewUser => admin::new_user(),
        Route::Overviews => overview::choices(),
        Route::Overview(plan, scope) => overview::city(plan, scope),
        Route::OverviewMeasure(plan, measure, scope) => {
            overview::measure_proof(plan, measure, scope)
        }
        Route::OverviewTask(plan, task, scope) => overview::task_proof(plan, task, scope),
        _ => home::not_found(),
    }
}

/// Remembers on this device that the person works at a desk, so that the next page starts this
/// application at once.
pub fn remember(me: &Me) {
    let desk = [
        Action::ApproveReport,
        Action::ReturnReport,
        Action::ViewOverview,
        Action::ManageUsers,
    ];
    let at_desk = desk.iter().any(|action| me.may(*action));
    // A reporter who takes over a leader's device goes back to the small application.
    dom::set_cookie(FULL_COOKIE, if at_desk { "1" } else { "0" });
}

/// Whether this application has the screen.
#[must_use]
pub const fn has(_: Route) -> bool {
    true
}
