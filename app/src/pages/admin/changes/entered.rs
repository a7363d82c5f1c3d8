//! The change that a form says, or what is still missing in it.

use super::super::unit_search::Found;
use super::form::{Form, Kind, Part, field_of};
use crate::client::session;
use crate::i18n::t;
use crate::json::parse_day;
use crate::pages::forms::fields::field_problem;
use crate::unit_change::kinds_like;
use crate::view::prelude::*;
use chrono::NaiveDate;
use domain::id::UnitId;
use domain::territory::{NewUnit, UnitChange};
use domain::unit::UnitRef;
use domain::wire::admin::NewUnitChange;
use domain::wire::problem::FieldProblem;

impl Form {
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
