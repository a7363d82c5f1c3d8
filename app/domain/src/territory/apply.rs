//! How a change of the tree is checked and carried out.

use super::node::Step;
use super::{
    Level, NewUnit, Territory, TerritoryError, TerritoryProblem as P, UnitChange, UnitEvent,
    UnitSpan,
};
use crate::id::UnitId;
use crate::unit::UnitKind;
use chrono::NaiveDate;
use std::collections::BTreeSet;

impl Territory {
    /// Carries out an event; the units that it changed. After an error the tree is half changed
    /// and must be given up.
    pub(super) fn apply(&mut self, event: &UnitEvent) -> Result<BTreeSet<UnitId>, TerritoryError> {
        let on = event.effective_on;
        match &event.change {
            UnitChange::Rename { unit, name } => self.rename(on, unit, None, name),
            UnitChange::Retype { unit, kind, name } => self.rename(on, unit, Some(*kind), name),
            UnitChange::Move { unit, to } => self.put_under(on, unit, to),
            UnitChange::Merge { from, into, new } => self.merge(on, from, into, new.as_ref()),
            UnitChange::Split { from, into } => self.split(on, from, into),
        }
        .map_err(|error| error.of(event.id))
    }

    fn rename(
        &mut self,
        on: NaiveDate,
        unit: &UnitId,
        kind: Option<UnitKind>,
        name: &str,
    ) -> Result<BTreeSet<UnitId>, TerritoryError> {
        let now = self.changeable("unit", unit, on)?;
        let kind = kind.unwrap_or(now.kind);
        if name.trim().is_empty() {
            return Err(self.refusal("name", unit, P::NameMissing));
        }
        if self.level(unit) != Some(Level::of(kind)) {
            return Err(self.refusal("kind", unit, P::Levels));
        }
        if now.kind == kind && now.name == name {
            return Err(self.refusal("name", unit, P::NoChange));
        }
        self.change(on, unit, |span| {
            span.kind = kind;
            name.clone_into(&mut span.name);
        });
        Ok(BTreeSet::from([unit.clone()]))
    }

    fn put_under(
        &mut self,
        on: NaiveDate,
        unit: &UnitId,
        to: &UnitId,
    ) -> Result<BTreeSet<UnitId>, TerritoryError> {
        let now = self.changeable("unit", unit, on)?;
        if now.parent.as_ref() == Some(to) {
            return Err(self.refusal("to", unit, P::NoChange));
        }
        let changed = BTreeSet::from([unit.clone()]);
        self.can_hold("to", to, unit, now.kind, on)?;
        self.not_below("to", to, &changed, on)?;
        self.hang(on, unit, to);
        Ok(changed)
    }

    fn merge(
        &mut self,
        on: NaiveDate,
        from: &[UnitId],
        into: &UnitId,
        new: Option<&NewUnit>,
    ) -> Result<BTreeSet<UnitId>, TerritoryError> {
        let level = match new {
            Some(new) => {
                self.free("into", into)?;
                named(into, new)?;
                Level::of(new.kind)
            }
            None => Level::of(self.changeable("into", into, on)?.kind),
        };
        let mut merged = BTreeSet::new();
        for unit in from {
            let kind = self.changeable("from", unit, on)?.kind;
            if Level::of(kind) != level {
                return Err(self.refusal("from", unit, P::Levels));
            }
            if !merged.insert(unit.clone()) {
                return Err(self.refusal("from", unit, P::Repeated));
            }
        }
        let ending: BTreeSet<UnitId> = merged.iter().filter(|u| *u != into).cloned().collect();
        if new.is_none() {
            merged.insert(into.clone());
        }
        if merged.len() < 2 {
            return Err(self.refusal("from", into, P::TooFew));
        }
        // Nothing that goes on may hang below what ends.
        match new {
            Some(new) => {
                self.can_hold("parent", &new.parent, into, new.kind, on)?;
                self.not_below("parent", &new.parent, &ending, on)?;
                self.found(on, into, new);
            }
            None => self.not_below("into", into, &ending, on)?,
        }
        let mut changed = self.end_all("from", &ending, into, on)?;
        self.step(on, &merged, &BTreeSet::from([into.clone()]));
        changed.append(&mut merged);
        changed.insert(into.clone());
        Ok(changed)
    }

