//! Locks the wire form of periods, their rules and the calendar; an older rule still reads.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::calendar::{CalendarDay, DayKind};
use domain::period::{CutoffWeekday, Period, PeriodDays, PeriodKind, PeriodRule};
use domain::wire::calendar::{MovedDue, RemovedDay};
use domain::wire::period::OpenedPeriod;
use serde_json::{Value, json};
use utoipa::PartialSchema;

fn wire<T: serde::Serialize>(value: T) -> Value {
    serde_json::to_value(value).unwrap()
}

#[test]
fn kinds_and_keys() {
    let kinds = [
        (PeriodKind::Month, "month", "2026-M03"),
        (PeriodKind::Quarter, "quarter", "2026-Q1"),
        (PeriodKind::HalfYear, "half_year", "2026-H1"),
        (PeriodKind::NineMonths, "nine_months", "2026-N1"),
        (PeriodKind::Year, "year", "2026-Y1"),
        (PeriodKind::Week, "week", "2026-W07"),
        (PeriodKind::AdHoc, "ad_hoc", "2026-A3"),
    ];
    for (kind, name, key) in kinds {
        assert_eq!(wire(kind), json!(name));
        assert_eq!(
            serde_json::from_value::<PeriodKind>(json!(name)).unwrap(),
            kind
        );
        let period: Period = serde_json::from_value(json!(key)).unwrap();
        assert_eq!((period.kind, wire(period)), (kind, json!(key)));
    }
    let schema = wire(PeriodKind::schema());
    assert_eq!(schema["enum"], wire(kinds.map(|(_, name, _)| name)));
}

#[test]
fn rules() {
    let rule = PeriodRule {
        grace_working_days: Some(3),
        week_cutoff: CutoffWeekday::Friday,
        ..PeriodRule::default()
    };
    let form = json!({
        "cutoff_day": 14, "due_working_days": 2, "grace_working_days": 3, "week_cutoff": "friday",
    });
    assert_eq!(wire(rule), form);
    assert_eq!(serde_json::from_value::<PeriodRule>(form).unwrap(), rule);
    // As written before there were grace and weeks.
    let old = json!({ "cutoff_day": 14, "due_working_days": 2 });
    assert_eq!(
        serde_json::from_value::<PeriodRule>(old).unwrap(),
        PeriodRule::default()
    );
    let schema = wire(PeriodRule::schema());
    assert_eq!(
        schema["required"],
        json!(["cutoff_day", "due_working_days"])
    );
}

#[test]
fn calendar_days() {
    let kinds = [
        (DayKind::Holiday, "holiday"),
        (DayKind::InLieu, "in_lieu"),
        (DayKind::MakeUp, "make_up"),
    ];
    for (kind, name) in kinds {
        let day = CalendarDay {
            date: "2026-01-10".parse().unwrap(),
            kind,
            name: "Làm bù ngày 02/01/2026".to_owned(),
        };
        let form = json!({ "date": "2026-01-10", "kind": name, "name": "Làm bù ngày 02/01/2026" });
        assert_eq!(wire(&day), form);
        assert_eq!(serde_json::from_value::<CalendarDay>(form).unwrap(), day);
    }
}

#[test]
fn what_is_open_and_what_moved() {
    let day = |text: &str| text.parse().unwrap();
    let opened = OpenedPeriod {
        period: "2026-M11".parse().unwrap(),
        days: PeriodDays {
            starts_on: day("2026-10-15"),
            ends_on: day("2026-11-14"),
            due_on: day("2026-11-17"),
        },
        locks_on: Some(day("2026-11-20")),
        lock: None,
        locked_above: false,
        expected: 94,
        submitted: 91,
        approved: 88,
    };
    let form = json!({
        "period": "2026-M11",
        "days": { "starts_on": "2026-10-15", "ends_on": "2026-11-14", "due_on": "2026-11-17" },
        "locks_on": "2026-11-20", "lock": null, "locked_above": false,
        "expected": 94, "submitted": 91, "approved": 88,
    });
    assert_eq!(wire(&opened), form);
    let removed = RemovedDay {
        moved: vec![MovedDue {
            period: opened.period,
            from: day("2026-11-17"),
            to: day("2026-11-18"),
            plans: 96,
        }],
    };
    let form = json!({ "moved": [{
        "period": "2026-M11", "from": "2026-11-17", "to": "2026-11-18", "plans": 96,
    }] });
    assert_eq!(wire(&removed), form);
}
