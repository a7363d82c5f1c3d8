//! The periods that are open or locked, newest first.

use super::Known;
use super::step::Step;
use crate::i18n::t;
use crate::ui::chip::{Tone, chip};
use crate::ui::{icon, state};
use crate::view::prelude::*;
use crate::words;
use domain::wire::period::OpenedPeriod;

/// The section.
pub(super) fn list(known: &Known, step: Step) -> AnyView {
    let rows = &known.periods.opened;
    if rows.is_empty() {
        return state::empty(
            icon::CLOCK,
            t::period::empty_title(),
            t::period::empty_text(),
        );
    }
    let may = known.periods.may_lock;
    let items: Vec<AnyView> = rows
        .iter()
        .map(|row| one(row, may.then_some(step)))
        .collect();
    view! {
        <section class="stack" aria-labelledby="cac-ky">
            <h2 id="cac-ky">{t::period::list()} " " <span class="count">{items.len()}</span></h2>
            <ul class="admin-rows" role="list">
                {items}
            </ul>
        </section>
    }
    .into_any()
}

fn one(row: &OpenedPeriod, step: Option<Step>) -> AnyView {
    let days = row.days;
    let state = if row.lock.is_some() {
        chip(Tone::Plain, t::period::locked())
    } else {
        chip(Tone::Info, t::period::open())
    };
    let reports = if row.expected == 0 {
        t::period::no_reports().to_owned()
    } else {
        t::period::reports(row.approved, row.expected, row.submitted)
    };
    view! {
        <li class="admin-entry" tabindex="-1" data-row="">
            <div>
                <p class="row">
                    <strong>{words::period(row.period)}</strong>
                    {state}
                </p>
                <p>
                    {t::period::days(words::date(days.starts_on), words::date(days.ends_on))} " · "
                    <strong>{t::period::due(words::date(days.due_on))}</strong>
                </p>
                <p>{reports}</p>
                {lock(row)}
            </div>
            {step.and_then(|step| button(row, step))}
        </li>
    }
    .into_any()
}

/// The lock that holds, or when there will be one.
fn lock(row: &OpenedPeriod) -> AnyView {
    let Some(lock) = &row.lock else {
        let text = match row.locks_on {
            Some(day) => t::period::locks_on(words::date(day)),
            None => t::period::never_locks().to_owned(),
        };
        return view! { <p class="muted">{text}</p> }.into_any();
    };
    let (at, name) = (words::date_time(lock.stamp.at), &lock.stamp.by.display_name);
    let why = lock.reason.clone().map(|reason| {
        view! { <p class="muted">{t::period::reason(reason)}</p> }
    });
    let above = row.locked_above.then(|| {
        view! { <p class="muted">{t::period::locked_above()}</p> }
    });
    view! {
        <p class="muted">{t::period::locked_by(at, name)}</p>
        {why}
        {above}
    }
    .into_any()
}

fn button(row: &OpenedPeriod, step: Step) -> Option<AnyView> {
    let (period, locked) = (row.period, row.lock.is_some());
    let name = words::period(period);
    let (label, said) = if locked {
        (t::period::reopen(), t::period::reopen_named(name))
    } else {
        (t::period::lock(), t::period::lock_named(name))
    };
    (!row.locked_above).then(|| {
        view! {
            <button
                type="button"
                class="button"
                aria-label=said
                on:click=move |_| step.ask(period, locked)
            >
                {label}
            </button>
        }
        .into_any()
    })
}
