//! A task's status is computed from its deadline and its reports, never typed (DOMAIN.md §2.6).

use crate::deadline::Deadline;
use crate::report::{LineEntry, TaskProgress};
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
    /// Thường xuyên, reported this period with evidence.
    Ongoing,
    /// Thường xuyên, reported this period without evidence.
    OngoingUnproven,
    /// Thường xuyên, nothing reported this period.
    OngoingSilent,
    /// Theo tiến độ cấp trên.
    WaitingAuthority,
    /// Hoàn thành đúng hạn.
    DoneOnTime,
    /// Hoàn thành quá hạn.
    DoneLate,
    /// Đã hủy: outside the rates.
    Cancelled,
}

impl TaskStatus {
    /// Every status, in the order of the stacked bars: done first, then what needs eyes.
    pub const ALL: [Self; 11] = [
        Self::DoneOnTime,
        Self::DoneLate,
        Self::Ongoing,
        Self::OngoingUnproven,
        Self::InProgress,
        Self::WaitingAuthority,
        Self::NotStarted,
        Self::OngoingSilent,
        Self::DueSoon,
        Self::Overdue,
        Self::Cancelled,
    ];

    /// Whether the task is finished.
    #[must_use]
    pub const fn is_done(self) -> bool {
        matches!(self, Self::DoneOnTime | Self::DoneLate)
    }
}

/// A deadline as far as statuses go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TaskDue {
    /// The last day in time.
    On(NaiveDate),
    /// Thường xuyên.
    Ongoing,
    /// Theo tiến độ cấp trên: never overdue until someone sets a date.
    Authority,
    /// No deadline.
    Open,
}

impl From<&Deadline> for TaskDue {
    fn from(deadline: &Deadline) -> Self {
        match deadline.due() {
            Some(due) => Self::On(due),
            None if deadline.is_ongoing() => Self::Ongoing,
            None if deadline.follows_authority() => Self::Authority,
            None => Self::Open,
        }
    }
}

/// What a counted report says of a task, as far as it does not depend on the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TaskFact {
    /// Nothing.
    Silent,
    /// Chưa làm.
    NotStarted,
    /// Đang làm; for an ongoing task: without evidence.
    InProgress,
    /// Vướng mắc.
    Blocked,
    /// An ongoing task with evidence this period.
    Proven,
    /// Finished in time.
    DoneOnTime,
    /// Finished after the deadline.
    DoneLate,
    /// Finished, the day not said.
    DoneUndated,
    /// Called off by the plan's issuer, whatever reports say.
    Cancelled,
}

/// What a report's line says. `entry` comes from the latest counted report of the period;
/// `has_evidence`: a photo or file stands on the line.
#[must_use]
pub fn fact_of(
    due: TaskDue,
    cancelled: bool,
    entry: Option<&LineEntry>,
    has_evidence: bool,
) -> TaskFact {
    if cancelled {
        return TaskFact::Cancelled;
    }
    let Some((entry, progress)) = entry.and_then(|entry| Some((entry, entry.progress?))) else {
        return TaskFact::Silent;
    };
    match progress {
        TaskProgress::Done => match (due, entry.completed_on) {
            (TaskDue::On(due), Some(day)) if day > due => TaskFact::DoneLate,
            (TaskDue::On(_), None) => TaskFact::DoneUndated,
            _ => TaskFact::DoneOnTime,
        },
        _ if due == TaskDue::Ongoing && has_evidence => TaskFact::Proven,
        TaskProgress::NotStarted => TaskFact::NotStarted,
        TaskProgress::InProgress => TaskFact::InProgress,
        TaskProgress::Blocked => TaskFact::Blocked,
    }
}

/// What a task's status is on a day.
#[must_use]
pub fn status_on(due: TaskDue, fact: TaskFact, today: NaiveDate) -> TaskStatus {
    let passed = matches!(due, TaskDue::On(due) if today > due);
    match (fact, due) {
        (TaskFact::Cancelled, _) => TaskStatus::Cancelled,
        // Without a day of completion it is taken as in time only while the deadline has not
        // passed.
        (TaskFact::DoneUndated, _) if passed => TaskStatus::DoneLate,
        (TaskFact::DoneLate, _) => TaskStatus::DoneLate,
        (TaskFact::DoneOnTime | TaskFact::DoneUndated, _) => TaskStatus::DoneOnTime,
        (TaskFact::Silent, TaskDue::Ongoing) => TaskStatus::OngoingSilent,
        (TaskFact::Proven, TaskDue::Ongoing) => TaskStatus::Ongoing,
        (_, TaskDue::Ongoing) => TaskStatus::OngoingUnproven,
        (_, TaskDue::On(_)) if passed => TaskStatus::Overdue,
        (_, TaskDue::On(due)) if is_soon(due, today) => TaskStatus::DueSoon,
        (TaskFact::InProgress | TaskFact::Blocked | TaskFact::Proven, _) => TaskStatus::InProgress,
        (_, TaskDue::Authority) => TaskStatus::WaitingAuthority,
        _ => TaskStatus::NotStarted,
    }
}

fn is_soon(due: NaiveDate, today: NaiveDate) -> bool {
    due.checked_sub_days(Days::new(DUE_SOON_DAYS))
        .is_some_and(|soon| today >= soon)
}

/// What a task's status is on a day, from its deadline and its line.
#[must_use]
pub fn task_status(
    deadline: &Deadline,
    entry: Option<&LineEntry>,
    has_evidence: bool,
    today: NaiveDate,
) -> TaskStatus {
    let due = TaskDue::from(deadline);
    status_on(due, fact_of(due, false, entry, has_evidence), today)
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
            let entry = progress.map(|progress| LineEntry {
                progress: Some(progress),
                completed_on,
                ..LineEntry::default()
            });
            let got = task_status(deadline, entry.as_ref(), true, today);
            assert_eq!(
                got, expected,
                "{deadline:?} {progress:?} {completed_on:?} {today}"
            );
        }
    }

    #[test]
    fn ongoing_tasks_need_evidence_each_period() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 16).unwrap();
        let said = LineEntry {
            progress: Some(TaskProgress::InProgress),
            ..LineEntry::default()
        };
        let at = |entry, evidence| task_status(&Deadline::Ongoing, entry, evidence, today);
        assert_eq!(at(Some(&said), true), TaskStatus::Ongoing);
        assert_eq!(at(Some(&said), false), TaskStatus::OngoingUnproven);
        assert_eq!(at(None, false), TaskStatus::OngoingSilent);
    }

    #[test]
    fn what_is_called_off_stays_so() {
        let day = |m, d| NaiveDate::from_ymd_opt(2026, m, d).unwrap();
        let due = TaskDue::On(day(9, 30));
        let done = LineEntry {
            progress: Some(TaskProgress::Done),
            ..LineEntry::default()
        };
        let fact = fact_of(due, true, Some(&done), true);
        assert_eq!(status_on(due, fact, day(12, 1)), TaskStatus::Cancelled);
    }

    #[test]
    fn to_be_behind_is_said_beside_the_status() {
        let due = TaskDue::On(NaiveDate::from_ymd_opt(2026, 9, 30).unwrap());
        let entry = |behind| LineEntry {
            progress: Some(TaskProgress::InProgress),
            behind,
            ..LineEntry::default()
        };
        assert_eq!(
            fact_of(due, false, Some(&entry(true)), false),
            fact_of(due, false, Some(&entry(false)), false)
        );
    }
}
