use super::*;
use proptest::prelude::*;

pub(crate) fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

/// The days of `seeds/holidays.csv`, each with what its source column begins with.
pub(crate) fn seed() -> Vec<(CalendarDay, &'static str)> {
    let text = include_str!("../../../../seeds/holidays.csv");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("date,kind,name,source"));
    let read = |line: &'static str| {
        let [date, kind, name, source] = line.split(',').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let kind = serde_json::from_value(kind.into()).expect(line);
        let day = CalendarDay {
            date: date.parse().expect(line),
            kind,
            name: name.to_owned(),
        };
        (day, source.split_once(": ").expect(line).0)
    };
    lines.map(read).collect()
}

pub(crate) fn seed_calendar() -> WorkCalendar {
    WorkCalendar::new(seed().into_iter().map(|(day, _)| day))
}

fn entry(date: NaiveDate, kind: DayKind) -> CalendarDay {
    CalendarDay {
        date,
        kind,
        name: String::new(),
    }
}

#[test]
fn the_seed_is_a_sound_calendar() {
    let seed = seed();
    assert!(seed.is_sorted_by(|(a, _), (b, _)| a.date < b.date));
    for (entry, basis) in &seed {
        assert!(
            ["announced", "computed", "unverified"].contains(basis),
            "{entry:?} {basis}"
        );
        // A make-up day on a weekday, or a day in lieu on a weekend, would change nothing.
        match entry.kind {
            DayKind::MakeUp => assert!(is_weekend(entry.date), "{entry:?}"),
            DayKind::InLieu => assert!(!is_weekend(entry.date), "{entry:?}"),
            DayKind::Holiday => {}
        }
    }
}

#[test]
fn the_seed_is_what_is_proposed_and_what_was_announced_besides() {
    let seed: Vec<CalendarDay> = seed().into_iter().map(|(day, _)| day).collect();
    let swaps = [
        day(2026, 1, 2),
        day(2026, 1, 10),
        day(2026, 8, 22),
        day(2026, 8, 31),
    ];
    for year in 2026..=2030 {
        let of_year = seed.iter().filter(|day| day.date.year() == year);
        let known: Vec<_> = of_year
            .filter(|day| !swaps.contains(&day.date))
            .cloned()
            .collect();
        assert_eq!(known, propose(year).unwrap(), "{year}");
    }
    assert!(
        swaps
            .iter()
            .all(|date| seed.iter().any(|d| d.date == *date))
    );
}

#[test]
fn proposals_fit_the_announcements_of_the_past() {
    // Announced: 27–31/01/2025, 16–20/02/2026.
    for (year, from, to) in [
        (2025, day(2025, 1, 27), day(2025, 1, 31)),
        (2026, day(2026, 2, 16), day(2026, 2, 20)),
        (2027, day(2027, 2, 4), day(2027, 2, 10)),
    ] {
        let tet = propose(year).unwrap();
        let mut tet = tet.iter().filter(|day| day.name.contains("Tết Âm"));
        assert_eq!(tet.next().unwrap().date, from);
        assert_eq!(tet.next_back().unwrap().date, to);
    }
    // 2 September of a Tuesday, a Wednesday, a Saturday and a Sunday.
    for (year, beside) in [
        (2025, day(2025, 9, 1)),
        (2026, day(2026, 9, 1)),
        (2028, day(2028, 9, 4)),
        (2029, day(2029, 9, 4)),
    ] {
        let days = propose(year).unwrap();
        assert!(days.iter().any(|day| day.date == beside), "{year}");
    }
    assert_eq!(propose(FIRST_PROPOSED_YEAR - 1), None);
    assert_eq!(propose(LAST_PROPOSED_YEAR + 1), None);
    assert_eq!(propose(i32::MIN), None);
}

#[test]
fn every_proposed_year_gives_its_days_off_on_weekdays() {
    for year in FIRST_PROPOSED_YEAR..=LAST_PROPOSED_YEAR {
        let days = propose(year).unwrap();
        assert!(days.is_sorted_by(|a, b| a.date < b.date), "{year}");
        assert!(days.iter().all(|day| day.date.year() == year), "{year}");
        let off = days.iter().filter(|day| !is_weekend(day.date)).count();
        // Article 112.1: eleven days, twelve with 24/11.
        assert_eq!(off, if year < 2026 { 11 } else { 12 }, "{year}");
    }
}

