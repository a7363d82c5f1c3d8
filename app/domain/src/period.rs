//! Reporting periods are rules, not calendar months: a month runs from the 15th of the month
//! before to the 14th, longer ones from 15/12 (practice of Decree 09/2019/NĐ-CP; here as in
//! Decision 01/2023/QĐ-UBND of Khánh Hòa, Article 4). A report is due so many *working days*
//! after the cut-off.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use utoipa::ToSchema;

/// The length of a period.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum PeriodKind {
    /// Tháng.
    Month,
    /// Quý.
    Quarter,
    /// 6 tháng.
    HalfYear,
    /// 9 tháng.
    NineMonths,
    /// Năm.
    Year,
}

impl PeriodKind {
    /// How many there are in a year (a nine-month report comes once).
    #[must_use]
    pub const fn per_year(self) -> u32 {
        match self {
            Self::Month => 12,
            Self::Quarter => 4,
            Self::HalfYear => 2,
            Self::NineMonths | Self::Year => 1,
        }
    }

    const fn months(self) -> u32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::HalfYear => 6,
            Self::NineMonths => 9,
            Self::Year => 12,
        }
    }

    const fn letter(self) -> char {
        match self {
            Self::Month => 'M',
            Self::Quarter => 'Q',
            Self::HalfYear => 'H',
            Self::NineMonths => 'N',
            Self::Year => 'Y',
        }
    }
}

/// A period by name: kind, year and number within the year. Written `2026-M11`, `2026-Q3`,
/// `2026-H1`, `2026-N1`, `2026-Y1`; that is its key in storage, on the wire and in URLs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// The year it is counted to.
    pub year: i32,
    /// Its length.
    pub kind: PeriodKind,
    /// 1-based place within the year.
    pub index: u32,
}

/// How a plan's periods are cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PeriodRule {
    /// The day of the month on which figures are cut off (14 by practice), 1–28.
    pub cutoff_day: u32,
    /// Working days after the cut-off until the report is due.
    pub due_working_days: u32,
}

impl Default for PeriodRule {
    /// The 15th to the 14th, due two working days later.
    fn default() -> Self {
        Self {
            cutoff_day: 14,
            due_working_days: 2,
        }
    }
}

/// The days of a period under a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PeriodDays {
    /// First day counted.
    pub starts_on: NaiveDate,
    /// The cut-off, the last day counted.
    pub ends_on: NaiveDate,
    /// The last day on which the report is in time.
    pub due_on: NaiveDate,
}

/// A text that is not a [`Period`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a period is written like 2026-M11 or 2026-Q3")]
pub struct PeriodError;

impl Period {
    /// A period, if the number exists in its year and the year is a plausible one (1900–2999).
    #[must_use]
    pub fn new(kind: PeriodKind, year: i32, index: u32) -> Option<Self> {
        let valid = (1..=kind.per_year()).contains(&index) && (1900..3000).contains(&year);
        valid.then_some(Self { year, kind, index })
    }

    /// A monthly period.
    #[must_use]
    pub fn month(year: i32, month: u32) -> Option<Self> {
        Self::new(PeriodKind::Month, year, month)
    }

