//! One of many lines, found by words of it.

use crate::i18n::t;
use crate::pages::forms::fields::{Errors, focus_soon, touched, wrong};
use crate::view::prelude::*;
use domain::id::LineId;
use domain::text;

/// Lines shown at once.
const SHOWN: usize = 20;

/// A line that can be picked.
#[derive(Clone)]
pub(super) struct Pick {
    pub(super) line: LineId,
    pub(super) no: String,
    pub(super) text: String,
    /// What to know before picking it.
    pub(super) note: Option<String>,
}

/// The lines, and where the one picked is kept.
pub(super) struct Picker {
    pub(super) id: &'static str,
    pub(super) label: &'static str,
    /// The field's name among the errors.
    pub(super) name: &'static str,
    pub(super) picks: Vec<Pick>,
    pub(super) chosen: RwSignal<Option<LineId>>,
    pub(super) errors: Errors,
}

/// A search with the lines that it finds; once one is picked, that line with the way to another.
pub(super) fn picker(picker: Picker) -> AnyView {
    let Picker {
        id,
        label,
        name,
        picks,
        chosen,
        errors,
    } = picker;
    let words = RwSignal::new(String::new());
    let legend = format!("{id}-nhan");
    let choose = move |line: LineId| {
        chosen.set(Some(line));
        touched(name, errors);
        focus_soon(format!("{id}-khac"));
    };
    let inside = move || {
        let found = chosen.get();
        let found = found.and_then(|line| picks.iter().find(|pick| pick.line == line));
        match found {
            Some(pick) => one(id, pick, chosen),
            None => search(id, words, picks.clone(), choose),
        }
    };
    view! {
        <div class="field pick" role="group" aria-labelledby=legend.clone()>
            <p class="label" id=legend>
                {label}
            </p>
            {inside}
            {wrong(name, errors)}
        </div>
    }
    .into_any()
}

fn one(id: &'static str, pick: &Pick, chosen: RwSignal<Option<LineId>>) -> AnyView {
    let again = move |_| {
        chosen.set(None);
        focus_soon(id);
    };
    view! {
        <p>
            <strong>{pick.no.clone()}</strong>
            " "
            {pick.text.clone()}
        </p>
        <p class="muted">{pick.note.clone()}</p>
        <button type="button" class="button" id=format!("{id}-khac") on:click=again>
            {t::plan_change::other()}
        </button>
    }
    .into_any()
}

fn search(
    id: &'static str,
    words: RwSignal<String>,
    picks: Vec<Pick>,
    choose: impl Fn(LineId) + Copy + Send + 'static,
) -> AnyView {
    let list = move || {
        let words = words.get();
        let fits = |pick: &&Pick| {
            let text = format!("{} {}", pick.no, pick.text);
            words.trim().is_empty() || text::matches(&text, &words)
        };
        let found: Vec<&Pick> = picks.iter().filter(fits).collect();
        let more = found.len().saturating_sub(SHOWN);
        let said = match (found.len(), more) {
            (0, _) => Some(t::plan_change::found_none().to_owned()),
            (_, 0) => None,
            (_, more) => Some(t::plan_change::found_more(more)),
        };
        let shown = found.into_iter().take(SHOWN);
        let items: Vec<AnyView> = shown.map(|pick| item(pick, choose)).collect();
        view! {
            <ul class="admin-rows picker" role="list">
                {items}
            </ul>
            <p class="muted" role="status">
                {said}
            </p>
        }
        .into_any()
    };
    view! {
        <label class="visually-hidden" for=id>
            {t::plan_change::find()}
        </label>
        <input
            class="input"
            id=id
            type="search"
            autocomplete="off"
            placeholder=t::plan_change::find()
            prop:value=move || words.get()
            on:input:target=move |event| words.set(event.target().value())
        />
        {list}
    }
    .into_any()
}

fn item(pick: &Pick, choose: impl Fn(LineId) + Copy + 'static) -> AnyView {
    let line = pick.line;
    view! {
        <li>
            <button type="button" class="admin-unit" on:click=move |_| choose(line)>
                <span>
                    <strong>{pick.no.clone()}</strong>
                    " "
                    {pick.text.clone()}
                </span>
                <span class="muted">{pick.note.clone()}</span>
            </button>
        </li>
    }
    .into_any()
}
