//! *Phân công nhiệm vụ*: which units carry out which task, those first that name a class of units and
//! nobody has yet.

mod change;
mod give;

use crate::client::api;
use crate::client::load::Loaded;
use crate::i18n::t;
use crate::route::Route;
use crate::ui::chip::{Tone, chip};
use crate::ui::icon;
use crate::ui::page::{back, heading};
use crate::ui::state;
use crate::view::prelude::*;
use crate::words;
use change::Change;
use domain::id::PlanId;
use domain::wire::assignment::{AssignedUnit, PlanAssignments, TaskAssignments};
use give::Give;
use std::sync::Arc;

/// Where it is said what was done last.
const DONE: &str = "da-giao";

/// The assignments, and what was done last.
#[derive(Clone)]
struct Desk {
    plan: PlanId,
    loaded: Loaded<Arc<PlanAssignments>>,
    done: RwSignal<String>,
}

/// `/ke-hoach/:id/phan-cong`.
#[must_use]
pub fn assignments(plan: PlanId) -> AnyView {
    let desk = Desk {
        plan,
        loaded: Loaded::new(move || async move {
            let path = format!("plans/{plan}/assignments");
            api::get::<PlanAssignments>(&path).await.map(Arc::new)
        }),
        done: RwSignal::new(String::new()),
    };
    let steps = Steps {
        give: Give::new(),
        change: Change::new(),
    };
    let (loaded, done) = (desk.loaded.clone(), desk.done);
    view! {
        {back(Route::Plan(plan), t::assign::back())}
        {heading(t::assign::title())}
        <p>{t::assign::intro()}</p>
        <p class="admin-done" id=DONE role="status" tabindex="-1">
            {move || done.get()}
        </p>
        {state::loaded(loaded, state::lines_skeleton, move |all| shown(&all, steps))}
        {give::dialog_of(steps.give, desk.clone())}
        {change::dialog_of(steps.change, desk)}
    }
    .into_any()
}

/// The dialogs.
#[derive(Clone, Copy)]
struct Steps {
    give: Give,
    change: Change,
}

fn shown(all: &Arc<PlanAssignments>, steps: Steps) -> AnyView {
    let note = match (all.may_assign, all.units.is_empty()) {
        (false, _) => Some(t::assign::read_only()),
        (true, true) => Some(t::assign::no_units()),
        (true, false) => None,
    };
    let (waiting, others): (Vec<&TaskAssignments>, Vec<&TaskAssignments>) =
        all.tasks.iter().partition(|task| waits(task));
    let rows = |tasks: &[&TaskAssignments]| -> Vec<AnyView> {
        tasks.iter().map(|task| row(all, task, steps)).collect()
    };
    let first = if waiting.is_empty() {
        state::empty(
            icon::CHECK,
            t::assign::waiting_empty(),
            t::assign::waiting_empty_text(),
        )
    } else {
        list(rows(&waiting))
    };
    view! {
        <p class="muted">{all.plan.title.clone()}</p>
        {note.map(|note| view! { <p class="notice">{note}</p> })}
        <section class="stack">
            <h2>{t::assign::waiting()} " " <span class="count">{waiting.len()}</span></h2>
            {first}
        </section>
        <section class="stack">
            <h2>{t::assign::others()} " " <span class="count">{others.len()}</span></h2>
            {list(rows(&others))}
        </section>
    }
    .into_any()
}

/// Whether a task is for a class of units and nobody carries it out yet.
fn waits(task: &TaskAssignments) -> bool {
    task.is_class && task.members.is_empty() && task.carried_out == 0
}

fn list(rows: Vec<AnyView>) -> AnyView {
    view! {
        <ul class="admin-rows" role="list">
            {rows}
        </ul>
    }
    .into_any()
}

fn row(all: &Arc<PlanAssignments>, task: &TaskAssignments, steps: Steps) -> AnyView {
    let lead = if task.lead_text.is_empty() {
        t::assign::no_lead().to_owned()
    } else {
        t::assign::lead(&task.lead_text)
    };
    let others = (task.carried_out > 0)
        .then(|| view! { <p class="muted">{t::assign::carried_out(task.carried_out)}</p> });
    let may = all.may_assign && !all.units.is_empty();
    let button = may.then(|| {
        let (all, asked) = (Arc::clone(all), task.clone());
        let word = if task.members.is_empty() {
            t::assign::step()
        } else {
            t::assign::step_more()
        };
        let change = (!task.members.is_empty()).then(|| {
            let asked = task.clone();
            view! {
                <button
                    type="button"
                    class="button"
                    aria-label=t::assign::change_named(&task.no)
                    on:click=move |_| steps.change.ask(asked.clone())
                >
                    {t::assign::change()}
                </button>
            }
        });
        view! {
            <div class="row admin-steps">
                <button
                    type="button"
                    class="button"
                    aria-label=t::assign::step_named(&task.no)
                    on:click=move |_| steps.give.ask(&all, asked.clone())
                >
                    {word}
                </button>
                {change}
            </div>
        }
    });
    view! {
        <li class="admin-entry" data-row="">
            <div>
                <p>
                    <span class="plan-no">{task.no.clone()}</span>
                    " "
                    <strong>{task.name.clone()}</strong>
                </p>
                <p class="muted">{lead}</p>
                {members(&task.members)}
                {others}
            </div>
            {button}
        </li>
    }
    .into_any()
}

/// The units that carry it out.
fn members(members: &[AssignedUnit]) -> Option<AnyView> {
    if members.is_empty() {
        return None;
    }
    let chips: Vec<AnyView> = members
        .iter()
        .map(|member| {
            let name = member.unit.name.clone();
            let (tone, said) = match (member.cancelled_on, member.asked_from) {
                (Some(day), _) => (Tone::Plain, Some(t::assign::cancelled(words::date(day)))),
                (None, Some(day)) => (Tone::Info, Some(t::assign::from(words::date(day)))),
                (None, None) => (Tone::Info, None),
            };
            let text = said.map_or_else(|| name.clone(), |said| format!("{name}, {said}"));
            view! { <li>{chip(tone, text)}</li> }.into_any()
        })
        .collect();
    Some(
        view! {
            <ul class="row assign-units" role="list" aria-label=t::assign::members()>
                {chips}
            </ul>
        }
        .into_any(),
    )
}
