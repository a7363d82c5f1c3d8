//! What is stored of the tree over time: stretches of a unit's life, and what changed them.

use crate::id::{UnitEventId, UnitId};
use crate::unit::UnitKind;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A stretch of time in which a unit's name, kind and parent stay the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnitSpan {
    /// The unit.
    pub unit: UnitId,
    /// Its full name, "Xã Tam Mỹ".
    pub name: String,
    /// What it is.
    pub kind: UnitKind,
    /// The unit above; `None` only for the nation.
    pub parent: Option<UnitId>,
    /// First day in force; `None`: since ever.
    pub valid_from: Option<NaiveDate>,
    /// First day **no longer** in force; `None`: until further notice.
    pub valid_to: Option<NaiveDate>,
}

impl UnitSpan {
    /// Whether it is in force on a day.
    #[must_use]
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.reaches(day)
    }

    /// Whether it is in force on a day or on any later one.
    pub(super) fn reaches(&self, day: NaiveDate) -> bool {
        self.valid_to.is_none_or(|to| day < to)
    }

    /// Whether it says the same of the unit, at another time.
    pub(super) fn says_same(&self, other: &Self) -> bool {
        self.kind == other.kind && self.name == other.name && self.parent == other.parent
    }
}

/// What a unit is that a merge or a split brings into being.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
// The administration's form for one more unit is `NewUnit` in the API already.
#[schema(as = NewUnitOfChange)]
pub struct NewUnit {
    /// Its full name.
    pub name: String,
    /// What it is: of the same level as the units that it comes from.
    pub kind: UnitKind,
    /// The unit above.
    pub parent: UnitId,
}

/// A change of the tree. On the wire tagged by `type` (`kind` is a field of its own here).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum UnitChange {
    /// A new name.
    Rename {
        /// Which unit.
        unit: UnitId,
        /// Its new full name.
        name: String,
    },
    /// A new kind of the same level, with the name that goes with it: a xã becomes a phường.
    Retype {
        /// Which unit.
        unit: UnitId,
        /// What it becomes.
        kind: UnitKind,
        /// Its new full name.
        name: String,
    },
    /// Goes under another unit, with everything below it.
    Move {
        /// Which unit.
        unit: UnitId,
        /// The unit above from then on.
        to: UnitId,
    },
    /// Several units become one. What is below those that end goes under `into`.
    Merge {
        /// The units that are merged. `into` may be among them: it takes up the others.
        from: Vec<UnitId>,
        /// The unit that they become: one of them, another one, or the new one.
        into: UnitId,
        /// What `into` is, exactly where it is new.
        new: Option<NewUnit>,
    },
    /// One unit becomes several. What is below it goes under the first of `into`, unless the unit
    /// itself goes on; moves on the same day put the others right.
    Split {
        /// The unit that is divided.
        from: UnitId,
        /// What it becomes. All are new, but for `from` itself, which may be among them: it goes
        /// on, smaller, with the name, kind and parent given here.
        into: Vec<(UnitId, NewUnit)>,
    },
}

impl UnitChange {
    /// The units that it names, those that change first.
    #[must_use]
    pub fn units(&self) -> Vec<&UnitId> {
        match self {
            Self::Rename { unit, .. } | Self::Retype { unit, .. } => vec![unit],
            Self::Move { unit, to } => vec![unit, to],
            Self::Merge { from, into, .. } => {
                let mut units: Vec<&UnitId> = from.iter().collect();
                if !units.contains(&into) {
                    units.push(into);
                }
                units
            }
            Self::Split { from, into } => {
                let mut units = vec![from];
                units.extend(
                    into.iter()
                        .map(|(unit, _)| unit)
                        .filter(|unit| *unit != from),
                );
                units
            }
        }
    }

    /// The units that it makes, with what they are.
    #[must_use]
    pub fn makes(&self) -> Vec<(&UnitId, &NewUnit)> {
        match self {
            Self::Rename { .. } | Self::Retype { .. } | Self::Move { .. } => Vec::new(),
            Self::Merge { into, new, .. } => new.iter().map(|new| (into, new)).collect(),
            Self::Split { from, into } => into
                .iter()
                .filter(|(unit, _)| unit != from)
                .map(|(unit, new)| (unit, new))
                .collect(),
        }
    }

    /// The units under which something new appears.
    #[must_use]
    pub fn new_parents(&self) -> Vec<&UnitId> {
        match self {
            Self::Rename { .. } | Self::Retype { .. } => Vec::new(),
            Self::Move { to, .. } => vec![to],
            Self::Merge { new, .. } => new.iter().map(|new| &new.parent).collect(),
            Self::Split { into, .. } => into.iter().map(|(_, new)| &new.parent).collect(),
        }
    }
}

/// A change with the day from which it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnitEvent {
    /// Which.
    pub id: UnitEventId,
    /// The first day on which it is so.
    pub effective_on: NaiveDate,
    /// What changes.
    pub change: UnitChange,
    /// The resolution behind it, "Nghị quyết số 30/2026/QH16".
    pub document: Option<String>,
    /// Taken back: it is kept, and has no effect.
    pub undone: bool,
}
