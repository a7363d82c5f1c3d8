//! Tasks over the units behind them. A status depends on the day, so a cell counts what does not:
//! deadlines and what was declared.

use super::cell::{BASES, Both, Heads, head};
use crate::report::{Basis, ReportState};
use crate::status::{TaskDue, TaskFact, TaskStatus, status_on};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Units with the same deadline that say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TaskBin {
    /// The deadline.
    pub due: TaskDue,
    /// What the report says, or that it says nothing.
    pub fact: TaskFact,
}

/// What a unit's line for a task says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskLine {
    /// The unit's own deadline.
    pub due: TaskDue,
    /// What is declared; [`TaskFact::Silent`] where nothing is.
    pub fact: TaskFact,
    /// *Chậm tiến độ*, as the unit declares it.
    pub behind: bool,
    /// Whether it is *không thuộc thẩm quyền*.
    pub away: bool,
}

/// A task over the units behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskCell {
    /// Who stands behind it.
    pub heads: Heads,
    /// How many units are in which bin, in order, without noughts.
    bins: Vec<(TaskBin, Both<i64>)>,
    /// Units that declare to be behind (*chậm tiến độ*).
    pub behind: Both<i64>,
}

impl TaskCell {
    /// One unit's line. What does not count under a basis is silent there.
    #[must_use]
    pub fn one(state: ReportState, due_on: Option<NaiveDate>, line: TaskLine) -> Self {
        let mut cell = Self {
            heads: Heads::one(state, due_on, !line.away),
            ..Self::default()
        };
        if cell.heads.not_applicable > 0 {
            return cell;
        }
        for basis in BASES {
            let counts = state.counts(basis);
            let fact = if counts || line.fact == TaskFact::Cancelled {
                line.fact
            } else {
                TaskFact::Silent
            };
            let bin = TaskBin {
                due: line.due,
                fact,
            };
            cell.put(bin, basis, 1);
            *cell.behind.under_mut(basis) = (counts && line.behind).into();
        }
        cell
    }

    fn put(&mut self, bin: TaskBin, basis: Basis, count: i64) {
        match self.bins.binary_search_by_key(&bin, |(known, _)| *known) {
            Ok(at) => {
                if let Some((_, counts)) = self.bins.get_mut(at) {
                    *counts.under_mut(basis) += count;
                    if counts.approved == 0 && counts.received == 0 {
                        self.bins.remove(at);
                    }
                }
            }
            Err(at) if count != 0 => {
                let mut counts = Both::default();
                *counts.under_mut(basis) = count;
                self.bins.insert(at, (bin, counts));
            }
            Err(_) => {}
        }
    }

    /// Adds another's, so many times.
    pub fn add(&mut self, other: &Self, times: i64) {
        self.heads.add(&other.heads, times);
        for (bin, counts) in &other.bins {
            for basis in BASES {
                self.put(*bin, basis, counts.under(basis) * times);
            }
        }
        for basis in BASES {
            *self.behind.under_mut(basis) += other.behind.under(basis) * times;
        }
    }

    /// Units by computed status on a day, only those above nought, in the order of
    /// [`TaskStatus::ALL`].
    #[must_use]
    pub fn by_status(&self, basis: Basis, today: NaiveDate) -> Vec<(TaskStatus, u32)> {
        let count = |status: TaskStatus| {
            let bins = self.bins.iter();
            let alike = bins.filter(|(bin, _)| status_on(bin.due, bin.fact, today) == status);
            alike.map(|(_, counts)| *counts.under(basis)).sum::<i64>()
        };
        let all = TaskStatus::ALL.into_iter();
        all.map(|status| (status, head(count(status))))
            .filter(|(_, count)| *count > 0)
            .collect()
    }
}
