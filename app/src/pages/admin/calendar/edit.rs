//! A day said to be off, or worked: new, or put right.

use super::super::fields::{
    Errors, choice, field_problem, focus_after_dialog, invalid, show_first_error, text, wrong,
};
use super::{Calendar, DONE, kind_word};
use crate::client::api;
use crate::client::http::ApiError;
use crate::client::load::Load;
use crate::i18n::t;
use crate::json::parse_day;
use crate::ui::dialog::{answers, dialog};
use crate::ui::form::finding;
use crate::ui::state;
use crate::view::prelude::*;
use crate::words;
use chrono::{Datelike, NaiveDate, Weekday};
use domain::calendar::DayKind;
use domain::wire::calendar::{DayRow, NewDay, SavedDay};
use domain::wire::problem::FieldProblem;
use leptos::task::spawn_local;

/// The day that is asked about.
#[derive(Clone, Copy)]
pub(super) struct Edit {
    shown: RwSignal<bool>,
    busy: RwSignal<bool>,
    /// The day whose entry is changed; none: a new entry.
    known: RwSignal<Option<NaiveDate>>,
    date: RwSignal<String>,
    kind: RwSignal<DayKind>,
    name: RwSignal<String>,
    source: RwSignal<String>,
    errors: Errors,
    failure: RwSignal<Option<ApiError>>,
}

impl Edit {
    pub(super) fn new() -> Self {
        Self {
            shown: RwSignal::new(false),
            busy: RwSignal::new(false),
            known: RwSignal::new(None),
            date: RwSignal::default(),
            kind: RwSignal::new(DayKind::Holiday),
            name: RwSignal::default(),
            source: RwSignal::default(),
            errors: RwSignal::default(),
            failure: RwSignal::new(None),
        }
    }

    /// Opens the form: for a new day, or for one that is there.
    pub(super) fn ask(self, row: Option<DayRow>) {
        self.errors.set(Vec::new());
        self.failure.set(None);
        self.known.set(row.as_ref().map(|row| row.day.date));
        let (date, kind, name, source) = match row {
            Some(DayRow { day, source }) => (day.date.to_string(), day.kind, day.name, source),
            None => (
                String::new(),
                DayKind::Holiday,
                String::new(),
                String::new(),
            ),
        };
        self.date.set(date);
        self.kind.set(kind);
        self.name.set(name);
        self.source.set(source);
        self.shown.set(true);
    }

    fn save(self, calendar: Calendar) {
        if self.busy.get_untracked() {
            return;
        }
        self.failure.set(None);
        let date = parse_day(&self.date.get_untracked());
        let new = NewDay {
            kind: self.kind.get_untracked(),
            name: self.name.get_untracked().trim().to_owned(),
            source: self.source.get_untracked().trim().to_owned(),
        };
        let needed = [
            ("date", date.is_some(), t::calendar::date_missing()),
            ("name", !new.name.is_empty(), t::calendar::name_missing()),
            (
                "source",
                !new.source.is_empty(),
                t::calendar::source_missing(),
            ),
        ];
        let missing: Vec<FieldProblem> = needed
            .into_iter()
            .filter(|(_, is_there, _)| !is_there)
            .map(|(field, _, text)| field_problem(field, text))
            .collect();
        let Some(date) = date.filter(|_| missing.is_empty()) else {
            self.refuse(missing);
            return;
        };
        self.errors.set(Vec::new());
        self.busy.set(true);
        spawn_local(async move {
            let answer = api::put::<SavedDay>(&format!("calendar/{date}"), &new).await;
            self.busy.set(false);
            match answer {
                Ok(saved) => {
                    self.shown.set(false);
                    calendar.year.set(date.year());
                    let said = t::calendar::saved(words::date(date), saved.row.day.name);
                    calendar.say(said, &saved.moved);
                    calendar.days.reload();
                    focus_after_dialog(DONE);
                }
                Err(error) if has_place(error.fields()) => self.refuse(error.fields().to_vec()),
                Err(error) => self.failure.set(Some(error)),
            }
        });
    }

    fn refuse(self, errors: Vec<FieldProblem>) {
        self.errors.set(errors);
        show_first_error("dialog[open]");
    }
}

/// Whether everything that is wrong has a field here.
fn has_place(errors: &[FieldProblem]) -> bool {
    let known = ["name", "source", "kind"];
    !errors.is_empty() && errors.iter().all(|e| known.contains(&e.field.as_str()))
}

/// The form.
pub(super) fn dialog_of(edit: Edit, calendar: Calendar) -> AnyView {
    let title = move || match edit.known.get() {
        Some(day) => t::calendar::edit_title(words::date(day)),
        None => t::calendar::add_title().to_owned(),
    };
    let body = move || {
        let (calendar, days) = (calendar.clone(), calendar.clone());
        let kinds = [DayKind::Holiday, DayKind::InLieu, DayKind::MakeUp];
        let kinds = kinds.map(|kind| (kind, kind_word(kind))).to_vec();
        view! {
            {date(edit)}
            {move || remarks(edit, &days)}
            {choice("loai-ngay", t::calendar::kind(), "kind", kinds, edit.kind, |_| {}, edit.errors)}
            {text(
                "ten-ngay",
                t::calendar::name(),
                "name",
                t::calendar::name_help(),
                edit.name,
                move |name| edit.name.set(name),
                edit.errors,
            )}
            {text(
                "can-cu",
                t::calendar::source_label(),
                "source",
                t::calendar::source_help(),
                edit.source,
                move |source| edit.source.set(source),
                edit.errors,
            )}
            {state::step_failure(edit.failure.into())}
            {answers(
                edit.shown,
                edit.busy,
                t::calendar::cancel(),
                t::calendar::save().to_owned(),
                false,
                move || edit.save(calendar.clone()),
            )}
        }
        .into_any()
    };
    dialog(edit.shown, title, body)
}

/// The date of a new entry; of one that is there it stands in the title.
fn date(edit: Edit) -> AnyView {
    let written = move || parse_day(&edit.date.get()).map(words::day_and_date);
    if edit.known.with_untracked(Option::is_some) {
        return view! { <p>{written}</p> }.into_any();
    }
    view! {
        <div class="field">
            <label for="ngay-trong-lich">{t::calendar::date()}</label>
            <input
                class="input"
                id="ngay-trong-lich"
                type="date"
                aria-invalid=invalid("date", edit.errors)
                aria-describedby="ngay-trong-lich-loi"
                prop:value=move || edit.date.get()
                on:input:target=move |event| edit.date.set(event.target().value())
            />
            <div id="ngay-trong-lich-loi">{wrong("date", edit.errors)} <p>{written}</p></div>
        </div>
    }
    .into_any()
}

/// What is odd about the date: there already, or worked anyway.
fn remarks(edit: Edit, calendar: &Calendar) -> Vec<AnyView> {
    let mut out = Vec::new();
    let Some(date) = parse_day(&edit.date.get()) else {
        return out;
    };
    if edit.known.with(Option::is_none)
        && let Load::Ready(days) = calendar.days.get()
        && let Some(row) = days.iter().find(|row| row.day.date == date)
    {
        out.push(finding(false, t::calendar::replaces(&row.day.name)));
    }
    let is_weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
    if edit.kind.get() == DayKind::MakeUp && !is_weekend {
        out.push(finding(false, t::calendar::is_working()));
    }
    out
}