    /// The period after.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        if self.index < self.kind.per_year() {
            Self::new(self.kind, self.year, self.index + 1)
        } else {
            Self::new(self.kind, self.year + 1, 1)
        }
    }

    /// The period before: what "kỳ trước" compares with.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        if self.index > 1 {
            Self::new(self.kind, self.year, self.index - 1)
        } else {
            Self::new(self.kind, self.year - 1, self.kind.per_year())
        }
    }

    /// The calendar month whose cut-off closes the period.
    const fn last_month(self) -> u32 {
        self.kind.months() * self.index
    }

    /// First and last day and due date. `is_holiday` says which days (besides Saturday and Sunday)
    /// nobody works. `None` for a cut-off day outside 1–28.
    #[must_use]
    pub fn days(
        self,
        rule: PeriodRule,
        is_holiday: impl Fn(NaiveDate) -> bool,
    ) -> Option<PeriodDays> {
        if !(1..=28).contains(&rule.cutoff_day) {
            return None;
        }
        let ends_on = NaiveDate::from_ymd_opt(self.year, self.last_month(), rule.cutoff_day)?;
        let before =
            i32::try_from(self.last_month()).ok()? - i32::try_from(self.kind.months()).ok()?;
        let (year, month) = if before == 0 {
            (self.year - 1, 12)
        } else {
            (self.year, before.unsigned_abs())
        };
        let starts_on = NaiveDate::from_ymd_opt(year, month, rule.cutoff_day)?.succ_opt()?;
        let due_on = add_working_days(ends_on, rule.due_working_days, is_holiday)?;
        Some(PeriodDays {
            starts_on,
            ends_on,
            due_on,
        })
    }

    /// The period that a day falls into, under a cut-off day.
    #[must_use]
    pub fn containing(kind: PeriodKind, day: NaiveDate, cutoff_day: u32) -> Option<Self> {
        let (mut year, mut month) = (day.year(), day.month());
        if day.day() > cutoff_day {
            (year, month) = if month == 12 {
                (year + 1, 1)
            } else {
                (year, month + 1)
            };
        }
        // A nine-month report does not cover the last quarter of the year.
        Self::new(kind, year, month.div_ceil(kind.months()))
    }
}

/// The day so many working days after `from`. Nought gives `from` itself, even on a holiday.
#[must_use]
pub fn add_working_days(
    from: NaiveDate,
    days: u32,
    is_holiday: impl Fn(NaiveDate) -> bool,
) -> Option<NaiveDate> {
    let mut day = from;
    let mut left = days;
    // A year without a working day is bad holiday data, not a reason to hang.
    let limit = from.checked_add_days(Days::new(u64::from(days) + 366))?;
    while left > 0 {
        day = day.succ_opt().filter(|day| *day <= limit)?;
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        left -= u32::from(!weekend && !is_holiday(day));
    }
    Some(day)
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.kind == PeriodKind::Month {
            write!(f, "{}-M{:02}", self.year, self.index)
        } else {
            write!(f, "{}-{}{}", self.year, self.kind.letter(), self.index)
        }
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (year, rest) = text.split_once('-').ok_or(PeriodError)?;
        let mut rest = rest.chars();
        let kind = match rest.next() {
            Some('M') => PeriodKind::Month,
            Some('Q') => PeriodKind::Quarter,
            Some('H') => PeriodKind::HalfYear,
            Some('N') => PeriodKind::NineMonths,
            Some('Y') => PeriodKind::Year,
            _ => return Err(PeriodError),
        };
        let index = rest.as_str().parse().map_err(|_| PeriodError)?;
        let year = year.parse().map_err(|_| PeriodError)?;
        let period = Self::new(kind, year, index).ok_or(PeriodError)?;
        // One spelling per period: it is a key.
        if period.to_string() == text {
            Ok(period)
        } else {
            Err(PeriodError)
        }
    }
}

impl Serialize for Period {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

crate::wire::string_schema!(
    Period,
    "A reporting period: kind, year and number",
    "2026-M11"
);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    fn no_holiday(_: NaiveDate) -> bool {
        false
    }

