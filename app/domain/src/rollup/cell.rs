//! The parts of a figure that add up: one cell per line, unit and period.
//!
//! **Invariant.** A cell is a sum over the units behind it and nothing else, so cells form a group:
//! what a report adds can be taken away again, the order of arrival does not matter, and adding up
//! the differences gives exactly what a full recomputation gives. What depends on the day (late,
//! overdue) or on the threshold (met) is worked out when a cell is read.

use super::{Coverage, Figure, Sums, figure};
use crate::measure::{MeasureKind, Threshold};
use crate::report::{Basis, ReportState};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Numbers by day, in order, without noughts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByDay(Vec<(NaiveDate, i64)>);

impl ByDay {
    fn add(&mut self, day: NaiveDate, count: i64) {
        match self.0.binary_search_by_key(&day, |(known, _)| *known) {
            Ok(at) => {
                if let Some((_, known)) = self.0.get_mut(at) {
                    *known += count;
                    if *known == 0 {
                        self.0.remove(at);
                    }
                }
            }
            Err(at) if count != 0 => self.0.insert(at, (day, count)),
            Err(_) => {}
        }
    }

    fn before(&self, day: NaiveDate) -> i64 {
        let before = self.0.iter().filter(|(known, _)| *known < day);
        before.map(|(_, count)| count).sum()
    }
}

/// How many units stand behind a line, whatever the line holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heads {
    /// Units that should report (without those not applicable).
    pub expected: i64,
    /// Units that have submitted (approved ones included).
    pub reported: i64,
    /// Units whose report is approved.
    pub approved: i64,
    /// Units to which the line does not apply.
    pub not_applicable: i64,
    /// Units that have not submitted, by the last day on which they are in time.
    silent: ByDay,
}

impl Heads {
    /// One unit. `applies` is false for *không thuộc thẩm quyền*, `due_on` the last day in time.
    #[must_use]
    pub fn one(state: ReportState, due_on: Option<NaiveDate>, applies: bool) -> Self {
        let received = state.counts(Basis::Received);
        if received && !applies {
            return Self {
                not_applicable: 1,
                ..Self::default()
            };
        }
        let mut silent = ByDay::default();
        if let Some(day) = due_on.filter(|_| !received) {
            silent.add(day, 1);
        }
        Self {
            expected: 1,
            reported: received.into(),
            approved: state.counts(Basis::Approved).into(),
            not_applicable: 0,
            silent,
        }
    }

    /// Adds another's, so many times: −1 takes them away.
    pub fn add(&mut self, other: &Self, times: i64) {
        self.expected += other.expected * times;
        self.reported += other.reported * times;
        self.approved += other.approved * times;
        self.not_applicable += other.not_applicable * times;
        for (day, count) in &other.silent.0 {
            self.silent.add(*day, count * times);
        }
    }

    /// As it is on a day; `counted` is the units whose value is in the figure.
    #[must_use]
    pub fn coverage(&self, today: NaiveDate, counted: i64) -> Coverage {
        Coverage {
            expected: head(self.expected),
            reported: head(self.reported),
            approved: head(self.approved),
            late: head(self.silent.before(today)),
            not_applicable: head(self.not_applicable),
            counted: head(counted),
        }
    }

    /// Units whose report counts under the basis.
    #[must_use]
    pub const fn counting(&self, basis: Basis) -> i64 {
        match basis {
            Basis::Approved => self.approved,
            Basis::Received => self.reported,
        }
    }
}

/// A number of units as figures show it.
pub(super) fn head(count: i64) -> u32 {
    u32::try_from(count.max(0)).unwrap_or(u32::MAX)
}

/// What is counted under one basis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Σ numerator and Σ denominator.
    pub sums: Sums,
    /// Units whose value is in the sums.
    pub units: i64,
    /// Of these, units whose own figure misses their own threshold.
    pub below: i64,
}

impl Counted {
    /// Adds another's, so many times.
    pub const fn add(&mut self, other: &Self, times: i64) {
        self.sums.numerator += other.sums.numerator * times as i128;
        self.sums.denominator += other.sums.denominator * times as i128;
        self.units += other.units * times;
        self.below += other.below * times;
    }
}

/// Both bases of one thing. They are kept side by side and never mixed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Both<T> {
    /// *Đã duyệt*.
    pub approved: T,
    /// *Đã nhận*, approved ones included.
    pub received: T,
}

impl<T> Both<T> {
    /// Under a basis.
    #[must_use]
    pub const fn under(&self, basis: Basis) -> &T {
        match basis {
            Basis::Approved => &self.approved,
            Basis::Received => &self.received,
        }
    }

    /// Under a basis, to be changed.
    pub const fn under_mut(&mut self, basis: Basis) -> &mut T {
        match basis {
            Basis::Approved => &mut self.approved,
            Basis::Received => &mut self.received,
        }
    }
}

/// Both bases, in the order of their names.
pub const BASES: [Basis; 2] = [Basis::Approved, Basis::Received];

/// What a unit's line for a measure adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    /// Nothing entered, or not all that is asked.
    Nothing,
    /// *Không thuộc thẩm quyền*.
    NotApplicable,
    /// A value, and whether it reaches the unit's own threshold.
    Counted(Sums, Option<bool>),
}

/// A measure over the units behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureCell {
    /// Who stands behind it.
    pub heads: Heads,
    /// What is counted.
    pub counted: Both<Counted>,
}

impl MeasureCell {
    /// One unit's line.
    #[must_use]
    pub fn one(state: ReportState, due_on: Option<NaiveDate>, value: Value) -> Self {
        let mut counted = Both::<Counted>::default();
        if let Value::Counted(sums, met) = value {
            for basis in BASES.into_iter().filter(|basis| state.counts(*basis)) {
                *counted.under_mut(basis) = Counted {
                    sums,
                    units: 1,
                    below: (met == Some(false)).into(),
                };
            }
        }
        Self {
            heads: Heads::one(state, due_on, value != Value::NotApplicable),
            counted,
        }
    }

    /// Adds another's, so many times.
    pub fn add(&mut self, other: &Self, times: i64) {
        self.heads.add(&other.heads, times);
        for basis in BASES {
            let counted = self.counted.under_mut(basis);
            counted.add(other.counted.under(basis), times);
        }
    }

    /// The figure it stands for.
    #[must_use]
    pub fn figure(
        &self,
        kind: MeasureKind,
        threshold: Option<&Threshold>,
        basis: Basis,
        today: NaiveDate,
    ) -> Figure {
        let counted = self.counted.under(basis);
        let coverage = self.heads.coverage(today, counted.units);
        figure(kind, threshold, counted.sums, coverage)
    }
}
