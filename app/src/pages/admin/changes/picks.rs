//! The units that a change is about.

use super::super::administered;
use super::super::unit_search::{Finder, Found, finder};
use super::form::{Form, Kind};
use crate::i18n::t;
use crate::pages::forms::fields::{Errors, focus_soon, wrong, wrong_in_group};
use crate::unit_change::{fits_under, kinds_like};
use crate::view::prelude::*;
use domain::unit::{UnitKind, UnitRef};

/// Where the units that change are looked for.
pub(super) const SEARCH: &str = "tim-don-vi-doi";

/// The units that change: chosen by a search, one or several.
pub(super) fn changing(form: Form, kind: Kind) -> AnyView {
    let many = kind == Kind::Merge;
    let list = move || {
        let items: Vec<AnyView> = form.units.get().iter().map(|f| chosen(form, f)).collect();
        (!items.is_empty()).then(|| {
            view! {
                <ul class="admin-rows" role="list">
                    {items}
                </ul>
            }
        })
    };
    let search = move || (many || form.units.with(Vec::is_empty)).then(|| search(form, many));
    view! {
        <fieldset class="card grant" aria-describedby="don-vi-doi-loi">
            <legend>{if many { t::change::units() } else { t::change::unit() }}</legend>
            {list}
            {search}
            {wrong_in_group("don-vi-doi-loi", &["unit", "from"], form.errors)}
        </fieldset>
    }
    .into_any()
}

fn chosen(form: Form, found: &Found) -> AnyView {
    let unit = found.unit.clone();
    let above = found.parent.as_ref().map(|unit| unit.name.clone());
    let remove = move |_| {
        form.remove(&unit.id);
        focus_soon(SEARCH);
    };
    view! {
        <li class="admin-entry">
            <div>
                <p>
                    <strong>{found.unit.name.clone()}</strong>
                </p>
                <p class="muted">{above}</p>
            </div>
            <button
                type="button"
                class="button"
                aria-label=t::change::remove_unit(&found.unit.name)
                on:click=remove
            >
                {t::change::remove()}
            </button>
        </li>
    }
    .into_any()
}

fn search(form: Form, many: bool) -> AnyView {
    finder(Finder {
        id: SEARCH.to_owned(),
        label: if many {
            t::change::find_more()
        } else {
            t::change::find_unit()
        },
        offered: Vec::new(),
        fits: move |unit: &UnitRef| {
            form.units.with_untracked(|units| {
                unit.kind != UnitKind::Nation
                    && units.iter().all(|known| {
                        known.unit.id != unit.id && kinds_like(known.unit.kind).contains(&unit.kind)
                    })
            })
        },
        choose: move |found: Found| {
            let name = format!("{SEARCH}-tiep");
            form.add(found);
            focus_soon(if many { SEARCH.to_owned() } else { name });
        },
    })
}

/// Where the focus goes once the only unit is chosen: to what is asked next.
pub(super) fn next_after_unit() -> String {
    format!("{SEARCH}-tiep")
}

/// A unit above: the one that follows from what else is entered, until another is chosen.
pub(super) struct Above<O> {
    pub(super) id: String,
    pub(super) label: &'static str,
    /// The field that a refusal names.
    pub(super) field: String,
    /// The kind of the unit that goes below it.
    pub(super) below: UnitKind,
    pub(super) value: RwSignal<Option<UnitRef>>,
    /// What stands where nothing is chosen; tracked.
    pub(super) otherwise: O,
}

/// The choice of a unit above.
pub(super) fn above<O>(above: Above<O>, errors: Errors) -> AnyView
where
    O: Fn() -> Option<UnitRef> + 'static,
{
    let Above {
        id,
        label,
        field,
        below,
        value,
        otherwise,
    } = above;
    let below_id = format!("{id}-loi");
    let open = RwSignal::new(false);
    let roots = administered();
    let body = move || match value.get().or_else(&otherwise) {
        Some(unit) if !open.get() => {
            let (button, search) = (format!("{id}-doi"), id.clone());
            let change = move |_| {
                open.set(true);
                focus_soon(search.clone());
            };
            view! {
                <span class="label">{label}</span>
                <p class="row">
                    <strong>{unit.name}</strong>
                    <button
                        type="button"
                        class="button"
                        id=button
                        aria-label=t::change::change_parent_of(label)
                        on:click=change
                    >
                        {t::change::change_parent()}
                    </button>
                </p>
            }
            .into_any()
        }
        _ => {
            let button = format!("{id}-doi");
            finder(Finder {
                id: id.clone(),
                label,
                offered: roots.clone(),
                fits: move |unit: &UnitRef| fits_under(below, unit.kind),
                choose: move |found: Found| {
                    value.set(Some(found.unit));
                    open.set(false);
                    focus_soon(button.clone());
                },
            })
        }
    };
    view! {
        <div class="field" role="group" aria-label=label aria-describedby=below_id.clone()>
            {body}
            <div id=below_id>{wrong(field, errors)}</div>
        </div>
    }
    .into_any()
}
