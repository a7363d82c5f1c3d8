//! Figures that are kept: what each report adds (`rollup_leaf`) and the sums of it (`rollup_page`),
//! so that a screen reads one row and an approval changes one row per level.
//!
//! **Invariants.** Whoever changes what a report counts, or what figures mean, calls
//! [`refresh`] (or [`take_off`] before and [`put_on`] after) in the same write transaction, after
//! the sequence of changes was raised: on PostgreSQL that keeps every other writer waiting, so
//! adding up differences loses nothing. The pages are at any moment exactly what [`rebuild`] makes
//! of the reports; [`check`] says so and tests ask it.
//!
//! | file | what it does |
//! | --- | --- |
//! | `structure` | which lines of which plans a report's lines stand under |
//! | `plan_lines` | the lines of plans, and what each carries out |
//! | `delegated` | which lines the plans below carry out, and since when |
//! | `unit_lines` | which units a unit's figures count in, then and now |
//! | `leaves` | reports reduced to what counts |
//! | `pages` | reading and storing pages |
//! | `peers` | what units counted, for comparing them |
//! | `refresh` | the differences that reports make |
//! | `rebuild` | everything anew, and whether it is the same |

mod delegated;
mod leaves;
mod pages;
mod peers;
mod plan_lines;
mod rebuild;
mod refresh;
mod structure;
mod unit_lines;

pub use leaves::{StoredLeaf, leaves_in, leaves_in_period, leaves_of, reports_of};
pub use pages::{PageKey, StoredPage, last_change, pages, pages_now};
pub use peers::{PeerFigures, peer_figures};
pub use rebuild::{check, is_missing, rebuild};
pub use refresh::{put_on, refresh, take_off};
pub use structure::{Above, Structure};
pub use unit_lines::UnitLines;

use crate::db::counter::Counters;
use crate::db::plans;
use domain::id::PlanId;
use domain::plan::Plan;
use sea_orm::{ConnectionTrait, DbErr};
use serde::{Serialize, de::DeserializeOwned};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// What was read of plans and boundaries before; one per [`Db`](crate::db::Db). All of it goes with
/// the next value of the counter that it hangs on.
#[derive(Debug, Default)]
pub struct Book(Mutex<Entries>);

#[derive(Debug, Default)]
struct Entries {
    plan: i64,
    structures: HashMap<PlanId, Arc<Structure>>,
    plans: HashMap<PlanId, Arc<Plan>>,
    tree: i64,
    unit_lines: Option<Arc<UnitLines>>,
}

/// Plans kept in full: of the country, its provinces, and a few communes. One is some 60 KB.
const MOST_PLANS: usize = 64;

impl Entries {
    /// Lets go of what hangs on another value of the counter of plans.
    fn hang_on(&mut self, plan: i64) {
        if self.plan != plan {
            self.plan = plan;
            self.structures.clear();
            self.plans.clear();
        }
    }
}

impl Book {
    fn open(&self) -> std::sync::MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets everything. A transaction that raised a counter and was undone calls this: the next
    /// one will raise it to the same number and mean something else.
    pub fn forget(&self) {
        *self.open() = Entries::default();
    }

    /// How the reports of plans stand under the plans above.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn structures<C: ConnectionTrait>(
        &self,
        conn: &C,
        at: &Counters,
        plans: impl IntoIterator<Item = PlanId>,
    ) -> Result<HashMap<PlanId, Arc<Structure>>, DbErr> {
        let mut found = HashMap::new();
        let mut missing = Vec::new();
        {
            let mut entries = self.open();
            entries.hang_on(at.plan);
            for plan in plans {
                match entries.structures.get(&plan) {
                    Some(known) => drop(found.insert(plan, Arc::clone(known))),
                    None => missing.push(plan),
                }
            }
        }
        missing.sort_unstable();
        missing.dedup();
        if missing.is_empty() {
            return Ok(found);
        }
        let loaded = structure::load(conn, &missing).await?;
        let mut entries = self.open();
        let is_current = entries.plan == at.plan;
        for (plan, structure) in loaded {
            let structure = Arc::new(structure);
            if is_current {
                entries.structures.insert(plan, Arc::clone(&structure));
            }
            found.insert(plan, structure);
        }
        Ok(found)
    }

    /// A plan in full; only of those that are looked at rolled up.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn plan<C: ConnectionTrait>(
        &self,
        conn: &C,
        at: &Counters,
        id: PlanId,
    ) -> Result<Option<Arc<Plan>>, DbErr> {
        {
            let mut entries = self.open();
            entries.hang_on(at.plan);
            if let Some(known) = entries.plans.get(&id) {
                return Ok(Some(Arc::clone(known)));
            }
        }
        let Some(loaded) = plans::load(conn, id).await? else {
            return Ok(None);
        };
        let plan = Arc::new(loaded.plan);
        let mut entries = self.open();
        if entries.plan == at.plan {
            if entries.plans.len() >= MOST_PLANS {
                entries.plans.clear();
            }
            entries.plans.insert(id, Arc::clone(&plan));
        }
        Ok(Some(plan))
    }

    /// Which units a unit's figures count in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unit_lines<C: ConnectionTrait>(
        &self,
        conn: &C,
        at: &Counters,
    ) -> Result<Arc<UnitLines>, DbErr> {
        {
            let entries = self.open();
            if let Some(known) = entries
                .unit_lines
                .as_ref()
                .filter(|_| entries.tree == at.tree)
            {
                return Ok(Arc::clone(known));
            }
        }
        let loaded = Arc::new(UnitLines::load(conn).await?);
        let mut entries = self.open();
        entries.tree = at.tree;
        entries.unit_lines = Some(Arc::clone(&loaded));
        Ok(loaded)
    }
}

fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>, DbErr> {
    postcard::to_stdvec(value).map_err(|error| DbErr::Type(format!("a roll-up row: {error}")))
}

fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, DbErr> {
    postcard::from_bytes(bytes)
        .map_err(|error| DbErr::Type(format!("corrupt roll-up row in the database: {error}")))
}
