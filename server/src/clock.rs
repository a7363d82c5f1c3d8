//! Time and ids are arguments everywhere: these are the only places that make them.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::Uuid;

/// Vietnam has one time zone and no summer time.
const VIETNAM_OFFSET_SECONDS: i32 = 7 * 3_600;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now, to the millisecond, which is what the database keeps.
    fn now(&self) -> DateTime<Utc>;

    /// The day in Vietnam: what deadlines are judged by.
    fn today(&self) -> NaiveDate {
        FixedOffset::east_opt(VIETNAM_OFFSET_SECONDS).map_or_else(
            || self.now().date_naive(),
            |zone| self.now().with_timezone(&zone).date_naive(),
        )
    }
}

/// Makes ids.
pub trait Ids: Send + Sync {
    /// A new id, later ones sorting after earlier ones.
    fn uuid(&self) -> Uuid;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the clock"
    )]
    fn now(&self) -> DateTime<Utc> {
        let now = Utc::now();
        DateTime::from_timestamp_millis(now.timestamp_millis()).unwrap_or(now)
    }
}

/// Time-ordered ids (UUIDv7).
#[derive(Clone, Copy, Debug, Default)]
pub struct RandomIds;

impl Ids for RandomIds {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that makes random ids"
    )]
    fn uuid(&self) -> Uuid {
        Uuid::now_v7()
    }
}

/// The machine's clock, shifted: the demonstration and the browser tests take place on a day of
/// their own, and time still passes.
#[derive(Clone, Copy, Debug)]
pub struct ShiftedClock {
    by: chrono::TimeDelta,
}

impl ShiftedClock {
    /// A clock that shows `now` at this moment and goes on from there.
    #[must_use]
    pub fn starting_at(now: DateTime<Utc>) -> Self {
        Self {
            by: now - SystemClock.now(),
        }
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> DateTime<Utc> {
        SystemClock.now() + self.by
    }
}

/// A clock that stands still until it is set: for tests and for the demonstration's data.
#[derive(Debug)]
pub struct FixedClock(std::sync::Mutex<DateTime<Utc>>);

impl FixedClock {
    /// A clock that shows this.
    #[must_use]
    pub fn new(now: DateTime<Utc>) -> Self {
        Self(std::sync::Mutex::new(now))
    }

    /// Sets it.
    pub fn set(&self, now: DateTime<Utc>) {
        *self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = now;
    }
}

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        *self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// Ids that count up from a start: for tests and for the demonstration's data.
#[derive(Debug)]
pub struct CountingIds(AtomicU64);

impl CountingIds {
    /// The first id will carry `first`.
    #[must_use]
    pub const fn new(first: u64) -> Self {
        Self(AtomicU64::new(first))
    }
}

impl Ids for CountingIds {
    fn uuid(&self) -> Uuid {
        // The version and variant bits of a UUIDv7 with a zero time, so that strict parsers agree.
        let n = u128::from(self.0.fetch_add(1, Ordering::Relaxed));
        Uuid::from_u128((0x7 << 76) | (0x8 << 60) | n)
    }
}
