//! The tree of units over time.
//!
//! **Time.** Intervals are half-open: a fact is in force from `valid_from` (that day included;
//! none: since ever) to `valid_to` (that day excluded; none: until further notice). A report counts
//! by the last day of its period.
//!
//! **Two ways to count.** *Theo thời điểm* ([`Territory::line_at`]): a figure counts above the unit
//! as the tree was on the day of the report. *Theo địa giới của một ngày* ([`Territory::line_in`]):
//! it counts where the unit's territory lies in the boundaries of another day, today's as a rule.
//! Either way every figure of a province, a commune or a department below them counts in exactly
//! one province ([`province_in`](Territory::province_in)): changes of the tree move figures, and
//! never make or lose any. (Only a department that moves out of a province to hang directly on the
//! nation takes its figures with it.)
//!
//! **Changes** are kept as events and never rewritten. The tree is the units as they were before
//! any event, and the events that are not undone, in the order in which they were recorded. Events
//! on the same units are recorded in the order of their days; independent ones in any order, with
//! the same result.

mod apply;
mod error;
mod event;
mod line;
mod node;
mod query;

pub use error::{TerritoryError, TerritoryProblem};
pub use event::{NewUnit, UnitChange, UnitEvent, UnitSpan};

use crate::id::{UnitEventId, UnitId};
use crate::unit::UnitKind;
use chrono::NaiveDate;
use node::Node;
use std::collections::{BTreeSet, HashMap};

/// The tree of units on every day. Two are equal where they answer every question alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Territory {
    nation: UnitId,
    nodes: HashMap<UnitId, Node>,
    /// The units that lie directly below a unit on some day.
    below: HashMap<UnitId, BTreeSet<UnitId>>,
}

/// Levels of the tree. Merges, splits and changes of kind stay within one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Nation,
    Province,
    Commune,
    Department,
}

impl Level {
    const fn of(kind: UnitKind) -> Self {
        match kind {
            UnitKind::Nation => Self::Nation,
            UnitKind::Province | UnitKind::City => Self::Province,
            UnitKind::Commune | UnitKind::Ward | UnitKind::SpecialZone => Self::Commune,
            UnitKind::Department => Self::Department,
        }
    }

    /// Whether a unit of this level lies under one of that level: two tiers under the nation
    /// (since 2025-07-01), and departments anywhere.
    fn fits_under(self, above: Self) -> bool {
        match self {
            Self::Nation => false,
            Self::Province => above == Self::Nation,
            Self::Commune => above == Self::Province,
            Self::Department => true,
        }
    }
}

impl Territory {
    /// The tree from the units as they were before any event, and the events in the order in
    /// which they were recorded; undone ones have no effect.
    ///
    /// # Errors
    /// When the units are no tree with one nation, or an event does not fit what stands before it:
    /// see [`TerritoryProblem`].
    pub fn build(base: &[UnitSpan], events: &[UnitEvent]) -> Result<Self, TerritoryError> {
        let mut territory = Self::of_spans(base)?;
        for event in events.iter().filter(|event| !event.undone) {
            territory.apply(event)?;
        }
        territory.index();
        Ok(territory)
    }

    /// This tree with one more event: what to try before recording it.
    ///
    /// # Errors
    /// When the event does not fit. An event that is undone has no effect.
    pub fn with_event(&self, event: &UnitEvent) -> Result<Self, TerritoryError> {
        let mut territory = self.clone();
        if !event.undone {
            territory.apply(event)?;
            territory.index();
        }
        Ok(territory)
    }

    /// The tree with one event undone: what it is once that event is marked so.
    ///
    /// An event builds upon an earlier one when both change the same unit (what is below a unit
    /// that ends is changed as well), or when it could not be without it.
    ///
    /// # Errors
    /// When no event has the id, it is undone already, or a later event that is not undone builds
    /// upon it; and where [`Territory::build`] fails.
    pub fn undo(
        base: &[UnitSpan],
        events: &[UnitEvent],
        id: UnitEventId,
    ) -> Result<Self, TerritoryError> {
        let refuse = |problem| TerritoryError {
            event: Some(id),
            field: "id",
            unit: None,
            name: None,
            problem,
        };
        let built_upon = |by: &UnitEvent| {
            refuse(TerritoryProblem::BuiltUpon {
                by: by.id,
                on: by.effective_on,
            })
        };
        let mut as_is = Self::of_spans(base)?;
        let mut undone = as_is.clone();
        // What the event to be undone changed, once it has come by.
        let mut changed: Option<BTreeSet<UnitId>> = None;
        for event in events {
            if event.undone {
                if event.id == id {
                    return Err(refuse(TerritoryProblem::AlreadyUndone));
                }
                continue;
            }
            let touched = as_is.apply(event)?;
            match &changed {
                None if event.id == id => changed = Some(touched),
                Some(before) if !before.is_disjoint(&touched) => return Err(built_upon(event)),
                _ => {
                    undone.apply(event).map_err(|_| built_upon(event))?;
                }
            }
        }
        if changed.is_none() {
            return Err(refuse(TerritoryProblem::UnknownEvent));
        }
        undone.index();
        Ok(undone)
    }

