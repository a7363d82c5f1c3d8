//! What the figures count: plan, period, approved or received. All of it is in the address, so
//! that a link shows another person the same figures and *back* works.

use super::cache::Choices;
use super::choices::plan_name;
use crate::client::dom;
use crate::client::load::{Load, Loaded};
use crate::client::nav::{self, use_nav};
use crate::i18n::t;
use crate::route::{Route, Scope};
use crate::ui::chip;
use crate::view::prelude::*;
use crate::words;
use domain::id::PlanId;
use domain::period::Period;
use domain::report::Basis;
use domain::rollup::Boundaries;
use std::cell::Cell;
use std::sync::Arc;

/// What is on show.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    pub(super) plan: PlanId,
    /// The period that the figures are of, once known.
    pub(super) period: Memo<Option<Period>>,
    /// What the address asks for.
    pub(super) scope: Scope,
}

/// Which screen the choice leads to.
pub(super) type To = Arc<dyn Fn(PlanId, Scope) -> Route + Send + Sync>;

thread_local! {
    /// The control that was just used and how far the page was scrolled.
    static USED: Cell<Option<(&'static str, f64)>> = const { Cell::new(None) };
}

/// Remembers the control, so that the screen that it leads to puts the focus back on it.
fn used(id: &'static str) {
    USED.set(Some((id, dom::window().scroll_y().unwrap_or_default())));
}

/// The control that led to a screen and how far the page was scrolled, if it was one of this bar.
#[derive(Clone, Copy)]
pub(super) struct Place(Option<(&'static str, f64)>);

/// Called first by a screen that has this bar: after a choice the heading does without the focus,
/// the bar puts it back on the control.
pub(super) fn keep_place() -> Place {
    let place = USED.take();
    if place.is_some() {
        let _heading_does_without = nav::take_focus_wish();
    }
    Place(place)
}

impl Place {
    /// Puts focus and page back, once the bar is there.
    fn restore(self) {
        if let Some((id, y)) = self.0 {
            Effect::new(move || {
                if let Some(control) = dom::element(id) {
                    dom::focus(&control);
                }
                dom::window().scroll_to_with_x_and_y(0.0, y);
            });
        }
    }
}

/// The bar. `plans` offers other plans where there are several.
pub(super) fn scope_bar(
    shown: Shown,
    choices: Loaded<Choices>,
    plans: bool,
    to: To,
    place: Place,
) -> AnyView {
    place.restore();
    let switch = basis_switch(shown, &to);
    let boundaries = boundaries_select(shown, to.clone());
    // The same choices fetched anew leave the controls, and the focus on them, alone.
    let choices = Memo::new(move |()| match choices.get() {
        Load::Ready(choices) => choices,
        _ => Choices::default(),
    });
    let selects = move || {
        let choices = choices.get();
        let plan = plans.then(|| plan_select(shown, &choices));
        view! {
            {plan}
            {period_select(shown, &choices, to.clone())}
        }
        .into_any()
    };
    view! {
        <div class="ov-scope" role="group" aria-label=t::overview::filters()>
            {selects}
            {switch}
            {boundaries}
        </div>
    }
    .into_any()
}

/// *Mô phỏng*, where the plan's figures are simulated.
pub(super) fn simulated(plan: PlanId, choices: Loaded<Choices>) -> AnyView {
    let is = Memo::new(move |()| match choices.get() {
        Load::Ready(choices) => choices
            .iter()
            .any(|choice| choice.plan.id == plan && choice.plan.simulated),
        _ => false,
    });
    (move || chip::simulated(is.get())).into_any()
}

fn plan_select(shown: Shown, choices: &Choices) -> AnyView {
    if choices.len() < 2 {
        return ().into_any();
    }
    let options = choices
        .iter()
        .map(|choice| {
            let id = choice.plan.id;
            let name = [choice.plan.unit.name.clone(), plan_name(&choice.plan)].join(" · ");
            view! {
                <option value=id.to_string() selected=id == shown.plan>
                    {name}
                </option>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    let nav = use_nav();
    let choose = move |chosen: String| {
        if let Ok(plan) = chosen.parse::<PlanId>() {
            used("chon-ke-hoach");
            // Another plan has its own periods: the newest comes first.
            nav.go(Route::Overview(
                plan,
                Scope {
                    period: None,
                    unit: None,
                    ..shown.scope
                },
            ));
        }
    };
    view! {
        <select
            id="chon-ke-hoach"
            class="input"
            aria-label=t::overview::plan()
            on:change:target=move |event| choose(event.target().value())
        >
            {options}
        </select>
    }
    .into_any()
}

fn period_select(shown: Shown, choices: &Choices, to: To) -> AnyView {
    let mut periods: Vec<Period> = choices
        .iter()
        .filter(|choice| choice.plan.id == shown.plan)
        .flat_map(|choice| choice.periods.iter().map(|period| period.period))
        .collect();
    let current = shown.period.get();
    if let Some(period) = current.filter(|period| !periods.contains(period)) {
        periods.insert(0, period);
    }
    if periods.is_empty() {
        return ().into_any();
    }
    let options = periods
        .into_iter()
        .map(|period| {
            view! {
                <option value=period.to_string() selected=Some(period) == current>
                    {words::period(period)}
                </option>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    let nav = use_nav();
    let choose = move |chosen: String| {
        if let Ok(period) = chosen.parse::<Period>() {
            used("chon-ky");
            nav.go(to(
                shown.plan,
                Scope {
                    period: Some(period),
                    ..shown.scope
                },
            ));
        }
    };
    view! {
        <select
            id="chon-ky"
            class="input"
            aria-label=t::overview::period()
            on:change:target=move |event| choose(event.target().value())
        >
            {options}
        </select>
    }
    .into_any()
}

/// As it was, or in today's boundaries.
fn boundaries_select(shown: Shown, to: To) -> AnyView {
    let nav = use_nav();
    let choose = move |chosen: String| {
        used("chon-dia-gioi");
        let boundaries = match chosen.as_str() {
            "now" => Boundaries::Now,
            _ => Boundaries::Then,
        };
        let period = shown.period.get_untracked();
        nav.go(to(
            shown.plan,
            Scope {
                period,
                boundaries,
                ..shown.scope
            },
        ));
    };
    let now = shown.scope.boundaries == Boundaries::Now;
    view! {
        <select
            id="chon-dia-gioi"
            class="input"
            aria-label=t::overview::boundaries()
            on:change:target=move |event| choose(event.target().value())
        >
            <option value="then" selected=!now>
                {t::overview::boundaries_then()}
            </option>
            <option value="now" selected=now>
                {t::overview::boundaries_now()}
            </option>
        </select>
    }
    .into_any()
}

/// Approved or received, as two links: each is an address of its own.
fn basis_switch(shown: Shown, to: &To) -> AnyView {
    let side = |basis: Basis, id: &'static str, label: &'static str, long: &'static str| {
        let to = Arc::clone(to);
        let href = move || {
            let period = shown.period.get();
            let scope = Scope {
                period,
                basis,
                ..shown.scope
            };
            to(shown.plan, scope).href()
        };
        let current = (basis == shown.scope.basis).then_some("true");
        let press = move |event: web_sys::MouseEvent| {
            // With a key held it opens elsewhere and this screen stays.
            if !event.ctrl_key() && !event.meta_key() && !event.shift_key() {
                used(id);
            }
        };
        view! {
            <a id=id href=href title=long aria-current=current on:click=press>
                {label}
            </a>
        }
        .into_any()
    };
    view! {
        <span class="ov-switch" role="group" aria-label=t::overview::basis()>
            {side(
                Basis::Approved,
                "so-da-duyet",
                t::overview::approved(),
                t::overview::approved_long(),
            )}
            {side(
                Basis::Received,
                "so-da-nhan",
                t::overview::received(),
                t::overview::received_long(),
            )}
        </span>
    }
    .into_any()
}
