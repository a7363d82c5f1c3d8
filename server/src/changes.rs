//! Tells devices that listen that there is something to pull: the handle that commits are told to,
//! and the places of those who listen. `service::sync::watch` looks at what changed.

use crate::auth::keys::AccessClaims;
use domain::id::{SessionId, UnitId};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, broadcast, watch};

/// News that a listener may be behind before it has to begin anew.
const BACKLOG: usize = 16;

/// Most listeners of one session: a few tabs.
pub const LISTENERS_PER_SESSION: usize = 4;

/// Most listeners of one process.
pub const LISTENERS: usize = 10_000;

/// What changed since the news before.
#[derive(Clone, Debug, Default)]
pub struct News {
    /// Units with changed reports, and all above them.
    pub touched: HashSet<UnitId>,
    /// Whether the tree of units changed, which may concern anybody.
    pub tree: bool,
    /// Who is still signed in, where rights changed.
    pub access: Option<Access>,
}

/// Who is still signed in.
#[derive(Clone, Debug)]
pub struct Access {
    /// At this value of the counter.
    pub counter: i64,
    /// The roots of what the devices hold, of every session that listened and goes on.
    pub roots: HashMap<SessionId, Vec<UnitId>>,
}

/// Why there is no place for a listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// The session has as many as it may.
    Session,
    /// The process has as many as it may.
    Process,
}

/// Cheap to clone; every clone is the same handle.
#[derive(Clone, Debug)]
pub struct Changes(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    committed: Notify,
    stopping: watch::Sender<bool>,
    news: broadcast::Sender<Arc<News>>,
    places: Mutex<Places>,
}

#[derive(Debug, Default)]
struct Places {
    next: u64,
    taken: HashMap<u64, AccessClaims>,
    /// Whether somebody looks at what changes.
    watched: bool,
}

impl Default for Changes {
    fn default() -> Self {
        Self(Arc::new(Inner {
            committed: Notify::new(),
            stopping: watch::Sender::new(false),
            news: broadcast::Sender::new(BACKLOG),
            places: Mutex::default(),
        }))
    }
}

impl Changes {
    /// Something was committed: call it after every commit that raised a counter.
    pub fn notify(&self) {
        self.0.committed.notify_one();
    }

    /// Returns after the next [`Changes::notify`], or at once where one was not waited for yet.
    pub async fn committed(&self) {
        self.0.committed.notified().await;
    }

    /// The server stops: everybody is sent away.
    pub fn stop(&self) {
        self.0.stopping.send_replace(true);
    }

    /// Returns once the server stops.
    pub async fn stopped(&self) {
        // The sender lives as long as this handle.
        let _ = self.0.stopping.subscribe().wait_for(|stop| *stop).await;
    }

    fn places(&self) -> MutexGuard<'_, Places> {
        // A panic elsewhere leaves nothing half-written here.
        self.0.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place, free again when it is dropped. From now on the listener misses nothing.
    ///
    /// # Errors
    /// Where there is none.
    pub fn listen(&self, claims: AccessClaims) -> Result<Listener, Full> {
        let mut places = self.places();
        let own = |taken: &&AccessClaims| taken.session == claims.session;
        if places.taken.values().filter(own).count() >= LISTENERS_PER_SESSION {
            return Err(Full::Session);
        }
        if places.taken.len() >= LISTENERS {
            return Err(Full::Process);
        }
        let place = places.next;
        places.next += 1;
        places.taken.insert(place, claims);
        Ok(Listener {
            place,
            news: self.0.news.subscribe(),
            changes: self.clone(),
        })
    }

    /// Who listens, each session once.
    #[must_use]
    pub fn listeners(&self) -> HashSet<AccessClaims> {
        self.places().taken.values().copied().collect()
    }

    /// Whether the caller has to begin to watch, because nobody does.
    #[must_use]
    pub fn must_watch(&self) -> bool {
        !std::mem::replace(&mut self.places().watched, true)
    }

    /// Whether to go on watching. Where nobody listens any more, the next listener begins again.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        let mut places = self.places();
        places.watched = !places.taken.is_empty();
        places.watched
    }

    /// Nobody watches any more.
    pub fn unwatched(&self) {
        self.places().watched = false;
    }

    /// Tells everybody who listens.
    pub fn tell(&self, news: News) {
        // Nobody may be listening any more.
        let _ = self.0.news.send(Arc::new(news));
    }
}

/// Somebody who listens.
#[derive(Debug)]
pub struct Listener {
    place: u64,
    news: broadcast::Receiver<Arc<News>>,
    changes: Changes,
}

impl Listener {
    /// The next news; `None` when the server stops, or when too much was missed to go on.
    pub async fn next(&mut self) -> Option<Arc<News>> {
        tokio::select! {
            news = self.news.recv() => news.ok(),
            () = self.changes.stopped() => None,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.changes.places().taken.remove(&self.place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::UserId;
    use uuid::Uuid;

    fn claims(n: u128) -> AccessClaims {
        AccessClaims {
            user: UserId(Uuid::from_u128(n)),
            session: SessionId(Uuid::from_u128(n)),
        }
    }

    #[tokio::test]
    async fn places_are_counted_and_given_back() {
        let changes = Changes::default();
        let mut own: Vec<Listener> = (0..LISTENERS_PER_SESSION)
            .map(|_| changes.listen(claims(0)).unwrap())
            .collect();
        assert_eq!(changes.listen(claims(0)).err(), Some(Full::Session));
        own.pop();
        own.push(changes.listen(claims(0)).unwrap());
        let others: Vec<Listener> = (1..)
            .map_while(|n| changes.listen(claims(n)).ok())
            .collect();
        assert_eq!(others.len(), LISTENERS - LISTENERS_PER_SESSION);
        drop(own.pop());
        assert!(changes.listen(claims(0)).is_ok());
        assert_eq!(changes.listeners().len(), others.len() + 1);
    }

    #[tokio::test]
    async fn one_watches_while_somebody_listens() {
        let changes = Changes::default();
        let listener = changes.listen(claims(0)).unwrap();
        assert!(changes.must_watch() && !changes.must_watch());
        assert!(changes.goes_on());
        drop(listener);
        assert!(!changes.goes_on());
        assert!(changes.must_watch());
    }

    #[tokio::test]
    async fn news_reach_everybody_until_the_server_stops() {
        let changes = Changes::default();
        let mut listener = changes.listen(claims(0)).unwrap();
        let mut slow = changes.listen(claims(1)).unwrap();
        changes.tell(News::default());
        assert!(listener.next().await.is_some());
        for _ in 0..BACKLOG {
            changes.tell(News::default());
        }
        assert!(slow.next().await.is_none(), "it begins anew");
        changes.stop();
        changes.stopped().await;
        while listener.next().await.is_some() {}
    }
}
