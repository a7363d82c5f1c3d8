use super::*;
use crate::calendar::WorkCalendar;
use crate::calendar::tests::{any_calendar, day, seed_calendar};
use chrono::{Datelike, NaiveDate, Weekday};
use proptest::prelude::*;

pub(super) fn period(key: &str) -> Period {
    key.parse().expect(key)
}

fn no_holiday(_: NaiveDate) -> bool {
    false
}

/// A cut-off day, all else by default.
fn cut(cutoff_day: u32) -> PeriodRule {
    PeriodRule {
        cutoff_day,
        ..PeriodRule::default()
    }
}

#[test]
fn ranges_of_the_decree() {
    let table = [
        ("2026-M11", (2026, 10, 15), (2026, 11, 14), (2026, 11, 17)),
        ("2026-M01", (2025, 12, 15), (2026, 1, 14), (2026, 1, 16)),
        ("2026-M12", (2026, 11, 15), (2026, 12, 14), (2026, 12, 16)),
        ("2026-Q1", (2025, 12, 15), (2026, 3, 14), (2026, 3, 17)),
        ("2026-Q3", (2026, 6, 15), (2026, 9, 14), (2026, 9, 16)),
        ("2026-Q4", (2026, 9, 15), (2026, 12, 14), (2026, 12, 16)),
        ("2027-Q1", (2026, 12, 15), (2027, 3, 14), (2027, 3, 16)),
        ("2026-H1", (2025, 12, 15), (2026, 6, 14), (2026, 6, 16)),
        ("2026-H2", (2026, 6, 15), (2026, 12, 14), (2026, 12, 16)),
        ("2026-N1", (2025, 12, 15), (2026, 9, 14), (2026, 9, 16)),
        ("2026-Y1", (2025, 12, 15), (2026, 12, 14), (2026, 12, 16)),
    ];
    for (key, from, to, due) in table {
        let [starts_on, ends_on, due_on] = [from, to, due].map(|(y, m, d)| day(y, m, d));
        let expected = PeriodDays {
            starts_on,
            ends_on,
            due_on,
        };
        assert!(expected.in_order());
        let rule = PeriodRule::default();
        assert_eq!(period(key).days(rule, no_holiday), Some(expected), "{key}");
        assert_eq!(
            period(key).days_under(rule, &WorkCalendar::default()),
            Some(expected),
            "{key}"
        );
    }
}

#[test]
fn tet_pushes_the_due_date() {
    let calendar = seed_calendar();
    // Key, cut-off day, due day.
    let table = [
        // Before Tết Bính Ngọ (14–22/02/2026) and across it.
        ("2026-M01", 14, (2026, 1, 16)),
        ("2026-M02", 14, (2026, 2, 24)),
        ("2026-M02", 12, (2026, 2, 23)),
        ("2026-M02", 11, (2026, 2, 13)),
        ("2026-M03", 14, (2026, 3, 17)),
        // Tết Đinh Mùi (4–10/02/2027, proposed) is over by the 14th, but not for an earlier cut-off.
        ("2027-M01", 14, (2027, 1, 18)),
        ("2027-M02", 14, (2027, 2, 16)),
        ("2027-M02", 3, (2027, 2, 12)),
        ("2027-M02", 2, (2027, 2, 11)),
        ("2027-M02", 1, (2027, 2, 3)),
        // A make-up Saturday is worked: 10/01/2026.
        ("2026-M01", 8, (2026, 1, 10)),
        // Year end, 30/4 to 3/5, 2/9.
        ("2025-M12", 14, (2025, 12, 16)),
        ("2027-M01", 1, (2027, 1, 5)),
        ("2026-M04", 28, (2026, 5, 4)),
        ("2026-M08", 28, (2026, 9, 4)),
    ];
    for (key, cutoff_day, (y, m, d)) in table {
        let days = period(key).days_under(cut(cutoff_day), &calendar).unwrap();
        assert_eq!(days.due_on, day(y, m, d), "{key} cut on the {cutoff_day}th");
    }
    // The closure knows days off but no make-up days.
    let off = |date| calendar.day(date).is_some();
    let days = period("2026-M02").days(PeriodRule::default(), off).unwrap();
    assert_eq!(days.due_on, day(2026, 2, 24));
}

