//! Which units a unit's figures count in: as it was (*theo thời điểm*), and in today's boundaries
//! (*theo địa giới hiện nay*).

use crate::db::territory;
use chrono::NaiveDate;
use domain::id::UnitId;
use domain::rollup::Boundaries;
use domain::territory::Territory;
use domain::text::fold;
use domain::unit::{UnitKind, UnitRef};
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The units directly below each unit, by name.
type Below = HashMap<UnitId, Vec<UnitId>>;

/// Days for which the units below units are kept.
const MOST_DAYS: usize = 64;

/// The tree of units over time.
#[derive(Debug)]
pub struct UnitLines {
    territory: Territory,
    /// Every unit of any time, by name.
    units: Vec<UnitId>,
    places: HashMap<UnitId, usize>,
    below: Mutex<HashMap<(Boundaries, NaiveDate), Arc<Below>>>,
}

impl UnitLines {
    /// Loads them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load<C: ConnectionTrait>(conn: &C) -> Result<Self, DbErr> {
        Ok(Self::new(territory::load(conn).await?))
    }

    fn new(territory: Territory) -> Self {
        let mut named: Vec<(String, UnitId)> = Vec::new();
        for span in territory.spans() {
            let name = (fold(&span.name), span.unit.clone());
            match named.last_mut() {
                // By unit, then time: the last name is the one that sorts.
                Some(last) if last.1 == span.unit => *last = name,
                _ => named.push(name),
            }
        }
        named.sort();
        let units: Vec<UnitId> = named.into_iter().map(|(_, unit)| unit).collect();
        let places = units.iter().cloned().zip(0..).collect();
        Self {
            territory,
            units,
            places,
            below: Mutex::default(),
        }
    }

    /// The unit and what was above it on a day, nearest first.
    #[must_use]
    pub fn then(&self, unit: &UnitId, day: NaiveDate) -> Vec<UnitId> {
        self.territory.line_at(unit, day)
    }

    /// The unit and what is above it by every change recorded, for a figure of a day, nearest
    /// first.
    #[must_use]
    pub fn now(&self, unit: &UnitId, day: NaiveDate) -> Vec<UnitId> {
        self.territory.line_in(unit, day, NaiveDate::MAX)
    }

    /// The unit with what is above it, for a figure of a day, nearest first.
    #[must_use]
    pub fn line(&self, boundaries: Boundaries, unit: &UnitId, day: NaiveDate) -> Vec<UnitId> {
        match boundaries {
            Boundaries::Then => self.then(unit, day),
            Boundaries::Now => self.now(unit, day),
        }
    }

    /// Whether the unit is in force on a day: who is not is not expected to report.
    #[must_use]
    pub fn is_in_force(&self, unit: &UnitId, day: NaiveDate) -> bool {
        self.territory.exists_at(unit, day)
    }

    /// Whether it is, or was last, a province or a city of that level.
    #[must_use]
    pub fn is_province_level(&self, unit: &UnitId) -> bool {
        let kind = self.territory.kind_at(unit, NaiveDate::MAX);
        kind.is_some_and(UnitKind::is_province_level)
    }

    /// A unit as it is called in boundaries, for a figure of a day.
    #[must_use]
    pub fn name(&self, boundaries: Boundaries, unit: &UnitId, day: NaiveDate) -> Option<UnitRef> {
        let day = match boundaries {
            Boundaries::Then => day,
            Boundaries::Now => NaiveDate::MAX,
        };
        Some(UnitRef {
            id: unit.clone(),
            name: self.territory.name_at(unit, day)?.to_owned(),
            kind: self.territory.kind_at(unit, day)?,
        })
    }

    /// Its place among all units by name, for lists.
    #[must_use]
    pub fn place(&self, unit: &UnitId) -> usize {
        self.places.get(unit).copied().unwrap_or(usize::MAX)
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
        for id in &self.units {
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