    /// The units as they were before any event, checked.
    fn of_spans(base: &[UnitSpan]) -> Result<Self, TerritoryError> {
        use TerritoryProblem as P;
        let mut nodes: HashMap<UnitId, Node> = HashMap::new();
        for span in base {
            let node = nodes.entry(span.unit.clone()).or_default();
            node.spans.push(span.clone());
        }
        let mut nations = base.iter().filter(|span| span.kind == UnitKind::Nation);
        let Some(nation) = nations.next().map(|span| span.unit.clone()) else {
            return Err(about(None, "kind", P::NotOneNation));
        };
        for node in nodes.values_mut() {
            // `None` comes first, as it should.
            node.spans.sort_by_key(|span| span.valid_from);
        }
        let mut territory = Self {
            nation,
            nodes,
            below: HashMap::new(),
        };
        for span in base {
            territory.check_span(span)?;
        }
        for node in territory.nodes.values() {
            check_order(&node.spans)?;
        }
        for span in base {
            // Who is above a unit changes only where one of its spans begins: where there is a
            // cycle, its last unit to join finds it on the day on which it joins.
            let days = [NaiveDate::MIN, span.valid_from.unwrap_or(NaiveDate::MIN)];
            if days.iter().any(|day| territory.is_in_cycle(span, *day)) {
                return Err(about(Some(span), "parent", P::Cycle));
            }
        }
        territory.index();
        Ok(territory)
    }

    fn check_span(&self, span: &UnitSpan) -> Result<(), TerritoryError> {
        use TerritoryProblem as P;
        let (field, problem) = if span.unit.0.is_empty()
            || span.unit.0.contains(char::is_whitespace)
        {
            ("unit", P::CodeInvalid)
        } else if span.name.trim().is_empty() {
            ("name", P::NameMissing)
        } else if self.level(&span.unit) != Some(Level::of(span.kind)) {
            ("kind", P::Levels)
        } else if (span.parent.is_none() || span.kind == UnitKind::Nation)
            && (span.parent.is_some() || span.unit != self.nation)
        {
            ("parent", P::NotOneNation)
        } else if let Some(parent) = &span.parent {
            match self.level(parent) {
                None => ("parent", P::UnknownUnit),
                Some(above) if !Level::of(span.kind).fits_under(above) => ("parent", P::Placing),
                Some(_) => return Ok(()),
            }
        } else {
            return Ok(());
        };
        let mut error = about(Some(span), field, problem);
        if problem == P::UnknownUnit {
            (error.unit, error.name) = (span.parent.clone(), None);
        }
        Err(error)
    }

    /// Whether one meets a unit again on the way up from it.
    fn is_in_cycle(&self, start: &UnitSpan, day: NaiveDate) -> bool {
        let mut seen = BTreeSet::new();
        let mut unit = &start.unit;
        while seen.insert(unit) {
            let span = self.nodes.get(unit).and_then(|node| node.nearest(day));
            match span.and_then(|(span, _)| span.parent.as_ref()) {
                Some(parent) => unit = parent,
                None => return false,
            }
        }
        true
    }

    /// Sets up [`Territory::below`] from the spans. While events are applied it holds more, never
    /// less, than that.
    fn index(&mut self) {
        self.below.clear();
        for span in self.nodes.values().flat_map(|node| &node.spans) {
            if let Some(parent) = &span.parent {
                let below = self.below.entry(parent.clone()).or_default();
                below.insert(span.unit.clone());
            }
        }
    }

    /// The level of a unit: the same all its life.
    fn level(&self, unit: &UnitId) -> Option<Level> {
        let first = self.nodes.get(unit)?.spans.first()?;
        Some(Level::of(first.kind))
    }
}

/// No stretch is empty, and none begins before the last one ended.
fn check_order(spans: &[UnitSpan]) -> Result<(), TerritoryError> {
    let empty = |span: &&UnitSpan| {
        let life = span.valid_from.zip(span.valid_to);
        life.is_some_and(|(from, to)| to <= from)
    };
    if let Some(span) = spans.iter().find(empty) {
        return Err(about(Some(span), "valid_to", TerritoryProblem::SpanEmpty));
    }
    for (one, next) in spans.iter().zip(spans.iter().skip(1)) {
        if next.valid_from.is_none_or(|from| one.reaches(from)) {
            let problem = TerritoryProblem::SpansOverlap;
            return Err(about(Some(next), "valid_from", problem));
        }
    }
    Ok(())
}

/// A refusal of the units before any event.
fn about(
    span: Option<&UnitSpan>,
    field: &'static str,
    problem: TerritoryProblem,
) -> TerritoryError {
    TerritoryError {
        event: None,
        field,
        unit: span.map(|span| span.unit.clone()),
        name: span.map(|span| span.name.clone()),
        problem,
    }
}

#[cfg(test)]
mod tests;