#[test]
fn the_14th_and_the_15th() {
    use PeriodKind::{HalfYear, Month, NineMonths, Quarter, Year};
    let table = [
        (Month, (2026, 11, 14), Some("2026-M11")),
        (Month, (2026, 11, 15), Some("2026-M12")),
        (Month, (2026, 12, 14), Some("2026-M12")),
        (Month, (2026, 12, 15), Some("2027-M01")),
        (Quarter, (2026, 3, 14), Some("2026-Q1")),
        (Quarter, (2026, 3, 15), Some("2026-Q2")),
        (Quarter, (2026, 12, 14), Some("2026-Q4")),
        (Quarter, (2026, 12, 15), Some("2027-Q1")),
        (HalfYear, (2026, 6, 14), Some("2026-H1")),
        (HalfYear, (2026, 6, 15), Some("2026-H2")),
        (HalfYear, (2026, 12, 15), Some("2027-H1")),
        (NineMonths, (2026, 9, 14), Some("2026-N1")),
        (NineMonths, (2026, 9, 15), None),
        (NineMonths, (2026, 12, 14), None),
        (NineMonths, (2026, 12, 15), Some("2027-N1")),
        (Year, (2026, 12, 14), Some("2026-Y1")),
        (Year, (2026, 12, 15), Some("2027-Y1")),
        (PeriodKind::AdHoc, (2026, 11, 14), None),
    ];
    for (kind, (y, m, d), key) in table {
        let found = Period::containing(kind, day(y, m, d), 14);
        assert_eq!(found, key.map(period), "{kind:?} {y}-{m}-{d}");
    }
}

#[test]
fn february_and_the_28th() {
    for (key, cutoff_day, from, to) in [
        ("2028-M03", 14, day(2028, 2, 15), day(2028, 3, 14)),
        ("2028-M02", 28, day(2028, 1, 29), day(2028, 2, 28)),
        // 29 February of a leap year goes to March.
        ("2028-M03", 28, day(2028, 2, 29), day(2028, 3, 28)),
        ("2027-M03", 28, day(2027, 3, 1), day(2027, 3, 28)),
        ("2027-M01", 28, day(2026, 12, 29), day(2027, 1, 28)),
        ("2028-Q1", 28, day(2027, 12, 29), day(2028, 3, 28)),
        ("2026-M01", 1, day(2025, 12, 2), day(2026, 1, 1)),
    ] {
        let days = period(key).days(cut(cutoff_day), no_holiday).unwrap();
        assert_eq!((days.starts_on, days.ends_on), (from, to), "{key}");
    }
    let leap_day = Period::containing(PeriodKind::Month, day(2028, 2, 29), 28);
    assert_eq!(leap_day, Some(period("2028-M03")));
    for bad in [0, 29, 31] {
        assert_eq!(period("2026-M11").days(cut(bad), no_holiday), None);
    }
}

#[test]
fn rules_have_bounds() {
    let rule = PeriodRule::default();
    let grace = |days| PeriodRule {
        grace_working_days: Some(days),
        ..rule
    };
    let due = |due_working_days| PeriodRule {
        due_working_days,
        ..rule
    };
    for good in [rule, cut(1), cut(28), due(0), due(30), grace(0), grace(60)] {
        assert_eq!(good.validate(), Ok(()));
    }
    for (bad, error) in [
        (cut(0), RuleError::CutoffDay),
        (cut(29), RuleError::CutoffDay),
        (due(31), RuleError::DueWorkingDays),
        (grace(61), RuleError::GraceWorkingDays),
    ] {
        assert_eq!(bad.validate(), Err(error));
        assert!(error.to_string().starts_with(error.field()));
        assert!(error.message_vi().ends_with('.'));
    }
}

