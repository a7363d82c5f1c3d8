//! `/tong-quan/:plan/nhiem-vu/:task?ky=&so=`: how each unit stands with a task, and who says so.

use super::proof::{Asked, Page, line_href, proof, standing, step, versions};
use super::{parts, statuses};
use crate::i18n::t;
use crate::overview_facts::status_sums;
use crate::route::{Route, Scope, UnitKey};
use crate::ui::chip::{self, Tone};
use crate::view::prelude::*;
use crate::words;
use domain::id::{PlanId, TaskId};
use domain::status::TaskStatus;
use domain::text::matches;
use domain::unit::UnitRef;
use domain::wire::overview::{ChildTask, StatusCount, TaskProof};
use std::sync::Arc;

/// How many units are on show before the rest.
const ON_SHOW: usize = 20;

/// The proof behind a task's tally.
#[must_use]
pub fn task_proof(plan: PlanId, task: TaskId, scope: Scope) -> AnyView {
    let asked = Asked {
        plan,
        scope,
        path: ["tasks/", &task.to_string()].concat(),
        to: Arc::new(move |plan, scope| Route::OverviewTask(plan, task, scope)),
    };
    proof(asked, |proof: &Arc<TaskProof>, _| Page {
        scope: scope_of(proof),
        path: proof.path.clone(),
        unit: proof.unit.clone(),
        title: t::overview::task_title(&proof.task.no),
        simulated: chip::simulated(proof.task.simulated),
        verbatim: proof.task.name.clone(),
        about: view! { <p class="muted">{t::overview::deadline(&proof.task.deadline_text)}</p> }
            .into_any(),
        body: units(proof),
    })
}

/// What the proof is of.
fn scope_of(proof: &TaskProof) -> Scope {
    let scope = Scope {
        period: Some(proof.period),
        basis: proof.basis,
        unit: None,
        boundaries: proof.boundaries,
    };
    if proof.path.is_empty() {
        return scope;
    }
    step(scope, &proof.path, &proof.unit)
}

/// The same for a unit one step down.
fn down(proof: &TaskProof, unit: &UnitRef) -> Route {
    let scope = Scope {
        unit: UnitKey::new(unit.id.as_str()),
        ..scope_of(proof)
    };
    Route::OverviewTask(proof.plan, proof.task.id, scope)
}

fn units(proof: &Arc<TaskProof>) -> AnyView {
    let query = RwSignal::new(String::new());
    let all = RwSignal::new(false);
    let only = RwSignal::new(None::<TaskStatus>);
    let sums = status_sums([&proof.task]);
    let bar = statuses::bar(&sums);
    let count = proof.children.len();
    let wanted = move |held: &ChildTask| {
        matches(&held.child.unit.name, &query.get())
            && only.get().is_none_or(|status| {
                held.status == Some(status) || held.by_status.iter().any(|of| of.status == status)
            })
    };
    let held = Arc::clone(proof);
    let rows = move || {
        let some = query.get().trim().is_empty() && only.get().is_none() && !all.get();
        held.children
            .iter()
            .filter(|child| wanted(child))
            .take(if some { ON_SHOW } else { usize::MAX })
            .map(|child| row(&held, child))
            .collect::<Vec<_>>()
    };
    let held = Arc::clone(proof);
    let nobody = move || {
        let found = held.children.iter().any(wanted);
        (!found).then(|| parts::no_match(query.get().trim()))
    };
    view! {
        <section class="panel">
            {bar}
            {filters(sums, only)}
        </section>
        <section class="panel">
            <div class="ov-bar-row">
                <h2>
                    {t::overview::units_title()} " " <span class="count">{count}</span>
                </h2>
                {parts::search_field(query)}
            </div>
            <table class="ov-rank ov-children">
                <caption class="muted">{t::overview::units_caption()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t::overview::col_unit()}</th>
                        <th scope="col">{t::overview::col_status()}</th>
                        <th scope="col">{t::overview::col_note()}</th>
                        <th scope="col">{t::overview::col_entered()}</th>
                        <th scope="col">{t::overview::col_approved()}</th>
                        <th scope="col">{t::overview::col_versions()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <div role="status">{nobody}</div>
            {(count > ON_SHOW).then(|| parts::more_button(all, count))}
        </section>
    }
    .into_any()
}

/// The legend of the bar; pressing a status shows only its units.
fn filters(sums: Vec<StatusCount>, only: RwSignal<Option<TaskStatus>>) -> AnyView {
    let buttons = sums
        .into_iter()
        .map(|sum| {
            let status = Some(sum.status);
            let pressed = move || {
                if only.get() == status {
                    "true"
                } else {
                    "false"
                }
            };
            let press = move |_| {
                only.update(|only| *only = if *only == status { None } else { status });
            };
            view! {
                <button type="button" class="ov-filter" aria-pressed=pressed on:click=press>
                    {statuses::badge(sum.status)}
                    " "
                    <strong>{sum.count}</strong>
                </button>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    view! {
        <div class="ov-legend" role="group" aria-label=t::overview::filter_status()>
            {buttons}
        </div>
    }
    .into_any()
}

fn row(proof: &TaskProof, held: &ChildTask) -> AnyView {
    let child = &held.child;
    let note = if let Some(reason) = &child.not_applicable {
        [t::overview::not_applicable(), reason].join(": ")
    } else if held.note.is_empty() && child.opens {
        String::new()
    } else if held.note.is_empty() {
        t::overview::no_note().to_owned()
    } else {
        held.note.clone()
    };
    view! {
        <tr>
            <th scope="row">
                <a class="row-link" href=line_href(child, |unit| down(proof, unit)) data-row="">
                    {child.unit.name.clone()}
                </a>
                {standing(child)}
            </th>
            <td class="ov-c-share">
                {held.status.map(statuses::badge)}
                {(!held.by_status.is_empty()).then(|| statuses::bar(&held.by_status))}
                {held.behind.then(|| chip::chip(Tone::Warn, t::overview::behind()))}
                <span class="ov-sub">{child.progress.map(words::progress)}</span>
            </td>
            <td class="ov-c-note">{note}</td>
            <td data-label=t::overview::short_entered()>{parts::stamp(child.updated.as_ref())}</td>
            <td data-label=t::overview::short_approved()>{parts::stamp(child.approved.as_ref())}</td>
            <td class="ov-c-versions">{versions(child)}</td>
        </tr>
    }
    .into_any()
}
