//! A day made an ordinary one again, after a question.

use super::super::fields::focus_after_dialog;
use super::{Calendar, DONE};
use crate::client::api;
use crate::client::http::ApiError;
use crate::i18n::t;
use crate::ui::dialog::{answers, dialog};
use crate::ui::state;
use crate::view::prelude::*;
use crate::words;
use chrono::{Datelike, Weekday};
use domain::wire::calendar::{DayRow, RemovedDay};
use leptos::task::spawn_local;

/// The day that is asked about.
#[derive(Clone, Copy)]
pub(super) struct Remove {
    asked: RwSignal<Option<DayRow>>,
    shown: RwSignal<bool>,
    busy: RwSignal<bool>,
    failure: RwSignal<Option<ApiError>>,
}

impl Remove {
    pub(super) fn new() -> Self {
        Self {
            asked: RwSignal::new(None),
            shown: RwSignal::new(false),
            busy: RwSignal::new(false),
            failure: RwSignal::new(None),
        }
    }

    /// Puts the question.
    pub(super) fn ask(self, row: DayRow) {
        self.failure.set(None);
        self.asked.set(Some(row));
        self.shown.set(true);
    }

    fn take(self, calendar: Calendar) {
        let Some(row) = self.asked.get_untracked() else {
            return;
        };
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let date = row.day.date;
            let answer = api::delete::<RemovedDay>(&format!("calendar/{date}")).await;
            self.busy.set(false);
            match answer {
                Ok(removed) => {
                    self.shown.set(false);
                    let said = t::calendar::removed(words::date(date));
                    calendar.say(said, &removed.moved);
                    calendar.days.reload();
                    focus_after_dialog(DONE);
                }
                Err(error) => self.failure.set(Some(error)),
            }
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
            {state::step_failure(remove.failure.into())}
            {answers(
                remove.shown,
                remove.busy,
                t::calendar::cancel(),
                t::calendar::remove_step().to_owned(),
                true,
                move || remove.take(calendar.clone()),
            )}
        }
        .into_any()
    };
    dialog(remove.shown, title, body)
}