#[test]
fn grace_ends_in_a_lock() {
    let calendar = seed_calendar();
    let due_on = day(2026, 2, 12);
    let locks = |grace_working_days| {
        let rule = PeriodRule {
            grace_working_days,
            ..PeriodRule::default()
        };
        rule.locks_on(due_on, &calendar)
    };
    assert_eq!(locks(None), None);
    assert_eq!(locks(Some(0)), Some(due_on));
    assert_eq!(locks(Some(1)), Some(day(2026, 2, 13)));
    // Tết lies between.
    assert_eq!(locks(Some(2)), Some(day(2026, 2, 23)));
}

#[test]
fn months_of_longer_periods() {
    let months = |key: &str| -> Vec<String> {
        let months = period(key).months();
        months.map(|month| month.to_string()).collect()
    };
    assert_eq!(months("2026-M07"), ["2026-M07"]);
    assert_eq!(months("2026-Q1"), ["2026-M01", "2026-M02", "2026-M03"]);
    assert_eq!(months("2026-Q4"), ["2026-M10", "2026-M11", "2026-M12"]);
    assert_eq!(months("2026-H2").first().unwrap(), "2026-M07");
    assert_eq!(months("2026-H2").len(), 6);
    assert_eq!(months("2026-N1").last().unwrap(), "2026-M09");
    assert_eq!(months("2026-Y1").len(), 12);
    assert!(months("2026-W07").is_empty());
    assert!(months("2026-A3").is_empty());
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
        "2026-W7",
        "2026-W00",
        "2026-W54",
        "2026-w07",
        "2026-A0",
        "2026-A03",
        "2026-A1000",
        "2026-A",
        "2026-Q+1",
        "+2026-Q1",
    ] {
        assert_eq!(bad.parse::<Period>(), Err(PeriodError), "{bad}");
    }
    let january = Period::month(2026, 1).unwrap();
    assert_eq!(january.previous(), Some(period("2025-M12")));
    assert_eq!(period("2026-M12").next(), Some(period("2027-M01")));
    let ad_hoc = Period::new(PeriodKind::AdHoc, 2026, 3).unwrap();
    assert_eq!(ad_hoc.to_string(), "2026-A3");
    let neighbours = [
        ad_hoc.next(),
        ad_hoc.previous(),
        ad_hoc.next_under(PeriodRule::default()),
        ad_hoc.previous_under(PeriodRule::default()),
    ];
    assert_eq!(neighbours, [None; 4]);
    assert_eq!(ad_hoc.days(PeriodRule::default(), no_holiday), None);
}

#[test]
fn order_is_by_year_then_kind_then_number() {
    let sorted = [
        "2025-A9", "2026-M02", "2026-M11", "2026-Q1", "2026-Y1", "2026-W01", "2026-A1", "2027-M01",
    ];
    assert!(sorted.map(period).is_sorted());
}

/// Any rule within bounds.
pub(super) fn any_rule() -> impl Strategy<Value = PeriodRule> {
    let weekdays = prop::sample::select(CutoffWeekday::ALL.to_vec());
    let grace = prop::option::of(0_u32..=60);
    (1_u32..=28, 0_u32..=30, grace, weekdays).prop_map(|(cutoff, due, grace, week_cutoff)| {
        PeriodRule {
            cutoff_day: cutoff,
            due_working_days: due,
            grace_working_days: grace,
            week_cutoff,
        }
    })
}

/// Any period that exists under a rule, with the rule.
fn any_period() -> impl Strategy<Value = (Period, PeriodRule)> {
    use PeriodKind::{AdHoc, HalfYear, Month, NineMonths, Quarter, Week, Year};
    let kinds = prop::sample::select(vec![
        Month, Quarter, HalfYear, NineMonths, Year, Week, Week, AdHoc,
    ]);
    (kinds, 1950_i32..2900, 0_u32..999, any_rule()).prop_map(|(kind, year, n, rule)| {
        let most = match kind {
            Week => rule.week_cutoff.weeks_in(year),
            kind => kind.per_year(),
        };
        (Period::new(kind, year, n % most + 1).unwrap(), rule)
    })
}

