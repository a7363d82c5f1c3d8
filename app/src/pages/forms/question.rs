//! A question in a dialog, with a reason or with fields of its own: asked, answered once, and what
//! the server finds wrong said at the fields.

use super::fields::{Errors, field_problem, invalid, show_first_error, touched, wrong};
use crate::client::http::ApiError;
use crate::i18n::t;
use crate::ui::dialog::answers;
use crate::ui::state;
use crate::view::prelude::*;
use domain::wire::problem::FieldProblem;
use std::future::Future;

use leptos::task::spawn_local;

/// A dialog that asks for something, and what becomes of it.
#[derive(Clone, Copy)]
pub(in crate::pages) struct Question {
    pub(in crate::pages) shown: RwSignal<bool>,
    pub(in crate::pages) busy: RwSignal<bool>,
    pub(in crate::pages) reason: RwSignal<String>,
    pub(in crate::pages) errors: Errors,
    pub(in crate::pages) failure: RwSignal<Option<ApiError>>,
}

impl Question {
    pub(in crate::pages) fn new() -> Self {
        Self {
            shown: RwSignal::new(false),
            busy: RwSignal::new(false),
            reason: RwSignal::default(),
            errors: RwSignal::default(),
            failure: RwSignal::new(None),
        }
    }

    /// Opens it, empty.
    pub(in crate::pages) fn ask(self) {
        self.reason.set(String::new());
        self.errors.set(Vec::new());
        self.failure.set(None);
        self.shown.set(true);
    }

    /// The reason; where it is needed and missing, that is said at its field.
    pub(in crate::pages) fn reason(self, missing: Option<&'static str>) -> Option<String> {
        let reason = self.reason.get_untracked().trim().to_owned();
        match missing.filter(|_| reason.is_empty()) {
            Some(missing) => {
                self.refuse(vec![field_problem("reason", missing)]);
                None
            }
            None => Some(reason),
        }
    }

    /// Says what is wrong, at the fields.
    pub(in crate::pages) fn refuse(self, errors: Vec<FieldProblem>) {
        self.errors.set(errors);
        show_first_error("dialog[open]");
    }

    /// Sends it, once. What the server finds wrong with one of the `fields` on show is said there,
    /// anything else above the buttons; nothing typed is lost.
    pub(in crate::pages) fn send<T: 'static>(
        self,
        fields: &'static [&'static str],
        call: impl Future<Output = Result<T, ApiError>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.errors.set(Vec::new());
        self.failure.set(None);
        self.busy.set(true);
        spawn_local(async move {
            let answer = call.await;
            self.busy.set(false);
            match answer {
                Ok(answer) => {
                    self.shown.set(false);
                    done(answer);
                }
                Err(error) if has_place(error.fields(), fields) => {
                    self.refuse(error.fields().to_vec());
                }
                Err(error) => self.failure.set(Some(error)),
            }
        });
    }

    /// What failed, and the buttons.
    pub(in crate::pages) fn answers(
        self,
        step: &'static str,
        danger: bool,
        act: impl Fn() + 'static,
    ) -> AnyView {
        view! {
            {state::step_failure(self.failure.into())}
            {answers(self.shown, self.busy, t::admin::cancel(), step.to_owned(), danger, act)}
        }
        .into_any()
    }
}

/// Whether everything that is wrong has a field on show.
fn has_place(errors: &[FieldProblem], fields: &[&str]) -> bool {
    !errors.is_empty() && errors.iter().all(|e| fields.contains(&e.field.as_str()))
}

/// The field of the reason.
pub(in crate::pages) fn reason(question: Question, label: &'static str) -> AnyView {
    view! {
        <div class="field">
            <label for="ly-do">{label}</label>
            <textarea
                class="input"
                id="ly-do"
                maxlength=domain::validate::MAX_TEXT.to_string()
                aria-invalid=invalid("reason", question.errors)
                aria-describedby="ly-do-loi"
                prop:value=move || question.reason.get()
                on:input:target=move |event| {
                    question.reason.set(event.target().value());
                    touched("reason", question.errors);
                }
            ></textarea>
            <div id="ly-do-loi">{wrong("reason", question.errors)}</div>
        </div>
    }
    .into_any()
}
