//! Which units a unit's figures count in: as it was (*theo thời điểm*), and in today's boundaries
//! (*theo địa giới hiện nay*).

use crate::db::entity::unit;
use crate::db::units;
use chrono::NaiveDate;
use domain::id::UnitId;
use domain::rollup::Boundaries;
use domain::unit::UnitRef;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The units directly below each unit, by name.
type Below = HashMap<UnitId, Vec<UnitId>>;

/// Days for which the units below units are kept.
const MOST_DAYS: usize = 64;

/// The tree of units.
#[derive(Debug, Default)]
pub struct UnitLines {
    units: HashMap<UnitId, Unit>,
    below: Mutex<HashMap<(Boundaries, NaiveDate), Arc<Below>>>,
}

#[derive(Debug)]
struct Unit {
    unit: UnitRef,
    parent: Option<UnitId>,
    /// Its place among all units by name.
    place: usize,
}

impl UnitLines {
    /// Loads them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load<C: ConnectionTrait>(conn: &C) -> Result<Self, DbErr> {
        let mut rows = unit::Entity::find().all(conn).await?;
        // Here, not in SQL: collations differ between databases.
        rows.sort_by(|a, b| (&a.name_folded, &a.id).cmp(&(&b.name_folded, &b.id)));
        let units = rows.into_iter().enumerate().map(|(place, row)| {
            let parent = row.parent_id.clone().map(UnitId);
            let unit = units::unit_ref(row)?;
            Ok((
                unit.id.clone(),
                Unit {
                    unit,
                    parent,
                    place,
                },
            ))
        });
        Ok(Self {
            units: units.collect::<Result<_, DbErr>>()?,
            below: Mutex::default(),
        })
    }

    /// The unit and what was above it on a day, nearest first.
    #[must_use]
    pub fn then(&self, unit: &UnitId, _day: NaiveDate) -> Vec<UnitId> {
        let mut line = vec![unit.clone()];
        let mut at = self.units.get(unit).and_then(|unit| unit.parent.as_ref());
        while let Some(parent) = at {
            if line.len() > 16 {
                break;
            }
            line.push(parent.clone());
            at = self.units.get(parent).and_then(|unit| unit.parent.as_ref());
        }
        line
    }

    /// The unit and what is above it today, for a figure of a day, nearest first.
    #[must_use]
    pub fn now(&self, unit: &UnitId, day: NaiveDate) -> Vec<UnitId> {
        self.then(unit, day)
    }

    /// The unit with what is above it, for a figure of a day, nearest first.
    #[must_use]
    pub fn line(&self, boundaries: Boundaries, unit: &UnitId, day: NaiveDate) -> Vec<UnitId> {
        match boundaries {
            Boundaries::Then => self.then(unit, day),
            Boundaries::Now => self.now(unit, day),
        }
    }

    /// A unit as it was called on a day.
    #[must_use]
    pub fn name(&self, unit: &UnitId, _day: NaiveDate) -> Option<UnitRef> {
        self.units.get(unit).map(|known| known.unit.clone())
    }

    /// Its place among all units by name, for lists.
    #[must_use]
    pub fn place(&self, unit: &UnitId) -> usize {
        self.units.get(unit).map_or(usize::MAX, |known| known.place)
    }

    /// The units directly below one, for figures of a day, by name.
    #[must_use]
    pub fn below(&self, boundaries: Boundaries, unit: &UnitId, day: NaiveDate) -> Vec<UnitId> {
        let known = self.all_below(boundaries, day);
        known.get(unit).cloned().unwrap_or_default()
    }

    fn all_below(&self, boundaries: Boundaries, day: NaiveDate) -> Arc<Below> {
        let mut kept = self.below.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.get(&(boundaries, day)) {
            return Arc::clone(known);
        }
        let mut below = Below::new();
        let mut units: Vec<(&UnitId, &Unit)> = self.units.iter().collect();
        units.sort_by_key(|(_, unit)| unit.place);
        for (id, _) in units {
            if let [_, parent, ..] = self.line(boundaries, id, day).as_slice() {
                below.entry(parent.clone()).or_default().push(id.clone());
            }
        }
        if kept.len() >= MOST_DAYS {
            kept.clear();
        }
        let below = Arc::new(below);
        kept.insert((boundaries, day), Arc::clone(&below));
        below
    }
}
