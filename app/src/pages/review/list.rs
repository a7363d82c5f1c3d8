//! The list of lines: one group of them at a time, chosen above it.

use super::{Desk, Open, line};
use crate::client::session::today;
use crate::i18n::t;
use crate::view::prelude::*;
use domain::surprise::{self, Change, Group, Subject};

fn name(group: Group) -> &'static str {
    match group {
        Group::Look => t::review::group_look(),
        Group::Changed => t::review::group_changed(),
        Group::Same => t::review::group_same(),
        Group::Missing => t::review::group_missing(),
    }
}

fn nothing(group: Group) -> &'static str {
    match group {
        Group::Look => t::review::none_look(),
        Group::Changed => t::review::none_changed(),
        Group::Same => t::review::none_same(),
        Group::Missing => t::review::none_missing(),
    }
}

/// The choice of group and the lines of the chosen one.
pub(super) fn list(open: Open, screen: Desk, counts: [usize; 4]) -> AnyView {
    let today = today();
    let choices: Vec<AnyView> = Group::ALL
        .into_iter()
        .zip(counts)
        .map(|(group, count)| {
            let pressed = move || (screen.group.get() == Some(group)).to_string();
            view! {
                <button
                    type="button"
                    class="filter"
                    aria-pressed=pressed
                    on:click=move |_| screen.group.set(Some(group))
                >
                    {name(group)}
                    " "
                    <span class="count">{count}</span>
                </button>
            }
            .into_any()
        })
        .collect();
    let lines = move || {
        let group = screen.group.get().unwrap_or(Group::Look);
        let all = surprise::changes(&open.plan, &open.report, today);
        let of_group: Vec<Change<'_>> = all
            .into_iter()
            .filter(|change| change.group == group)
            .collect();
        if of_group.is_empty() {
            return view! { <p class="notice good">{nothing(group)}</p> }.into_any();
        }
        let (targets, tasks): (Vec<_>, Vec<_>) = of_group
            .into_iter()
            .partition(|change| matches!(change.subject, Subject::Measure(..)));
        let may = open.report.may.send_back;
        view! {
            {part(t::review::targets(), &targets, screen, may)}
            {part(t::review::tasks(), &tasks, screen, may)}
        }
        .into_any()
    };
    view! {
        <div class="filters review-filters" role="group" aria-label=t::review::filter()>
            {choices}
        </div>
        <div class="stack">
            {lines}
        </div>
    }
    .into_any()
}

fn part(title: &'static str, changes: &[Change<'_>], screen: Desk, may_return: bool) -> AnyView {
    if changes.is_empty() {
        return ().into_any();
    }
    let rows: Vec<AnyView> = changes
        .iter()
        .map(|change| line::line(change, screen, may_return))
        .collect();
    view! {
        <section class="stack">
            <h2>{title} " " <span class="count">{changes.len()}</span></h2>
            <ul class="review-lines" role="list">
                {rows}
            </ul>
        </section>
    }
    .into_any()
}
