//! What is entered about a change of units; what it says: [`super::entered`].

use super::super::unit_search::Found;
use crate::pages::forms::fields::Errors;
use crate::unit_change::renamed;
use crate::view::prelude::*;
use domain::id::UnitId;
use domain::unit::{UnitKind, UnitRef};
use domain::wire::problem::FieldProblem;

/// What kind of change it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Rename,
    Retype,
    Move,
    Merge,
    Split,
}

impl Kind {
    pub(super) const ALL: [Self; 5] = [
        Self::Rename,
        Self::Retype,
        Self::Move,
        Self::Merge,
        Self::Split,
    ];

    /// Whether a refusal of this field has a place in the form.
    fn shows(self, field: &str) -> bool {
        let fields: &[&str] = match self {
            Self::Rename => &["unit", "name"],
            Self::Retype => &["unit", "name", "kind"],
            Self::Move => &["unit", "to"],
            Self::Merge | Self::Split => &["from", "into", "name", "kind", "parent"],
        };
        ["effective_on", "document"].contains(&field) || fields.contains(&field)
    }
}

/// A unit that the change brings into being, or leaves smaller.
#[derive(Clone, Copy)]
pub(super) struct Part {
    /// Tells it from the others while they come and go.
    pub(super) key: usize,
    pub(super) code: RwSignal<String>,
    pub(super) name: RwSignal<String>,
    pub(super) kind: RwSignal<Option<UnitKind>>,
    /// The unit above; that of the unit it comes from, unless chosen.
    pub(super) parent: RwSignal<Option<UnitRef>>,
}

impl Part {
    fn new(key: usize) -> Self {
        Self {
            key,
            code: RwSignal::default(),
            name: RwSignal::default(),
            kind: RwSignal::new(None),
            parent: RwSignal::new(None),
        }
    }

    fn clear(self) {
        self.code.set(String::new());
        self.name.set(String::new());
        self.kind.set(None);
        self.parent.set(None);
    }
}

/// The form.
#[derive(Clone, Copy)]
pub(super) struct Form {
    pub(super) kind: RwSignal<Option<Kind>>,
    /// The units that change: one, or those that are merged.
    pub(super) units: RwSignal<Vec<Found>>,
    pub(super) name: RwSignal<String>,
    pub(super) new_kind: RwSignal<Option<UnitKind>>,
    pub(super) to: RwSignal<Option<UnitRef>>,
    /// Which of the merged units goes on; none: a new one.
    pub(super) into: RwSignal<Option<UnitId>>,
    /// The new unit of a merger.
    pub(super) merged: Part,
    /// Whether the divided unit goes on, and as what.
    pub(super) goes_on: RwSignal<bool>,
    pub(super) kept: Part,
    /// The new units of a division.
    pub(super) parts: RwSignal<Vec<Part>>,
    pub(super) day: RwSignal<String>,
    pub(super) document: RwSignal<String>,
    pub(super) errors: Errors,
}

/// The field of a part: of the only new unit, or of one of several.
pub(super) fn field_of(at: Option<usize>, what: &str) -> String {
    match at {
        Some(at) => format!("into[{at}].{what}"),
        None if what == "code" => "into".to_owned(),
        None => what.to_owned(),
    }
}

impl Form {
    pub(super) fn new() -> Self {
        Self {
            kind: RwSignal::new(None),
            units: RwSignal::default(),
            name: RwSignal::default(),
            new_kind: RwSignal::new(None),
            to: RwSignal::new(None),
            into: RwSignal::new(None),
            merged: Part::new(0),
            goes_on: RwSignal::new(false),
            kept: Part::new(1),
            parts: RwSignal::new(vec![Part::new(2), Part::new(3)]),
            day: RwSignal::default(),
            document: RwSignal::default(),
            errors: RwSignal::default(),
        }
    }

