//! `GET /api/v1/sync/events`: tells a device that there is something to pull, no more.

use super::watch::Watch;
use crate::auth::CurrentUser;
use crate::auth::keys::AccessClaims;
use crate::auth::known::Known;
use crate::changes::{Full, Listener, News};
use crate::db::counter;
use crate::error::ServiceError;
use crate::service::Ctx;
use crate::service::auth::recognise;
use domain::id::{SessionId, UnitId};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// The longest life of a stream: then the device comes again, perhaps to another process.
const LIFE: Duration = Duration::from_secs(3_600);

/// When to come again where there is no place.
const LATER_SECONDS: u64 = 30;

/// What one device is told.
#[derive(Debug)]
pub struct Events {
    listener: Listener,
    session: SessionId,
    /// Of what the device holds.
    roots: Vec<UnitId>,
    /// The counter of rights at which these roots held.
    access: i64,
    until: Instant,
}

/// A place to listen from; `None` for who has nothing on their devices, and so nothing to be told.
///
/// # Errors
/// `Throttled` where the session has too many streams, `Busy` where the server has.
pub async fn events(
    ctx: Ctx<'_>,
    known: &Arc<Known>,
    who: &CurrentUser,
) -> Result<Option<Events>, ServiceError> {
    let claims = AccessClaims {
        user: who.user,
        session: who.session,
    };
    let listener = ctx.db.changes().listen(claims).map_err(|full| match full {
        Full::Session => ServiceError::Throttled {
            retry_after_seconds: LATER_SECONDS,
        },
        Full::Process => ServiceError::Busy {
            retry_after_seconds: LATER_SECONDS,
        },
    })?;
    // With the place taken, so that whatever changes from here on is told.
    let conn = ctx.db.read();
    let seen = counter::all(conn).await?;
    let mut found = recognise(conn, known, seen.access, &[claims]).await?;
    let who = found.pop().flatten().ok_or(ServiceError::Unauthenticated)?;
    let roots = who.actor.device_roots();
    if roots.is_empty() {
        return Ok(None);
    }
    Watch::begin(ctx.db, known, seen);
    Ok(Some(Events {
        listener,
        session: who.session,
        roots,
        access: seen.access,
        until: Instant::now() + LIFE,
    }))
}

impl Events {
    /// Returns true when there is something to pull, and false when it is over: the session ended,
    /// the server stops, or the device should come again.
    pub async fn changed(&mut self) -> bool {
        loop {
            let news = tokio::select! {
                news = self.listener.next() => news,
                () = tokio::time::sleep_until(self.until) => None,
            };
            match news.map(|news| self.concerns(&news)) {
                Some(Some(false)) => {}
                Some(Some(true)) => return true,
                Some(None) | None => return false,
            }
        }
    }

    /// Whether the news concern the device; `None` where its session ended.
    fn concerns(&mut self, news: &News) -> Option<bool> {
        let mut concerned = news.tree;
        if let Some(access) = &news.access
            && access.counter > self.access
        {
            let roots = access.roots.get(&self.session)?;
            concerned |= *roots != self.roots;
            self.roots.clone_from(roots);
            self.access = access.counter;
        }
        Some(concerned || self.roots.iter().any(|root| news.touched.contains(root)))
    }
}
