//! What a person's devices hold.

use crate::db::units;
use domain::id::UnitId;
use domain::policy::{Actor, Grant};
use domain::sync::scope_key;
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Most scopes kept: as many as there are different lists of roles, some 300 bytes each.
const ROOM: usize = 20_000;

/// What a person's devices hold: the reports of the units in the subtrees of `roots`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The roots.
    pub roots: Vec<UnitId>,
    /// Another one when the scope is another one.
    pub key: String,
}

/// The keys of scopes, as this process last worked them out.
///
/// **Invariant.** They hold while [`Counter::Tree`](crate::db::counter::Counter::Tree) stands. A
/// key depends on the units below the roots, not on the number itself: a change of the tree
/// elsewhere does not make every device of the country begin anew.
#[derive(Debug, Default)]
pub struct Scopes(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    tree: i64,
    keys: HashMap<Vec<Grant>, String>,
}

impl Scopes {
    /// The scope of a person. `tree` is the counter as read just before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of<C: ConnectionTrait>(
        &self,
        conn: &C,
        tree: i64,
        actor: &Actor,
    ) -> Result<Scope, DbErr> {
        let roots = actor.device_roots();
        if let Some(key) = self.find(tree, &actor.grants) {
            return Ok(Scope { roots, key });
        }
        let units = units::all_within(conn, &roots).await?;
        let key = scope_key(&actor.grants, &units);
        self.keep(tree, &actor.grants, &key);
        Ok(Scope { roots, key })
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        // A panic elsewhere cannot leave a half-written entry behind.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, tree: i64, grants: &[Grant]) -> Option<String> {
        let kept = self.kept();
        let fresh = kept.tree == tree;
        fresh.then(|| kept.keys.get(grants).cloned()).flatten()
    }

    fn keep(&self, tree: i64, grants: &[Grant], key: &str) {
        let mut kept = self.kept();
        if tree < kept.tree {
            return;
        }
        if tree > kept.tree || kept.keys.len() >= ROOM {
            kept.tree = tree;
            kept.keys.clear();
        }
        kept.keys.insert(grants.to_vec(), key.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::policy::Role;

    fn grants(n: usize) -> Vec<Grant> {
        vec![Grant {
            role: Role::Reporter,
            unit: UnitId::new(n.to_string()),
        }]
    }

    #[test]
    fn a_changed_tree_is_worked_out_anew() {
        let scopes = Scopes::default();
        scopes.keep(3, &grants(1), "a");
        assert_eq!(scopes.find(3, &grants(1)).as_deref(), Some("a"));
        assert_eq!(scopes.find(4, &grants(1)), None);
        scopes.keep(4, &grants(2), "b");
        assert_eq!(scopes.find(4, &grants(1)), None);
        // Somebody who looked at the counter earlier was slow.
        scopes.keep(3, &grants(1), "a");
        assert_eq!(scopes.find(4, &grants(1)), None);
        assert_eq!(scopes.find(4, &grants(2)).as_deref(), Some("b"));
    }

    #[test]
    fn there_is_an_end_to_it() {
        let scopes = Scopes::default();
        for n in 0..ROOM + 10 {
            scopes.keep(1, &grants(n), "k");
        }
        assert!(scopes.kept().keys.len() <= ROOM);
    }
}
