//! The units above units, kept in memory: they change only with the tree.

use crate::db::units;
use domain::id::UnitId;
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Most units kept: every commune of the country with its departments.
const MOST: usize = 20_000;

/// Lines of ancestors, each with the unit itself, as of a value of
/// [`Counter::Tree`](crate::db::counter::Counter::Tree).
#[derive(Debug, Default)]
pub struct Ancestors(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    tree: i64,
    lines: HashMap<UnitId, Arc<[UnitId]>>,
}

impl Ancestors {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The lines of the units `wanted`. `tree` is the counter's value, read before this in the same transaction:
    /// what is loaded is of that moment or newer, and goes with the next value.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of<C: ConnectionTrait>(
        &self,
        conn: &C,
        tree: i64,
        wanted: HashSet<&UnitId>,
    ) -> Result<HashMap<UnitId, Arc<[UnitId]>>, DbErr> {
        let mut found = HashMap::with_capacity(wanted.len());
        let mut missing = Vec::new();
        {
            let mut kept = self.kept();
            if kept.tree != tree {
                kept.tree = tree;
                kept.lines.clear();
            }
            for unit in wanted {
                match kept.lines.get(unit) {
                    Some(line) => drop(found.insert(unit.clone(), Arc::clone(line))),
                    None => missing.push(unit.clone()),
                }
            }
        }
        if missing.is_empty() {
            return Ok(found);
        }
        let loaded = units::lines_of(conn, &missing).await?;
        let mut kept = self.kept();
        let is_current = kept.tree == tree;
        if kept.lines.len() + loaded.len() > MOST {
            kept.lines.clear();
        }
        for (unit, line) in loaded {
            let line: Arc<[UnitId]> = line.into();
            if is_current {
                kept.lines.insert(unit.clone(), Arc::clone(&line));
            }
            found.insert(unit, line);
        }
        Ok(found)
    }
}
