//! *Thay đổi đơn vị*: what was recorded, and the form that records one more.

mod details;
mod entered;
mod form;
mod picks;
mod record;
mod undo;

pub use record::new_unit_change;

use super::manages_units;
use crate::client::api;
use crate::client::load::Loaded;
use crate::i18n::t;
use crate::pages::forms::fields::focus_after_dialog;
use crate::route::Route;
use crate::ui::chip::{Tone, chip};
use crate::ui::icon::{self, icon};
use crate::ui::page::{back, heading};
use crate::ui::state;
use crate::unit_change::sentence;
use crate::view::prelude::*;
use crate::words;
use domain::wire::admin::UnitChangeRow;
use std::sync::Arc;
use undo::{Undo, undo_dialog};

/// Where it is said what was done last.
const DONE: &str = "da-lam";

/// `/quan-tri/thay-doi`.
#[must_use]
pub fn unit_changes() -> AnyView {
    if !manages_units() {
        return no_right();
    }
    let rows = Loaded::new(|| async {
        api::get::<Vec<UnitChangeRow>>("unit-changes")
            .await
            .map(Arc::new)
    });
    let undo = Undo::new();
    let done = RwSignal::new(String::new());
    let again = rows.clone();
    let after = move |row: UnitChangeRow| {
        done.set(undo::said(&row));
        focus_after_dialog(DONE);
    };
    view! {
        {back(Route::Admin, t::admin::title())}
        {heading(t::change::title())}
        <p>{t::change::intro()}</p>
        <div class="row">
            <a class="button primary" href=Route::NewUnitChange.href()>
                {icon(icon::PLUS)}
                {t::change::new()}
            </a>
        </div>
        <p class="admin-done" id=DONE role="status" tabindex="-1">
            {move || done.get()}
        </p>
        {state::loaded(rows, state::lines_skeleton, move |rows| listed(&rows, undo))}
        {undo_dialog(undo, Some(again), after)}
    }
    .into_any()
}

/// What a person sees here who administers nothing.
fn no_right() -> AnyView {
    view! {
        {heading(t::change::title())}
        {state::empty(icon::ADMIN, t::change::no_right_title(), t::change::no_right_text())}
    }
    .into_any()
}

fn listed(rows: &[UnitChangeRow], undo: Undo) -> AnyView {
    if rows.is_empty() {
        return state::empty(
            icon::PLAN,
            t::change::empty_title(),
            t::change::empty_text(),
        );
    }
    let items: Vec<AnyView> = rows.iter().map(|row| one(row, undo)).collect();
    view! {
        <p class="muted">{t::change::count(items.len())}</p>
        <ul class="admin-rows" role="list">
            {items}
        </ul>
    }
    .into_any()
}

/// A change with how it came about and, where it stands, the way to undo it.
fn one(row: &UnitChangeRow, undo: Undo) -> AnyView {
    let what = sentence(&row.change, &row.units);
    let (is_undone, name) = (row.undone.is_some(), t::change::undo_named(&what));
    let title = if is_undone {
        view! {
            {chip(Tone::Plain, t::change::undone())}
            <del>{what}</del>
        }
    } else {
        view! { <strong>{what}</strong> }
    };
    let mut facts = vec![t::change::effective(words::date(row.effective_on))];
    facts.extend(row.document.clone());
    let made = match &row.made {
        Some(stamp) => t::change::recorded(words::date_time(stamp.at), &stamp.by.display_name),
        None => t::change::official().to_owned(),
    };
    let undone = row.undone.as_ref().map(|stamp| {
        let by = t::change::undone_by(words::date_time(stamp.at), &stamp.by.display_name);
        let why = row.undo_reason.clone().map(|reason| {
            view! { <p>{t::change::undone_why(reason)}</p> }
        });
        view! {
            <p>{by}</p>
            {why}
        }
    });
    let asked = row.clone();
    let button = (!is_undone).then(|| {
        view! {
            <button
                type="button"
                class="button"
                aria-label=name
                on:click=move |_| undo.ask(asked.clone())
            >
                {t::change::undo()}
            </button>
        }
    });
    view! {
        <li class=if is_undone { "admin-entry off" } else { "admin-entry" } tabindex="-1" data-row="">
            <div>
                <p class="row">{title}</p>
                <p>{facts.join(" · ")}</p>
                <p class="muted">{made}</p>
                {undone}
            </div>
            {button}
        </li>
    }
    .into_any()
}
