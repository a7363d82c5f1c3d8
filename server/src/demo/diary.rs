//! When people work in the simulation: office hours, on the days between cut-off and due date.

use super::rng::Rng;
use chrono::{Datelike as _, Days, NaiveDate, NaiveDateTime, TimeDelta, Weekday};
use domain::period::PeriodDays;

/// Vietnam's time is so many hours ahead of UTC.
const AHEAD: TimeDelta = TimeDelta::hours(7);
/// Minutes after midnight when work begins, and after which nothing new is begun.
const MORNING: i64 = 7 * 60 + 30;
const EVENING: i64 = 18 * 60;

/// A moment that only moves forward, in Vietnam's time.
pub(crate) struct Diary {
    now: NaiveDateTime,
    rng: Rng,
}

impl Diary {
    /// Begins in the morning of a working day between cut-off and due date, or of one of the three
    /// after the due date for a late report.
    pub(crate) fn begin(days: PeriodDays, late: bool, mut rng: Rng) -> Self {
        let day = if late {
            working_day(later_by(days.due_on, rng.between(1, 3)))
        } else {
            let first = working_day(days.ends_on);
            let span = (days.due_on - first).num_days();
            working_day(later_by(first, rng.between(0, span)).min(days.due_on))
        };
        let now = midnight(day) + TimeDelta::minutes(MORNING + rng.between(0, 170));
        Self { now, rng }
    }

    /// Some minutes later the same day; returns the moment in milliseconds, UTC.
    pub(crate) fn soon(&mut self, low: i64, high: i64) -> i64 {
        let seconds = self.rng.between(low * 60, high * 60);
        self.now += TimeDelta::seconds(seconds);
        (self.now - AHEAD).and_utc().timestamp_millis()
    }

    /// Some minutes later; the next working morning where that would be after hours.
    pub(crate) fn later(&mut self, low: i64, high: i64) -> i64 {
        let then = self.now + TimeDelta::minutes(self.rng.between(low, high));
        if then >= midnight(self.now.date()) + TimeDelta::minutes(EVENING) {
            let next = working_day(later_by(self.now.date(), 1));
            self.now = midnight(next) + TimeDelta::minutes(MORNING);
            return self.soon(5, 110);
        }
        self.now = then;
        self.soon(0, 1)
    }
}

fn midnight(day: NaiveDate) -> NaiveDateTime {
    day.and_time(chrono::NaiveTime::MIN)
}

fn later_by(day: NaiveDate, days: i64) -> NaiveDate {
    let days = Days::new(u64::try_from(days).unwrap_or(0));
    day.checked_add_days(days).unwrap_or(day)
}

/// The day itself, or the Monday after a weekend.
fn working_day(day: NaiveDate) -> NaiveDate {
    match day.weekday() {
        Weekday::Sat => later_by(day, 2),
        Weekday::Sun => later_by(day, 1),
        _ => day,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Timelike as _};
    use domain::period::{Period, PeriodRule};

    #[test]
    fn office_hours_in_time() {
        let period = Period::month(2026, 11).unwrap();
        let days = period.days(PeriodRule::default(), |_| false).unwrap();
        for n in 0..200 {
            let mut diary = Diary::begin(days, false, Rng::keyed(&n.to_string()));
            let at = DateTime::from_timestamp_millis(diary.soon(0, 30)).unwrap();
            let local = at.naive_utc() + AHEAD;
            assert!(local.date() >= days.ends_on && local.date() <= days.due_on);
            assert!(!matches!(local.weekday(), Weekday::Sat | Weekday::Sun));
            assert!((7..18).contains(&local.hour()));
            let before = diary.soon(1, 1);
            assert!(diary.later(1, 900) > before);
        }
    }
}
