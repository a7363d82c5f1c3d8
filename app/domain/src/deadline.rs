//! Deadlines (thời hạn) as plans write them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A task's deadline by meaning. Only dated ones can ever be overdue; the others wait for someone
/// to set a date (DOMAIN.md §1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Deadline {
    /// A day.
    Date {
        /// The day itself.
        due: NaiveDate,
    },
    /// "Tháng 10/2026": due on its last day.
    Month {
        /// Calendar year.
        year: i32,
        /// 1–12.
        month: u32,
    },
    /// "Quý III/2026": due on its last day.
    Quarter {
        /// Calendar year.
        year: i32,
        /// 1–4.
        quarter: u32,
    },
    /// "Năm 2026": due on 31/12.
    Year {
        /// Calendar year.
        year: i32,
    },
    /// "Thường xuyên": needs evidence each period, never overdue.
    Ongoing,
    /// "Theo tiến độ của Bộ, ngành Trung ương".
    FollowAuthority {
        /// Whose progress it follows.
        authority: String,
    },
    /// "Theo Kế hoạch của Bộ Công an".
    FollowAuthorityPlan {
        /// Whose plan it follows.
        authority: String,
    },
    /// Nothing was written.
    None,
}

impl Deadline {
    /// The last day on which the task is still in time, where the plan gives one.
    #[must_use]
    pub fn due(&self) -> Option<NaiveDate> {
        match *self {
            Self::Date { due } => Some(due),
            Self::Month { year, month } => last_day(year, month),
            Self::Quarter { year, quarter } => last_day(year, quarter.checked_mul(3)?),
            Self::Year { year } => last_day(year, 12),
            Self::Ongoing
            | Self::FollowAuthority { .. }
            | Self::FollowAuthorityPlan { .. }
            | Self::None => None,
        }
    }

    /// Whether the task has no end of its own.
    #[must_use]
    pub const fn is_ongoing(&self) -> bool {
        matches!(self, Self::Ongoing)
    }

    /// Whether the task waits for a higher authority.
    #[must_use]
    pub const fn follows_authority(&self) -> bool {
        matches!(
            self,
            Self::FollowAuthority { .. } | Self::FollowAuthorityPlan { .. }
        )
    }
}

/// The last day of a calendar month.
fn last_day(year: i32, month: u32) -> Option<NaiveDate> {
    let (next_year, next_month) = if month == 12 {
        (year.checked_add(1)?, 1)
    } else {
        (year, month + 1)
    };
    NaiveDate::from_ymd_opt(year, month, 1)?;
    NaiveDate::from_ymd_opt(next_year, next_month, 1)?.pred_opt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn due_days() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d);
        let table = [
            (
                Deadline::Quarter {
                    year: 2026,
                    quarter: 3,
                },
                day(2026, 9, 30),
            ),
            (
                Deadline::Quarter {
                    year: 2026,
                    quarter: 4,
                },
                day(2026, 12, 31),
            ),
            (
                Deadline::Quarter {
                    year: 2026,
                    quarter: 5,
                },
                None,
            ),
            (Deadline::Year { year: 2026 }, day(2026, 12, 31)),
            (
                Deadline::Month {
                    year: 2028,
                    month: 2,
                },
                day(2028, 2, 29),
            ),
            (
                Deadline::Month {
                    year: 2026,
                    month: 13,
                },
                None,
            ),
            (
                Deadline::Month {
                    year: 2026,
                    month: 0,
                },
                None,
            ),
            (Deadline::Ongoing, None),
            (
                Deadline::FollowAuthority {
                    authority: "Bộ Công an".to_owned(),
                },
                None,
            ),
            (Deadline::None, None),
        ];
        for (deadline, due) in table {
            assert_eq!(deadline.due(), due, "{deadline:?}");
        }
    }

    #[test]
    fn wire_form() {
        let json = serde_json::to_string(&Deadline::Quarter {
            year: 2026,
            quarter: 3,
        })
        .unwrap();
        assert_eq!(json, r#"{"kind":"quarter","year":2026,"quarter":3}"#);
    }
}
