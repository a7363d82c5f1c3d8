//! The plan's tasks with a tally of computed statuses over the parts.

use super::view::View;
use crate::db::overview::rows::{ChildReport, TaskLine};
use domain::deadline::Deadline;
use domain::id::TaskId;
use domain::plan::Task;
use domain::report::LineEntry;
use domain::status::{TaskStatus, task_status};
use domain::wire::overview::{StatusCount, TaskGroupTally, TaskTally};
use std::collections::HashMap;

/// A part's tasks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Share {
    pub(super) tasks: u32,
    pub(super) done: u32,
    pub(super) overdue: u32,
}

/// The view's tasks by group, and each part's share in the order of [`View::children`].
pub(super) struct Tasks {
    pub(super) groups: Vec<TaskGroupTally>,
    pub(super) shares: Vec<Share>,
}

impl Tasks {
    pub(super) fn of(view: &View, lines: &[TaskLine]) -> Self {
        let mut shares = vec![Share::default(); view.children.len()];
        let mut by_task: HashMap<TaskId, Vec<TaskStatus>> = HashMap::new();
        for line in lines {
            let Some((at, child)) = view.child(line.report) else {
                continue;
            };
            if !view.contribution(child, &line.entry).applies() {
                continue;
            }
            let status = status_of(view, child, &line.deadline, &line.entry);
            by_task.entry(line.task).or_default().push(status);
            if let Some(share) = shares.get_mut(at) {
                share.tasks += 1;
                share.done += u32::from(status.is_done());
                share.overdue += u32::from(status == TaskStatus::Overdue);
            }
        }
        let groups = view.plan.task_groups.iter().map(|group| TaskGroupTally {
            no: group.no.clone(),
            title: group.title.clone(),
            declared_count: group.declared_count,
            tasks: group
                .tasks
                .iter()
                .map(|task| tally(task, by_task.get(&task.id).map_or(&[][..], Vec::as_slice)))
                .collect(),
        });
        Self {
            groups: groups.collect(),
            shares,
        }
    }
}

/// A part's status, from its report where that counts under the basis, else from the deadline
/// alone.
pub(super) fn status_of(
    view: &View,
    child: &ChildReport,
    deadline: &Deadline,
    entry: &LineEntry,
) -> TaskStatus {
    let counted = child.state.counts(view.basis);
    task_status(
        deadline,
        entry.progress.filter(|_| counted),
        entry.completed_on.filter(|_| counted),
        view.today,
    )
}

/// A task of the plan with how many parts have which status.
pub(super) fn tally(task: &Task, statuses: &[TaskStatus]) -> TaskTally {
    let count = |status| statuses.iter().filter(|other| **other == status).count();
    TaskTally {
        id: task.id,
        no: task.no.clone(),
        name: task.name.clone(),
        deadline_text: task.deadline_text.clone(),
        simulated: task.simulated,
        by_status: TaskStatus::ALL
            .into_iter()
            .map(|status| StatusCount {
                status,
                count: u32::try_from(count(status)).unwrap_or(u32::MAX),
            })
            .filter(|tallied| tallied.count > 0)
            .collect(),
    }
}
