use super::tests::{any_rule, period};
use super::*;
use crate::calendar::WorkCalendar;
use crate::calendar::tests::{day, seed_calendar};
use chrono::{Datelike, NaiveDate};
use proptest::prelude::*;

fn to(week_cutoff: CutoffWeekday) -> PeriodRule {
    PeriodRule {
        week_cutoff,
        ..PeriodRule::default()
    }
}

fn range(key: &str, weekday: CutoffWeekday) -> Option<(NaiveDate, NaiveDate)> {
    let days = period(key).days(to(weekday), |_| false)?;
    Some((days.starts_on, days.ends_on))
}

#[test]
fn year_ends() {
    use CutoffWeekday::{Friday, Thursday, Wednesday};
    // 1/1/2026 is a Thursday, so 2026 has 53 of them; 2025 and 2027 have 52.
    assert_eq!(
        [2025, 2026, 2027].map(|y| Thursday.weeks_in(y)),
        [52, 53, 52]
    );
    for (key, weekday, from, until) in [
        ("2025-W52", Thursday, day(2025, 12, 19), day(2025, 12, 25)),
        ("2026-W01", Thursday, day(2025, 12, 26), day(2026, 1, 1)),
        ("2026-W07", Thursday, day(2026, 2, 6), day(2026, 2, 12)),
        ("2026-W52", Thursday, day(2026, 12, 18), day(2026, 12, 24)),
        ("2026-W53", Thursday, day(2026, 12, 25), day(2026, 12, 31)),
        ("2027-W01", Thursday, day(2027, 1, 1), day(2027, 1, 7)),
        ("2026-W01", Friday, day(2025, 12, 27), day(2026, 1, 2)),
        ("2026-W52", Friday, day(2026, 12, 19), day(2026, 12, 25)),
        ("2027-W01", Friday, day(2026, 12, 26), day(2027, 1, 1)),
        // 2025 has 53 Wednesdays; its last week ends on the last day of the year.
        ("2025-W53", Wednesday, day(2025, 12, 25), day(2025, 12, 31)),
        ("2026-W01", Wednesday, day(2026, 1, 1), day(2026, 1, 7)),
    ] {
        assert_eq!(
            range(key, weekday),
            Some((from, until)),
            "{key} {weekday:?}"
        );
    }
    assert_eq!(range("2025-W53", Thursday), None);
    assert_eq!(range("2026-W53", Friday), None);
}

#[test]
fn neighbours_across_the_year() {
    use CutoffWeekday::{Friday, Thursday};
    let rule = to(Thursday);
    assert_eq!(
        period("2026-W52").next_under(rule),
        Some(period("2026-W53"))
    );
    assert_eq!(
        period("2026-W53").next_under(rule),
        Some(period("2027-W01"))
    );
    assert_eq!(
        period("2027-W01").previous_under(rule),
        Some(period("2026-W53"))
    );
    assert_eq!(
        period("2026-W01").previous_under(rule),
        Some(period("2025-W52"))
    );
    let rule = to(Friday);
    assert_eq!(
        period("2026-W52").next_under(rule),
        Some(period("2027-W01"))
    );
    assert_eq!(
        period("2027-W01").previous_under(rule),
        Some(period("2026-W52"))
    );
    // A week that the year does not have is no one's neighbour.
    assert_eq!(period("2026-W53").next_under(rule), None);
    assert_eq!(period("2026-W53").previous_under(rule), None);
    // Without a rule: as to Thursday, and never stuck.
    assert_eq!(period("2026-W52").next(), Some(period("2026-W53")));
    assert_eq!(period("2027-W01").previous(), Some(period("2026-W53")));
    assert_eq!(period("2025-W53").next(), Some(period("2026-W01")));
    assert_eq!(period("2025-W53").previous(), Some(period("2025-W52")));
}

#[test]
fn a_weekly_report_is_due_in_working_days() {
    let rule = PeriodRule {
        due_working_days: 1,
        ..PeriodRule::default()
    };
    let due = |key: &str, calendar: &WorkCalendar| {
        period(key)
            .days_under(rule, calendar)
            .map(|days| days.due_on)
    };
    let calendar = seed_calendar();
    assert_eq!(due("2026-W07", &calendar), Some(day(2026, 2, 13)));
    // The week of Tết: cut off on 19/02, due on the first day worked.
    assert_eq!(due("2026-W08", &calendar), Some(day(2026, 2, 23)));
    // 2/1/2026 is swapped away.
    assert_eq!(due("2026-W01", &calendar), Some(day(2026, 1, 5)));
    // The cut-off day of the month plays no part.
    let odd = PeriodRule {
        cutoff_day: 99,
        ..rule
    };
    assert!(period("2026-W07").days_under(odd, &calendar).is_some());
}

#[test]
fn the_default_is_iso_8601() {
    for first in 1900..2100 {
        let rule = PeriodRule::default();
        let last = Period::new(PeriodKind::Week, first, rule.week_cutoff.weeks_in(first)).unwrap();
        let ends_on = last.days(rule, |_| false).unwrap().ends_on;
        let iso = ends_on.iso_week();
        assert_eq!((iso.year(), iso.week()), (last.year, last.index));
    }
}

proptest! {
    #[test]
    fn every_day_is_in_one_week(rule in any_rule(), after in 0_u64..300_000) {
        let date = day(1950, 1, 1) + chrono::Days::new(after);
        let week = Period::containing_under(PeriodKind::Week, date, rule).unwrap();
        let days = week.days(rule, |_| false).unwrap();
        prop_assert!(days.starts_on <= date && date <= days.ends_on);
        prop_assert!(week.index <= rule.week_cutoff.weeks_in(week.year));
        if rule.week_cutoff == CutoffWeekday::default() {
            prop_assert_eq!(Period::containing(PeriodKind::Week, date, 14), Some(week));
        }
    }

    #[test]
    fn a_year_has_52_or_53_weeks_of_7_days(rule in any_rule(), year in 1950_i32..2900) {
        let weeks = rule.week_cutoff.weeks_in(year);
        let start = |year| {
            let week = Period::new(PeriodKind::Week, year, 1).unwrap();
            week.days(rule, |_| false).unwrap().starts_on
        };
        let span = start(year + 1).signed_duration_since(start(year)).num_days();
        prop_assert_eq!(span, i64::from(weeks) * 7);
    }
}
