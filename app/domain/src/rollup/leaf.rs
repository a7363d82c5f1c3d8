//! What one report adds to the figures above it.

use super::cell::{MeasureCell, Value};
use super::task::{TaskCell, TaskLine};
use super::{Heads, Links, Sums, contribution_of, own_figure};
use crate::measure::{MeasureKind, Threshold};
use crate::overview::Standing;
use crate::report::{Basis, LineEntry, ReportState};
use crate::status::{TaskDue, TaskFact, TaskStatus, fact_of, status_on};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One unit's line for a measure, as the roll-up sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The state of the unit's report.
    pub state: ReportState,
    /// The last day in time.
    pub due_on: Option<NaiveDate>,
    /// What the line adds, where it counts.
    pub value: Value,
}

impl Part {
    /// Whether the line applies to the unit. "Not applicable" counts as soon as it is submitted: a
    /// draft may still change its mind.
    #[must_use]
    pub fn applies(&self) -> bool {
        !(self.state.counts(Basis::Received) && self.value == Value::NotApplicable)
    }

    /// Whether the report is late: not submitted though its due date has passed.
    #[must_use]
    pub fn is_late(&self, today: NaiveDate) -> bool {
        !self.state.counts(Basis::Received) && self.due_on.is_some_and(|due| today > due)
    }

    /// What is counted under the basis, and whether it reaches the unit's own threshold.
    #[must_use]
    pub fn counted(&self, basis: Basis) -> Option<(Sums, Option<bool>)> {
        match self.value {
            Value::Counted(sums, met) if self.state.counts(basis) => Some((sums, met)),
            _ => None,
        }
    }

    /// What it adds to the figures above.
    #[must_use]
    pub fn cell(&self) -> MeasureCell {
        MeasureCell::one(self.state, self.due_on, self.value)
    }
}

/// A report, reduced to what counts. Values are held only while the report counts somewhere: what
/// stands in a draft counts nowhere, not even as "not applicable".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaf {
    /// Where the report stands.
    pub state: ReportState,
    /// The last day in time, where the period is open.
    pub due_on: Option<NaiveDate>,
    /// Whether the unit is expected to report: not where it was no more when the period ended. What
    /// it reported all the same counts.
    pub expected: bool,
    /// By the plan's reported measures, in its order; empty while nothing counts.
    pub measures: Vec<Value>,
    /// By the plan's tasks, in its order.
    pub tasks: Vec<TaskLine>,
    /// Which of the plan's lines others report.
    pub elsewhere: Elsewhere,
}

/// The lines of a plan that others report, so that no unit is expected twice. By place in the plan's
/// order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Elsewhere {
    /// Measures that the plans below carry out: the plan's own report does not have them.
    pub measures: Vec<u16>,
    /// Tasks of that sort.
    pub tasks: Vec<u16>,
    /// Tasks that are assigned to units below and that the report has for the plans above only: in
    /// the plan's own figures the units count, above it the report.
    pub assigned: Vec<u16>,
}

impl Elsewhere {
    /// The links of the lines that count in the figures that the links lead to.
    #[must_use]
    pub fn own(&self, links: &Links) -> Links {
        let own = |links: &[Option<u16>], elsewhere: &[u16]| {
            let mut links = links.to_vec();
            for place in elsewhere {
                if let Some(link) = links.get_mut(usize::from(*place)) {
                    *link = None;
                }
            }
            links
        };
        let mut tasks = own(&links.tasks, &self.tasks);
        if links.to_itself {
            tasks = own(&tasks, &self.assigned);
        }
        Links {
            measures: own(&links.measures, &self.measures),
            tasks,
            to_itself: links.to_itself,
        }
    }

    /// Whether every line counts wherever it leads.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.measures.is_empty() && self.tasks.is_empty() && self.assigned.is_empty()
    }
}

/// A task of the report's plan, as far as the roll-up needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskRule {
    /// Its deadline.
    pub due: TaskDue,
    /// Whether it was called off (đã hủy).
    pub cancelled: bool,
}

