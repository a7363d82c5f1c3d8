//! `/tong-quan/:plan?ky=&so=`: one screen that says how the whole stands. A vice-chairman with five
//! minutes reads it from the top left.

use super::head::{self, Titled};
use super::scope_bar::{self, Shown};
use super::{cache, decide, parts, ranking, targets, tasks, unlinked};
use crate::client::load::Load;
use crate::i18n::t;
use crate::route::{Route, Scope};
use crate::ui::state;
use crate::view::prelude::*;
use domain::id::PlanId;
use domain::report::Basis;
use domain::wire::overview::Overview;
use std::sync::Arc;

/// The plan rolled up.
#[must_use]
pub fn city(plan: PlanId, scope: Scope) -> AnyView {
    let place = scope_bar::keep_place();
    let loaded = cache::overview(plan, scope);
    let held = loaded.clone();
    // What is on show changes only when the figures do: a fetch that brings the same again leaves
    // the search, the order and the focus alone.
    let overview = Memo::new(move |()| match held.get() {
        Load::Ready(overview) => Some(overview),
        _ => None,
    });
    let title = Memo::new(move |()| overview.get().map(|overview| Titled::of(&overview)));
    let period = Memo::new(move |()| {
        scope
            .period
            .or(overview.get().map(|overview| overview.period))
    });
    let shown = Shown {
        plan,
        period,
        scope,
    };
    let bar = scope_bar::scope_bar(
        shown,
        cache::choices(),
        true,
        Arc::new(Route::Overview),
        place,
    );
    // Figures of another period or basis, until the server has answered.
    let other = move || {
        let overview = overview.get()?;
        let unit = scope
            .unit
            .as_ref()
            .map_or(&overview.plan.unit.id.0[..], |unit| unit.as_str());
        let same = overview.basis == scope.basis
            && overview.boundaries == scope.boundaries
            && overview.unit.id.as_str() == unit
            && Some(overview.period) == period.get();
        (!same).then_some("true")
    };
    let reload = loaded.clone();
    let figures = move || match overview.get() {
        Some(overview) => body(&overview),
        None => match loaded.get() {
            Load::Failed(error) => {
                let reload = reload.clone();
                state::failure(&error, move || reload.reload())
            }
            _ => parts::skeleton(),
        },
    };
    view! {
        <div class="wide ov" aria-busy=other>
            {move || title.get().map(|titled| head::title(&titled, scope))}
            {bar}
            {figures}
        </div>
    }
    .into_any()
}

fn body(overview: &Arc<Overview>) -> AnyView {
    let units = parts::units_word(overview.ranking.iter().map(|ranked| &ranked.unit));
    let scope = head::scope_of(overview);
    view! {
        <div class="ov-body">
            {head::lead(overview, units)}
            {nothing_approved(overview)}
            <div class="ov-desk">
                {decide::decide(overview, scope, units)}
                {targets::targets(overview, scope, units)}
                {tasks::tasks(overview, scope, units)}
                {ranking::ranking(overview, scope, units)}
            </div>
            {unlinked::unlinked(overview.plan.id)}
        </div>
    }
    .into_any()
}

/// Reports are there, but none is approved: says why every figure is empty and where some are.
fn nothing_approved(overview: &Overview) -> AnyView {
    let coverage = overview.coverage;
    if overview.basis != Basis::Approved || coverage.approved > 0 || coverage.reported == 0 {
        return ().into_any();
    }
    let received = Scope {
        basis: Basis::Received,
        ..head::scope_of(overview)
    };
    view! {
        <div class="notice">
            <p>{t::overview::nothing_approved()}</p>
            <a class="button" href=Route::Overview(overview.plan.id, received).href()>
                {t::overview::see_received()}
            </a>
        </div>
    }
    .into_any()
}
