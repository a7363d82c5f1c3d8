//! Reporting periods are rules, not calendar months: a month runs from the 15th of the month
//! before to the 14th, longer ones from 15/12 (practice of Decree 09/2019/NĐ-CP; here as in
//! Decision 01/2023/QĐ-UBND of Khánh Hòa, Article 4). A report is due so many *working days*
//! after the cut-off.
//!
//! This file holds the names and keys of periods, `days.rs` their ranges and the rule that cuts
//! them, `week.rs` the numbering of weeks, `next.rs` which period comes to be opened, `due.rs` what
//! a day more or less in the calendar does to what is open. Working days are counted in [`crate::calendar`].
//!
//! **Longer periods from shorter.** The months of a quarter, half-year, nine months or year
//! ([`Period::months`]) tile it without gap: they are cut on the same day of the month. So the
//! figure of a longer period follows from its months by
//! [`Accumulation`](crate::measure::Accumulation): of a flow it is the sum of the months; of a
//! cumulative or stock measure the figure of the last month. Weeks tile no month.

mod days;
mod due;
mod next;
mod week;

pub use days::{PeriodDays, PeriodRule, RuleError, add_working_days};
pub use due::DueDays;
pub use next::{kind_used_last, next_to_open};
pub use week::CutoffWeekday;

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
    /// Tuần. Ends on the weekday of [`PeriodRule::week_cutoff`]; counted to the year in which that
    /// day falls.
    Week,
    /// Đột xuất: outside the rhythm. Its days are given when it is opened, never computed.
    AdHoc,
}

impl PeriodKind {
    /// Every kind, the shortest first, what is outside the rhythm last: the order of lists.
    pub const ALL: [Self; 7] = [
        Self::Week,
        Self::Month,
        Self::Quarter,
        Self::HalfYear,
        Self::NineMonths,
        Self::Year,
        Self::AdHoc,
    ];

    /// The most there can be in a year (a nine-month report comes once; a year has 53 weeks if it
    /// has 53 cut-off days, see [`CutoffWeekday::weeks_in`]; 999 ad hoc periods is a bound of the
    /// key, not a rule).
    #[must_use]
    pub const fn per_year(self) -> u32 {
        match self {
            Self::Month => 12,
            Self::Quarter => 4,
            Self::HalfYear => 2,
            Self::NineMonths | Self::Year => 1,
            Self::Week => 53,
            Self::AdHoc => 999,
        }
    }

    /// How many monthly periods make one up; none for what is not made of months.
    const fn months(self) -> u32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::HalfYear => 6,
            Self::NineMonths => 9,
            Self::Year => 12,
            Self::Week | Self::AdHoc => 0,
        }
    }

    const fn letter(self) -> char {
        match self {
            Self::Month => 'M',
            Self::Quarter => 'Q',
            Self::HalfYear => 'H',
            Self::NineMonths => 'N',
            Self::Year => 'Y',
            Self::Week => 'W',
            Self::AdHoc => 'A',
        }
    }
}

/// A period by name: kind, year and number within the year. Written `2026-M11`, `2026-Q3`,
/// `2026-H1`, `2026-N1`, `2026-Y1`, `2026-W07`, `2026-A3`; that is its key in storage, on the wire
/// and in URLs.
///
/// Ordered by year, then kind, then number: in time within a kind, by length of kind (weeks and ad
/// hoc last) across kinds. Sort by [`PeriodDays::ends_on`] to put different kinds in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// The year it is counted to.
    pub year: i32,
    /// Its length.
    pub kind: PeriodKind,
    /// 1-based place within the year.
    pub index: u32,
}

/// A text that is not a [`Period`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a period is written like 2026-M11 or 2026-Q3")]
pub struct PeriodError;

impl Period {
    /// A period, if the number exists in its year and the year is a plausible one (1900–2999).
    /// Week 53 is accepted in every year: whether the year has it depends on the cut-off weekday
    /// ([`CutoffWeekday::weeks_in`]), which a key does not know.
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

    /// The period after. `None` for an ad hoc period, which has no neighbours.
    ///
    /// Weeks are counted as under the default cut-off weekday, Thursday, where the numbers are
    /// those of ISO 8601; [`Period::next_under`] knows the plan's own weekday.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        let last = self.last_index(CutoffWeekday::default())?;
        if self.index < last {
            Self::new(self.kind, self.year, self.index + 1)
        } else {
            Self::new(self.kind, self.year + 1, 1)
        }
    }

    /// The period before: what "kỳ trước" compares with. Ad hoc periods and weeks as in
    /// [`Period::next`].
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        self.before(CutoffWeekday::default())
    }

    /// The period before, weeks counted by their cut-off weekday.
    fn before(self, weekday: CutoffWeekday) -> Option<Self> {
        if self.kind == PeriodKind::AdHoc {
            None
        } else if self.index > 1 {
            Self::new(self.kind, self.year, self.index - 1)
        } else {
            let year = self.year - 1;
            Self::new(self.kind, year, Self { year, ..self }.last_index(weekday)?)
        }
    }

    /// The number of the last period of this kind in its year; ad hoc periods have none.
    fn last_index(self, weekday: CutoffWeekday) -> Option<u32> {
        match self.kind {
            PeriodKind::AdHoc => None,
            PeriodKind::Week => Some(weekday.weeks_in(self.year)),
            kind => Some(kind.per_year()),
        }
    }

    /// The calendar month whose cut-off closes the period.
    const fn last_month(self) -> u32 {
        self.kind.months() * self.index
    }

    /// The monthly periods inside, in order: three of a quarter, six, nine or twelve of the longer
    /// ones; a month gives itself, a week and an ad hoc period nothing. See the module for how the
    /// figure of the whole follows from theirs.
    pub fn months(self) -> impl Iterator<Item = Self> {
        let last = self.last_month();
        // An empty range for kinds that are not made of months: 1..=0.
        let first = last + 1 - self.kind.months();
        (first..=last).filter_map(move |month| Self::month(self.year, month))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if matches!(self.kind, PeriodKind::Month | PeriodKind::Week) {
            write!(f, "{}-{}{:02}", self.year, self.kind.letter(), self.index)
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
            Some('W') => PeriodKind::Week,
            Some('A') => PeriodKind::AdHoc,
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
mod tests;
#[cfg(test)]
mod week_tests;
