//! A number field: typed the Vietnamese way, saved with every keystroke, the last period beside it.

use crate::client::{desk, sending};
use crate::i18n::t;
use crate::number_field::{explain, read, show};
use crate::ui::form::finding;
use crate::ui::line::LineView;
use crate::view::prelude::*;
use crate::words;
use domain::quantity::{Quantity, QuantityError};
use domain::report::{FieldEdit, LineEntry};
use domain::validate::Field;

/// One of the numbers of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// Tử số.
    Numerator,
    /// Mẫu số.
    Denominator,
    /// The count.
    Count,
}

impl Number {
    fn of(self, entry: &LineEntry) -> Option<Quantity> {
        match self {
            Self::Numerator => entry.numerator,
            Self::Denominator => entry.denominator,
            Self::Count => entry.count,
        }
    }

    const fn edit(self, value: Option<Quantity>) -> FieldEdit {
        match self {
            Self::Numerator => FieldEdit::Numerator(value),
            Self::Denominator => FieldEdit::Denominator(value),
            Self::Count => FieldEdit::Count(value),
        }
    }

    const fn field(self) -> Field {
        match self {
            Self::Numerator => Field::Numerator,
            Self::Denominator => Field::Denominator,
            Self::Count => Field::Count,
        }
    }
}

/// The field with its label, what the last period held, and what is wrong or surprising.
#[must_use]
pub fn number(view: &LineView, number: Number, label: String) -> AnyView {
    let line = view.line;
    let previous = line.with_untracked(|line| {
        line.previous
            .as_ref()
            .and_then(|previous| number.of(&previous.entry))
    });
    let text = RwSignal::new(show(line.with_untracked(|line| number.of(&line.entry))));
    let wrong = RwSignal::new(None::<QuantityError>);
    // What came from elsewhere (a conflict settled, a fresh copy) replaces the text; what is
    // being typed does not: it already reads as the stored number.
    Effect::new(move || {
        let stored = line.with(|line| number.of(&line.entry));
        if wrong.get_untracked().is_none() && read(&text.get_untracked(), previous) != Ok(stored) {
            text.set(show(stored));
        }
    });
    let view_for_input = view.clone();
    let on_input = move |typed: String| {
        let outcome = read(&typed, previous);
        text.set(typed);
        wrong.set(outcome.err());
        if let Ok(value) = outcome
            && value != line.with_untracked(|line| number.of(&line.entry))
        {
            view_for_input
                .open
                .edit(view_for_input.id, number.edit(value));
        }
    };
    let on_blur = move |_| {
        if wrong.get_untracked().is_none() {
            text.set(show(line.with_untracked(|line| number.of(&line.entry))));
        }
        sending::flush();
    };
    let id = format!(
        "{}-{}",
        view.id.to_string().replace(':', "-"),
        field_name(number)
    );
    let about = format!("{id}-about");
    let findings = move || findings(number, line, wrong.get());
    let invalid = move || has_error(number, line, wrong.get()).then_some("true");
    view! {
        <div class="field number-field">
            <label for=id.clone()>{label}</label>
            <div class="number-row">
                <input
                    class="input number"
                    id=id
                    type="text"
                    inputmode="decimal"
                    enterkeyhint="next"
                    autocomplete="off"
                    readonly=!view.editable
                    aria-invalid=invalid
                    aria-describedby=about.clone()
                    prop:value=move || text.get()
                    on:input:target=move |event| on_input(event.target().value())
                    on:blur=on_blur
                />
                {previous
                    .map(|previous| {
                        view! {
                            <span class="muted number">{t::line::previous(previous.format_vi())}</span>
                        }
                    })}
            </div>
            <div id=about>{findings}</div>
        </div>
    }
    .into_any()
}

const fn field_name(number: Number) -> &'static str {
    match number {
        Number::Numerator => "tu-so",
        Number::Denominator => "mau-so",
        Number::Count => "so",
    }
}

fn findings(
    number: Number,
    line: Memo<domain::wire::report::Line>,
    wrong: Option<QuantityError>,
) -> AnyView {
    if let Some(error) = wrong {
        return finding(true, explain(error));
    }
    line.with(desk::findings)
        .into_iter()
        .filter(|found| found.field == number.field())
        .map(|found| finding(found.problem.is_error(), words::problem(found.problem)))
        .collect::<Vec<_>>()
        .into_any()
}

fn has_error(
    number: Number,
    line: Memo<domain::wire::report::Line>,
    wrong: Option<QuantityError>,
) -> bool {
    wrong.is_some()
        || line
            .with(desk::findings)
            .iter()
            .any(|found| found.field == number.field() && found.problem.is_error())
}
