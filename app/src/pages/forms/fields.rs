//! Fields of the forms of administrators and standing units, with what is wrong at each.

use crate::client::dom;
use crate::ui::form::finding;
use crate::view::prelude::*;
use domain::wire::problem::FieldProblem;
use std::time::Duration;
use wasm_bindgen::JsCast;

/// What the server, or the form itself, finds wrong.
pub(in crate::pages) type Errors = RwSignal<Vec<FieldProblem>>;

/// Milliseconds after which a dialog is closed and the focus where the browser puts it.
const SETTLED_MS: u64 = 60;

/// Something wrong with a field.
pub(in crate::pages) fn field_problem(field: impl Into<String>, message: &str) -> FieldProblem {
    FieldProblem {
        line: None,
        field: field.into(),
        code: String::new(),
        message: message.to_owned(),
    }
}

/// Takes back what was said of a field: somebody is putting it right.
pub(in crate::pages) fn touched(name: &str, errors: Errors) {
    if errors.with_untracked(|errors| errors.iter().any(|error| error.field == name)) {
        errors.update(|errors| errors.retain(|error| error.field != name));
    }
}

/// What is wrong with a field, where something is.
pub(in crate::pages) fn wrong(name: impl Into<String>, errors: Errors) -> AnyView {
    let name = name.into();
    (move || {
        errors.with(|errors| {
            let mut of_field = errors.iter().filter(|error| error.field == name);
            of_field
                .next()
                .map(|error| finding(true, error.message.clone()))
        })
    })
    .into_any()
}

/// `aria-invalid` of a field; tracked.
pub(in crate::pages) fn invalid(
    name: impl Into<String>,
    errors: Errors,
) -> impl Fn() -> Option<&'static str> + 'static {
    let name = name.into();
    move || {
        errors
            .with(|errors| errors.iter().any(|error| error.field == name))
            .then_some("true")
    }
}

/// What is wrong with a group of fields, for its `aria-describedby`.
pub(in crate::pages) fn wrong_in_group(
    id: impl Into<String>,
    names: &[&'static str],
    errors: Errors,
) -> AnyView {
    let found: Vec<AnyView> = names.iter().map(|name| wrong(*name, errors)).collect();
    view! {
        <div class="group-errors" id=id.into()>
            {found}
        </div>
    }
    .into_any()
}

/// A one-line field that shows what is wrong with it.
pub(in crate::pages) fn text(
    id: impl Into<String>,
    label: &'static str,
    name: impl Into<String>,
    help: &'static str,
    value: RwSignal<String>,
    set: impl Fn(String) + 'static,
    errors: Errors,
) -> AnyView {
    let (id, name) = (id.into(), name.into());
    let below = format!("{id}-loi");
    let entering = name.clone();
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                class="input"
                id=id
                autocomplete="off"
                autocapitalize=if name == "username" { "none" } else { "words" }
                spellcheck="false"
                aria-invalid=invalid(name.clone(), errors)
                aria-describedby=below.clone()
                prop:value=move || value.get()
                on:input:target=move |event| {
                    set(event.target().value());
                    touched(&entering, errors);
                }
            />
            <div id=below>
                {wrong(name, errors)} <p class="muted">{help}</p>
            </div>
        </div>
    }
    .into_any()
}

/// A field for a number, with the keys for it: `numeric` for a whole one, `decimal` with a comma.
pub(in crate::pages) fn number(
    id: &'static str,
    label: impl Into<String>,
    name: &'static str,
    help: &'static str,
    keys: &'static str,
    value: RwSignal<String>,
    errors: Errors,
) -> AnyView {
    let help = view! { <p class="muted">{help}</p> }.into_any();
    entry(
        id,
        label.into(),
        name,
        ("text", Some(keys)),
        help,
        value,
        errors,
    )
}

