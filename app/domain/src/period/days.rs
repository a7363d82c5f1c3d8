//! The days of a period: the rule that cuts it, its range, when its report is due and when it
//! locks.

use super::{CutoffWeekday, Period, PeriodKind};
use crate::calendar::{WorkCalendar, is_weekend, nth_working_day};
use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How a plan's periods are cut. [`PeriodRule::validate`] holds the bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PeriodRule {
    /// The day of the month on which figures are cut off (14 by practice), 1–28.
    pub cutoff_day: u32,
    /// Working days after the cut-off until the report is due, at most 30.
    pub due_working_days: u32,
    /// Working days after the due day during which a report is still taken, as late, at most 60;
    /// then the period locks by itself. `None`: never by itself.
    #[serde(default)]
    pub grace_working_days: Option<u32>,
    /// The weekday on which weekly figures are cut off.
    #[serde(default)]
    pub week_cutoff: CutoffWeekday,
}

impl Default for PeriodRule {
    /// The 15th to the 14th, due two working days later, never locked by itself; weeks to Thursday.
    fn default() -> Self {
        Self {
            cutoff_day: 14,
            due_working_days: 2,
            grace_working_days: None,
            week_cutoff: CutoffWeekday::default(),
        }
    }
}

/// Why a [`PeriodRule`] cannot stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// A day that not every month has, or none.
    #[error("cutoff_day must be 1 to 28")]
    CutoffDay,
    /// A due day more than 30 working days away would reach past the next cut-off.
    #[error("due_working_days must be at most 30")]
    DueWorkingDays,
    /// Grace of more than 60 working days is no lock.
    #[error("grace_working_days must be at most 60")]
    GraceWorkingDays,
}

impl RuleError {
    /// The field of [`PeriodRule`] at fault, by its wire name.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::CutoffDay => "cutoff_day",
            Self::DueWorkingDays => "due_working_days",
            Self::GraceWorkingDays => "grace_working_days",
        }
    }

    /// What to tell the person, with the remedy, in Vietnamese.
    #[must_use]
    pub const fn message_vi(self) -> &'static str {
        match self {
            Self::CutoffDay => {
                "Ngày chốt số liệu không hợp lệ. Chọn ngày từ 1 đến 28 (tháng nào cũng có)."
            }
            Self::DueWorkingDays => {
                "Hạn gửi báo cáo quá xa ngày chốt. Nhập từ 0 đến 30 ngày làm việc."
            }
            Self::GraceWorkingDays => {
                "Thời gian gia hạn quá dài. Nhập từ 0 đến 60 ngày làm việc, \
                 hoặc để trống nếu không tự khóa kỳ."
            }
        }
    }
}

impl PeriodRule {
    /// Whether the rule can stand. The bounds are ours, not a regulation's: 28 because every month
    /// has it, 30 and 60 against slips of the finger.
    ///
    /// # Errors
    ///
    /// The first field out of bounds.
    pub fn validate(self) -> Result<(), RuleError> {
        if !(1..=28).contains(&self.cutoff_day) {
            Err(RuleError::CutoffDay)
        } else if self.due_working_days > 30 {
            Err(RuleError::DueWorkingDays)
        } else if self.grace_working_days.is_some_and(|days| days > 60) {
            Err(RuleError::GraceWorkingDays)
        } else {
            Ok(())
        }
    }

