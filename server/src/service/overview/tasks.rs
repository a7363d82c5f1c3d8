//! The plan's tasks with a tally of computed statuses over the parts.

use super::view::View;
use crate::db::overview::lines::Entries;
use crate::db::overview::rows::ChildReport;
use domain::deadline::Deadline;
use domain::id::{ReportId, TaskId};
use domain::plan::Task;
use domain::report::LineEntry;
use domain::status::{TaskStatus, task_status};
use domain::wire::overview::{StatusCount, TaskGroupTally, TaskTally};
use std::collections::HashMap;
use std::sync::Arc;

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
    pub(super) fn of(view: &View, held: &HashMap<ReportId, Arc<Entries<TaskId>>>) -> Self {
        let mut shares = Vec::with_capacity(view.children.len());
        let mut by_task: HashMap<TaskId, Vec<TaskStatus>> = HashMap::new();
        for child in &view.children {
            let entries = held.get(&child.report);
            let mut share = Share::default();
            for link in &view.links(child.plan).tasks {
                let entry = entries.and_then(|entries| entries.get(&link.id));
                let Some(task) = view.scope.task_of(link) else {
                    continue;
                };
                if !view.contribution(child, entry).applies() {
                    continue;
                }
                let status = status_of(view, child, &link.deadline, entry);
                by_task.entry(task).or_default().push(status);
                share.tasks += 1;
                share.done += u32::from(status.is_done());
                share.overdue += u32::from(status == TaskStatus::Overdue);
            }
            shares.push(share);
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
    entry: Option<&LineEntry>,
) -> TaskStatus {
    let counted = entry.filter(|_| child.state.counts(view.basis));
    task_status(
        deadline,
        counted.and_then(|entry| entry.progress),
        counted.and_then(|entry| entry.completed_on),
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
