//! *Ngày nghỉ, ngày làm bù*: the working calendar, by years.

mod edit;
mod remove;

use super::manages_units;
use crate::client::api;
use crate::client::load::Loaded;
use crate::client::session::{today, use_me};
use crate::i18n::t;
use crate::route::Route;
use crate::ui::chip::{Tone, chip};
use crate::ui::icon::{self, icon};
use crate::ui::page::{back, heading};
use crate::ui::state;
use crate::view::prelude::*;
use crate::words;
use chrono::Datelike;
use domain::calendar::DayKind;
use domain::policy::Action;
use domain::unit::UnitKind;
use domain::wire::calendar::{DayRow, MovedDue};
use edit::Edit;
use remove::Remove;
use std::sync::Arc;

/// Where it is said what was done last.
const DONE: &str = "da-lam";

/// The days, the year on show, and what was done last.
#[derive(Clone)]
struct Calendar {
    days: Loaded<Arc<Vec<DayRow>>>,
    year: RwSignal<i32>,
    done: RwSignal<String>,
}

impl Calendar {
    /// Says what was done, and which due days moved by it.
    fn say(&self, mut said: String, moved: &[MovedDue]) {
        for due in moved {
            let (from, to) = (words::date(due.from), words::date(due.to));
            said.push(' ');
            said += &t::calendar::moved(from, due.plans, words::period(due.period), to);
        }
        self.done.set(said);
    }
}

/// The steps that a row offers to who may take them.
#[derive(Clone, Copy)]
struct Steps {
    edit: Edit,
    remove: Remove,
}

/// Whether one administers the country, whose calendar it is.
fn may_edit() -> bool {
    let me = use_me();
    me.roles
        .iter()
        .any(|held| held.unit.kind == UnitKind::Nation && held.role.allows(Action::ManageUnits))
}

/// `/quan-tri/lich`.
#[must_use]
pub fn calendar() -> AnyView {
    let calendar = Calendar {
        // All of it: a few dozen days, and the form must know whether a day is there already.
        days: Loaded::new(|| async { api::get::<Vec<DayRow>>("calendar").await.map(Arc::new) }),
        year: RwSignal::new(today().year()),
        done: RwSignal::new(String::new()),
    };
    let steps = may_edit().then(|| Steps {
        edit: Edit::new(),
        remove: Remove::new(),
    });
    let above = manages_units().then(|| back(Route::Admin, t::admin::title()));
    let add = steps.map(|steps| {
        view! {
            <button
                type="button"
                class="button primary"
                on:click=move |_| steps.edit.ask(None)
            >
                {icon(icon::PLUS)}
                {t::calendar::add()}
            </button>
        }
    });
    let note = steps
        .is_none()
        .then(|| view! { <p class="muted">{t::calendar::read_only()}</p> });
    let dialogs = steps.map(|steps| {
        view! {
            {edit::dialog_of(steps.edit, calendar.clone())}
            {remove::dialog_of(steps.remove, calendar.clone())}
        }
    });
    let (year, done) = (calendar.year, calendar.done);
    view! {
        {above}
        {heading(t::calendar::title())}
        <p>{t::calendar::intro()}</p>
        {note}
        <div class="row">{years(year)} {add}</div>
        <p class="admin-done" id=DONE role="status" tabindex="-1">
            {move || done.get()}
        </p>
        {state::loaded(calendar.days, state::lines_skeleton, move |days| of_year(days, year, steps))}
        {dialogs}
    }
    .into_any()
}

/// The year on show, with the ways to those beside it.
fn years(year: RwSignal<i32>) -> AnyView {
    view! {
        <div class="row calendar-years" role="group" aria-label=t::calendar::years()>
            <button
                type="button"
                class="button"
                aria-label=move || t::calendar::before(year.get() - 1)
                on:click=move |_| year.update(|year| *year -= 1)
            >
                {icon(icon::BACK)}
            </button>
            <strong aria-live="polite">{move || t::calendar::year(year.get())}</strong>
            <button
                type="button"
                class="button"
                aria-label=move || t::calendar::after(year.get() + 1)
                on:click=move |_| year.update(|year| *year += 1)
            >
                {icon(icon::NEXT)}
            </button>
        </div>
    }
    .into_any()
}

fn of_year(days: Arc<Vec<DayRow>>, year: RwSignal<i32>, steps: Option<Steps>) -> AnyView {
    (move || {
        let year = year.get();
        let of_year = days.iter().filter(|row| row.day.date.year() == year);
        let items: Vec<AnyView> = of_year.map(|row| one(row, steps)).collect();
        if items.is_empty() {
            return state::empty(
                icon::CLOCK,
                t::calendar::empty_title(),
                t::calendar::empty_text(),
            );
        }
        view! {
            <p class="muted">{t::calendar::count(items.len())}</p>
            <ul class="admin-rows" role="list">
                {items}
            </ul>
        }
    })
    .into_any()
}

/// The words of a kind.
fn kind_word(kind: DayKind) -> &'static str {
    match kind {
        DayKind::Holiday => t::calendar::holiday(),
        DayKind::InLieu => t::calendar::in_lieu(),
        DayKind::MakeUp => t::calendar::make_up(),
    }
}

fn one(row: &DayRow, steps: Option<Steps>) -> AnyView {
    let date = words::date(row.day.date);
    let tone = match row.day.kind {
        DayKind::Holiday | DayKind::InLieu => Tone::Info,
        DayKind::MakeUp => Tone::Warn,
    };
    let buttons = steps.map(|steps| {
        let (edited, removed) = (row.clone(), row.clone());
        view! {
            <div class="row admin-steps">
                <button
                    type="button"
                    class="button"
                    aria-label=t::calendar::edit_named(&date)
                    on:click=move |_| steps.edit.ask(Some(edited.clone()))
                >
                    {t::calendar::edit()}
                </button>
                <button
                    type="button"
                    class="button"
                    aria-label=t::calendar::remove_named(&date)
                    on:click=move |_| steps.remove.ask(removed.clone())
                >
                    {t::calendar::remove()}
                </button>
            </div>
        }
    });
    view! {
        <li class="admin-entry" tabindex="-1" data-row="">
            <div>
                <p class="row">
                    <strong>{words::day_and_date(row.day.date)}</strong>
                    {chip(tone, kind_word(row.day.kind))}
                </p>
                <p>{row.day.name.clone()}</p>
                <p class="muted">{t::calendar::source(&row.source)}</p>
            </div>
            {buttons}
        </li>
    }
    .into_any()
}
