//! What becomes of the units: a new name, a new kind, a place elsewhere, the units after a merger or
//! a division.

use super::form::{Form, Kind, Part, field_of};
use super::picks::{Above, above, next_after_unit};
use crate::i18n::t;
use crate::pages::forms::fields::{choice, focus_soon, text, wrong_in_group};
use crate::ui::icon::{self, icon};
use crate::unit_change::{kind_word, kinds_like};
use crate::view::prelude::*;
use domain::id::UnitId;
use domain::unit::{UnitKind, UnitRef};

/// The button for one more unit.
const ADD_PART: &str = "them-don-vi";

/// What is asked once the units are chosen.
pub(super) fn details(form: Form, kind: Kind) -> AnyView {
    (move || {
        let unit = form
            .units
            .with(|units| units.first().map(|found| found.unit.clone()))?;
        Some(match kind {
            Kind::Rename => new_name(form, next_after_unit()),
            Kind::Retype => retype(form, unit.kind),
            Kind::Move => above(
                Above {
                    id: next_after_unit(),
                    label: t::change::to(),
                    field: "to".to_owned(),
                    below: unit.kind,
                    value: form.to,
                    otherwise: || None,
                },
                form.errors,
            ),
            Kind::Merge => merger(form, unit.kind),
            Kind::Split => division(form, &unit),
        })
    })
    .into_any()
}

fn new_name(form: Form, id: impl Into<String>) -> AnyView {
    let (label, help) = (t::change::new_name(), t::change::new_name_help());
    let set = move |name| form.name.set(name);
    text(id, label, "name", help, form.name, set, form.errors)
}

fn retype(form: Form, kind: UnitKind) -> AnyView {
    let others = kinds_like(kind).iter().filter(|other| **other != kind);
    let options = kind_options(others.copied());
    if options.len() < 2 {
        return view! { <p class="notice warn">{t::change::no_other_kind()}</p> }.into_any();
    }
    let chosen = move |kind| form.choose_new_kind(kind);
    view! {
        {choice(
            next_after_unit(),
            t::change::new_kind(),
            "kind",
            options,
            form.new_kind,
            chosen,
            form.errors,
        )}
        {new_name(form, "ten-moi")}
    }
    .into_any()
}

/// Kinds to choose from, none chosen first.
fn kind_options(kinds: impl Iterator<Item = UnitKind>) -> Vec<(Option<UnitKind>, &'static str)> {
    let none = (None, t::change::choose_kind());
    let kinds = kinds.map(|kind| (Some(kind), kind_word(kind)));
    [none].into_iter().chain(kinds).collect()
}

/// One of the merged units, or a new one.
fn merger(form: Form, kind: UnitKind) -> AnyView {
    let radio = |value: Option<UnitId>, label: String| {
        let (same, set) = (value.clone(), value);
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="don-vi-sau-sap-nhap"
                    prop:checked=move || form.into.with(|into| *into == same)
                    on:change=move |_| form.into.set(set.clone())
                />
                <span>{label}</span>
            </label>
        }
        .into_any()
    };
    // Called while the block around it follows the units.
    let units = form.units.get_untracked();
    let known: Vec<AnyView> = units
        .into_iter()
        .map(|found| {
            radio(
                Some(found.unit.id),
                t::change::target_keeps(found.unit.name),
            )
        })
        .collect();
    let new = move || {
        form.into.with(Option::is_none).then(|| {
            view! {
                <fieldset class="card grant">
                    <legend>{t::change::new_unit()}</legend>
                    {part(form, form.merged, None, kind)}
                </fieldset>
            }
        })
    };
    let problem = move || {
        // A new unit shows it at its code.
        form.into
            .with(Option::is_some)
            .then(|| wrong_in_group("sau-sap-nhap-loi", &["into"], form.errors))
    };
    view! {
        <fieldset class="choices change-target" aria-describedby="sau-sap-nhap-loi">
            <legend>{t::change::target()}</legend>
            {radio(None, t::change::target_new().to_owned())}
            {known}
            {problem}
        </fieldset>
        {new}
    }
    .into_any()
}

/// The units after a division; the divided one may be among them.
fn division(form: Form, unit: &UnitRef) -> AnyView {
    let kind = unit.kind;
    let kept_title = t::change::kept_unit(&unit.id);
    let kept = move || {
        form.goes_on.get().then(|| {
            view! {
                <fieldset class="card grant">
                    <legend>{kept_title.clone()}</legend>
                    {part(form, form.kept, Some(form.kept.key), kind)}
                </fieldset>
            }
        })
    };
    let parts = move || {
        let parts = form.parts.get();
        let removable = parts.len() > 1;
        let one = |(at, each): (usize, Part)| {
            let remove = removable.then(|| {
                let remove = move |_| {
                    form.remove_part(each.key);
                    focus_soon(ADD_PART);
                };
                view! {
                    <button type="button" class="button" on:click=remove>
                        {t::change::remove_part()}
                    </button>
                }
            });
            view! {
                <fieldset class="card grant">
                    <legend>{t::change::new_unit_number(at + 1)}</legend>
                    {part(form, each, Some(each.key), kind)}
                    {remove}
                </fieldset>
            }
            .into_any()
        };
        parts.into_iter().enumerate().map(one).collect::<Vec<_>>()
    };
    let add = move |_| focus_soon(code_field(form.add_part()));
    view! {
        <fieldset class="stack change-parts" aria-describedby="cac-phan-loi">
            <legend>{t::change::parts()}</legend>
            <label class="switch">
                <input
                    type="checkbox"
                    id=next_after_unit()
                    prop:checked=move || form.goes_on.get()
                    on:change:target=move |event| form.choose_goes_on(event.target().checked())
                />
                <span>{t::change::keeps()}</span>
            </label>
            {wrong_in_group("cac-phan-loi", &["into", "name", "kind", "parent"], form.errors)}
            {kept}
            {parts}
            <div class="row">
                <button type="button" class="button" id=ADD_PART on:click=add>
                    {icon(icon::PLUS)}
                    {t::change::add_part()}
                </button>
            </div>
        </fieldset>
    }
    .into_any()
}

/// The id of a part's field for its code.
fn code_field(key: usize) -> String {
    format!("ma-{key}")
}

/// The fields of a unit that is new, or goes on. `at` tells several apart.
fn part(form: Form, part: Part, at: Option<usize>, like: UnitKind) -> AnyView {
    let key = part.key;
    let code = (key != form.kept.key).then(|| {
        let set = move |code| part.code.set(code);
        text(
            code_field(key),
            t::change::code(),
            field_of(at, "code"),
            t::change::code_help(),
            part.code,
            set,
            form.errors,
        )
    });
    let kinds = kinds_like(like);
    let kind = (kinds.len() > 1).then(|| {
        choice(
            format!("loai-{key}"),
            t::change::kind_of_unit(),
            field_of(at, "kind"),
            kind_options(kinds.iter().copied()),
            part.kind,
            |_| {},
            form.errors,
        )
    });
    let parent = above(
        Above {
            id: format!("truc-thuoc-{key}"),
            label: t::change::parent(),
            field: field_of(at, "parent"),
            below: like,
            value: part.parent,
            otherwise: move || form.parent_of(part),
        },
        form.errors,
    );
    view! {
        {code}
        {text(
            format!("ten-{key}"),
            t::change::name(),
            field_of(at, "name"),
            t::change::new_name_help(),
            part.name,
            move |name| part.name.set(name),
            form.errors,
        )}
        {kind}
        {parent}
    }
    .into_any()
}
