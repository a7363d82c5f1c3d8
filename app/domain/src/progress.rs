//! How far a report is: the same count on the server and over what waits on a device.

use crate::id::{LineId, TargetId};
use crate::plan::Plan;
use crate::report::{LineEntry, LineKind};
use crate::wire::report::ReportProgress;

/// A line as far as progress goes: which, of which target (none for a task), of which kind.
pub type Counted = (LineId, Option<TargetId>, LineKind);

/// How far a report is. A target is done when each of its lines is. `held` is what a line holds
/// and whether it was returned.
#[must_use]
pub fn of_lines<'a>(
    lines: impl IntoIterator<Item = Counted>,
    held: impl Fn(LineId) -> Option<(&'a LineEntry, bool)>,
) -> ReportProgress {
    let mut targets: Vec<(TargetId, bool)> = Vec::new();
    let mut progress = ReportProgress::default();
    for (id, target, kind) in lines {
        let held = held(id);
        let done = held.is_some_and(|(entry, _)| entry.is_complete(kind));
        progress.returned += u32::from(held.is_some_and(|(_, returned)| returned));
        let Some(target) = target else {
            progress.tasks += 1;
            progress.tasks_done += u32::from(done);
            continue;
        };
        match targets.iter_mut().rfind(|(known, _)| *known == target) {
            Some((_, all)) => *all &= done,
            None => targets.push((target, done)),
        }
    }
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    progress.targets = count(targets.len());
    progress.targets_done = count(targets.iter().filter(|(_, done)| *done).count());
    progress
}

impl Plan {
    /// The lines of its reports: measures in the plan's order, then tasks.
    pub fn counted_lines(&self) -> impl Iterator<Item = Counted> {
        let measures = self.reported_measures().map(|(target, measure)| {
            (
                LineId::Measure(measure.id),
                Some(target.id),
                measure.kind.into(),
            )
        });
        let tasks = self
            .tasks()
            .map(|task| (LineId::Task(task.id), None, LineKind::Task));
        measures.chain(tasks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{MeasureId, TaskId};
    use crate::quantity::Quantity;
    use crate::report::TaskProgress;
    use uuid::Uuid;

    #[test]
    fn a_target_is_done_when_each_of_its_lines_is() {
        let measure = |n: u128| LineId::Measure(MeasureId(Uuid::from_u128(n)));
        let task = |n: u128| LineId::Task(TaskId(Uuid::from_u128(n)));
        let target = |n: u128| Some(TargetId(Uuid::from_u128(n)));
        let lines = [
            (measure(1), target(1), LineKind::Count),
            (measure(2), target(1), LineKind::Count),
            (measure(3), target(2), LineKind::Count),
            (task(4), None, LineKind::Task),
            (task(5), None, LineKind::Task),
        ];
        let counted = LineEntry {
            count: Some(Quantity::ZERO),
            ..LineEntry::default()
        };
        let begun = LineEntry {
            progress: Some(TaskProgress::InProgress),
            ..LineEntry::default()
        };
        let progress = of_lines(lines, |line| match line {
            line if line == measure(1) || line == measure(3) => {
                Some((&counted, line == measure(3)))
            }
            line if line == task(5) => Some((&begun, false)),
            _ => None,
        });
        let expected = ReportProgress {
            targets_done: 1,
            targets: 2,
            tasks_done: 1,
            tasks: 2,
            returned: 1,
        };
        assert_eq!(progress, expected);
    }
}
