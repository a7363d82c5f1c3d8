//! What the tree is on a day.

use super::node::{Moment, end_of};
use super::{Territory, UnitSpan};
use crate::id::UnitId;
use crate::unit::UnitKind;
use chrono::NaiveDate;
use std::collections::BTreeSet;

impl Territory {
    /// The whole country.
    #[must_use]
    pub fn nation(&self) -> &UnitId {
        &self.nation
    }

    /// Whether a unit, of any time, has this code.
    #[must_use]
    pub fn knows(&self, unit: &UnitId) -> bool {
        self.nodes.contains_key(unit)
    }

    /// Whether the unit is in force on a day.
    #[must_use]
    pub fn exists_at(&self, unit: &UnitId, day: NaiveDate) -> bool {
        self.span_at(unit, day).is_some()
    }

    /// What is said of the unit on a day; `None` where it is not in force then.
    #[must_use]
    pub fn span_at(&self, unit: &UnitId, day: NaiveDate) -> Option<&UnitSpan> {
        self.nodes.get(unit)?.on(day)
    }

    /// The unit's name on a day; outside its life the nearest that it had. `None` for an unknown
    /// code.
    #[must_use]
    pub fn name_at(&self, unit: &UnitId, day: NaiveDate) -> Option<&str> {
        let (span, _) = self.nodes.get(unit)?.nearest(day)?;
        Some(&span.name)
    }

    /// The unit's kind on a day; outside its life the nearest that it had. `None` for an unknown
    /// code.
    #[must_use]
    pub fn kind_at(&self, unit: &UnitId, day: NaiveDate) -> Option<UnitKind> {
        let (span, _) = self.nodes.get(unit)?.nearest(day)?;
        Some(span.kind)
    }

    /// The units directly below, in force on a day, by code.
    #[must_use]
    pub fn children_at(&self, unit: &UnitId, day: NaiveDate) -> Vec<UnitId> {
        let below = self.below.get(unit).into_iter().flatten();
        let spans = below.filter_map(|child| self.span_at(child, day));
        spans
            .filter(|span| span.parent.as_ref() == Some(unit))
            .map(|span| span.unit.clone())
            .collect()
    }

    /// The unit's life in order of time; empty for an unknown code.
    #[must_use]
    pub fn spans_of(&self, unit: &UnitId) -> &[UnitSpan] {
        self.nodes.get(unit).map_or(&[], |node| &node.spans)
    }

    /// Every span of every unit, by code, then in order of time: what is to be stored.
    #[must_use]
    pub fn spans(&self) -> Vec<&UnitSpan> {
        let mut spans: Vec<&UnitSpan> = self.nodes.values().flat_map(|n| &n.spans).collect();
        spans.sort_by_key(|span| (&span.unit, span.valid_from));
        spans
    }

    /// The units in force on a day, by code.
    #[must_use]
    pub fn current(&self, day: NaiveDate) -> Vec<&UnitSpan> {
        let mut spans: Vec<&UnitSpan> = self.nodes.values().filter_map(|n| n.on(day)).collect();
        spans.sort_by_key(|span| &span.unit);
        spans
    }

    /// The units that hold on `day` what this unit was at its beginning: itself while nothing
    /// merged or split it, else what it has become by then, by code. Empty before its life, and
    /// after it where it ended without becoming anything.
    #[must_use]
    pub fn successors(&self, unit: &UnitId, day: NaiveDate) -> Vec<UnitId> {
        let begins = self.nodes.get(unit).and_then(|node| node.spans.first());
        let from = begins.and_then(|span| span.valid_from);
        let mut found = BTreeSet::new();
        let since = end_of(from.unwrap_or(NaiveDate::MIN));
        self.spread(unit, since, day, true, &mut found);
        found.into_iter().collect()
    }

    /// The units that held on `day` what this unit is in the end (or until further notice):
    /// itself while nothing merged into it or split it off, else what it came from, by code.
    /// Empty after its life, and before it where it came from nothing.
    #[must_use]
    pub fn predecessors(&self, unit: &UnitId, day: NaiveDate) -> Vec<UnitId> {
        let ends = self.nodes.get(unit).and_then(|node| node.spans.last());
        let to = ends.and_then(|span| span.valid_to?.pred_opt());
        let mut found = BTreeSet::new();
        let since = end_of(to.unwrap_or(NaiveDate::MAX));
        self.spread(unit, since, day, false, &mut found);
        found.into_iter().collect()
    }

    fn spread(
        &self,
        unit: &UnitId,
        since: Moment,
        day: NaiveDate,
        ahead: bool,
        found: &mut BTreeSet<UnitId>,
    ) {
        match self.next_step(unit, since, day, ahead) {
            Some(step) => {
                for next in &step.units {
                    self.spread(next, step.at, day, ahead, found);
                }
            }
            None if self.exists_at(unit, day) => {
                found.insert(unit.clone());
            }
            None => {}
        }
    }
}
