//! The life of one unit: its spans, and what it came from and became.

use super::event::UnitSpan;
use crate::id::UnitId;
use chrono::NaiveDate;

/// When a step happened: the day, and its place among the steps of that day which touch the same
/// units. The place does not depend on independent changes, so neither does the tree.
pub(super) type Moment = (NaiveDate, u16);

/// After everything that happens on a day: a change holds from its day on, that day included.
pub(super) const fn end_of(day: NaiveDate) -> Moment {
    (day, u16::MAX)
}

/// A merge or a split, as one of its units sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// When.
    pub(super) at: Moment,
    /// What the unit became, or what it came from; never the unit alone.
    pub(super) units: Vec<UnitId>,
}

/// One unit over time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Node {
    /// In order of time, without overlap; never empty once built.
    pub(super) spans: Vec<UnitSpan>,
    /// In order of time.
    pub(super) became: Vec<Step>,
    /// In order of time.
    pub(super) came_from: Vec<Step>,
}

impl Node {
    /// The place of the last span that began by a day.
    fn begun_by(&self, day: NaiveDate) -> Option<usize> {
        self.spans
            .partition_point(|span| span.valid_from.is_none_or(|from| from <= day))
            .checked_sub(1)
    }

    /// The span in force on a day.
    pub(super) fn on(&self, day: NaiveDate) -> Option<&UnitSpan> {
        self.spans
            .get(self.begun_by(day)?)
            .filter(|span| span.reaches(day))
    }

    /// The span in force on a day, or else the nearest one: before the unit's life the first, after
    /// it (and in a gap) the last before that day. With the day on which it is in force that is
    /// nearest to the one asked for. `None` only for a node without spans.
    pub(super) fn nearest(&self, day: NaiveDate) -> Option<(&UnitSpan, NaiveDate)> {
        let Some(span) = self.begun_by(day).and_then(|at| self.spans.get(at)) else {
            let first = self.spans.first()?;
            return Some((first, first.valid_from.unwrap_or(day)));
        };
        let near = match span.valid_to {
            Some(to) if to <= day => to.pred_opt().unwrap_or(day),
            _ => day,
        };
        Some((span, near))
    }

    /// The day of a change of this unit that takes effect after `day`.
    pub(super) fn changed_after(&self, day: NaiveDate) -> Option<NaiveDate> {
        let begun = self.spans.iter().rev().map_while(|span| span.valid_from);
        let steps = self.became.iter().chain(&self.came_from);
        steps
            .map(|step| step.at.0)
            .chain(begun)
            .filter(|on| *on > day)
            .min()
    }

    /// The place of its last step on a day; 0 where it has none.
    pub(super) fn rank_on(&self, day: NaiveDate) -> u16 {
        let steps = self.became.iter().chain(&self.came_from);
        steps
            .filter(|step| step.at.0 == day)
            .map(|step| step.at.1)
            .max()
            .unwrap_or(0)
    }

    /// Changes what is said of the unit from a day on, in the span that is in force then. What
    /// changes nothing leaves no trace, and a second change on one day replaces the first.
    pub(super) fn change(&mut self, day: NaiveDate, edit: impl FnOnce(&mut UnitSpan)) {
        let Some(at) = self.begun_by(day) else { return };
        let Some(span) = self.spans.get_mut(at).filter(|span| span.reaches(day)) else {
            return;
        };
        let mut after = span.clone();
        edit(&mut after);
        if after.says_same(span) {
            return;
        }
        if span.valid_from != Some(day) {
            span.valid_to = Some(day);
            after.valid_from = Some(day);
            self.spans.insert(at + 1, after);
            return;
        }
        *span = after.clone();
        let before = at
            .checked_sub(1)
            .and_then(|before| self.spans.get_mut(before))
            .filter(|before| before.valid_to == Some(day) && before.says_same(&after));
        if let Some(before) = before {
            before.valid_to = after.valid_to;
            self.spans.remove(at);
        }
    }

    /// Ends the unit's life: the day is the first without it.
    pub(super) fn end(&mut self, day: NaiveDate) {
        self.spans
            .retain(|span| span.valid_from.is_none_or(|from| from < day));
        if let Some(last) = self.spans.last_mut().filter(|last| last.reaches(day)) {
            last.valid_to = Some(day);
        }
    }
}
