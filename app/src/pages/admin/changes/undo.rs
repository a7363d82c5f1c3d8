//! Undoing a change, after a question and with a reason.

use crate::client::api;
use crate::client::load::Loaded;
use crate::i18n::t;
use crate::pages::forms::question::{Question, reason};
use crate::ui::dialog::dialog;
use crate::unit_change::sentence;
use crate::view::prelude::*;
use domain::wire::admin::UnitChangeRow;
use domain::wire::sync::Because;
use std::rc::Rc;
use std::sync::Arc;

/// The change that is asked about.
#[derive(Clone, Copy)]
pub(super) struct Undo {
    asked: RwSignal<Option<UnitChangeRow>>,
    question: Question,
}

/// The list that an undone change stands in, where it is on show.
pub(super) type Rows = Loaded<Arc<Vec<UnitChangeRow>>>;

impl Undo {
    pub(super) fn new() -> Self {
        Self {
            asked: RwSignal::new(None),
            question: Question::new(),
        }
    }

    /// Puts the question.
    pub(super) fn ask(self, row: UnitChangeRow) {
        self.asked.set(Some(row));
        self.question.ask();
    }

    fn take(self, rows: Option<Rows>, done: Rc<dyn Fn(UnitChangeRow)>) {
        let Some(row) = self.asked.get_untracked() else {
            return;
        };
        let Some(reason) = self.question.reason(Some(t::change::undo_reason_missing())) else {
            return;
        };
        let call = async move {
            let path = format!("unit-changes/{}/undo", row.id);
            let because = Because { reason };
            let undo = api::post::<UnitChangeRow>(&path, &because);
            match rows {
                Some(rows) => rows.after(undo).await,
                None => undo.await,
            }
        };
        self.question.send(&["reason"], call, move |row| done(row));
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

/// The question; `done` is told the change once it is undone and the list shows it.
pub(super) fn undo_dialog(
    undo: Undo,
    rows: Option<Rows>,
    done: impl Fn(UnitChangeRow) + 'static,
) -> AnyView {
    let done: Rc<dyn Fn(UnitChangeRow)> = Rc::new(done);
    let body = move || {
        let (rows, done) = (rows.clone(), Rc::clone(&done));
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
            {reason(undo.question, t::change::undo_reason())}
            {undo
                .question
                .answers(t::change::undo(), true, move || undo.take(rows.clone(), Rc::clone(&done)))}
        }
        .into_any()
    };
    dialog(
        undo.question.shown,
        || t::change::undo_ask().to_owned(),
        body,
    )
}
