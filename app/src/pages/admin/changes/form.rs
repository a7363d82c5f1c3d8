//! What is entered about a change of units, and the change that it says.

use super::super::fields::{Errors, field_problem};
use super::super::unit_search::Found;
use crate::client::session;
use crate::i18n::t;
use crate::json::parse_day;
use crate::unit_change::{kinds_like, renamed};
use crate::view::prelude::*;
use chrono::NaiveDate;
use domain::id::UnitId;
use domain::territory::{NewUnit, UnitChange};
use domain::unit::{UnitKind, UnitRef};
use domain::wire::admin::NewUnitChange;
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

    /// What is to be recorded, or what is missing; tracked.
    pub(super) fn entered(self) -> Result<NewUnitChange, Vec<FieldProblem>> {
        let mut missing = Vec::new();
        let change = self.change(&mut missing);
        let day = self.day(&mut missing);
        match (change, day) {
            (Some(change), Some(effective_on)) if missing.is_empty() => {
                let document = self.document.get().trim().to_owned();
                Ok(NewUnitChange {
                    effective_on,
                    change,
                    document: Some(document).filter(|text| !text.is_empty()),
                })
            }
            _ => Err(missing),
        }
    }

    fn day(self, missing: &mut Vec<FieldProblem>) -> Option<NaiveDate> {
        let day = parse_day(&self.day.get());
        let problem = match day {
            None => t::change::day_missing(),
            Some(day) if day > session::today() => t::change::day_in_future(),
            Some(_) => return day,
        };
        missing.push(field_problem("effective_on", problem));
        None
    }

    fn change(self, missing: &mut Vec<FieldProblem>) -> Option<UnitChange> {
        let Some(kind) = self.kind.get() else {
            missing.push(field_problem("type", t::change::kind_missing()));
            return None;
        };
        let units = self.units.get();
        let Some(first) = units.first().map(|found| found.unit.clone()) else {
            let (field, text) = match kind {
                Kind::Merge => ("from", t::change::units_too_few()),
                Kind::Split => ("from", t::change::unit_missing()),
                _ => ("unit", t::change::unit_missing()),
            };
            missing.push(field_problem(field, text));
            return None;
        };
        match kind {
            Kind::Rename => Some(UnitChange::Rename {
                name: self.name_of_changed(&first, missing)?,
                unit: first.id,
            }),
            Kind::Retype => {
                let kind = self.new_kind.get();
                if kind.is_none() {
                    missing.push(field_problem("kind", t::change::kind_of_unit_missing()));
                }
                let name = self.name_of_changed(&first, missing)?;
                Some(UnitChange::Retype {
                    unit: first.id,
                    kind: kind?,
                    name,
                })
            }
            Kind::Move => {
                let to = self.to.get();
                if to.is_none() {
                    missing.push(field_problem("to", t::change::to_missing()));
                }
                Some(UnitChange::Move {
                    unit: first.id,
                    to: to?.id,
                })
            }
            Kind::Merge => self.merger(&units, missing),
            Kind::Split => self.division(first, missing),
        }
    }

    fn name_of_changed(self, unit: &UnitRef, missing: &mut Vec<FieldProblem>) -> Option<String> {
        let name = one_line(&self.name.get());
        let problem = if name.is_empty() {
            t::change::name_missing()
        } else if name == unit.name {
            t::change::name_same()
        } else {
            return Some(name);
        };
        missing.push(field_problem("name", problem));
        None
    }

    fn merger(self, units: &[Found], missing: &mut Vec<FieldProblem>) -> Option<UnitChange> {
        if units.len() < 2 {
            missing.push(field_problem("from", t::change::units_too_few()));
        }
        let from = units.iter().map(|found| found.unit.id.clone()).collect();
        match self.into.get() {
            Some(into) => Some(UnitChange::Merge {
                from,
                into,
                new: None,
            }),
            None => {
                let code = code(&self.merged, None, missing);
                let new = self.new_unit(self.merged, None, missing);
                Some(UnitChange::Merge {
                    from,
                    into: code?,
                    new: Some(new?),
                })
            }
        }
    }

    fn division(self, unit: UnitRef, missing: &mut Vec<FieldProblem>) -> Option<UnitChange> {
        let mut into = Vec::new();
        if self.goes_on.get() {
            let kept = self.new_unit(self.kept, Some(self.kept.key), missing);
            into.push(kept.map(|kept| (unit.id.clone(), kept)));
        }
        for part in self.parts.get() {
            let code = code(&part, Some(part.key), missing);
            let new = self.new_unit(part, Some(part.key), missing);
            into.push(code.zip(new));
        }
        if into.len() < 2 {
            missing.push(field_problem("into", t::change::parts_too_few()));
        }
        Some(UnitChange::Split {
            from: unit.id,
            into: into.into_iter().collect::<Option<_>>()?,
        })
    }

    fn new_unit(
        self,
        part: Part,
        at: Option<usize>,
        missing: &mut Vec<FieldProblem>,
    ) -> Option<NewUnit> {
        let name = one_line(&part.name.get());
        let like = self.units.get();
        let like = like.first().map(|found| kinds_like(found.unit.kind));
        // A level with one kind leaves nothing to choose.
        let only = match like {
            Some([only]) => Some(*only),
            _ => None,
        };
        let kind = part.kind.get().or(only);
        let parent = self.parent_of(part);
        let mut need = |is_there: bool, what: &str, text: &str| {
            if !is_there {
                missing.push(field_problem(field_of(at, what), text));
            }
        };
        need(!name.is_empty(), "name", t::change::name_missing());
        need(kind.is_some(), "kind", t::change::kind_of_unit_missing());
        need(parent.is_some(), "parent", t::change::parent_missing());
        Some(NewUnit {
            name: Some(name).filter(|name| !name.is_empty())?,
            kind: kind?,
            parent: parent?.id,
        })
    }

    /// Shows a refusal at its fields; whether all of it has a place here.
    pub(super) fn shows(self, errors: &[FieldProblem]) -> bool {
        let kind = self.kind.get_untracked();
        !errors.is_empty()
            && kind.is_some_and(|kind| errors.iter().all(|error| kind.shows(&error.field)))
    }
}

fn code(part: &Part, at: Option<usize>, missing: &mut Vec<FieldProblem>) -> Option<UnitId> {
    let code = part.code.get().trim().to_owned();
    let problem = if code.is_empty() {
        t::change::code_missing()
    } else if code.contains(char::is_whitespace) {
        t::change::code_blank()
    } else {
        return Some(UnitId(code));
    };
    missing.push(field_problem(field_of(at, "code"), problem));
    None
}

/// Blanks around and between words made one.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
