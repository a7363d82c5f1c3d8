//! Who is signed in, as this process last read it.
//!
//! **Invariant.** What is kept was read at a value of [`Counter::Access`](crate::db::counter::Counter::Access)
//! and holds only while that number stands. Everything that gives or takes rights raises it in its
//! own transaction, in whichever process: a role taken away is gone at the next request, which
//! costs one look at the number.

use crate::auth::CurrentUser;
use crate::auth::access::Access;
use domain::id::SessionId;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Most people kept: some 500 bytes each.
const ROOM: usize = 20_000;

/// People by session.
#[derive(Debug, Default)]
pub struct Known {
    people: Mutex<Kept>,
    /// The look at the number.
    pub access: Access,
}

#[derive(Debug, Default)]
struct Kept {
    access: i64,
    people: HashMap<SessionId, CurrentUser>,
}

impl Known {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        // A panic elsewhere cannot leave a half-written entry behind.
        self.people.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The person of a session, if kept at this value of the counter.
    #[must_use]
    pub fn get(&self, access: i64, session: SessionId) -> Option<CurrentUser> {
        let kept = self.kept();
        let fresh = kept.access == access;
        fresh.then(|| kept.people.get(&session).cloned()).flatten()
    }

    /// Keeps people who were read **after** the counter showed `access`. At a newer value all
    /// others go; at an older one nothing is kept. When there is no more room everybody else goes:
    /// simple, and rare.
    pub fn put(&self, access: i64, people: impl IntoIterator<Item = CurrentUser>) {
        let mut kept = self.kept();
        if access < kept.access {
            return;
        }
        if access > kept.access {
            kept.access = access;
            kept.people.clear();
        }
        for person in people {
            if kept.people.len() >= ROOM {
                kept.people.clear();
            }
            kept.people.insert(person.session, person);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::UserId;
    use domain::policy::Actor;
    use uuid::Uuid;

    fn person(n: u128) -> CurrentUser {
        let user = UserId(Uuid::from_u128(n));
        CurrentUser {
            actor: Actor {
                user,
                grants: Vec::new(),
            },
            user,
            session: session(n),
            username: format!("p{n}"),
            display_name: String::new(),
            simulated: false,
            must_change_password: false,
        }
    }

    fn session(n: u128) -> SessionId {
        SessionId(Uuid::from_u128(n))
    }

    fn is_known(known: &Known, access: i64, n: u128) -> bool {
        known.get(access, session(n)).is_some()
    }

    #[test]
    fn another_value_of_the_counter_knows_nobody() {
        let known = Known::default();
        known.put(3, [person(1)]);
        assert!(is_known(&known, 3, 1) && !is_known(&known, 3, 2));
        assert!(!is_known(&known, 4, 1) && !is_known(&known, 2, 1));
        known.put(4, [person(2)]);
        assert!(is_known(&known, 4, 2) && !is_known(&known, 4, 1) && !is_known(&known, 3, 1));
        // Somebody who looked at the counter earlier was slow.
        known.put(3, [person(1)]);
        assert!(!is_known(&known, 3, 1) && !is_known(&known, 4, 1));
    }

    #[test]
    fn there_is_an_end_to_it() {
        let known = Known::default();
        known.put(1, (0..ROOM as u128 + 10).map(person));
        assert!(known.kept().people.len() <= ROOM);
        assert!(is_known(&known, 1, ROOM as u128 + 9));
    }
}
