//! Locking a period, and reopening it with a reason.

use super::Screen;
use crate::client::api;
use crate::i18n::t;
use crate::pages::forms::question::{Question, reason};
use crate::ui::dialog::dialog;
use crate::view::prelude::*;
use crate::words;
use domain::period::Period;
use domain::wire::sync::{Because, PeriodLock};

/// The period that is asked about.
#[derive(Clone, Copy)]
pub(super) struct Step {
    asked: RwSignal<Option<Period>>,
    /// Whether it is locked, and to be reopened.
    reopen: RwSignal<bool>,
    question: Question,
}

impl Step {
    pub(super) fn new() -> Self {
        Self {
            asked: RwSignal::new(None),
            reopen: RwSignal::new(false),
            question: Question::new(),
        }
    }

    /// Puts the question.
    pub(super) fn ask(self, period: Period, locked: bool) {
        self.asked.set(Some(period));
        self.reopen.set(locked);
        self.question.ask();
    }

    fn take(self, screen: &Screen) {
        let Some(period) = self.asked.get_untracked() else {
            return;
        };
        let reopen = self.reopen.get_untracked();
        let missing = reopen.then(t::period::reopen_reason_missing);
        let Some(reason) = self.question.reason(missing) else {
            return;
        };
        let path = format!("plans/{}/periods/{period}", screen.plan);
        let (screen, known) = (screen.clone(), screen.known.clone());
        let because = Because { reason };
        let name = words::period(period);
        if reopen {
            let call =
                async move { api::post_for_nothing(&format!("{path}/unlock"), &because).await };
            let said = t::period::reopen_done(name);
            let call = known.after(call);
            self.question
                .send(&["reason"], call, move |()| screen.did(said));
        } else {
            let call =
                async move { api::post::<PeriodLock>(&format!("{path}/lock"), &because).await };
            let said = t::period::lock_done(name);
            let call = known.after(call);
            self.question
                .send(&["reason"], call, move |_| screen.did(said));
        }
    }
}

/// The question.
pub(super) fn dialog_of(step: Step, screen: Screen) -> AnyView {
    let title = move || {
        let name = step.asked.get().map(words::period).unwrap_or_default();
        if step.reopen.get() {
            t::period::reopen_ask(name)
        } else {
            t::period::lock_ask(name)
        }
    };
    let body = move || {
        let screen = screen.clone();
        let reopen = step.reopen.get_untracked();
        let (text, label, does) = if reopen {
            (
                t::period::reopen_text(),
                t::period::reopen_reason(),
                t::period::reopen(),
            )
        } else {
            (
                t::period::lock_text(),
                t::period::lock_reason(),
                t::period::lock(),
            )
        };
        view! {
            <p>{text}</p>
            {reason(step.question, label)}
            {step.question.answers(does, false, move || step.take(&screen))}
        }
        .into_any()
    };
    dialog(step.question.shown, title, body)
}
