//! A day made an ordinary one again, after a question.

use super::{Calendar, DONE};
use crate::client::api;
use crate::i18n::t;
use crate::pages::forms::fields::focus_after_dialog;
use crate::pages::forms::question::Question;
use crate::ui::dialog::dialog;
use crate::view::prelude::*;
use crate::words;
use chrono::{Datelike, Weekday};
use domain::wire::calendar::{DayRow, RemovedDay};

/// The day that is asked about.
#[derive(Clone, Copy)]
pub(super) struct Remove {
    asked: RwSignal<Option<DayRow>>,
    question: Question,
}

impl Remove {
    pub(super) fn new() -> Self {
        Self {
            asked: RwSignal::new(None),
            question: Question::new(),
        }
    }

    /// Puts the question.
    pub(super) fn ask(self, row: DayRow) {
        self.asked.set(Some(row));
        self.question.ask();
    }

    fn take(self, calendar: Calendar) {
        let Some(row) = self.asked.get_untracked() else {
            return;
        };
        let date = row.day.date;
        let days = calendar.days.clone();
        let call = async move {
            let path = format!("calendar/{date}");
            days.after(api::delete::<RemovedDay>(&path)).await
        };
        self.question.send(&[], call, move |removed| {
            let said = t::calendar::removed(words::date(date));
            calendar.say(said, &removed.moved);
            focus_after_dialog(DONE);
        });
    }
}

/// The question.
pub(super) fn dialog_of(remove: Remove, calendar: Calendar) -> AnyView {
    let title = move || {
        let date = remove.asked.get().map(|row| words::date(row.day.date));
        t::calendar::remove_ask(date.unwrap_or_default())
    };
    let body = move || {
        let calendar = calendar.clone();
        let what = remove
            .asked
            .get_untracked()
            .map(|row| match row.day.date.weekday() {
                Weekday::Sat | Weekday::Sun => t::calendar::remove_rests(row.day.name),
                _ => t::calendar::remove_works(row.day.name),
            });
        view! {
            <p>{what}</p>
            <p>{t::calendar::remove_effect()}</p>
            {remove
                .question
                .answers(
                    t::calendar::remove_step(),
                    true,
                    move || remove.take(calendar.clone()),
                )}
        }
        .into_any()
    };
    dialog(remove.question.shown, title, body)
}
