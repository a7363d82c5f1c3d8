//! The text of a line, and *không thuộc thẩm quyền* with its reason.

use crate::client::{desk, sending};
use crate::i18n::t;
use crate::ui::form::{finding, text_area};
use crate::ui::line::LineView;
use crate::view::prelude::*;
use crate::words;
use domain::report::FieldEdit;
use domain::validate::Field;

/// The note of a line.
#[must_use]
pub fn note(view: &LineView, label: &'static str) -> AnyView {
    let (open, id, line) = (view.open.clone(), view.id, view.line);
    let element = format!("{}-ghi-chu", id.to_string().replace(':', "-"));
    view! {
        <div on:focusout=move |_| sending::flush()>
            {text_area(
                element,
                label,
                move || line.with(|line| line.entry.note.clone()),
                !view.editable,
                move |text| open.edit(id, FieldEdit::Note(text)),
            )}
        </div>
    }
    .into_any()
}

/// The switch *Không thuộc thẩm quyền* and, once on, the field for its reason.
#[must_use]
pub fn not_applicable(view: &LineView) -> AnyView {
    let (open, id, line, editable) = (view.open.clone(), view.id, view.line, view.editable);
    let is_on = Memo::new(move |()| line.with(|line| line.entry.not_applicable.is_some()));
    let toggle = {
        let open = open.clone();
        move |on: bool| open.edit(id, FieldEdit::NotApplicable(on.then(String::new)))
    };
    let reason = move || {
        if !is_on.get() {
            return ().into_any();
        }
        let open = open.clone();
        let text = move || line.with(|line| line.entry.not_applicable.clone().unwrap_or_default());
        let element = format!("{}-ly-do", id.to_string().replace(':', "-"));
        view! {
            <p class="muted">{t::line::not_applicable_on()}</p>
            {text_area(
                element,
                t::line::not_applicable_reason(),
                text,
                !editable,
                move |text| open.edit(id, FieldEdit::NotApplicable(Some(text))),
            )}
            {move || {
                line.with(desk::findings)
                    .into_iter()
                    .filter(|found| found.field == Field::NotApplicable)
                    .map(|found| finding(found.problem.is_error(), words::problem(found.problem)))
                    .collect::<Vec<_>>()
            }}
        }
        .into_any()
    };
    view! {
        <div class="stack" on:focusout=move |_| sending::flush()>
            <label class="switch">
                <input
                    type="checkbox"
                    disabled=!editable
                    prop:checked=move || is_on.get()
                    on:change:target=move |event| toggle(event.target().checked())
                />
                <span>{t::line::not_applicable()}</span>
            </label>
            {reason}
        </div>
    }
    .into_any()
}
