//! The working days of the state's offices: Monday to Friday, without the days off that the
//! operator enters and with the make-up days (a Saturday worked for a day off elsewhere).
//!
//! The days are **editable data**, not code: the Prime Minister fixes the days of Tết and National
//! Day year by year (Labour Code 45/2019/QH14, Article 112.3), and swaps of working days are
//! announced at short notice (2026-01-02 was swapped on 2025-12-25). [`propose`] gives what follows
//! from the law alone, to be corrected; `seeds/holidays.csv` what is known today.

mod statutory;

pub use statutory::{FIRST_PROPOSED_YEAR, LAST_PROPOSED_YEAR, propose};

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a day of the calendar is, beyond its weekday.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// Ngày lễ, tết: off.
    Holiday,
    /// Nghỉ bù, hoán đổi: off in place of another day.
    InLieu,
    /// Ngày làm bù: worked, though a Saturday or Sunday.
    MakeUp,
}

/// A day that is not what its weekday says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CalendarDay {
    /// The day.
    pub date: NaiveDate,
    /// Off or worked, and why.
    pub kind: DayKind,
    /// What it is called, in Vietnamese ("Quốc khánh").
    pub name: String,
}

/// Which days are worked. The default knows no holidays: Monday to Friday.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkCalendar {
    /// Sorted by date, one entry each.
    days: Vec<CalendarDay>,
}

impl WorkCalendar {
    /// A calendar of these days, in any order. Of several entries for one date a day off stands
    /// before a make-up day: when the data contradict themselves, nobody is late for it.
    #[must_use]
    pub fn new(days: impl IntoIterator<Item = CalendarDay>) -> Self {
        let mut days: Vec<CalendarDay> = days.into_iter().collect();
        days.sort_by_key(|day| (day.date, day.kind));
        days.dedup_by_key(|day| day.date);
        Self { days }
    }

    /// Its days in order, one entry each.
    #[must_use]
    pub fn days(&self) -> &[CalendarDay] {
        &self.days
    }

    /// The entry of a date, if it has one.
    #[must_use]
    pub fn day(&self, date: NaiveDate) -> Option<&CalendarDay> {
        let place = self.days.binary_search_by_key(&date, |day| day.date).ok()?;
        self.days.get(place)
    }

    /// Whether a day is worked.
    #[must_use]
    pub fn is_working(&self, date: NaiveDate) -> bool {
        self.day(date)
            .map_or(!is_weekend(date), |day| day.kind == DayKind::MakeUp)
    }

    /// The day so many working days after `from`. Nought gives `from` itself, even on a day off.
    /// `None` where the calendar leaves no such day within reach (bad data, or the end of time).
    #[must_use]
    pub fn add_working_days(&self, from: NaiveDate, days: u32) -> Option<NaiveDate> {
        nth_working_day(from, days, |day| self.is_working(day))
    }

    /// How many working days lie after `after`, up to and with `until`: by how much a report sent
    /// on `until` is late if it was due on `after`. Nought if `until` is not later. The inverse of
    /// [`WorkCalendar::add_working_days`].
    #[must_use]
    pub fn working_days_between(&self, after: NaiveDate, until: NaiveDate) -> u32 {
        if until <= after {
            return 0;
        }
        // Counted by whole weeks, not day by day: the dates may come from a request.
        let span = until.signed_duration_since(after).num_days();
        let rest = after
            .iter_days()
            .skip(1)
            .take(usize::try_from(span % 7).unwrap_or(0));
        let rest = rest.filter(|day| !is_weekend(*day)).count();
        let plain = span / 7 * 5 + i64::try_from(rest).unwrap_or(0);
        let from = self.days.partition_point(|day| day.date <= after);
        let to = self.days.partition_point(|day| day.date <= until);
        let inside = self.days.get(from..to).unwrap_or_default().iter();
        let changed: i64 = inside
            .map(|day| i64::from(self.is_working(day.date)) - i64::from(!is_weekend(day.date)))
            .sum();
        u32::try_from(plain + changed).unwrap_or(0)
    }
}

/// Whether a day is the weekly rest of a 40-hour office week.
pub(crate) fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// The `days`th day after `from` that is worked.
pub(crate) fn nth_working_day(
    from: NaiveDate,
    days: u32,
    is_working: impl Fn(NaiveDate) -> bool,
) -> Option<NaiveDate> {
    let mut day = from;
    let mut left = days;
    // A year without a working day is bad holiday data, not a reason to hang.
    let limit = from.checked_add_days(Days::new(u64::from(days) * 2 + 366))?;
    while left > 0 {
        day = day.succ_opt().filter(|day| *day <= limit)?;
        left -= u32::from(is_working(day));
    }
    Some(day)
}

#[cfg(test)]
pub(crate) mod tests;
