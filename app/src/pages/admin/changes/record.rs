//! *Ghi nhận thay đổi*: the form, and what came of it.

use super::super::manages_units;
use super::details::details;
use super::form::{Form, Kind};
use super::picks::{SEARCH, changing};
use super::undo::{self, Undo, undo_dialog};
use crate::client::api;
use crate::client::http::ApiError;
use crate::client::session;
use crate::i18n::t;
use crate::json::parse_day;
use crate::pages::forms::fields::{
    focus_after_dialog, focus_soon, invalid, show_first_error, text, wrong, wrong_in_group,
};
use crate::route::Route;
use crate::ui::page::{back, heading};
use crate::ui::state;
use crate::unit_change::sentence;
use crate::view::prelude::*;
use crate::words;
use domain::wire::admin::UnitChangeRow;
use leptos::task::spawn_local;

/// Where it is said what was recorded.
const DONE: &str = "da-ghi-nhan";

/// The form with what becomes of it.
#[derive(Clone)]
struct Recording {
    form: Form,
    failure: ArcRwSignal<Option<ApiError>>,
    busy: RwSignal<bool>,
    made: RwSignal<Option<UnitChangeRow>>,
}

/// `/quan-tri/thay-doi/moi`.
#[must_use]
pub fn new_unit_change() -> AnyView {
    if !manages_units() {
        return super::no_right();
    }
    let recording = Recording {
        form: Form::new(),
        failure: ArcRwSignal::new(None),
        busy: RwSignal::new(false),
        made: RwSignal::new(None),
    };
    view! {
        {back(Route::UnitChanges, t::change::title())}
        {heading(t::change::new())}
        {move || match recording.made.get() {
            Some(made) => done(&made, &recording),
            None => fields(&recording),
        }}
    }
    .into_any()
}

fn fields(recording: &Recording) -> AnyView {
    let (form, busy, send) = (recording.form, recording.busy, recording.clone());
    let of_kind = move || {
        form.kind.get().map(|kind| {
            view! {
                <p class="muted">{help(kind)}</p>
                {changing(form, kind)}
                {details(form, kind)}
                {day(form)}
                {text(
                    "van-ban",
                    t::change::document(),
                    "document",
                    t::change::document_help(),
                    form.document,
                    move |document| form.document.set(document),
                    form.errors,
                )}
                {summary(form)}
            }
        })
    };
    view! {
        <form
            class="stack change-form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                send.send();
            }
        >
            {kinds(form)}
            {of_kind}
            {state::step_failure(recording.failure.clone())}
            <div class="row">
                <button type="submit" class="button primary" disabled=move || busy.get()>
                    {t::change::record()}
                </button>
                <a class="button" href=Route::UnitChanges.href()>
                    {t::admin::cancel()}
                </a>
            </div>
        </form>
    }
    .into_any()
}

fn kinds(form: Form) -> AnyView {
    let buttons: Vec<AnyView> = Kind::ALL
        .into_iter()
        .map(|kind| {
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        name="loai-thay-doi"
                        prop:checked=move || form.kind.get() == Some(kind)
                        on:change=move |_| form.choose_kind(kind)
                    />
                    <span>{word(kind)}</span>
                </label>
            }
            .into_any()
        })
        .collect();
    view! {
        <fieldset class="choices" aria-describedby="loai-thay-doi-loi">
            <legend>{t::change::kind()}</legend>
            {buttons}
            {wrong_in_group("loai-thay-doi-loi", &["type"], form.errors)}
        </fieldset>
    }
    .into_any()
}

fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Rename => t::change::do_rename(),
        Kind::Retype => t::change::do_retype(),
        Kind::Move => t::change::do_move(),
        Kind::Merge => t::change::do_merge(),
        Kind::Split => t::change::do_split(),
    }
}

fn help(kind: Kind) -> &'static str {
    match kind {
        Kind::Rename => t::change::help_rename(),
        Kind::Retype => t::change::help_retype(),
        Kind::Move => t::change::help_move(),
        Kind::Merge => t::change::help_merge(),
        Kind::Split => t::change::help_split(),
    }
}

