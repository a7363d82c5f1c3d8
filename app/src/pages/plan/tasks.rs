//! The tasks by group: how many the document declares, how many are entered, how many made up.

use super::tally;
use crate::client::session::today;
use crate::i18n::t;
use crate::ui::chip::{self, Tone};
use crate::ui::facts::fact;
use crate::view::prelude::*;
use crate::words;
use domain::plan::{Plan, Task, TaskGroup};

/// The section; nothing for a plan without groups of tasks.
pub(super) fn tasks(plan: &Plan) -> AnyView {
    if plan.task_groups.is_empty() {
        return ().into_any();
    }
    let groups: Vec<AnyView> = plan.task_groups.iter().map(group).collect();
    let simulated = (plan.summary.simulated_task_count > 0)
        .then(|| view! { <p class="notice warn">{t::plan::tasks_simulated()}</p> });
    view! {
        <section class="stack" id="nhiem-vu">
            <h2>{t::plan::tasks()}</h2>
            <p class="muted">{super::counts(&plan.summary)}</p>
            {simulated}
            {groups}
        </section>
    }
    .into_any()
}

fn group(group: &TaskGroup) -> AnyView {
    let simulated = group.tasks.iter().filter(|task| task.simulated).count();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let counts = tally(
        group.declared_count,
        count(group.tasks.len() - simulated),
        count(simulated),
    );
    let items: Vec<AnyView> = group.tasks.iter().map(task).collect();
    view! {
        <section class="stack">
            <h3>{format!("{}. {}", group.no, group.title)}</h3>
            <p class="muted">{counts}</p>
            <ul class="plan-items" role="list">
                {items}
            </ul>
        </section>
    }
    .into_any()
}

fn task(task: &Task) -> AnyView {
    let known = |label, text: &str| (!text.trim().is_empty()).then(|| fact(label, text));
    let due = task
        .deadline
        .due()
        .map(|due| fact(t::plan::due(), words::date(due)));
    let cancelled = task.cancelled_on.map(|day| {
        let said = if day <= today() {
            t::plan::cancelled_from(words::date(day))
        } else {
            t::plan::cancels_from(words::date(day))
        };
        chip::chip(Tone::Warn, said)
    });
    view! {
        <li class=if cancelled.is_some() { "plan-off" } else { "" }>
            <details>
                <summary data-row="">
                    <span class="plan-no">{task.no.clone()}</span>
                    <span>{task.name.clone()}</span>
                    <span class="row">
                        {(!task.deadline_text.is_empty())
                            .then(|| chip::chip(Tone::Plain, task.deadline_text.clone()))}
                        {cancelled} {chip::simulated(task.simulated)}
                    </span>
                </summary>
                <dl class="facts">
                    {known(t::plan::lead(), &task.lead_text)}
                    {known(t::plan::coordinating(), &task.coord_text)}
                    {known(t::plan::deliverable(), &task.deliverable)}
                    {known(t::plan::deadline(), &task.deadline_text)} {due}
                    {task.note.clone().map(|note| fact(t::plan::source_note(), note))}
                </dl>
            </details>
        </li>
    }
    .into_any()
}
