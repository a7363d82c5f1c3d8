//! Large buttons of which one is chosen: native radio buttons underneath, so that keyboard and
//! screen readers know them.

use crate::ui::icon::{Icon, icon};
use crate::view::prelude::*;

/// One of the choices.
pub struct Choice<T> {
    /// What it stands for.
    pub value: T,
    /// Its words.
    pub label: &'static str,
    /// Its sign.
    pub sign: Icon,
}

/// A group of large buttons. `chosen` is tracked; `choose` is told a new choice.
#[must_use]
pub fn choice<T: Copy + PartialEq + Send + Sync + 'static>(
    name: &str,
    legend: &'static str,
    choices: Vec<Choice<T>>,
    disabled: bool,
    chosen: impl Fn() -> Option<T> + Copy + Send + Sync + 'static,
    choose: impl Fn(T) + Clone + 'static,
) -> AnyView {
    let buttons = choices
        .into_iter()
        .map(|Choice { value, label, sign }| {
            let choose = choose.clone();
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        name=name.to_owned()
                        disabled=disabled
                        prop:checked=move || chosen() == Some(value)
                        on:change=move |_| choose(value)
                    />
                    {icon(sign)}
                    <span>{label}</span>
                </label>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    view! {
        <fieldset class="choices">
            <legend>{legend}</legend>
            {buttons}
        </fieldset>
    }
    .into_any()
}
