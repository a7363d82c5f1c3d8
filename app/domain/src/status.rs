//! A task's status is computed from its deadline and its reports, never typed (DOMAIN.md §2.6).

use crate::deadline::Deadline;
use crate::report::TaskProgress;
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Days before the deadline from which an unfinished task is "sắp đến hạn".
pub const DUE_SOON_DAYS: u64 = 15;

/// The status that screens show.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum TaskStatus {
    /// Quá hạn.
    Overdue,
    /// Sắp đến hạn.
    DueSoon,
    /// Đang thực hiện.
    InProgress,
    /// Chưa thực hiện.
    NotStarted,
    /// Thường xuyên, with a report this period.
    Ongoing,
    /// Thường xuyên, nothing reported this period.
    OngoingSilent,
    /// Theo tiến độ cấp trên.
    WaitingAuthority,
    /// Hoàn thành đúng hạn.
    DoneOnTime,
    /// Hoàn thành quá hạn.
    DoneLate,
}

impl TaskStatus {
    /// Every status, in the order of the stacked bars: done first, then what needs eyes.
    pub const ALL: [Self; 9] = [
        Self::DoneOnTime,
        Self::DoneLate,
        Self::Ongoing,
        Self::InProgress,
        Self::WaitingAuthority,
        Self::NotStarted,
        Self::OngoingSilent,
        Self::DueSoon,
        Self::Overdue,
    ];

    /// Whether the task is finished.
    #[must_use]
    pub const fn is_done(self) -> bool {
        matches!(self, Self::DoneOnTime | Self::DoneLate)
    }
}

/// What a task's status is on a day. `progress` and `completed_on` come from the latest counted
/// report of the period.
#[must_use]
pub fn task_status(
    deadline: &Deadline,
    progress: Option<TaskProgress>,
    completed_on: Option<NaiveDate>,
    today: NaiveDate,
) -> TaskStatus {
    let due = deadline.due();
    if progress == Some(TaskProgress::Done) {
        // Without a day of completion the report's own period is taken as in time only while the
        // deadline has not passed.
        let finished = completed_on.unwrap_or(today);
        return if due.is_some_and(|due| finished > due) {
            TaskStatus::DoneLate
        } else {
            TaskStatus::DoneOnTime
        };
    }
    if deadline.is_ongoing() {
        return match progress {
            Some(_) => TaskStatus::Ongoing,
            None => TaskStatus::OngoingSilent,
        };
    }
    if let Some(due) = due {
        if today > due {
            return TaskStatus::Overdue;
        }
        if due
            .checked_sub_days(Days::new(DUE_SOON_DAYS))
            .is_some_and(|soon| today >= soon)
        {
            return TaskStatus::DueSoon;
        }
    }
    match progress {
        Some(TaskProgress::InProgress | TaskProgress::Blocked) => TaskStatus::InProgress,
        _ if deadline.follows_authority() => TaskStatus::WaitingAuthority,
        _ => TaskStatus::NotStarted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table() {
        use TaskProgress::{Blocked, Done, InProgress, NotStarted};
        let day = |m, d| NaiveDate::from_ymd_opt(2026, m, d).unwrap();
        let quarter = Deadline::Quarter {
            year: 2026,
            quarter: 3,
        };
        let follow = Deadline::FollowAuthority {
            authority: "Bộ, ngành Trung ương".to_owned(),
        };
        let table = [
            (&quarter, None, None, day(9, 14), TaskStatus::NotStarted),
            (&quarter, None, None, day(9, 15), TaskStatus::DueSoon),
            (
                &quarter,
                Some(InProgress),
                None,
                day(8, 1),
                TaskStatus::InProgress,
            ),
            (
                &quarter,
                Some(InProgress),
                None,
                day(9, 30),
                TaskStatus::DueSoon,
            ),
            (
                &quarter,
                Some(InProgress),
                None,
                day(10, 1),
                TaskStatus::Overdue,
            ),
            (
                &quarter,
                Some(Blocked),
                None,
                day(8, 1),
                TaskStatus::InProgress,
            ),
            (
                &quarter,
                Some(Done),
                Some(day(9, 30)),
                day(11, 1),
                TaskStatus::DoneOnTime,
            ),
            (
                &quarter,
                Some(Done),
                Some(day(10, 1)),
                day(11, 1),
                TaskStatus::DoneLate,
            ),
            (&quarter, Some(Done), None, day(10, 1), TaskStatus::DoneLate),
            (
                &Deadline::Ongoing,
                None,
                None,
                day(12, 31),
                TaskStatus::OngoingSilent,
            ),
            (
                &Deadline::Ongoing,
                Some(InProgress),
                None,
                day(12, 31),
                TaskStatus::Ongoing,
            ),
            (
                &follow,
                None,
                None,
                day(12, 31),
                TaskStatus::WaitingAuthority,
            ),
            (
                &follow,
                Some(NotStarted),
                None,
                day(12, 31),
                TaskStatus::WaitingAuthority,
            ),
            (
                &follow,
                Some(InProgress),
                None,
                day(12, 31),
                TaskStatus::InProgress,
            ),
            (
                &follow,
                Some(Done),
                None,
                day(12, 31),
                TaskStatus::DoneOnTime,
            ),
            (
                &Deadline::None,
                None,
                None,
                day(12, 31),
                TaskStatus::NotStarted,
            ),
        ];
        for (deadline, progress, completed_on, today, expected) in table {
            let got = task_status(deadline, progress, completed_on, today);
            assert_eq!(
                got, expected,
                "{deadline:?} {progress:?} {completed_on:?} {today}"
            );
        }
    }
}
