//! Undoing a change, after a question and with a reason.

use super::super::fields::{Errors, field_problem, invalid, show_first_error, wrong};
use crate::client::api;
use crate::client::http::ApiError;
use crate::i18n::t;
use crate::ui::dialog::{answers, dialog};
use crate::ui::state;
use crate::unit_change::sentence;
use crate::view::prelude::*;
use domain::wire::admin::UnitChangeRow;
use domain::wire::problem::FieldProblem;
use domain::wire::sync::Because;
use leptos::task::spawn_local;
use std::rc::Rc;

/// The change that is asked about.
#[derive(Clone, Copy)]
pub(super) struct Undo {
    asked: RwSignal<Option<UnitChangeRow>>,
    shown: RwSignal<bool>,
    busy: RwSignal<bool>,
    reason: RwSignal<String>,
    errors: Errors,
    failure: RwSignal<Option<ApiError>>,
}

impl Undo {
    pub(super) fn new() -> Self {
        Self {
            asked: RwSignal::new(None),
            shown: RwSignal::new(false),
            busy: RwSignal::new(false),
            reason: RwSignal::default(),
            errors: RwSignal::default(),
            failure: RwSignal::new(None),
        }
    }

    /// Puts the question.
    pub(super) fn ask(self, row: UnitChangeRow) {
        self.reason.set(String::new());
        self.errors.set(Vec::new());
        self.failure.set(None);
        self.asked.set(Some(row));
        self.shown.set(true);
    }

    fn take(self, done: Rc<dyn Fn(UnitChangeRow)>) {
        let Some(row) = self.asked.get_untracked() else {
            return;
        };
        if self.busy.get_untracked() {
            return;
        }
        self.failure.set(None);
        let reason = self.reason.get_untracked().trim().to_owned();
        if reason.is_empty() {
            self.refuse(vec![field_problem(
                "reason",
                t::change::undo_reason_missing(),
            )]);
            return;
        }
        self.errors.set(Vec::new());
        self.busy.set(true);
        spawn_local(async move {
            let path = format!("unit-changes/{}/undo", row.id);
            let answer = api::post::<UnitChangeRow>(&path, &Because { reason }).await;
            self.busy.set(false);
            match answer {
                Ok(row) => {
                    self.shown.set(false);
                    done(row);
                }
                Err(error) if error.fields().iter().any(|field| field.field == "reason") => {
                    self.refuse(error.fields().to_vec());
                }
                Err(error) => self.failure.set(Some(error)),
            }
        });
    }

    fn refuse(self, errors: Vec<FieldProblem>) {
        self.errors.set(errors);
        show_first_error("dialog[open]");
    }
}

/// What was undone, in words.
pub(super) fn said(row: &UnitChangeRow) -> String {
    let done = t::change::undo_done(sentence(&row.change, &row.units));
    match row.reports {
        Some(reports) if reports > 0 => format!("{done} {}", t::change::undo_reports(reports)),
        _ => done,
    }
}

/// The question; `done` is told the change once it is undone.
pub(super) fn undo_dialog(undo: Undo, done: impl Fn(UnitChangeRow) + 'static) -> AnyView {
    let done: Rc<dyn Fn(UnitChangeRow)> = Rc::new(done);
    let body = move || {
        let done = Rc::clone(&done);
        let what = undo.asked.with_untracked(|row| {
            row.as_ref()
                .map(|row| sentence(&row.change, &row.units))
                .unwrap_or_default()
        });
        view! {
            <p>
                <strong>{what}</strong>
            </p>
            <p>{t::change::undo_text()}</p>
            <p>{t::change::undo_kept()}</p>
            <div class="field">
                <label for="ly-do-hoan-tac">{t::change::undo_reason()}</label>
                <textarea
                    class="input"
                    id="ly-do-hoan-tac"
                    maxlength=domain::validate::MAX_TEXT.to_string()
                    aria-invalid=invalid("reason", undo.errors)
                    aria-describedby="ly-do-hoan-tac-loi"
                    prop:value=move || undo.reason.get()
                    on:input:target=move |event| undo.reason.set(event.target().value())
                ></textarea>
                <div id="ly-do-hoan-tac-loi">{wrong("reason", undo.errors)}</div>
            </div>
            {state::step_failure(undo.failure.into())}
            {answers(
                undo.shown,
                undo.busy,
                t::change::cancel(),
                t::change::undo().to_owned(),
                true,
                move || undo.take(Rc::clone(&done)),
            )}
        }
        .into_any()
    };
    dialog(undo.shown, || t::change::undo_ask().to_owned(), body)
}
