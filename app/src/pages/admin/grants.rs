//! Roles of a new person: each a role and a unit.

use super::administered;
use super::unit_search::{Finder, Found, finder};
use crate::i18n::t;
use crate::ui::icon::{self, icon};
use crate::view::prelude::*;
use crate::words;
use domain::policy::{Grant, Role};
use domain::unit::UnitRef;
use domain::wire::problem::FieldProblem;

/// A role being chosen. `key` tells it from the others while rows come and go.
#[derive(Clone, Copy)]
pub(super) struct Row {
    key: usize,
    role: RwSignal<Role>,
    unit: RwSignal<Option<UnitRef>>,
}

impl Row {
    /// An empty one.
    pub(super) fn new(key: usize) -> Self {
        Self {
            key,
            role: RwSignal::new(Role::Reporter),
            unit: RwSignal::new(None),
        }
    }

    /// What is chosen; `None` without a unit.
    pub(super) fn grant(self) -> Option<Grant> {
        let unit = self.unit.get_untracked()?.id;
        Some(Grant {
            role: self.role.get_untracked(),
            unit,
        })
    }
}

/// The roles with a way to add and remove one.
pub(super) fn grants(rows: RwSignal<Vec<Row>>, errors: RwSignal<Vec<FieldProblem>>) -> AnyView {
    let add = move |_| {
        rows.update(|rows| {
            let key = rows.iter().map(|row| row.key).max().unwrap_or(0) + 1;
            rows.push(Row::new(key));
        });
    };
    let list = move || {
        let rows_now = rows.get();
        let removable = rows_now.len() > 1;
        rows_now
            .into_iter()
            .enumerate()
            .map(|(at, row)| one(at, row, removable, rows, errors))
            .collect::<Vec<_>>()
    };
    view! {
        {list}
        <div class="row">
            <button type="button" class="button" on:click=add>
                {icon(icon::PLUS)}
                {t::admin::add_role()}
            </button>
        </div>
    }
    .into_any()
}

fn one(
    at: usize,
    row: Row,
    removable: bool,
    rows: RwSignal<Vec<Row>>,
    errors: RwSignal<Vec<FieldProblem>>,
) -> AnyView {
    let options: Vec<AnyView> = Role::ALL
        .into_iter()
        .map(|role| {
            let selected = row.role.get_untracked() == role;
            view! {
                <option value=role.as_str() selected=selected>
                    {words::role(role)}
                </option>
            }
            .into_any()
        })
        .collect();
    let choose = move |name: String| {
        if let Some(role) = Role::from_name(&name) {
            row.role.set(role);
        }
    };
    let remove = removable.then(|| {
        let remove = move |_| rows.update(|rows| rows.retain(|other| other.key != row.key));
        view! {
            <button type="button" class="button" on:click=remove>
                {t::admin::remove_role()}
            </button>
        }
    });
    let field = format!("vai-tro-{}", row.key);
    let place = format!("grants[{at}]");
    let wrong = move || {
        errors.with(|errors| {
            errors
                .iter()
                .find(|error| error.field.starts_with(&place))
                .map(|error| view! { <p class="finding error">{error.message.clone()}</p> })
        })
    };
    view! {
        <fieldset class="card grant">
            <legend>{t::admin::role_number(at + 1)}</legend>
            <div class="field">
                <label for=field.clone()>{t::admin::role()}</label>
                <select
                    class="input"
                    id=field
                    on:change:target=move |event| choose(event.target().value())
                >
                    {options}
                </select>
                <p class="muted">{move || role_help(row.role.get())}</p>
            </div>
            {picker(row)}
            {wrong}
            {remove}
        </fieldset>
    }
    .into_any()
}

/// What a role lets one do, in a sentence.
fn role_help(role: Role) -> &'static str {
    match role {
        Role::Reporter => t::admin::help_reporter(),
        Role::Approver => t::admin::help_approver(),
        Role::Coordinator => t::admin::help_coordinator(),
        Role::Leader => t::admin::help_leader(),
        Role::Auditor => t::admin::help_auditor(),
        Role::Admin => t::admin::help_admin(),
    }
}

/// The unit: chosen, with a way to change it, or a search.
fn picker(row: Row) -> AnyView {
    let roots = administered();
    (move || match row.unit.get() {
        Some(unit) => view! {
            <div class="field">
                <span class="label">{t::admin::unit()}</span>
                <p class="row">
                    <strong>{unit.name}</strong>
                    <button type="button" class="button" on:click=move |_| row.unit.set(None)>
                        {t::admin::change_unit()}
                    </button>
                </p>
            </div>
        }
        .into_any(),
        None => search(row, roots.clone()),
    })
    .into_any()
}

fn search(row: Row, roots: Vec<UnitRef>) -> AnyView {
    finder(Finder {
        id: format!("don-vi-{}", row.key),
        label: t::admin::pick_unit(),
        offered: roots,
        fits: |_: &UnitRef| true,
        choose: move |unit: Found| row.unit.set(Some(unit.unit)),
    })
}
