//! What a day put into the working calendar, or taken out of it, does to a period that is open.

use crate::calendar::WorkCalendar;
use chrono::NaiveDate;

/// The days of an open period that are counted in working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DueDays {
    /// The last day on which a report is in time.
    pub due_on: NaiveDate,
    /// The last day of grace, where the period locks itself.
    pub locks_on: Option<NaiveDate>,
}

impl DueDays {
    /// The same counted anew after the calendar changed: as many working days after the cut-off
    /// (`ends_on`) as when the period was opened, and as many of grace. The number of days is read
    /// off the old calendar and not taken from the plan's rule, which may have changed since and
    /// holds for periods opened from then on.
    ///
    /// No day moves behind `today`: nobody becomes late by a calendar that changed overnight. Days
    /// stay where they are when the new calendar leaves no working day within reach (bad data).
    #[must_use]
    pub fn again(
        self,
        ends_on: NaiveDate,
        before: &WorkCalendar,
        after: &WorkCalendar,
        today: NaiveDate,
    ) -> Self {
        let again = |from, to, new_from| {
            let days = counted(before, from, to);
            after.add_working_days(new_from, days)
        };
        let due_on = again(ends_on, self.due_on, ends_on)
            .map_or(self.due_on, |due| due.max(today.min(self.due_on)));
        let locks_on = self.locks_on.map(|locks| {
            let moved = again(self.due_on, locks, due_on);
            moved.map_or(locks, |moved| moved.max(today.min(locks)))
        });
        Self { due_on, locks_on }
    }
}

/// Which working day after `from` a day was, by its number. The day itself counts whatever the calendar
/// says of it by now: it was one when it was set.
fn counted(calendar: &WorkCalendar, from: NaiveDate, to: NaiveDate) -> u32 {
    match to.pred_opt() {
        Some(eve) if to > from => calendar.working_days_between(from, eve) + 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{CalendarDay, DayKind};

    fn day(m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, m, d).unwrap()
    }

    fn calendar(days: &[(u32, u32, DayKind)]) -> WorkCalendar {
        WorkCalendar::new(days.iter().map(|(m, d, kind)| CalendarDay {
            date: day(*m, *d),
            kind: *kind,
            name: String::new(),
        }))
    }

    #[test]
    fn due_days_follow_the_calendar() {
        use DayKind::{Holiday, MakeUp};
        let plain = calendar(&[]);
        // Period 11/2026 ends on Saturday the 14th; due after two working days: Tuesday the 17th.
        let ends = day(11, 14);
        let today = day(11, 12);
        let of = |due, locks: Option<NaiveDate>| DueDays {
            due_on: due,
            locks_on: locks,
        };
        let monday = calendar(&[(11, 16, Holiday)]);
        let tuesday = calendar(&[(11, 17, Holiday)]);
        let sunday = calendar(&[(11, 15, MakeUp)]);
        let far = calendar(&[(11, 30, Holiday)]);
        let friday = calendar(&[(11, 20, Holiday)]);
        let table = [
            (
                "a day off before",
                &plain,
                &monday,
                day(11, 17),
                None,
                day(11, 18),
                None,
            ),
            (
                "the due day itself off",
                &plain,
                &tuesday,
                day(11, 17),
                None,
                day(11, 18),
                None,
            ),
            (
                "taken back",
                &monday,
                &plain,
                day(11, 18),
                None,
                day(11, 17),
                None,
            ),
            (
                "a Sunday worked",
                &plain,
                &sunday,
                day(11, 17),
                None,
                day(11, 16),
                None,
            ),
            (
                "a day far away",
                &plain,
                &far,
                day(11, 17),
                None,
                day(11, 17),
                None,
            ),
            // Grace follows; three working days after the 17th is the 20th.
            (
                "off within the grace",
                &plain,
                &friday,
                day(11, 17),
                Some(day(11, 20)),
                day(11, 17),
                Some(day(11, 23)),
            ),
            (
                "both move",
                &plain,
                &monday,
                day(11, 17),
                Some(day(11, 20)),
                day(11, 18),
                Some(day(11, 23)),
            ),
            (
                "no grace",
                &plain,
                &monday,
                day(11, 17),
                Some(day(11, 17)),
                day(11, 18),
                Some(day(11, 18)),
            ),
            // Due on the cut-off itself: no working day is counted.
            ("at once", &plain, &monday, ends, None, ends, None),
            // Opened before the calendar said the due day is off: it was the second day then.
            (
                "known late",
                &tuesday,
                &calendar(&[(11, 17, Holiday), (12, 24, Holiday)]),
                day(11, 17),
                None,
                day(11, 18),
                None,
            ),
        ];
        for (what, before, after, due, locks, new_due, new_locks) in table {
            let moved = of(due, locks).again(ends, before, after, today);
            assert_eq!(moved, of(new_due, new_locks), "{what}");
        }
    }

    #[test]
    fn nobody_becomes_late_overnight() {
        let sunday = calendar(&[(11, 15, DayKind::MakeUp)]);
        let due = DueDays {
            due_on: day(11, 17),
            locks_on: None,
        };
        for (today, expected) in [(15, 16), (16, 16), (17, 17)] {
            let moved = due.again(day(11, 14), &calendar(&[]), &sunday, day(11, today));
            assert_eq!(moved.due_on, day(11, expected), "on {today}/11");
        }
    }
}
