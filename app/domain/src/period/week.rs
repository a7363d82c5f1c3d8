//! The numbering of weeks. A week ends on its cut-off weekday and is counted to the year in which
//! that day falls; week *n* is the one that ends on the year's *n*th such day. Under a Thursday
//! cut-off the number is the ISO 8601 week number of that Thursday.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The weekday on which a week's figures are cut off. Practice varies between offices, so it is a
/// setting of the plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CutoffWeekday {
    /// Thứ Hai.
    Monday,
    /// Thứ Ba.
    Tuesday,
    /// Thứ Tư.
    Wednesday,
    /// Thứ Năm: leaves Friday for the report \[G\].
    #[default]
    Thursday,
    /// Thứ Sáu.
    Friday,
    /// Thứ Bảy.
    Saturday,
    /// Chủ nhật.
    Sunday,
}

impl CutoffWeekday {
    /// All, Monday first.
    pub const ALL: [Self; 7] = [
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
        Self::Sunday,
    ];

    const fn weekday(self) -> Weekday {
        match self {
            Self::Monday => Weekday::Mon,
            Self::Tuesday => Weekday::Tue,
            Self::Wednesday => Weekday::Wed,
            Self::Thursday => Weekday::Thu,
            Self::Friday => Weekday::Fri,
            Self::Saturday => Weekday::Sat,
            Self::Sunday => Weekday::Sun,
        }
    }

    /// The first such day on or after `day`.
    fn on_or_after(self, day: NaiveDate) -> Option<NaiveDate> {
        let wait = self.weekday().days_since(day.weekday());
        day.checked_add_days(Days::new(u64::from(wait)))
    }

    /// The last day of week `index` (from 1) of `year`, if the year has that week.
    pub(super) fn week_end(self, year: i32, index: u32) -> Option<NaiveDate> {
        let first = self.on_or_after(NaiveDate::from_ymd_opt(year, 1, 1)?)?;
        let later = Days::new(u64::from(index.checked_sub(1)?) * 7);
        first
            .checked_add_days(later)
            .filter(|day| day.year() == year)
    }

    /// Year and number of the week that `day` falls into.
    pub(super) fn week_of(self, day: NaiveDate) -> Option<(i32, u32)> {
        let end = self.on_or_after(day)?;
        Some((end.year(), end.ordinal0() / 7 + 1))
    }

    /// How many weeks are counted to a year: 52, or 53 if the year has 53 such days.
    #[must_use]
    pub fn weeks_in(self, year: i32) -> u32 {
        52 + u32::from(self.week_end(year, 53).is_some())
    }
}