    fn split(
        &mut self,
        on: NaiveDate,
        from: &UnitId,
        into: &[(UnitId, NewUnit)],
    ) -> Result<BTreeSet<UnitId>, TerritoryError> {
        let level = Level::of(self.changeable("from", from, on)?.kind);
        let itself = BTreeSet::from([from.clone()]);
        let goes_on = into.iter().any(|(unit, _)| unit == from);
        let mut parts = BTreeSet::new();
        for (unit, new) in into {
            if !parts.insert(unit.clone()) {
                return Err(self.refusal("into", unit, P::Repeated));
            }
            if unit != from {
                self.free("into", unit)?;
            }
            named(unit, new)?;
            if Level::of(new.kind) != level {
                return Err(self.refusal("into", unit, P::Levels));
            }
            self.can_hold("parent", &new.parent, unit, new.kind, on)?;
            if unit == from || !goes_on {
                self.not_below("parent", &new.parent, &itself, on)?;
            }
        }
        let Some((first, _)) = into.first().filter(|_| parts.len() > 1) else {
            return Err(self.refusal("into", from, P::TooFew));
        };
        for (unit, new) in into.iter().filter(|(unit, _)| unit != from) {
            self.found(on, unit, new);
        }
        let mut changed = BTreeSet::new();
        if let Some((_, new)) = into.iter().find(|(unit, _)| unit == from) {
            self.change(on, from, |span| {
                span.kind = new.kind;
                new.name.clone_into(&mut span.name);
            });
            self.hang(on, from, &new.parent);
        } else {
            changed = self.end_all("from", &itself, first, on)?;
        }
        self.step(on, &itself, &parts);
        changed.append(&mut parts);
        changed.insert(from.clone());
        Ok(changed)
    }

    /// Ends units, and puts what is below them under another. The units that were changed so.
    fn end_all(
        &mut self,
        field: &'static str,
        ending: &BTreeSet<UnitId>,
        heir: &UnitId,
        on: NaiveDate,
    ) -> Result<BTreeSet<UnitId>, TerritoryError> {
        let mut changed = ending.clone();
        for unit in ending {
            let begins = self.nodes.get(unit).and_then(|node| node.spans.first());
            if begins.is_some_and(|first| first.valid_from == Some(on)) {
                return Err(self.refusal(field, unit, P::EndsOnFirstDay { on }));
            }
            for child in self.hanging_on(unit, on) {
                if ending.contains(&child) {
                    continue;
                }
                self.unchanged_after("effective_on", &child, on)?;
                self.hang(on, &child, heir);
                changed.insert(child);
            }
        }
        for unit in ending {
            if let Some(node) = self.nodes.get_mut(unit) {
                node.end(on);
            }
        }
        Ok(changed)
    }

    /// What is directly below a unit on a day or on any later one.
    fn hanging_on(&self, unit: &UnitId, on: NaiveDate) -> Vec<UnitId> {
        let below = self.below.get(unit).into_iter().flatten();
        below
            .filter(|child| {
                let spans = self.nodes.get(*child).map(|node| node.spans.as_slice());
                let mut spans = spans.unwrap_or_default().iter();
                spans.any(|span| span.reaches(on) && span.parent.as_ref() == Some(unit))
            })
            .cloned()
            .collect()
    }

    /// Notes that units became others.
    fn step(&mut self, on: NaiveDate, from: &BTreeSet<UnitId>, into: &BTreeSet<UnitId>) {
        let nodes = from.union(into).filter_map(|unit| self.nodes.get(unit));
        let rank = nodes.map(|node| node.rank_on(on)).max().unwrap_or(0);
        let at = (on, rank.saturating_add(1));
        for (units, others, ahead) in [(from, into, true), (into, from, false)] {
            for unit in units {
                if others.len() == 1 && others.contains(unit) {
                    continue;
                }
                if let Some(node) = self.nodes.get_mut(unit) {
                    let steps = if ahead {
                        &mut node.became
                    } else {
                        &mut node.came_from
                    };
                    steps.push(Step {
                        at,
                        units: others.iter().cloned().collect(),
                    });
                }
            }
        }
    }

    fn change(&mut self, on: NaiveDate, unit: &UnitId, edit: impl FnOnce(&mut UnitSpan)) {
        if let Some(node) = self.nodes.get_mut(unit) {
            node.change(on, edit);
        }
    }

    fn hang(&mut self, on: NaiveDate, unit: &UnitId, under: &UnitId) {
        self.change(on, unit, |span| span.parent = Some(under.clone()));
        let below = self.below.entry(under.clone()).or_default();
        below.insert(unit.clone());
    }

