//! Answers that were given before, served again while nothing has changed.
//!
//! **Invariant.** An answer is kept under the counters and the day that it was made with; every write
//! that could change a figure raises a counter in its own transaction, and marks the pages that it
//! changes with it. So a kept answer is never older than the last commit that concerns it, on one
//! server or several. Rights are checked for every request before anything is looked up.

use super::Ask;
use super::view::Opened;
use crate::db::counter::Counters;
use crate::db::overview::snapshot;
use crate::db::rollup::last_change;
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
    /// anew, once for all who ask at the same time. `Of::Figures` are answers that hold nothing but
    /// figures of a unit: they stay good until one of its pages changes.
    ///
    /// # Errors
    /// As [`super::overview`], and those of `make`.
    pub async fn answer<T: Serialize>(
        &self,
        ctx: Ctx<'_>,
        actor: &Actor,
        screen: (Of, String),
        plan: PlanId,
        ask: &Ask,
        make: impl AsyncFnOnce(&DatabaseTransaction, Opened) -> Result<T, ServiceError>,
    ) -> Result<Arc<[u8]>, ServiceError> {
        let mut conn = snapshot(ctx.db).await?;
        let mut opened = Opened::open(&conn, ctx, actor, plan).await?;
        let (of, screen) = screen;
        let slot = self.slot((screen, plan, ask.clone()));
        let mut kept = match slot.try_lock() {
            Ok(kept) => kept,
            Err(_) => {
                // Somebody is making it. Nobody holds a connection while waiting, and who comes first
                // afterwards makes it of the state of then: all who waited are content with that.
                let asked = Made::of(ctx, &opened);
                drop(conn);
                let kept = slot.lock().await;
                if let Some((known, bytes)) = kept.as_ref()
                    && known.is_no_older(&asked)
                {
                    return Ok(Arc::clone(bytes));
                }
                conn = snapshot(ctx.db).await?;
                opened = Opened::open(&conn, ctx, actor, plan).await?;
                kept
            }
        };
        let made = Made::of(ctx, &opened);
        let own = &opened.plan.summary.unit.id;
        let unit = ask.unit.as_ref().unwrap_or(own);
        // A commune below the plan's unit shows its own report too, which is in no page of its own.
        let is_summed = unit == own || opened.lines.is_province_level(unit);
        if let Some((known, bytes)) = kept.as_mut() {
            if known.is_no_older(&made) {
                return Ok(Arc::clone(bytes));
            }
            let concerns = of == Of::Everything
                || !is_summed
                || !known.differs_by_changes_only(&made)
                || last_change(&conn, plan, unit).await? > known.at.change;
            if !concerns {
                *known = made;
                return Ok(Arc::clone(bytes));
            }
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

/// What an answer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Figures of one unit and its parts, by plan.
    Figures,
    /// Who entered what, besides.
    Everything,
}

impl Made {
    fn of(ctx: Ctx<'_>, opened: &Opened) -> Self {
        Self {
            at: opened.at,
            today: ctx.clock.today(),
        }
    }

    /// Whether nothing but the sequence of changes moved on.
    fn differs_by_changes_only(&self, other: &Self) -> bool {
        self.today == other.today && self.at.tree == other.at.tree && self.at.plan == other.at.plan
    }

    /// Whether what was made with this is good for whoever sees the other: of the same day, and of
    /// that state of the database or a later one (who waited for another's answer gets that).
    fn is_no_older(&self, other: &Self) -> bool {
        self.today == other.today
            && self.at.change >= other.at.change
            && self.at.tree >= other.at.tree
            && self.at.plan >= other.at.plan
    }
}