/// The field of a day; what it is called is written below it, so that a slip shows.
pub(in crate::pages) fn day(
    id: &'static str,
    label: &'static str,
    name: &'static str,
    help: &'static str,
    value: RwSignal<String>,
    errors: Errors,
) -> AnyView {
    let written = move || crate::json::parse_day(&value.get()).map(crate::words::day_and_date);
    let below = view! {
        <p>{written}</p>
        <p class="muted">{help}</p>
    }
    .into_any();
    entry(
        id,
        label.to_owned(),
        name,
        ("date", None),
        below,
        value,
        errors,
    )
}

/// A field bound to a signal, of an input's type and keys, with what stands below it.
fn entry(
    id: &'static str,
    label: String,
    name: &'static str,
    (kind, keys): (&'static str, Option<&'static str>),
    help: AnyView,
    value: RwSignal<String>,
    errors: Errors,
) -> AnyView {
    let below = format!("{id}-loi");
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                class="input"
                id=id
                type=kind
                inputmode=keys
                autocomplete="off"
                aria-invalid=invalid(name, errors)
                aria-describedby=below.clone()
                prop:value=move || value.get()
                on:input:target=move |event| {
                    value.set(event.target().value());
                    touched(name, errors);
                }
            />
            <div id=below>{wrong(name, errors)} {help}</div>
        </div>
    }
    .into_any()
}

/// One of several, in a list that opens.
pub(in crate::pages) fn choice<T: Copy + PartialEq + Send + Sync + 'static, W>(
    id: impl Into<String>,
    label: &'static str,
    name: impl Into<String>,
    options: Vec<(T, W)>,
    value: RwSignal<T>,
    chosen: impl Fn(T) + 'static,
    errors: Errors,
) -> AnyView
where
    W: Into<String>,
{
    let (id, name) = (id.into(), name.into());
    let below = format!("{id}-loi");
    let now = value.get_untracked();
    let (options, words): (Vec<T>, Vec<W>) = options.into_iter().unzip();
    let items: Vec<AnyView> = words
        .into_iter()
        .enumerate()
        .map(|(at, word)| {
            let selected = options.get(at) == Some(&now);
            let word: String = word.into();
            view! {
                <option value=at selected=selected>
                    {word}
                </option>
            }
            .into_any()
        })
        .collect();
    let chosen_for = name.clone();
    let choose = move |at: String| {
        touched(&chosen_for, errors);
        let found = at.parse().ok().and_then(|at: usize| options.get(at));
        if let Some(option) = found {
            value.set(*option);
            chosen(*option);
        }
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select
                class="input"
                id=id
                aria-invalid=invalid(name.clone(), errors)
                aria-describedby=below.clone()
                on:change:target=move |event| choose(event.target().value())
            >
                {items}
            </select>
            <div id=below>{wrong(name, errors)}</div>
        </div>
    }
    .into_any()
}

/// Moves the focus to the element with an id, once what is being drawn stands.
pub(in crate::pages) fn focus_soon(id: impl Into<String>) {
    focus_after(id.into(), Duration::ZERO);
}

/// Moves the focus to the element with an id, once a dialog that was just closed is gone.
pub(in crate::pages) fn focus_after_dialog(id: impl Into<String>) {
    focus_after(id.into(), Duration::from_millis(SETTLED_MS));
}

fn focus_after(id: String, wait: Duration) {
    let focus = move || {
        if let Some(element) = dom::element(&id) {
            dom::show(&element);
        }
    };
    set_timeout(focus, wait);
}

/// Goes to the first field of a form that has something wrong, once that stands below it.
pub(in crate::pages) fn show_first_error(form: &'static str) {
    let show = move || {
        let findings = dom::all(&format!("{form} .finding.error"));
        let around = findings
            .first()
            .and_then(|finding| finding.closest(".field, fieldset").ok().flatten());
        // A field before a button: what is to be entered, not what would take something away.
        let control = around.and_then(|around| {
            let find = |what| around.query_selector(what).ok().flatten();
            find("input, select, textarea").or_else(|| find("button"))
        });
        if let Some(control) = control.and_then(|control| control.dyn_into().ok()) {
            dom::show(&control);
        }
    };
    set_timeout(show, Duration::ZERO);
}
