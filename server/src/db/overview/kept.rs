//! What was read before and cannot have changed since, so that a view reads only what is new: after
//! one approval the lines of one report, not of the whole city.
//!
//! **Invariants.** A report's lines are kept under its version: every step that could change them
//! counts the version up inside the same transaction, and a view reads versions and lines in one
//! snapshot. A plan's lines are kept under its id alone: a stored plan is never changed (whoever
//! lets plans be amended keeps them under a version too). So nothing here ever has to be thrown
//! away for being stale, and several servers on one database agree.

use super::lines::Entries;
use super::links::Links;
use domain::id::{MeasureId, PlanId, ReportId, TaskId};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Reports, or plans, kept at most. A report's measures or tasks are some 5 KB.
const ROOM: usize = 6_000;

/// Lines of reports and plans read before; one per [`Db`](crate::db::Db).
#[derive(Debug, Default)]
pub struct Kept {
    pub(super) measures: Shelf<ReportId, Entries<MeasureId>>,
    pub(super) tasks: Shelf<ReportId, Entries<TaskId>>,
    pub(super) links: Shelf<PlanId, Links>,
}

/// What was found, by id.
pub(super) type ById<K, V> = HashMap<K, Arc<V>>;

/// Things by id, each under the version that it was read at.
#[derive(Debug)]
pub(super) struct Shelf<K, V>(Mutex<HashMap<K, (i64, Arc<V>)>>);

impl<K, V> Default for Shelf<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Copy + Eq + Hash, V> Shelf<K, V> {
    fn open(&self) -> MutexGuard<'_, HashMap<K, (i64, Arc<V>)>> {
        // A panic elsewhere cannot leave a half-written entry behind.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is here at the wanted versions, and what is not.
    pub(super) fn find(&self, wanted: &[(K, i64)]) -> (ById<K, V>, Vec<(K, i64)>) {
        let shelf = self.open();
        let mut found = HashMap::with_capacity(wanted.len());
        let mut missing = Vec::new();
        for (id, version) in wanted {
            match shelf.get(id) {
                Some((kept, value)) if kept == version => {
                    found.insert(*id, Arc::clone(value));
                }
                _ => missing.push((*id, *version)),
            }
        }
        (found, missing)
    }

    /// Keeps what was read, in place of older versions. When there is no more room everything
    /// else goes: simple, and rare.
    pub(super) fn put(&self, read: impl IntoIterator<Item = (K, i64, Arc<V>)>) {
        let mut shelf = self.open();
        for (id, version, value) in read {
            if shelf.len() >= ROOM {
                shelf.clear();
            }
            shelf.insert(id, (version, value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_version_is_missing() {
        let shelf = Shelf::<u32, &str>::default();
        shelf.put([(1, 3, Arc::new("three")), (2, 1, Arc::new("one"))]);
        let (found, missing) = shelf.find(&[(1, 3), (2, 2), (3, 1)]);
        assert_eq!(found.len(), 1);
        assert_eq!(*found[&1], "three");
        assert_eq!(missing, [(2, 2), (3, 1)]);
        shelf.put([(2, 2, Arc::new("two"))]);
        let (found, missing) = shelf.find(&[(2, 2)]);
        assert_eq!((*found[&2], missing.len()), ("two", 0));
    }

    #[test]
    fn there_is_an_end_to_it() {
        let shelf = Shelf::<usize, ()>::default();
        shelf.put((0..ROOM * 3).map(|id| (id, 0, Arc::new(()))));
        assert!(shelf.open().len() <= ROOM);
    }
}
