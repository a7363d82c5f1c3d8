//! A day said to be off, or worked: new, or put right.

use super::{Calendar, DONE, kind_word};
use crate::client::api;
use crate::client::load::Load;
use crate::i18n::t;
use crate::json::parse_day;
use crate::pages::forms::fields::{choice, day, field_problem, focus_after_dialog, text};
use crate::pages::forms::question::Question;
use crate::ui::dialog::dialog;
use crate::ui::form::finding;
use crate::view::prelude::*;
use crate::words;
use chrono::{Datelike, NaiveDate, Weekday};
use domain::calendar::DayKind;
use domain::wire::calendar::{DayRow, NewDay, SavedDay};
use domain::wire::problem::FieldProblem;

/// The day that is asked about.
#[derive(Clone, Copy)]
pub(super) struct Edit {
    /// The day whose entry is changed; none: a new entry.
    known: RwSignal<Option<NaiveDate>>,
    date: RwSignal<String>,
    kind: RwSignal<DayKind>,
    name: RwSignal<String>,
    source: RwSignal<String>,
    question: Question,
}

impl Edit {
    pub(super) fn new() -> Self {
        Self {
            known: RwSignal::new(None),
            date: RwSignal::default(),
            kind: RwSignal::new(DayKind::Holiday),
            name: RwSignal::default(),
            source: RwSignal::default(),
            question: Question::new(),
        }
    }

    /// Opens the form: for a new day, or for one that is there.
    pub(super) fn ask(self, row: Option<DayRow>) {
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
        self.question.ask();
    }

    fn save(self, calendar: Calendar) {
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
            self.question.refuse(missing);
            return;
        };
        let days = calendar.days.clone();
        let call = async move {
            let path = format!("calendar/{date}");
            days.after(api::put::<SavedDay>(&path, &new)).await
        };
        let fields = &["name", "source", "kind"];
        self.question.send(fields, call, move |saved| {
            calendar.year.set(date.year());
            let said = t::calendar::saved(words::date(date), saved.row.day.name);
            calendar.say(said, &saved.moved);
            focus_after_dialog(DONE);
        });
    }
}

/// The form.
pub(super) fn dialog_of(edit: Edit, calendar: Calendar) -> AnyView {
    let title = move || match edit.known.get() {
        Some(day) => t::calendar::edit_title(words::date(day)),
        None => t::calendar::add_title().to_owned(),
    };
    let body = move || {
        let (calendar, days) = (calendar.clone(), calendar.clone());
        let errors = edit.question.errors;
        let kinds = [DayKind::Holiday, DayKind::InLieu, DayKind::MakeUp];
        let kinds = kinds.map(|kind| (kind, kind_word(kind))).to_vec();
        view! {
            {date(edit)}
            {move || remarks(edit, &days)}
            {choice("loai-ngay", t::calendar::kind(), "kind", kinds, edit.kind, |_| {}, errors)}
            {text(
                "ten-ngay",
                t::calendar::name(),
                "name",
                t::calendar::name_help(),
                edit.name,
                move |name| edit.name.set(name),
                errors,
            )}
            {text(
                "can-cu",
                t::calendar::source_label(),
                "source",
                t::calendar::source_help(),
                edit.source,
                move |source| edit.source.set(source),
                errors,
            )}
            {edit
                .question
                .answers(t::calendar::save(), false, move || edit.save(calendar.clone()))}
        }
        .into_any()
    };
    dialog(edit.question.shown, title, body)
}

/// The date of a new entry; of one that is there it stands in the title.
fn date(edit: Edit) -> AnyView {
    let written = move || parse_day(&edit.date.get()).map(words::day_and_date);
    if edit.known.with_untracked(Option::is_some) {
        return view! { <p>{written}</p> }.into_any();
    }
    day(
        "ngay-trong-lich",
        t::calendar::date(),
        "date",
        "",
        edit.date,
        edit.question.errors,
    )
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
