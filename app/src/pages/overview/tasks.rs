//! Tasks by group and status: one bar for all, one per group, one per task inside.

use super::head::TASKS;
use super::statuses;
use crate::i18n::t;
use crate::overview_facts::{count_of, status_sums};
use crate::route::{Route, Scope};
use crate::ui::chip::{self, Tone};
use crate::view::prelude::*;
use domain::id::PlanId;
use domain::status::TaskStatus;
use domain::wire::overview::{Overview, StatusCount, TaskGroupTally, TaskTally};

/// The section.
pub(super) fn tasks(overview: &Overview, scope: Scope, units: &'static str) -> AnyView {
    let plan = overview.plan.id;
    let all = || overview.task_groups.iter().flat_map(|group| &group.tasks);
    let count = all().count();
    let sums = status_sums(all());
    let groups = overview
        .task_groups
        .iter()
        .map(|held| group(plan, held, scope))
        .collect::<Vec<_>>();
    let simulated = all().any(|task| task.simulated);
    view! {
        <section id=TASKS class="panel ov-tasks" tabindex="-1">
            <h2>
                {t::overview::tasks()} " " <span class="count">{count}</span> " "
                {chip::simulated(simulated)}
            </h2>
            <p class="muted">{origin(overview)}</p>
            {statuses::bar(&sums)}
            {statuses::legend(&sums)}
            <p class="muted">
                {t::overview::tasks_over_units(overview.coverage.expected, count, units)}
            </p>
            <div class="ov-groups">{groups}</div>
        </section>
    }
    .into_any()
}

/// Declared against entered against simulated: the counts of the document are never papered over.
fn origin(overview: &Overview) -> String {
    let plan = &overview.plan;
    let mut words = Vec::new();
    words.extend(plan.declared_task_count.map(t::overview::declared));
    words.push(t::overview::entered(plan.entered_task_count));
    if plan.simulated_task_count > 0 {
        words.push(t::overview::simulated_tasks(plan.simulated_task_count));
    }
    words.join(" · ")
}

fn group(plan: PlanId, group: &TaskGroupTally, scope: Scope) -> AnyView {
    let sums = status_sums(&group.tasks);
    let rows = group
        .tasks
        .iter()
        .map(|tally| row(plan, tally, scope))
        .collect::<Vec<_>>();
    let mut counts = t::overview::group_tasks(group.tasks.len());
    // Where the document counts otherwise, both counts stand.
    let held = u32::try_from(group.tasks.len()).ok();
    if let Some(declared) = group
        .declared_count
        .filter(|declared| Some(*declared) != held)
    {
        counts.push_str(" · ");
        counts.push_str(&t::overview::declared(declared));
    }
    view! {
        <details>
            <summary>
                <span class="ov-no">{group.no.clone()}</span>
                <span class="ov-clamp">{group.title.clone()}</span>
                <span class="ov-group-bar">{statuses::bar(&sums)}</span>
                <span class="ov-sub">{counts}</span>
                <span class="ov-about">{overdue(&sums)}</span>
            </summary>
            <ul class="ov-links" role="list">
                {rows}
            </ul>
        </details>
    }
    .into_any()
}

fn overdue(sums: &[StatusCount]) -> AnyView {
    let late: u32 = sums
        .iter()
        .filter(|sum| sum.status == TaskStatus::Overdue)
        .map(|sum| sum.count)
        .sum();
    if late == 0 {
        return ().into_any();
    }
    let mut words = crate::words::task_status(TaskStatus::Overdue).to_lowercase();
    words.insert(0, ' ');
    words.insert_str(0, &late.to_string());
    chip::chip(Tone::Bad, words)
}

fn row(plan: PlanId, tally: &TaskTally, scope: Scope) -> AnyView {
    let sums = status_sums([tally]);
    let late = count_of(tally, TaskStatus::Overdue);
    let late = (late > 0).then(|| overdue(&sums));
    view! {
        <li>
            <a
                class="row-link"
                href=Route::OverviewTask(plan, tally.id, scope).href()
                data-row=""
            >
                <span class="ov-task">
                    <span class="ov-clamp">{tally.no.clone()} " " {tally.name.clone()}</span>
                    {statuses::bar(&sums)}
                    <span class="ov-sub">{tally.deadline_text.clone()}</span>
                </span>
                <span class="ov-about">{late}</span>
            </a>
        </li>
    }
    .into_any()
}