#[test]
fn swapped_days() {
    let calendar = seed_calendar();
    // Friday off, the Saturday of the week after worked.
    assert!(!calendar.is_working(day(2026, 1, 2)));
    assert!(!calendar.is_working(day(2026, 1, 3)));
    assert!(calendar.is_working(day(2026, 1, 10)));
    assert_eq!(
        calendar.add_working_days(day(2026, 1, 8), 2),
        Some(day(2026, 1, 10))
    );
    // Saturday 22 August worked, 29/8–2/9 off.
    assert_eq!(
        calendar.add_working_days(day(2026, 8, 21), 1),
        Some(day(2026, 8, 22))
    );
    assert_eq!(
        calendar.add_working_days(day(2026, 8, 28), 1),
        Some(day(2026, 9, 3))
    );
    assert_eq!(
        calendar.day(day(2026, 8, 31)).unwrap().kind,
        DayKind::InLieu
    );
    assert_eq!(calendar.day(day(2026, 8, 28)), None);
}

#[test]
fn contradicting_entries_make_nobody_late() {
    let saturday = day(2026, 1, 10);
    for kinds in [
        [DayKind::MakeUp, DayKind::Holiday],
        [DayKind::InLieu, DayKind::MakeUp],
    ] {
        let calendar = WorkCalendar::new(kinds.map(|kind| entry(saturday, kind)));
        assert_eq!(calendar.days().len(), 1);
        assert!(!calendar.is_working(saturday));
    }
}

#[test]
fn nothing_hangs_or_overflows() {
    let start = day(2026, 1, 1);
    let never = start.iter_days().take(900);
    let calendar = WorkCalendar::new(never.map(|date| entry(date, DayKind::Holiday)));
    assert_eq!(calendar.add_working_days(start, 1), None);
    assert_eq!(calendar.add_working_days(NaiveDate::MAX, 1), None);
    assert_eq!(calendar.add_working_days(start, u32::MAX), None);
    let all = calendar.working_days_between(NaiveDate::MIN, NaiveDate::MAX);
    assert!(all > 130_000_000, "{all}");
    assert_eq!(
        calendar.working_days_between(NaiveDate::MAX, NaiveDate::MIN),
        0
    );
}

/// Entries within two years, of any kind on any weekday, contradictions included.
pub(crate) fn any_calendar() -> impl Strategy<Value = WorkCalendar> {
    let kind = prop::sample::select(vec![DayKind::Holiday, DayKind::InLieu, DayKind::MakeUp]);
    let entry = (0_u64..730, kind)
        .prop_map(|(after, kind)| entry(day(2026, 1, 1) + Days::new(after), kind));
    prop::collection::vec(entry, 0..60).prop_map(WorkCalendar::new)
}

pub(crate) fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..800).prop_map(|after| day(2025, 12, 1) + Days::new(after))
}

proptest! {
    #[test]
    fn adding_lands_on_working_days(calendar in any_calendar(), from in any_day(), n in 1_u32..200) {
        let to = calendar.add_working_days(from, n).unwrap();
        prop_assert!(to > from);
        prop_assert!(calendar.is_working(to));
    }

    #[test]
    fn counting_undoes_adding(calendar in any_calendar(), from in any_day(), n in 0_u32..200) {
        let to = calendar.add_working_days(from, n).unwrap();
        prop_assert_eq!(calendar.working_days_between(from, to), n);
    }

    #[test]
    fn counting_is_counting(calendar in any_calendar(), a in any_day(), b in any_day()) {
        let each = a.iter_days().skip(1).take_while(|day| *day <= b);
        let slow = each.filter(|day| calendar.is_working(*day)).count();
        prop_assert_eq!(calendar.working_days_between(a, b), u32::try_from(slow).unwrap());
    }

    #[test]
    fn a_plain_calendar_is_the_closure(from in any_day(), n in 0_u32..1500) {
        let plain = WorkCalendar::default().add_working_days(from, n);
        prop_assert!(plain.is_some());
        prop_assert_eq!(plain, crate::period::add_working_days(from, n, |_| false));
    }
}
