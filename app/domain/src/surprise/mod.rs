//! What changed in a report since the last period, the most surprising first: the approver's list.

mod why;

pub use why::{Why, relative};

use crate::id::LineId;
use crate::line_order;
use crate::plan::{Measure, Plan, Target, Task};
use crate::report::LineEntry;
use crate::rollup::{Figure, own_figure};
use crate::wire::report::{Line, Report};
use chrono::NaiveDate;
use why::{moved, whys};

/// What a line is about.
#[derive(Clone, Copy, Debug)]
pub enum Subject<'a> {
    /// A measure of a target.
    Measure(&'a Target, &'a Measure),
    /// A task.
    Task(&'a Task),
}

/// Where a line belongs in the approver's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Something about it is surprising.
    Look,
    /// It changed as one would expect.
    Changed,
    /// It says what it said last period.
    Same,
    /// Something is missing.
    Missing,
}

impl Group {
    /// Every group, in the order of the screen.
    pub const ALL: [Self; 4] = [Self::Look, Self::Changed, Self::Same, Self::Missing];
}

/// A line as its approver looks at it.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    /// The line.
    pub line: &'a Line,
    /// What it is about.
    pub subject: Subject<'a>,
    /// Where it belongs.
    pub group: Group,
    /// Why it deserves a look; empty outside [`Group::Look`].
    pub whys: Vec<Why>,
    surprise: i64,
}

/// Every line of the report: by group, and inside a group the most surprising first, then as in
/// the plan.
#[must_use]
pub fn changes<'a>(plan: &'a Plan, report: &'a Report, today: NaiveDate) -> Vec<Change<'a>> {
    let measures = line_order::targets(plan, report)
        .into_iter()
        .flat_map(|item| {
            let target = item.target;
            item.lines
                .into_iter()
                .map(move |(measure, line)| (Subject::Measure(target, measure), line))
        });
    let tasks = line_order::tasks(plan, report)
        .into_iter()
        .map(|(task, line)| (Subject::Task(task), line));
    let mut list: Vec<Change<'a>> = measures
        .chain(tasks)
        .map(|(subject, line)| change(subject, line, today))
        .collect();
    list.sort_by_key(|change| (change.group as u8, -change.surprise));
    list
}

/// The lines that are entered and apply: what is counted upward on approval.
#[must_use]
pub fn counted<'a>(plan: &'a Plan, report: &'a Report) -> Vec<(&'a Target, &'a Measure, Figure)> {
    line_order::targets(plan, report)
        .into_iter()
        .flat_map(|item| {
            let target = item.target;
            item.lines.into_iter().filter_map(move |(measure, line)| {
                Some((target, measure, figure(measure, &line.entry)?))
            })
        })
        .collect()
}

/// What an entry of a measure amounts to.
#[must_use]
pub fn figure(measure: &Measure, entry: &LineEntry) -> Option<Figure> {
    own_figure(measure.kind, measure.threshold.as_ref(), entry)
}

/// What a line is about, by its id.
#[must_use]
pub fn subject(plan: &Plan, id: LineId) -> Option<Subject<'_>> {
    match id {
        LineId::Measure(id) => plan
            .reported_measures()
            .find(|(_, measure)| measure.id == id)
            .map(|(target, measure)| Subject::Measure(target, measure)),
        LineId::Task(id) => plan.tasks().find(|task| task.id == id).map(Subject::Task),
    }
}

fn change<'a>(subject: Subject<'a>, line: &'a Line, today: NaiveDate) -> Change<'a> {
    let before = line.previous.as_ref().map(|previous| &previous.entry);
    let mut whys = whys(subject, line, before, today);
    let group = if !line.entry.is_complete(line.kind) && !whys.contains(&Why::ReturnedUnchanged) {
        whys.clear();
        Group::Missing
    } else if !whys.is_empty() {
        Group::Look
    } else if before.is_some_and(|before| same(before, &line.entry)) {
        Group::Same
    } else {
        Group::Changed
    };
    let surprise = whys.iter().map(|why| why.weight()).sum::<i64>() * 1_000 + moved(line, before);
    Change {
        line,
        subject,
        group,
        whys,
        surprise,
    }
}

fn same(before: &LineEntry, now: &LineEntry) -> bool {
    // A new text on unchanged figures is no change of the line's figures, but a task's text is
    // what it reports.
    before == now
        || (now.progress.is_none()
            && LineEntry {
                note: before.note.clone(),
                ..now.clone()
            } == *before)
}

#[cfg(test)]
mod tests;
