//! A report as its reporter goes through it: what was returned, what is missing, what is entered,
//! and which line comes next.

use crate::id::{LineId, TargetId, TaskId};
use crate::plan::{Measure, Plan, Target, Task};
use crate::wire::report::{Line, Report, ReportProgress};

/// A screen of the report: one target with its measures, or one task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// A target.
    Target(TargetId),
    /// A task.
    Task(TaskId),
}

/// Where a place belongs in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Returned with a reason and not changed since.
    Returned,
    /// Something is missing.
    Missing,
    /// Everything is entered.
    Done,
}

/// A target of the plan with the lines the report has for it.
#[derive(Clone, Debug)]
pub struct TargetLines<'a> {
    /// The target.
    pub target: &'a Target,
    /// Its reported measures with their lines.
    pub lines: Vec<(&'a Measure, &'a Line)>,
}

impl TargetLines<'_> {
    /// Where it stands.
    #[must_use]
    pub fn standing(&self) -> Standing {
        standing(self.lines.iter().map(|(_, line)| *line))
    }
}

/// Where a place stands by its lines.
#[must_use]
pub fn standing<'a>(lines: impl IntoIterator<Item = &'a Line>) -> Standing {
    let mut out = Standing::Done;
    for line in lines {
        if line
            .returned
            .as_ref()
            .is_some_and(|returned| !returned.addressed)
        {
            return Standing::Returned;
        }
        if !line.entry.is_complete(line.kind) {
            out = Standing::Missing;
        }
    }
    out
}

/// The report's line of a measure or task.
#[must_use]
pub fn line(report: &Report, id: LineId) -> Option<&Line> {
    report.lines.iter().find(|line| line.id == id)
}

/// Targets with at least one line, in the plan's order.
#[must_use]
pub fn targets<'a>(plan: &'a Plan, report: &'a Report) -> Vec<TargetLines<'a>> {
    plan.targets()
        .map(|target| TargetLines {
            target,
            lines: target
                .measures
                .iter()
                .filter_map(|measure| Some((measure, line(report, LineId::Measure(measure.id))?)))
                .collect(),
        })
        .filter(|item| !item.lines.is_empty())
        .collect()
}

/// Tasks with their line, in the plan's order.
#[must_use]
pub fn tasks<'a>(plan: &'a Plan, report: &'a Report) -> Vec<(&'a Task, &'a Line)> {
    plan.tasks()
        .filter_map(|task| Some((task, line(report, LineId::Task(task.id))?)))
        .collect()
}

/// What a plan has and a report for a period does not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotAsked<'a> {
    /// Tasks that are called off.
    pub cancelled: Vec<&'a Task>,
    /// How many targets others report: the plans below.
    pub targets: usize,
    /// How many tasks others report: the plans below, or the units that they are assigned to.
    pub tasks: usize,
}

/// What a report does not have of its plan.
#[must_use]
pub fn not_asked<'a>(plan: &'a Plan, report: &Report) -> NotAsked<'a> {
    let ends_on = report.summary.days.ends_on;
    let without = |task: &&Task| line(report, LineId::Task(task.id)).is_none();
    let (cancelled, others): (Vec<&Task>, Vec<&Task>) = plan
        .tasks()
        .filter(without)
        .partition(|task| task.cancelled_on.is_some_and(|day| day <= ends_on));
    let reported = |target: &&Target| target.measures.iter().any(Measure::is_reported);
    let all = plan.targets().filter(reported).count();
    NotAsked {
        cancelled,
        targets: all.saturating_sub(targets(plan, report).len()),
        tasks: others.len(),
    }
}

/// Every place with its standing, targets first: the order of *Trước* and *Tiếp*.
#[must_use]
pub fn places(plan: &Plan, report: &Report) -> Vec<(Place, Standing)> {
    let targets = targets(plan, report)
        .into_iter()
        .map(|item| (Place::Target(item.target.id), item.standing()))
        .collect::<Vec<_>>();
    let tasks = tasks(plan, report)
        .into_iter()
        .map(|(task, line)| (Place::Task(task.id), standing([line])));
    targets.into_iter().chain(tasks).collect()
}

/// How far the report is, counted from what the device holds.
#[must_use]
pub fn progress(plan: &Plan, report: &Report) -> ReportProgress {
    let targets = targets(plan, report);
    let complete = |line: &Line| line.entry.is_complete(line.kind);
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let tasks = tasks(plan, report);
    let done = |item: &&TargetLines| item.lines.iter().all(|(_, line)| complete(line));
    ReportProgress {
        targets_done: count(targets.iter().filter(done).count()),
        targets: count(targets.len()),
        tasks_done: count(tasks.iter().filter(|(_, line)| complete(line)).count()),
        tasks: count(tasks.len()),
        returned: count(
            report
                .lines
                .iter()
                .filter(|line| line.returned.as_ref().is_some_and(|r| !r.addressed))
                .count(),
        ),
    }
}

/// The place before in the list.
#[must_use]
pub fn before(places: &[(Place, Standing)], here: Place) -> Option<Place> {
    let at = places.iter().position(|(place, _)| *place == here)?;
    at.checked_sub(1)
        .and_then(|at| places.get(at))
        .map(|(place, _)| *place)
}

/// Where *Tiếp* leads: the next place that still needs something, going round; `None` when nothing
/// does. While only reading (`all`), simply the next one.
#[must_use]
pub fn next(places: &[(Place, Standing)], here: Place, all: bool) -> Option<Place> {
    let at = places.iter().position(|(place, _)| *place == here)?;
    if all {
        return places.get(at + 1).map(|(place, _)| *place);
    }
    places[at + 1..]
        .iter()
        .chain(&places[..at])
        .find(|(_, standing)| *standing != Standing::Done)
        .map(|(place, _)| *place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn place(n: u128) -> Place {
        Place::Target(Uuid::from_u128(n).into())
    }

    #[test]
    fn next_goes_round_to_what_is_due() {
        use Standing::{Done, Missing, Returned};
        let list = [
            (place(1), Missing),
            (place(2), Done),
            (place(3), Done),
            (place(4), Returned),
        ];
        assert_eq!(next(&list, place(2), false), Some(place(4)));
        assert_eq!(next(&list, place(4), false), Some(place(1)));
        assert_eq!(next(&list, place(2), true), Some(place(3)));
        assert_eq!(next(&list, place(4), true), None);
        assert_eq!(before(&list, place(2)), Some(place(1)));
        assert_eq!(before(&list, place(1)), None);
        let done = [(place(1), Done), (place(2), Done)];
        assert_eq!(next(&done, place(1), false), None);
        assert_eq!(next(&done, place(9), false), None);
    }
}
