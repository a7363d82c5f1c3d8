//! The tree of units: one level at a time, or what a search finds in the whole scope.

use super::unit_search::search_field;
use super::{Screen, administered, query};
use crate::client::api;
use crate::client::http::ApiError;
use crate::client::load::Loaded;
use crate::i18n::t;
use crate::ui::dialog::{answers, dialog};
use crate::ui::form::text_input;
use crate::ui::icon::{self, icon};
use crate::ui::state;
use crate::view::prelude::*;
use domain::unit::{UnitKind, UnitRef};
use domain::wire::admin::{NewUnit, UnitRow};
use leptos::task::spawn_local;

/// The part with the units.
pub(super) fn units(screen: Screen) -> AnyView {
    let words = RwSignal::new(String::new());
    let rows = Loaded::new(move || {
        let (words, unit) = (words.get(), screen.unit());
        async move {
            let parent = unit
                .as_ref()
                .map(|unit| unit.id.as_str())
                .unwrap_or_default();
            let path = if words.is_empty() {
                query("units?limit=200", &[("parent", parent)])
            } else {
                query("units?limit=50", &[("q", &words)])
            };
            if words.is_empty() && unit.is_none() {
                return Ok(Vec::new());
            }
            api::get::<Vec<UnitRow>>(&path).await
        }
    });
    let again = rows.clone();
    let list = state::loaded(rows, state::lines_skeleton, move |rows| {
        listed(screen, words, &rows)
    });
    view! {
        <section class="stack admin-units" aria-label=t::admin::units()>
            {search_field("tim-don-vi", t::admin::search_units(), words)}
            {move || words.with(String::is_empty).then(|| trail(screen))}
            {list}
            {add(screen, again)}
        </section>
    }
    .into_any()
}

/// The way from an administered unit down to the one on show.
fn trail(screen: Screen) -> AnyView {
    let many = administered().len() > 1;
    let trail = screen.trail.get();
    let last = trail.len();
    let top = (many && last > 0).then(|| {
        view! {
            <li>
                <button type="button" class="link" on:click=move |_| screen.trail.set(Vec::new())>
                    {t::admin::all_units()}
                </button>
            </li>
        }
    });
    let steps: Vec<AnyView> = trail
        .into_iter()
        .enumerate()
        .map(|(at, unit)| {
            if at + 1 == last {
                return view! { <li aria-current="true">{unit.name}</li> }.into_any();
            }
            let cut = move |_| screen.trail.update(|trail| trail.truncate(at + 1));
            view! {
                <li>
                    <button type="button" class="link" on:click=cut>
                        {unit.name}
                    </button>
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
        <nav aria-label=t::admin::trail()>
            <ol class="trail" role="list">
                {top} {steps}
            </ol>
        </nav>
    }
    .into_any()
}

fn listed(screen: Screen, words: RwSignal<String>, rows: &[UnitRow]) -> AnyView {
    let searching = !words.with_untracked(String::is_empty);
    let top = !searching && screen.trail.with_untracked(Vec::is_empty);
    let items: Vec<AnyView> = if top {
        administered()
            .into_iter()
            .map(|unit| row(screen, words, None, unit, String::new()))
            .collect()
    } else {
        let item = |found: &UnitRow| {
            let above = found.parent.as_ref().filter(|_| searching);
            let mut parts = Vec::new();
            parts.extend(above.map(|unit| unit.name.clone()));
            if found.children > 0 {
                parts.push(t::admin::children(found.children));
            }
            parts.push(t::admin::user_count(found.users));
            row(
                screen,
                words,
                above.cloned(),
                found.unit.clone(),
                parts.join(" · "),
            )
        };
        rows.iter().map(item).collect()
    };
    if items.is_empty() {
        let text = if searching {
            t::admin::no_unit_found()
        } else {
            t::admin::no_children()
        };
        return view! { <p class="muted" role="status">{text}</p> }.into_any();
    }
    let count = searching.then(|| t::admin::units_found(items.len()));
    view! {
        <p class="visually-hidden" role="status">
            {count}
        </p>
        <ul class="admin-rows" role="list">
            {items}
        </ul>
    }
    .into_any()
}

/// A unit that opens. Found by a search, it is entered by way of the unit above it.
fn row(
    screen: Screen,
    words: RwSignal<String>,
    above: Option<UnitRef>,
    unit: UnitRef,
    facts: String,
) -> AnyView {
    let name = unit.name.clone();
    let enter = move |_| {
        if words.with_untracked(String::is_empty) {
            screen.trail.update(|trail| trail.push(unit.clone()));
        } else {
            screen
                .trail
                .set(above.iter().chain([&unit]).cloned().collect());
            words.set(String::new());
        }
    };
    view! {
        <li>
            <button type="button" class="admin-unit" data-row="" on:click=enter>
                <span>{name}</span>
                <span class="muted">{facts}</span>
                {icon(icon::NEXT)}
            </button>
        </li>
    }
    .into_any()
}

/// A new department inside the unit on show.
fn add(screen: Screen, rows: Loaded<Vec<UnitRow>>) -> AnyView {
    let (shown, busy) = (RwSignal::new(false), RwSignal::new(false));
    let name = RwSignal::new(String::new());
    let error = ArcRwSignal::new(None::<ApiError>);
    let button = move || {
        screen.unit().map(|_| {
            view! {
                <button type="button" class="button" on:click=move |_| shown.set(true)>
                    {icon(icon::PLUS)}
                    {t::admin::new_department()}
                </button>
            }
        })
    };
    let body = move || {
        let (error, rows) = (error.clone(), rows.clone());
        let failed = error.clone();
        let save = move || {
            let Some(unit) = screen.unit() else { return };
            if busy.get_untracked() {
                return;
            }
            busy.set(true);
            error.set(None);
            let new = NewUnit {
                parent: unit.id,
                name: name.get_untracked(),
                kind: UnitKind::Department,
            };
            let (error, rows) = (error.clone(), rows.clone());
            spawn_local(async move {
                let call = api::post::<UnitRow>("units", &new);
                match rows.after(call).await {
                    Ok(made) => {
                        screen.done.set(t::admin::department_added(made.unit.name));
                        name.set(String::new());
                        shown.set(false);
                    }
                    Err(failure) => error.set(Some(failure)),
                }
                busy.set(false);
            });
        };
        view! {
            {text_input("ten-phong-ban", t::admin::department_name(), "text", "off", name)}
            <p class="muted">{t::admin::department_help()}</p>
            {state::step_failure(failed)}
            {answers(shown, busy, t::admin::cancel(), t::admin::add().to_owned(), false, save)}
        }
        .into_any()
    };
    let title = move || {
        let unit = screen.unit().map(|unit| unit.name).unwrap_or_default();
        t::admin::add_department(unit)
    };
    view! {
        {button}
        {dialog(shown, title, body)}
    }
    .into_any()
}