    /// The last day of grace after a due day: a report is taken, as late, until the end of that day
    /// (Vietnam time); the period is locked from the day after. With nought days of grace that is
    /// `due_on` itself. `None`: it never locks by itself.
    #[must_use]
    pub fn locks_on(self, due_on: NaiveDate, calendar: &WorkCalendar) -> Option<NaiveDate> {
        calendar.add_working_days(due_on, self.grace_working_days?)
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

impl PeriodDays {
    /// Whether the days follow each other: what days given by hand, those of an ad hoc period, must
    /// fulfil.
    #[must_use]
    pub fn in_order(self) -> bool {
        self.starts_on <= self.ends_on && self.ends_on <= self.due_on
    }
}

impl Period {
    /// First and last day and due date. `is_holiday` says which days (besides Saturday and Sunday)
    /// nobody works. `None` for an ad hoc period (its days are given when it is opened), for a
    /// cut-off day outside 1–28 and for a week 53 that the year does not have under the rule.
    #[must_use]
    pub fn days(
        self,
        rule: PeriodRule,
        is_holiday: impl Fn(NaiveDate) -> bool,
    ) -> Option<PeriodDays> {
        self.days_due(rule, |cutoff| {
            add_working_days(cutoff, rule.due_working_days, is_holiday)
        })
    }

    /// As [`Period::days`], by a calendar that also knows make-up working days.
    #[must_use]
    pub fn days_under(self, rule: PeriodRule, calendar: &WorkCalendar) -> Option<PeriodDays> {
        self.days_due(rule, |cutoff| {
            calendar.add_working_days(cutoff, rule.due_working_days)
        })
    }

    fn days_due(
        self,
        rule: PeriodRule,
        due: impl FnOnce(NaiveDate) -> Option<NaiveDate>,
    ) -> Option<PeriodDays> {
        let (starts_on, ends_on) = match self.kind {
            PeriodKind::AdHoc => return None,
            PeriodKind::Week => {
                let ends_on = rule.week_cutoff.week_end(self.year, self.index)?;
                (ends_on.checked_sub_days(Days::new(6))?, ends_on)
            }
            _ => self.months_range(rule.cutoff_day)?,
        };
        let due_on = due(ends_on)?;
        Some(PeriodDays {
            starts_on,
            ends_on,
            due_on,
        })
    }

    /// First and last day of a period made of months.
    fn months_range(self, cutoff_day: u32) -> Option<(NaiveDate, NaiveDate)> {
        if !(1..=28).contains(&cutoff_day) {
            return None;
        }
        let last = self.last_month();
        let ends_on = NaiveDate::from_ymd_opt(self.year, last, cutoff_day)?;
        let (year, month) = match last.checked_sub(self.kind.months())? {
            0 => (self.year - 1, 12),
            before => (self.year, before),
        };
        let starts_on = NaiveDate::from_ymd_opt(year, month, cutoff_day)?.succ_opt()?;
        Some((starts_on, ends_on))
    }

    /// The period that a day falls into, under a cut-off day. Weeks are counted to the default
    /// cut-off weekday, Thursday; [`Period::containing_under`] knows the plan's own. `None` for ad
    /// hoc and for nine months in the last quarter, which that report does not cover.
    #[must_use]
    pub fn containing(kind: PeriodKind, day: NaiveDate, cutoff_day: u32) -> Option<Self> {
        let rule = PeriodRule {
            cutoff_day,
            ..PeriodRule::default()
        };
        Self::containing_under(kind, day, rule)
    }

    /// As [`Period::containing`], under the plan's rule.
    #[must_use]
    pub fn containing_under(kind: PeriodKind, day: NaiveDate, rule: PeriodRule) -> Option<Self> {
        match kind {
            PeriodKind::AdHoc => None,
            PeriodKind::Week => {
                let (year, index) = rule.week_cutoff.week_of(day)?;
                Self::new(kind, year, index)
            }
            _ => {
                let (mut year, mut month) = (day.year(), day.month());
                if day.day() > rule.cutoff_day {
                    (year, month) = if month == 12 {
                        (year + 1, 1)
                    } else {
                        (year, month + 1)
                    };
                }
                // A nine-month report does not cover the last quarter of the year: number 2 is none.
                Self::new(kind, year, month.div_ceil(kind.months()))
            }
        }
    }

    /// The period after, weeks counted by the plan's cut-off weekday. `None` for an ad hoc period
    /// and for a week that its year does not have under the rule.
    #[must_use]
    pub fn next_under(self, rule: PeriodRule) -> Option<Self> {
        let last = self.last_index(rule.week_cutoff)?;
        match self.index.cmp(&last) {
            std::cmp::Ordering::Less => Self::new(self.kind, self.year, self.index + 1),
            std::cmp::Ordering::Equal => Self::new(self.kind, self.year + 1, 1),
            std::cmp::Ordering::Greater => None,
        }
    }

    /// The period before, weeks counted by the plan's cut-off weekday. `None` as in
    /// [`Period::next_under`].
    #[must_use]
    pub fn previous_under(self, rule: PeriodRule) -> Option<Self> {
        let last = self.last_index(rule.week_cutoff)?;
        (self.index <= last).then(|| self.before(rule.week_cutoff))?
    }
}

/// The day so many working days after `from`, Monday to Friday unless `is_holiday`. Nought gives
/// `from` itself, even on a holiday. [`WorkCalendar::add_working_days`] also knows make-up days.
#[must_use]
pub fn add_working_days(
    from: NaiveDate,
    days: u32,
    is_holiday: impl Fn(NaiveDate) -> bool,
) -> Option<NaiveDate> {
    nth_working_day(from, days, |day| !is_weekend(day) && !is_holiday(day))
}