    /// Another kind of change: the units stay as far as they can, the rest begins anew.
    pub(super) fn choose_kind(self, kind: Kind) {
        if kind != Kind::Merge && self.units.with_untracked(|units| units.len() > 1) {
            self.units.update(|units| units.truncate(1));
        }
        self.errors.set(Vec::new());
        self.kind.set(Some(kind));
        self.begin_details();
    }

    /// Begins anew but for the day and the document: one resolution changes many units.
    pub(super) fn begin_again(self) {
        self.errors.set(Vec::new());
        self.units.set(Vec::new());
        self.begin_details();
    }

    /// Fills in what follows from the unit that changes.
    fn begin_details(self) {
        let unit = self.first().map(|found| found.unit);
        self.name
            .set(unit.as_ref().map_or_else(String::new, |u| u.name.clone()));
        self.new_kind.set(None);
        self.to.set(None);
        self.into.set(None);
        self.goes_on.set(false);
        self.merged.clear();
        self.kept.clear();
        if let Some(unit) = unit {
            self.kept.name.set(unit.name);
            self.kept.kind.set(Some(unit.kind));
        }
        self.parts.set(vec![Part::new(2), Part::new(3)]);
    }

    fn first(self) -> Option<Found> {
        self.units.with_untracked(|units| units.first().cloned())
    }

    pub(super) fn add(self, found: Found) {
        let is_first = self.units.with_untracked(Vec::is_empty);
        self.units.update(|units| units.push(found));
        if is_first {
            self.begin_details();
        }
    }

    pub(super) fn remove(self, unit: &UnitId) {
        self.units
            .update(|units| units.retain(|found| found.unit.id != *unit));
        if self.into.with_untracked(|into| into.as_ref() == Some(unit)) {
            self.into.set(None);
        }
    }

    /// The kind that the unit becomes, with the name that goes with it.
    pub(super) fn choose_new_kind(self, kind: Option<UnitKind>) {
        self.new_kind.set(kind);
        if let (Some(found), Some(kind)) = (self.first(), kind) {
            let unit = found.unit;
            self.name.set(renamed(&unit.name, unit.kind, kind));
        }
    }

    /// One more new unit; its key.
    pub(super) fn add_part(self) -> usize {
        let keys = |parts: &Vec<Part>| parts.iter().map(|part| part.key).max();
        let key = self.parts.with_untracked(keys).unwrap_or(1) + 1;
        self.parts.update(|parts| parts.push(Part::new(key)));
        key
    }

    pub(super) fn remove_part(self, key: usize) {
        self.parts
            .update(|parts| parts.retain(|part| part.key != key));
    }

    /// Whether the divided unit goes on: then one new unit is enough.
    pub(super) fn choose_goes_on(self, goes_on: bool) {
        self.goes_on.set(goes_on);
        let untouched = |part: &Part| {
            part.code.with_untracked(String::is_empty) && part.name.with_untracked(String::is_empty)
        };
        let parts = self.parts.get_untracked();
        if goes_on && parts.len() == 2 && parts.last().is_some_and(untouched) {
            self.parts.update(|parts| parts.truncate(1));
        } else if !goes_on && parts.len() < 2 {
            self.add_part();
        }
    }

    /// The units that the form knows by name; tracked.
    pub(super) fn known(self) -> Vec<UnitRef> {
        let units = self.units.get().into_iter().map(|found| found.unit);
        units.chain(self.to.get()).collect()
    }

    /// The unit above a part; tracked.
    pub(super) fn parent_of(self, part: Part) -> Option<UnitRef> {
        part.parent.get().or_else(|| {
            let units = self.units.get();
            units.first().and_then(|found| found.parent.clone())
        })
    }

    /// Shows a refusal at its fields; whether all of it has a place here.
    pub(super) fn shows(self, errors: &[FieldProblem]) -> bool {
        let kind = self.kind.get_untracked();
        !errors.is_empty()
            && kind.is_some_and(|kind| errors.iter().all(|error| kind.shows(&error.field)))
    }
}
