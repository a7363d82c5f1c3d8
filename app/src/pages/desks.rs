//! The desks of approvers, leaders and administrators, by their routes.

use crate::client::dom;
use crate::pages::{admin, home, late, overview, parcel, plan, review, versions};
use crate::prefs::{FULL_COOKIE, Prefs};
use crate::route::Route;
use crate::view::prelude::*;
use domain::wire::auth::Me;

/// The screen of a route that is not the reporter's.
#[must_use]
pub fn screen(route: Route) -> AnyView {
    match route {
        Route::Review(report) => review::review(report),
        Route::Versions(report) => versions::versions(report),
        Route::Plans => plan::plans(),
        Route::Plan(plan) => plan::plan(plan),
        Route::Assignments(plan) => plan::assignments(plan),
        Route::Periods(plan) => plan::periods(plan),
        Route::PlanChanges(plan) => plan::changes(plan),
        Route::Late => late::late(),
        Route::Parcel => parcel::parcel(),
        Route::Admin => admin::admin(),
        Route::NewUser => admin::new_user(),
        Route::UnitChanges => admin::unit_changes(),
        Route::NewUnitChange => admin::new_unit_change(),
        Route::Calendar => admin::calendar(),
        Route::Overviews => overview::choices(),
        Route::Overview(plan, scope) => overview::city(plan, scope),
        Route::OverviewMeasure(plan, measure, scope) => {
            overview::measure_proof(plan, measure, scope)
        }
        Route::OverviewTask(plan, task, scope) => overview::task_proof(plan, task, scope),
        _ => home::not_found(),
    }
}

/// Remembers on this device whether the person works at a desk, as the server did on signing in:
/// roles may have changed since.
pub fn remember(me: &Me) {
    // A reporter who takes over a leader's device goes back to the small application.
    dom::set_cookie(FULL_COOKIE, Prefs::full_value(me.works_at_desk()));
}

/// Whether this application has the screen.
#[must_use]
pub const fn has(_: Route) -> bool {
    true
}
