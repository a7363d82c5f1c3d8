//! A search field whose answers come while one types, and the choice of a unit by it.

use super::query;
use crate::client::api;
use crate::client::http::pause;
use crate::client::load::Loaded;
use crate::i18n::t;
use crate::ui::state;
use crate::view::prelude::*;
use domain::unit::UnitRef;
use domain::wire::admin::UnitRow;
use leptos::task::spawn_local;

/// Milliseconds without a key before the server is asked.
const QUIET_MS: i32 = 250;

/// A field for words; `settled` follows it when the typing pauses.
pub(super) fn search_field(
    id: impl Into<String>,
    label: &'static str,
    settled: RwSignal<String>,
) -> AnyView {
    let id = id.into();
    let typed = RwSignal::new(settled.get_untracked());
    Effect::new(move || {
        // Emptied from outside: what was found has been chosen.
        if settled.with(String::is_empty) {
            typed.set(String::new());
        }
    });
    let on_input = move |text: String| {
        typed.set(text.clone());
        spawn_local(async move {
            pause(QUIET_MS).await;
            // Still the same words, and the screen still there.
            if typed.try_get_untracked() == Some(text.clone()) {
                settled.set(text.trim().to_owned());
            }
        });
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                class="input"
                id=id
                type="search"
                autocomplete="off"
                prop:value=move || typed.get()
                on:input:target=move |event| on_input(event.target().value())
            />
        </div>
    }
    .into_any()
}

/// A unit that was found, with the one above it where that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) unit: UnitRef,
    pub(super) parent: Option<UnitRef>,
}

/// How a unit is chosen: by words of its name, or from those offered before any are typed.
pub(super) struct Finder<F, C> {
    pub(super) id: String,
    pub(super) label: &'static str,
    pub(super) offered: Vec<UnitRef>,
    /// Which units may be chosen; asked whenever the list is drawn.
    pub(super) fits: F,
    pub(super) choose: C,
}

/// The field with the units that it finds. What is chosen empties it.
pub(super) fn finder<F, C>(finder: Finder<F, C>) -> AnyView
where
    F: Fn(&UnitRef) -> bool + Send + 'static,
    C: Fn(Found) + Clone + Send + 'static,
{
    let Finder {
        id,
        label,
        offered,
        fits,
        choose,
    } = finder;
    let words = RwSignal::new(String::new());
    let found = Loaded::new(move || {
        let words = words.get();
        async move {
            if words.is_empty() {
                return Ok(Vec::new());
            }
            api::get::<Vec<UnitRow>>(&query("units?limit=50", &[("q", &words)])).await
        }
    });
    let list = state::loaded(found, state::lines_skeleton, move |rows| {
        let asked = !words.with_untracked(String::is_empty);
        let units: Vec<Found> = if asked {
            rows.into_iter()
                .map(|row| Found {
                    unit: row.unit,
                    parent: row.parent,
                })
                .collect()
        } else {
            let plain = |unit: &UnitRef| Found {
                unit: unit.clone(),
                parent: None,
            };
            offered.iter().map(plain).collect()
        };
        let items: Vec<AnyView> = units
            .into_iter()
            .filter(|found| fits(&found.unit))
            .map(|found| {
                let name = found.unit.name.clone();
                let above = found.parent.as_ref().map(|unit| unit.name.clone());
                let choose = choose.clone();
                let choose = move |_| {
                    words.set(String::new());
                    choose(found.clone());
                };
                view! {
                    <li>
                        <button type="button" class="admin-unit" on:click=choose>
                            <span>{name}</span>
                            <span class="muted">{above}</span>
                        </button>
                    </li>
                }
                .into_any()
            })
            .collect();
        if !items.is_empty() {
            return view! {
                <ul class="admin-rows picker" role="list">
                    {items}
                </ul>
            }
            .into_any();
        }
        let text = if asked {
            t::admin::no_unit_found()
        } else {
            t::admin::type_name()
        };
        view! { <p class="muted" role="status">{text}</p> }.into_any()
    });
    view! {
        {search_field(id, label, words)}
        {list}
    }
    .into_any()
}
