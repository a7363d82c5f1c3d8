//! Answers that were given before, served again while nothing has changed.
//!
//! **Invariant.** An answer is kept under the counters and the day that it was made with; every write
//! that could change a figure raises a counter in its own transaction. So a kept answer is never
//! older than the last commit, on one server or several. Rights are checked for every request before
//! anything is looked up.

use super::Ask;
use super::view::Opened;
use crate::db::counter::Counters;
use crate::db::overview::snapshot;
use crate::error::ServiceError;
use crate::service::Ctx;
use chrono::NaiveDate;
use domain::id::PlanId;
use domain::policy::Actor;
use sea_orm::DatabaseTransaction;
use serde::Serialize;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Mutex as AsyncMutex;

/// Bytes kept at most. The matrix of a large province is some 700 KB.
const ROOM: usize = 48 * 1024 * 1024;

/// Which answer: the screen with what else it was asked, the plan, and what to show of it.
type Key = (String, PlanId, Ask);

/// What it was made with.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Made {
    at: Counters,
    today: NaiveDate,
}

type Slot = Arc<AsyncMutex<Option<(Made, Arc<[u8]>)>>>;

/// The answers kept; one per server.
#[derive(Default)]
pub struct Served(Mutex<Shelf>);

#[derive(Default)]
struct Shelf {
    slots: HashMap<Key, Slot>,
    bytes: usize,
}

impl Served {
    fn slot(&self, key: Key) -> Slot {
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if shelf.bytes > ROOM {
            // Simple, and rare: there are few screens that many look at.
            *shelf = Shelf::default();
        }
        Arc::clone(shelf.slots.entry(key).or_default())
    }

    fn count(&self, bytes: usize) {
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.bytes = shelf.bytes.saturating_add(bytes);
    }

    /// The answer as JSON: as it was given before, where nothing has changed since; else made
    /// anew, once for all who ask at the same time.
    ///
    /// # Errors
    /// As [`super::overview`], and those of `make`.
    pub async fn answer<T: Serialize>(
        &self,
        ctx: Ctx<'_>,
        actor: &Actor,
        screen: String,
        plan: PlanId,
        ask: &Ask,
        make: impl AsyncFnOnce(&DatabaseTransaction, Opened) -> Result<T, ServiceError>,
    ) -> Result<Arc<[u8]>, ServiceError> {
        let conn = snapshot(ctx.db).await?;
        let opened = Opened::open(&conn, ctx, actor, plan).await?;
        let made = Made {
            at: opened.at,
            today: ctx.clock.today(),
        };
        let slot = self.slot((screen, plan, ask.clone()));
        let mut kept = slot.lock().await;
        if let Some((known, bytes)) = kept.as_ref()
            && known.is_no_older(&made)
        {
            return Ok(Arc::clone(bytes));
        }
        let answer = make(&conn, opened).await?;
        drop(conn);
        let bytes: Arc<[u8]> = serde_json::to_vec(&answer)
            .map_err(|error| ServiceError::Internal(error.into()))?
            .into();
        let before = kept.as_ref().map_or(0, |(_, bytes)| bytes.len());
        self.count(bytes.len().saturating_sub(before));
        *kept = Some((made, Arc::clone(&bytes)));
        Ok(bytes)
    }
}

impl Made {
    /// Whether what was made with this is good for whoever sees the other: of the same day, and of
    /// that state of the database or a later one (who waited for another's answer gets that).
    fn is_no_older(&self, other: &Self) -> bool {
        self.today == other.today
            && self.at.change >= other.at.change
            && self.at.tree >= other.at.tree
            && self.at.plan >= other.at.plan
    }
}
