//! The progress of tasks in simulated reports: each unit finishes each dated task on one day,
//! drawn around the deadline; what a report says follows from that day.

use super::figures::{PERIODS, Series, Subject};
use super::rng::Rng;
use super::tasks::{OfficeNotes, TaskTemplate};
use chrono::{Datelike as _, Days, NaiveDate, Weekday};
use domain::deadline::Deadline;
use domain::period::PeriodDays;
use domain::plan::Task;
use domain::report::{LineEntry, TaskProgress};

/// Unfinished tasks that are stuck, in a hundred.
pub(crate) const BLOCKED_PERCENT: i64 = 4;
/// Days before the deadline when work usually begins.
pub(crate) const WORK_DAYS: u64 = 110;

impl Subject<'_> {
    /// What a made-up task's line holds in each period.
    pub(crate) fn task(
        &self,
        task: &Task,
        template: &TaskTemplate,
        days: &[PeriodDays; PERIODS],
    ) -> Series {
        let mut rng = Rng::keyed(&format!("{}/task/{}", self.key, task.no));
        let finished = finished_on(&task.deadline, self.size.skill, &mut rng);
        days.map(|days| {
            let done = finished.filter(|day| *day <= days.ends_on);
            let progress = match done {
                Some(_) => TaskProgress::Done,
                None => unfinished(&task.deadline, days.ends_on, &mut rng),
            };
            let said = match progress {
                TaskProgress::Done => rng.pick(&template.done),
                TaskProgress::InProgress => rng.pick(&template.doing),
                TaskProgress::Blocked => rng.pick(&template.blocked),
                TaskProgress::NotStarted => "",
            };
            let number = rng.between(template.range.0, template.range.1);
            let mut note = self.words.fill(said).replace("{n}", &grouped(number));
            if self.size.people == 0 {
                // The words speak of residents.
                note.clear();
            }
            LineEntry {
                progress: Some(progress),
                completed_on: done,
                note,
                ..LineEntry::default()
            }
        })
    }
}

/// What the provincial office says about one of its tasks in each period: done where there are no
/// more words for doing it.
pub(crate) fn office_task(
    task: &Task,
    notes: &OfficeNotes,
    days: &[PeriodDays; PERIODS],
) -> Series {
    let mut period = 0;
    days.map(|days| {
        let doing = notes.doing.get(period);
        period += 1;
        match (doing, notes.done.first()) {
            (None, Some(done)) => LineEntry {
                progress: Some(TaskProgress::Done),
                completed_on: completed_before(days.ends_on, &task.no),
                note: done.clone(),
                ..LineEntry::default()
            },
            (doing, _) => LineEntry {
                progress: Some(TaskProgress::InProgress),
                note: doing.cloned().unwrap_or_default(),
                ..LineEntry::default()
            },
        }
    })
}

/// The rehearsal of task 10 was on 22/10, as its note says; others some days before the cut-off.
fn completed_before(ends_on: NaiveDate, no: &str) -> Option<NaiveDate> {
    ends_on.checked_sub_days(Days::new(if no == "10" { 23 } else { 8 }))
}

/// The day on which a dated task is finished; the better the unit, the earlier.
pub(crate) fn finished_on(deadline: &Deadline, skill: i64, rng: &mut Rng) -> Option<NaiveDate> {
    let due = deadline.due()?;
    let late = match rng.between(0, 99) - skill / 4 {
        ..=79 => rng.between(-62, 0),
        80..=92 => rng.between(1, 38),
        _ => rng.between(39, 130),
    };
    let shift = Days::new(late.unsigned_abs());
    let day = if late < 0 {
        due.checked_sub_days(shift)
    } else {
        due.checked_add_days(shift)
    }?;
    let back = match day.weekday() {
        Weekday::Sat => 1,
        Weekday::Sun => 2,
        _ => 0,
    };
    day.checked_sub_days(Days::new(back))
}

fn unfinished(deadline: &Deadline, today: NaiveDate, rng: &mut Rng) -> TaskProgress {
    if rng.chance(BLOCKED_PERCENT) {
        return TaskProgress::Blocked;
    }
    let begun = match deadline.due() {
        Some(due) => due
            .checked_sub_days(Days::new(WORK_DAYS))
            .is_none_or(|begin| today >= begin || rng.chance(30)),
        None if deadline.is_ongoing() => rng.chance(97),
        None => rng.chance(68),
    };
    if begun {
        TaskProgress::InProgress
    } else {
        TaskProgress::NotStarted
    }
}

/// "1.240", as officials write it.
pub(crate) fn grouped(number: i64) -> String {
    domain::quantity::Quantity::from_int(number).format_vi()
}