    #[test]
    fn ranges_of_the_decree() {
        let table = [
            (
                "2026-M11",
                day(2026, 10, 15),
                day(2026, 11, 14),
                day(2026, 11, 17),
            ),
            (
                "2026-M01",
                day(2025, 12, 15),
                day(2026, 1, 14),
                day(2026, 1, 16),
            ),
            (
                "2026-M12",
                day(2026, 11, 15),
                day(2026, 12, 14),
                day(2026, 12, 16),
            ),
            (
                "2026-Q1",
                day(2025, 12, 15),
                day(2026, 3, 14),
                day(2026, 3, 17),
            ),
            (
                "2026-Q3",
                day(2026, 6, 15),
                day(2026, 9, 14),
                day(2026, 9, 16),
            ),
            (
                "2026-H1",
                day(2025, 12, 15),
                day(2026, 6, 14),
                day(2026, 6, 16),
            ),
            (
                "2026-H2",
                day(2026, 6, 15),
                day(2026, 12, 14),
                day(2026, 12, 16),
            ),
            (
                "2026-N1",
                day(2025, 12, 15),
                day(2026, 9, 14),
                day(2026, 9, 16),
            ),
            (
                "2026-Y1",
                day(2025, 12, 15),
                day(2026, 12, 14),
                day(2026, 12, 16),
            ),
        ];
        for (key, starts_on, ends_on, due_on) in table {
            let period: Period = key.parse().unwrap();
            let days = period.days(PeriodRule::default(), no_holiday).unwrap();
            assert_eq!(
                days,
                PeriodDays {
                    starts_on,
                    ends_on,
                    due_on
                },
                "{key}"
            );
        }
    }

    #[test]
    fn holidays_push_the_due_date() {
        // Tết Bính Ngọ: 16–20/02/2026 off.
        let tet = |d: NaiveDate| d >= day(2026, 2, 16) && d <= day(2026, 2, 20);
        let days = Period::month(2026, 2)
            .unwrap()
            .days(PeriodRule::default(), tet)
            .unwrap();
        assert_eq!(days.due_on, day(2026, 2, 24));
    }

    #[test]
    fn keys() {
        for bad in [
            "",
            "2026",
            "2026-M13",
            "2026-M1",
            "2026-M00",
            "2026-Q5",
            "2026-X1",
            "26-M01",
            "2026-M011",
            "x-M01",
        ] {
            assert_eq!(bad.parse::<Period>(), Err(PeriodError), "{bad}");
        }
        let period = Period::month(2026, 1).unwrap();
        assert_eq!(period.previous().unwrap().to_string(), "2025-M12");
        assert_eq!(
            Period::month(2026, 12).unwrap().next().unwrap().to_string(),
            "2027-M01"
        );
    }

    fn any_period() -> impl Strategy<Value = Period> {
        let kinds = prop::sample::select(vec![
            PeriodKind::Month,
            PeriodKind::Quarter,
            PeriodKind::HalfYear,
            PeriodKind::NineMonths,
            PeriodKind::Year,
        ]);
        (kinds, 1950_i32..2900, 0_u32..12)
            .prop_map(|(kind, year, n)| Period::new(kind, year, n % kind.per_year() + 1).unwrap())
    }

    proptest! {
        #[test]
        fn next_and_previous_undo_each_other(period in any_period()) {
            prop_assert_eq!(period.next().unwrap().previous(), Some(period));
            prop_assert_eq!(period.to_string().parse::<Period>(), Ok(period));
        }

        #[test]
        fn periods_follow_without_gap(period in any_period(), cutoff_day in 1_u32..=28) {
            prop_assume!(period.kind != PeriodKind::NineMonths);
            let rule = PeriodRule { cutoff_day, due_working_days: 2 };
            let days = period.days(rule, no_holiday).unwrap();
            let next = period.next().unwrap().days(rule, no_holiday).unwrap();
            prop_assert_eq!(days.ends_on.succ_opt(), Some(next.starts_on));
            prop_assert!(days.due_on > days.ends_on);
            for inside in [days.starts_on, days.ends_on] {
                prop_assert_eq!(Period::containing(period.kind, inside, cutoff_day), Some(period));
            }
        }

        #[test]
        fn due_days_are_working_days(period in any_period(), due_working_days in 1_u32..15) {
            let rule = PeriodRule { cutoff_day: 14, due_working_days };
            let due = period.days(rule, no_holiday).unwrap().due_on;
            prop_assert!(!matches!(due.weekday(), Weekday::Sat | Weekday::Sun));
        }
    }
}