impl Leaf {
    /// A report that nobody has begun.
    #[must_use]
    pub fn silent(
        state: ReportState,
        due_on: Option<NaiveDate>,
        expected: bool,
        tasks: &[TaskRule],
        elsewhere: Elsewhere,
    ) -> Self {
        Self {
            state,
            due_on,
            expected,
            measures: Vec::new(),
            tasks: tasks
                .iter()
                .map(|task| task_line(*task, None, false))
                .collect(),
            elsewhere,
        }
    }

    /// Its line for the measure at a place.
    #[must_use]
    pub fn part(&self, place: usize) -> Part {
        Part {
            state: self.state,
            due_on: self.due_on,
            value: self.measures.get(place).copied().unwrap_or(Value::Nothing),
        }
    }

    /// What it adds to a task's cell; `None` where the plan has no such task.
    #[must_use]
    pub fn task(&self, place: usize) -> Option<TaskCell> {
        let line = self.tasks.get(place)?;
        Some(TaskCell::one(self.state, self.due_on, *line))
    }

    /// The report itself, line or no line.
    #[must_use]
    pub fn heads(&self) -> Heads {
        Heads::one(self.state, self.due_on, true)
    }

    /// How the unit stands over its lines that are rolled up: `measures` and `tasks` say which.
    #[must_use]
    pub fn standing(
        &self,
        basis: Basis,
        today: NaiveDate,
        measures: impl IntoIterator<Item = usize>,
        tasks: impl IntoIterator<Item = usize>,
    ) -> Standing {
        let mut standing = Standing::default();
        for part in measures.into_iter().map(|place| self.part(place)) {
            if part.applies() {
                standing.applicable += 1;
                let met = part.counted(basis).and_then(|(_, met)| met);
                standing.met += u32::from(met == Some(true));
            }
        }
        for cell in tasks.into_iter().filter_map(|place| self.task(place)) {
            standing.add_tasks(&cell.by_status(basis, today));
        }
        standing
    }
}

impl Standing {
    /// Adds tasks by status; those called off stay outside the rates (DOMAIN.md §2.6).
    pub fn add_tasks(&mut self, by_status: &[(TaskStatus, u32)]) {
        for (status, count) in by_status {
            if *status == TaskStatus::Cancelled {
                continue;
            }
            self.tasks += count;
            self.done += if status.is_done() { *count } else { 0 };
            self.overdue += if *status == TaskStatus::Overdue {
                *count
            } else {
                0
            };
        }
    }
}

/// What a line for a measure adds. `threshold` is the unit's own, as in force in the period.
#[must_use]
pub fn value_of(
    kind: MeasureKind,
    threshold: Option<&Threshold>,
    entry: Option<&LineEntry>,
) -> Value {
    let Some(entry) = entry else {
        return Value::Nothing;
    };
    if entry.not_applicable.is_some() {
        return Value::NotApplicable;
    }
    contribution_of(kind, entry).map_or(Value::Nothing, |sums| {
        let met = own_figure(kind, threshold, entry).and_then(|figure| figure.met);
        Value::Counted(sums, met)
    })
}

/// What a line for a task says. `has_evidence`: a photo or file stands on it.
#[must_use]
pub fn task_line(rule: TaskRule, entry: Option<&LineEntry>, has_evidence: bool) -> TaskLine {
    TaskLine {
        due: rule.due,
        fact: fact_of(rule.due, rule.cancelled, entry, has_evidence),
        behind: entry.is_some_and(|entry| entry.behind),
        away: entry.is_some_and(|entry| entry.not_applicable.is_some()),
    }
}

impl TaskLine {
    /// The status under a basis, for a report in this state.
    #[must_use]
    pub fn status(&self, state: ReportState, basis: Basis, today: NaiveDate) -> TaskStatus {
        let fact = if state.counts(basis) || self.fact == TaskFact::Cancelled {
            self.fact
        } else {
            TaskFact::Silent
        };
        status_on(self.due, fact, today)
    }
}
