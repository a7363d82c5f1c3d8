//! Reading what a view is made of: the kept pages of units, and the units' own reports.

use super::view::Own;
use crate::db::counter::Counters;
use crate::db::rollup::{PageKey, StoredLeaf, Structure, leaves_in, pages, pages_now};
use crate::service::Ctx;
use domain::id::UnitId;
use domain::measure::Accumulation;
use domain::period::Period;
use domain::plan::Plan;
use domain::rollup::{Boundaries, Page};
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::HashMap;
use std::sync::Arc;

/// Reads figures of a plan.
pub(super) struct Reader<'a, C> {
    pub(super) conn: &'a C,
    pub(super) ctx: Ctx<'a>,
    pub(super) at: &'a Counters,
    pub(super) plan: &'a Plan,
    pub(super) boundaries: Boundaries,
}

impl<C: ConnectionTrait> Reader<'_, C> {
    /// The figures of units in periods: what the units below them come to.
    pub(super) async fn read_sums(
        &self,
        units: &[UnitId],
        periods: &[Period],
    ) -> Result<Read, DbErr> {
        let plan = self.plan.summary.id;
        let keys: Vec<PageKey> = units
            .iter()
            .flat_map(|unit| {
                periods.iter().map(|period| PageKey {
                    plan,
                    unit: unit.clone(),
                    period: *period,
                })
            })
            .collect();
        let found = match self.boundaries {
            Boundaries::Then => pages(self.conn, &keys).await?,
            Boundaries::Now => pages_now(self.conn, &keys).await?,
        };
        Ok(Read {
            pages: found
                .into_iter()
                .filter(|(_, stored)| !stored.page.is_nought())
                .map(|(key, stored)| ((key.unit, key.period), stored.page))
                .collect(),
            own: HashMap::new(),
        })
    }

    /// The same, and the units' own reports that count in the plan.
    pub(super) async fn read(&self, units: &[UnitId], periods: &[Period]) -> Result<Read, DbErr> {
        let plan = self.plan.summary.id;
        let mut read = self.read_sums(units, periods).await?;
        let leaves = leaves_in(self.conn, units, periods).await?;
        let structures = self
            .ctx
            .db
            .book()
            .structures(self.conn, self.at, leaves.iter().map(|leaf| leaf.plan))
            .await?;
        for stored in leaves {
            let Some(structure) = structures.get(&stored.plan) else {
                continue;
            };
            let above = structure.above.iter().position(|above| above.plan == plan);
            if let Some(above) = above {
                let key = (stored.unit.clone(), stored.period);
                read.own.entry(key).or_default().push(Held {
                    stored,
                    structure: Arc::clone(structure),
                    above,
                });
            }
        }
        Ok(read)
    }
}

struct Held {
    stored: StoredLeaf,
    structure: Arc<Structure>,
    above: usize,
}

/// What was read.
pub(super) struct Read {
    pages: HashMap<(UnitId, Period), Page>,
    own: HashMap<(UnitId, Period), Vec<Held>>,
}

impl Read {
    /// The sum of the units below a unit over the periods.
    pub(super) fn sums(
        &self,
        unit: &UnitId,
        parts: &[Period],
        kinds: &[Accumulation],
    ) -> Option<Page> {
        let found: Vec<Option<&Page>> = parts
            .iter()
            .map(|period| self.pages.get(&(unit.clone(), *period)))
            .collect();
        over_time(&found, kinds)
    }

    /// What a unit's own reports add over the periods.
    pub(super) fn own_page(
        &self,
        unit: &UnitId,
        parts: &[Period],
        kinds: &[Accumulation],
    ) -> Option<Page> {
        let pages: Vec<Option<Page>> = parts
            .iter()
            .map(|period| {
                let held = self.own.get(&(unit.clone(), *period))?;
                let mut page = Page::default();
                for held in held {
                    if let Some(above) = held.structure.above.get(held.above) {
                        page.add_leaf(&held.stored.leaf, &above.links, 1);
                    }
                }
                Some(page)
            })
            .collect();
        let pages: Vec<Option<&Page>> = pages.iter().map(Option::as_ref).collect();
        over_time(&pages, kinds)
    }

    /// The unit's own report, where the period is reported as such.
    pub(super) fn own(&self, unit: &UnitId, parts: &[Period]) -> Option<Own> {
        let [period] = parts else {
            return None;
        };
        let held = self.own.get(&(unit.clone(), *period))?.first()?;
        let leaf = held.stored.leaf.clone();
        let above = held.structure.above.get(held.above)?;
        Some(Own {
            report: held.stored.report,
            links: leaf.elsewhere.own(&above.links),
            leaf,
            structure: Arc::clone(&held.structure),
        })
    }
}

fn over_time(pages: &[Option<&Page>], kinds: &[Accumulation]) -> Option<Page> {
    match pages {
        [] => None,
        [one] => one.cloned(),
        many if many.iter().all(Option::is_none) => None,
        many => {
            let pages: Vec<Page> = many
                .iter()
                .map(|page| page.cloned().unwrap_or_default())
                .collect();
            let kind = |place: usize| kinds.get(place).copied().unwrap_or(Accumulation::Stock);
            Some(Page::over_time(&pages, kind))
        }
    }
}
