//! Fields: a label, the control, help, findings.

use crate::ui::icon::{self, icon};
use crate::view::prelude::*;

/// A finding under a field: an error stops, a warning explains and lets go on.
#[must_use]
pub fn finding(is_error: bool, text: impl Into<String>) -> AnyView {
    let text = text.into();
    let class = if is_error { "finding error" } else { "finding" };
    view! {
        <p class=class>
            {icon(icon::WARN)}
            <span>{text}</span>
        </p>
    }
    .into_any()
}

/// A labelled one-line field bound to a signal. `kind` is the input's type; `autocomplete` its
/// token ("off" where the browser should not offer anything).
#[must_use]
pub fn text_input(
    id: &'static str,
    label: &'static str,
    kind: &'static str,
    autocomplete: &'static str,
    value: RwSignal<String>,
) -> AnyView {
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                class="input"
                id=id
                type=kind
                autocomplete=autocomplete
                prop:value=move || value.get()
                on:input:target=move |event| value.set(event.target().value())
            />
        </div>
    }
    .into_any()
}

/// A labelled text of several lines; `value` is tracked, `on_input` is told every change.
#[must_use]
pub fn text_area(
    id: String,
    label: &'static str,
    value: impl Fn() -> String + 'static,
    readonly: bool,
    on_input: impl Fn(String) + 'static,
) -> AnyView {
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <textarea
                class="input"
                id=id
                readonly=readonly
                maxlength=domain::validate::MAX_TEXT.to_string()
                prop:value=value
                on:input:target=move |event| on_input(event.target().value())
            ></textarea>
        </div>
    }
    .into_any()
}
