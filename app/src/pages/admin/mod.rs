//! *Quản trị*: the units one administers and the people who hold roles there.

mod calendar;
mod changes;
mod create_user;
mod grants;
mod password;
mod unit_search;
mod units;
mod user_steps;
mod users;

pub use calendar::calendar;
pub use changes::{new_unit_change, unit_changes};
pub use create_user::new_user;

use crate::client::session::use_me;
use crate::i18n::t;
use crate::route::Route;
use crate::ui::icon::{self, icon};
use crate::ui::page::heading;
use crate::view::prelude::*;
use domain::policy::{Action, Role};
use domain::unit::UnitRef;

/// What the two parts of the screen share.
#[derive(Clone, Copy)]
struct Screen {
    /// From one of the administered units down to the one on show; empty: the administered ones.
    trail: RwSignal<Vec<UnitRef>>,
    /// What was done last, in words.
    done: RwSignal<String>,
    /// On phones: whether the units are on show, or the people.
    units_shown: RwSignal<bool>,
}

impl Screen {
    /// The unit on show; tracked.
    fn unit(self) -> Option<UnitRef> {
        self.trail.with(|trail| trail.last().cloned())
    }
}

/// The units at which one is administrator.
fn administered() -> Vec<UnitRef> {
    let me = use_me();
    let held = me.roles.iter().filter(|held| held.role == Role::Admin);
    held.map(|held| held.unit.clone()).collect()
}

/// `/quan-tri`.
#[must_use]
pub fn admin() -> AnyView {
    let roots = administered();
    let screen = Screen {
        trail: RwSignal::new(if roots.len() == 1 { roots } else { Vec::new() }),
        done: RwSignal::new(String::new()),
        units_shown: RwSignal::new(false),
    };
    let part = |units: bool, label: &'static str| {
        let pressed = move || (screen.units_shown.get() == units).to_string();
        view! {
            <button
                type="button"
                class="filter"
                aria-pressed=pressed
                on:click=move |_| screen.units_shown.set(units)
            >
                {label}
            </button>
        }
        .into_any()
    };
    view! {
        {heading(t::admin::title())}
        {others()}
        <div class="filters admin-parts" role="group" aria-label=t::admin::title()>
            {part(false, t::admin::users())}
            {part(true, t::admin::units())}
        </div>
        <p class="admin-done" role="status">
            {move || screen.done.get()}
        </p>
        <div class="wide admin" class:units-shown=move || screen.units_shown.get()>
            {units::units(screen)}
            {users::users(screen)}
        </div>
    }
    .into_any()
}

/// Whether one administers units anywhere.
fn manages_units() -> bool {
    use_me().may(Action::ManageUnits)
}

/// The way to what else administrators keep.
fn others() -> AnyView {
    if !manages_units() {
        return ().into_any();
    }
    view! {
        <nav class="row" aria-label=t::admin::others()>
            <a class="button" href=Route::UnitChanges.href()>
                {icon(icon::RETURN)}
                {t::change::title()}
            </a>
            <a class="button" href=Route::Calendar.href()>
                {icon(icon::CLOCK)}
                {t::calendar::title()}
            </a>
        </nav>
    }
    .into_any()
}

/// A query string from pairs that are not empty.
fn query(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut out = path.to_owned();
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        out.push(if out.contains('?') { '&' } else { '?' });
        out.push_str(name);
        out.push('=');
        out.push_str(&String::from(js_sys::encode_uri_component(value)));
    }
    out
}