    fn found(&mut self, on: NaiveDate, unit: &UnitId, new: &NewUnit) {
        let node = self.nodes.entry(unit.clone()).or_default();
        node.spans.push(UnitSpan {
            unit: unit.clone(),
            name: new.name.clone(),
            kind: new.kind,
            parent: Some(new.parent.clone()),
            valid_from: Some(on),
            valid_to: None,
        });
        let below = self.below.entry(new.parent.clone()).or_default();
        below.insert(unit.clone());
    }

    /// The unit as it is on a day.
    fn in_force(
        &self,
        field: &'static str,
        unit: &UnitId,
        on: NaiveDate,
    ) -> Result<&UnitSpan, TerritoryError> {
        let Some(node) = self.nodes.get(unit) else {
            return Err(self.refusal(field, unit, P::UnknownUnit));
        };
        node.on(on)
            .ok_or_else(|| self.refusal(field, unit, P::NotInForce { on }))
    }

    /// The unit as it is on a day, where it may be changed then.
    fn changeable(
        &self,
        field: &'static str,
        unit: &UnitId,
        on: NaiveDate,
    ) -> Result<&UnitSpan, TerritoryError> {
        let span = self.in_force(field, unit, on)?;
        if span.kind == UnitKind::Nation {
            return Err(self.refusal(field, unit, P::NationFixed));
        }
        self.unchanged_after("effective_on", unit, on)?;
        Ok(span)
    }

    fn unchanged_after(
        &self,
        field: &'static str,
        unit: &UnitId,
        day: NaiveDate,
    ) -> Result<(), TerritoryError> {
        match self.nodes.get(unit).and_then(|n| n.changed_after(day)) {
            Some(on) => Err(self.refusal(field, unit, P::LaterChange { on })),
            None => Ok(()),
        }
    }

    /// Whether a unit may go under another from a day on.
    fn can_hold(
        &self,
        field: &'static str,
        above: &UnitId,
        unit: &UnitId,
        kind: UnitKind,
        on: NaiveDate,
    ) -> Result<(), TerritoryError> {
        let span = self.in_force(field, above, on)?;
        if !Level::of(kind).fits_under(Level::of(span.kind)) {
            return Err(self.refusal(field, unit, P::Placing));
        }
        // A unit that is known to be merged away or split later has handed on what was below it:
        // a unit that came under it now would be left behind.
        let later = self.nodes.get(above).and_then(|node| {
            let mut ends = node.became.iter().filter(|step| step.at.0 > on);
            ends.find(|step| !step.units.contains(above))
        });
        match later {
            Some(step) => {
                Err(self.refusal("effective_on", above, P::LaterChange { on: step.at.0 }))
            }
            None => Ok(()),
        }
    }

    /// Whether a unit lies outside the subtrees of others from a day on. Looks at all of the time
    /// to come at once, for what is recorded already may take effect later.
    fn not_below(
        &self,
        field: &'static str,
        unit: &UnitId,
        tops: &BTreeSet<UnitId>,
        on: NaiveDate,
    ) -> Result<(), TerritoryError> {
        let mut seen = BTreeSet::new();
        let mut open = vec![unit];
        while let Some(at) = open.pop() {
            if tops.contains(at) {
                return Err(self.refusal(field, at, P::Cycle));
            }
            if seen.insert(at) {
                let spans = self.nodes.get(at).into_iter().flat_map(|node| &node.spans);
                let parents = spans.filter(|span| span.reaches(on));
                open.extend(parents.filter_map(|span| span.parent.as_ref()));
            }
        }
        Ok(())
    }

    /// A code for a new unit: not in use, now or ever.
    fn free(&self, field: &'static str, unit: &UnitId) -> Result<(), TerritoryError> {
        if self.nodes.contains_key(unit) {
            return Err(self.refusal(field, unit, P::CodeTaken));
        }
        if unit.0.is_empty() || unit.0.contains(char::is_whitespace) {
            return Err(self.refusal(field, unit, P::CodeInvalid));
        }
        Ok(())
    }

    fn refusal(&self, field: &'static str, unit: &UnitId, problem: P) -> TerritoryError {
        let last = self.nodes.get(unit).and_then(|node| node.spans.last());
        TerritoryError {
            event: None,
            field,
            unit: Some(unit.clone()),
            name: last.map(|span| span.name.clone()),
            problem,
        }
    }
}

/// Whether a new unit has a name.
fn named(unit: &UnitId, new: &NewUnit) -> Result<(), TerritoryError> {
    if !new.name.trim().is_empty() {
        return Ok(());
    }
    Err(TerritoryError {
        event: None,
        field: "name",
        unit: Some(unit.clone()),
        name: None,
        problem: P::NameMissing,
    })
}