proptest! {
    #[test]
    fn keys_and_json_round_trip((period, _) in any_period()) {
        prop_assert_eq!(period.to_string().parse::<Period>(), Ok(period));
        let json = serde_json::to_string(&period).unwrap();
        prop_assert_eq!(serde_json::from_str::<Period>(&json).unwrap(), period);
    }

    #[test]
    fn next_and_previous_undo_each_other((period, rule) in any_period()) {
        prop_assume!(period.kind != PeriodKind::AdHoc);
        let next = period.next_under(rule).unwrap();
        prop_assert!(next > period);
        prop_assert_eq!(next.previous_under(rule), Some(period));
        prop_assert_eq!(period.previous_under(rule).unwrap().next_under(rule), Some(period));
        if period.kind != PeriodKind::Week {
            // What the phone calls, without a rule, is the same.
            prop_assert_eq!(period.next(), Some(next));
            prop_assert_eq!(next.previous(), Some(period));
        }
    }

    #[test]
    fn periods_follow_without_gap((period, rule) in any_period()) {
        prop_assume!(!matches!(period.kind, PeriodKind::NineMonths | PeriodKind::AdHoc));
        let days = period.days(rule, no_holiday).unwrap();
        let next = period.next_under(rule).unwrap().days(rule, no_holiday).unwrap();
        prop_assert_eq!(days.ends_on.succ_opt(), Some(next.starts_on));
        prop_assert!(days.in_order());
        prop_assert_eq!(days.due_on > days.ends_on, rule.due_working_days > 0);
        prop_assert_eq!(days.ends_on.year(), period.year);
    }

    #[test]
    fn a_period_contains_its_days((period, rule) in any_period()) {
        let Some(days) = period.days(rule, no_holiday) else {
            prop_assert_eq!(period.kind, PeriodKind::AdHoc);
            return Ok(());
        };
        let holds = |day| Period::containing_under(period.kind, day, rule) == Some(period);
        prop_assert!(holds(days.starts_on) && holds(days.ends_on));
        prop_assert!(!holds(days.starts_on.pred_opt().unwrap()));
        prop_assert!(!holds(days.ends_on.succ_opt().unwrap()));
        if period.kind != PeriodKind::Week {
            let found = Period::containing(period.kind, days.ends_on, rule.cutoff_day);
            prop_assert_eq!(found, Some(period));
        }
    }

    #[test]
    fn months_tile_the_longer_period((period, rule) in any_period()) {
        let months: Vec<_> = period.months().map(|m| m.days(rule, no_holiday).unwrap()).collect();
        let (Some(first), Some(last)) = (months.first(), months.last()) else {
            prop_assert!(matches!(period.kind, PeriodKind::Week | PeriodKind::AdHoc));
            return Ok(());
        };
        let whole = period.days(rule, no_holiday).unwrap();
        prop_assert_eq!(first.starts_on, whole.starts_on);
        prop_assert_eq!((last.ends_on, last.due_on), (whole.ends_on, whole.due_on));
        prop_assert!(months.is_sorted_by(|a, b| a.ends_on.succ_opt() == Some(b.starts_on)));
    }

    #[test]
    fn due_days_are_working_days(
        (period, rule) in any_period(), calendar in any_calendar(), in_2026 in any::<bool>()
    ) {
        prop_assume!(rule.due_working_days > 0 && period.index < 53);
        let period = if in_2026 { Period { year: 2026, ..period } } else { period };
        prop_assume!(period.kind != PeriodKind::AdHoc);
        let due = period.days_under(rule, &calendar).unwrap().due_on;
        prop_assert!(calendar.is_working(due));
        let locks = rule.locks_on(due, &calendar);
        prop_assert_eq!(locks.is_some(), rule.grace_working_days.is_some());
        prop_assert!(locks.is_none_or(|day| day >= due && calendar.is_working(day)));
        let plain = period.days(rule, no_holiday).unwrap().due_on;
        prop_assert!(!matches!(plain.weekday(), Weekday::Sat | Weekday::Sun));
    }
}
