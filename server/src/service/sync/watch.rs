//! Looks at what changed, for everybody who listens to this process.
//!
//! At once after a commit of this process and every [`POLL`] for those of others, but never more
//! than once in [`LEAST`]. However many listen, a look is one query, and a few more where something
//! changed.

use crate::auth::known::Known;
use crate::changes::{Access, Changes, News};
use crate::db::counter::{self, Counters};
use crate::db::{Db, sync};
use crate::service::auth::recognise;
use sea_orm::DbErr;
use std::sync::Arc;
use std::time::Duration;

/// How often commits of other processes are looked for.
const POLL: Duration = Duration::from_secs(2);

/// The least time between two looks, and so between two messages to one device.
const LEAST: Duration = Duration::from_secs(1);

pub(super) struct Watch {
    db: Db,
    known: Arc<Known>,
    changes: Changes,
    seen: Counters,
}

impl Watch {
    /// Begins to watch where nobody does yet. `seen` is what the new listener has seen.
    pub(super) fn begin(db: &Db, known: &Arc<Known>, seen: Counters) {
        let changes = db.changes().clone();
        if changes.must_watch() {
            let watch = Self {
                db: db.clone(),
                known: known.clone(),
                changes,
                seen,
            };
            tokio::spawn(watch.run());
        }
    }

    async fn run(mut self) {
        while self.next().await {
            if !self.changes.goes_on() {
                return;
            }
            match self.look().await {
                Ok(Some(news)) => self.changes.tell(news),
                Ok(None) => {}
                Err(error) => tracing::error!(%error, "cannot look for changes"),
            }
            tokio::select! {
                () = tokio::time::sleep(LEAST) => {}
                () = self.changes.stopped() => {}
            }
        }
    }

    /// Waits until there may be something; false when the server stops.
    async fn next(&self) -> bool {
        tokio::select! {
            () = self.changes.stopped() => false,
            () = self.changes.committed() => true,
            () = tokio::time::sleep(POLL) => true,
        }
    }

    async fn look(&mut self) -> Result<Option<News>, DbErr> {
        let conn = self.db.read();
        let now = counter::all(conn).await?;
        if now == self.seen {
            return Ok(None);
        }
        let mut news = News {
            tree: now.tree != self.seen.tree,
            ..News::default()
        };
        if now.change != self.seen.change {
            news.touched = sync::touched_after(conn, self.seen.change).await?;
        }
        if now.access != self.seen.access {
            let claims: Vec<_> = self.changes.listeners().into_iter().collect();
            let people = recognise(conn, &self.known, now.access, &claims).await?;
            let going_on = people.into_iter().flatten();
            news.access = Some(Access {
                counter: now.access,
                roots: going_on
                    .map(|who| (who.session, who.actor.device_roots()))
                    .collect(),
            });
        }
        self.seen = now;
        Ok(Some(news))
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // Nobody else would ever begin again.
        if std::thread::panicking() {
            self.changes.unwatched();
        }
    }
}
