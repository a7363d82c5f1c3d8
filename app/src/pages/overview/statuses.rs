//! Tasks by status: the colours and shapes of the statuses, bars and legends.

use super::parts;
use crate::ui::charts::stacked_bar;
use crate::view::prelude::*;
use crate::words;
use domain::status::TaskStatus;
use domain::wire::overview::StatusCount;

/// The class that chooses the colour of a status.
pub(super) const fn class(status: TaskStatus) -> &'static str {
    match status {
        TaskStatus::DoneOnTime => "st-done",
        TaskStatus::DoneLate => "st-done-late",
        TaskStatus::Ongoing => "st-ongoing",
        TaskStatus::InProgress | TaskStatus::OngoingUnproven => "st-doing",
        TaskStatus::WaitingAuthority => "st-waiting",
        TaskStatus::NotStarted | TaskStatus::OngoingSilent | TaskStatus::Cancelled => "st-none",
        TaskStatus::DueSoon => "st-soon",
        TaskStatus::Overdue => "st-overdue",
    }
}

/// The shape that says the same without colour.
const fn shape(status: TaskStatus) -> &'static str {
    match status {
        TaskStatus::DoneOnTime | TaskStatus::DoneLate => "✔",
        TaskStatus::Ongoing => "↻",
        TaskStatus::InProgress => "◐",
        TaskStatus::OngoingUnproven => "↻",
        TaskStatus::Cancelled => "×",
        TaskStatus::WaitingAuthority => "◇",
        TaskStatus::NotStarted | TaskStatus::OngoingSilent => "○",
        TaskStatus::DueSoon => "!",
        TaskStatus::Overdue => "▼",
    }
}

/// The bar of a sum.
pub(super) fn bar(sums: &[StatusCount]) -> AnyView {
    let parts: Vec<_> = sums
        .iter()
        .map(|sum| (class(sum.status), sum.count))
        .collect();
    stacked_bar(&parts)
}

/// A status with its colour, shape and word.
pub(super) fn badge(status: TaskStatus) -> AnyView {
    view! {
        <span class="st">
            <i class=class(status) aria-hidden="true">
                {shape(status)}
            </i>
            {words::task_status(status)}
        </span>
    }
    .into_any()
}

/// What the bar shows, in words with counts.
pub(super) fn legend(sums: &[StatusCount]) -> AnyView {
    let items = sums
        .iter()
        .map(|sum| {
            view! {
                <li>
                    {badge(sum.status)} " " <strong>{parts::count(sum.count)}</strong>
                </li>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    view! {
        <ul class="ov-legend" role="list">
            {items}
        </ul>
    }
    .into_any()
}