fn day(form: Form) -> AnyView {
    let written = move || parse_day(&form.day.get()).map(words::day_and_date);
    view! {
        <div class="field">
            <label for="ngay-hieu-luc">{t::change::effective_on()}</label>
            <input
                class="input"
                id="ngay-hieu-luc"
                type="date"
                max=session::today().to_string()
                aria-invalid=invalid("effective_on", form.errors)
                aria-describedby="ngay-hieu-luc-loi"
                prop:value=move || form.day.get()
                on:input:target=move |event| form.day.set(event.target().value())
            />
            <div id="ngay-hieu-luc-loi">
                {wrong("effective_on", form.errors)} <p>{written}</p>
                <p class="muted">{t::change::effective_help()}</p>
            </div>
        </div>
    }
    .into_any()
}

/// What will be recorded, in a sentence.
fn summary(form: Form) -> AnyView {
    let said = move || match form.entered() {
        Ok(new) => {
            let what = sentence(&new.change, &form.known());
            view! {
                <p>
                    <strong>
                        {t::change::summary_line(words::date(new.effective_on), what)}
                    </strong>
                </p>
                <p>{t::change::summary_effect()}</p>
            }
        }
        Err(_) => view! { <p class="muted">{t::change::summary_waits()}</p> },
    };
    view! {
        <section class="notice change-summary" aria-labelledby="tom-tat">
            <h2 id="tom-tat">{t::change::summary()}</h2>
            {said}
        </section>
    }
    .into_any()
}

impl Recording {
    fn send(&self) {
        if self.busy.get_untracked() {
            return;
        }
        let form = self.form;
        self.failure.set(None);
        let new = match untrack(move || form.entered()) {
            Ok(new) => new,
            Err(missing) => {
                form.errors.set(missing);
                show_first_error(".change-form");
                return;
            }
        };
        form.errors.set(Vec::new());
        self.busy.set(true);
        let recording = self.clone();
        spawn_local(async move {
            let answer = api::post::<UnitChangeRow>("unit-changes", &new).await;
            recording.busy.set(false);
            match answer {
                Ok(made) => {
                    recording.made.set(Some(made));
                    focus_soon(DONE);
                }
                Err(error) if form.shows(error.fields()) => {
                    form.errors.set(error.fields().to_vec());
                    show_first_error(".change-form");
                }
                Err(error) => recording.failure.set(Some(error)),
            }
        });
    }
}

/// What was recorded, what moved by it, and the ways on.
fn done(made: &UnitChangeRow, recording: &Recording) -> AnyView {
    let (form, made_now) = (recording.form, recording.made);
    let undone = RwSignal::new(String::new());
    let is_undone = move || !undone.with(String::is_empty);
    let undo = Undo::new();
    let what = sentence(&made.change, &made.units);
    let line = t::change::summary_line(words::date(made.effective_on), what);
    let moved = match made.reports {
        Some(reports) if reports > 0 => t::change::done_reports(reports),
        _ => t::change::done_no_reports().to_owned(),
    };
    let asked = made.clone();
    let button = move || {
        (!is_undone()).then(|| {
            let asked = asked.clone();
            view! {
                <button type="button" class="button" on:click=move |_| undo.ask(asked.clone())>
                    {t::change::undo()}
                </button>
            }
        })
    };
    let another = move |_| {
        form.begin_again();
        made_now.set(None);
        focus_soon(SEARCH);
    };
    view! {
        <section class="stack" aria-labelledby=DONE>
            <div class="notice good">
                <h2 id=DONE tabindex="-1">
                    {t::change::done_title()}
                </h2>
                <p>{line}</p>
                <p>{moved}</p>
            </div>
            <p class="admin-done" id="da-hoan-tac" role="status" tabindex="-1">
                {move || undone.get()}
            </p>
            <div class="row">
                <a class="button primary" href=Route::UnitChanges.href()>
                    {t::change::to_list()}
                </a>
                <button type="button" class="button" on:click=another>
                    {t::change::another()}
                </button>
                {button}
            </div>
            {undo_dialog(
                undo,
                None,
                move |row| {
                    undone.set(undo::said(&row));
                    focus_after_dialog("da-hoan-tac");
                },
            )}
        </section>
    }
    .into_any()
}
