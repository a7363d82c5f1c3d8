//! The official list with the changes of 2026-04-30.

use super::*;
use std::collections::BTreeMap;

const UNITS: &str = include_str!("../../../../../seeds/vn_units_2025-07-01.csv");
const CHANGES: &str = include_str!("../../../../../seeds/vn_unit_changes_2026-04-30.csv");

fn rows<const N: usize>(list: &'static str) -> Vec<[&'static str; N]> {
    let lines = list.lines().skip(1);
    lines
        .map(|line| line.split(',').collect::<Vec<_>>().try_into().unwrap())
        .collect()
}

fn official() -> Territory {
    let mut base = vec![span("vn", UnitKind::Nation, None)];
    base.extend(rows(UNITS).into_iter().map(|[code, name, kind, parent]| {
        let parent = if parent.is_empty() { "vn" } else { parent };
        UnitSpan {
            name: name.to_owned(),
            valid_from: Some(day("2025-07-01")),
            ..span(code, UnitKind::from_list(kind).unwrap(), Some(parent))
        }
    }));
    let rows: Vec<[&str; 6]> = rows(CHANGES);
    let events: Vec<UnitEvent> = (1..)
        .zip(&rows)
        .map(|(no, [code, on, _, _, name, kind])| {
            let change = UnitChange::Retype {
                unit: id(code),
                kind: UnitKind::from_list(kind).unwrap(),
                name: (*name).to_owned(),
            };
            event(no, on, change)
        })
        .collect();
    assert_eq!(events.len(), 11);
    let territory = Territory::build(&base, &events).unwrap();
    for [code, _, old_name, old_kind, ..] in rows {
        let old = territory.span_at(&id(code), day("2026-04-29")).unwrap();
        assert_eq!(old.name, old_name);
        assert_eq!(Some(old.kind), UnitKind::from_list(old_kind));
    }
    territory
}

#[test]
fn dong_nai_becomes_a_city() {
    let territory = official();
    let (before, since) = (day("2026-04-29"), day("2026-04-30"));
    let (dong_nai, trang_bom) = (id("75"), id("26248"));
    let said = |unit, on| {
        let span = territory.span_at(unit, on).unwrap();
        (span.name.as_str(), span.kind)
    };
    let city = ("Thành phố Đồng Nai", UnitKind::City);
    let ward = ("Phường Trảng Bom", UnitKind::Ward);
    assert_eq!(
        said(&dong_nai, before),
        ("Tỉnh Đồng Nai", UnitKind::Province)
    );
    assert_eq!(said(&dong_nai, since), city);
    assert_eq!(
        said(&trang_bom, before),
        ("Xã Trảng Bom", UnitKind::Commune)
    );
    assert_eq!(said(&trang_bom, since), ward);
    assert_eq!(territory.spans_of(&trang_bom).len(), 2);
    for on in [before, since] {
        let line = ids(&["26248", "75", "vn"]);
        assert_eq!(territory.line_at(&trang_bom, on), line);
        assert_eq!(territory.line_in(&trang_bom, on, since), line);
        assert_eq!(territory.line_in(&trang_bom, on, before), line);
    }
}

#[test]
fn the_same_numbers_of_units_and_the_same_sums() {
    let territory = official();
    let (before, since) = (day("2026-04-29"), day("2026-04-30"));
    let count = |on, test: fn(UnitKind) -> bool| {
        let units = territory.current(on);
        units.iter().filter(|span| test(span.kind)).count()
    };
    // Any figure will do: here the sum of the digits of the code, and one.
    let figure = |unit: &UnitId| 1 + unit.0.bytes().map(u64::from).sum::<u64>();
    let sums = |reported, boundaries| {
        let mut sums: BTreeMap<UnitId, u64> = BTreeMap::new();
        for span in territory.current(reported) {
            if let Some(province) = territory.province_in(&span.unit, reported, boundaries) {
                *sums.entry(province).or_default() += figure(&span.unit);
            }
        }
        sums
    };
    for on in [before, since] {
        assert_eq!(count(on, UnitKind::is_province_level), 34);
        assert_eq!(count(on, UnitKind::is_commune_level), 3_321);
        assert_eq!(territory.children_at(&id("vn"), on).len(), 34);
        assert_eq!(territory.children_at(&id("48"), on).len(), 94);
        assert_eq!(sums(on, before), sums(before, before));
        assert_eq!(sums(on, since), sums(before, before));
    }
    assert_eq!(sums(since, since).len(), 34);
    // Long before the list there is no unit but the nation; reports would still count somewhere.
    let old = day("2024-01-01");
    assert_eq!(territory.current(old).len(), 1);
    let line = territory.line_at(&id("26248"), old);
    assert_eq!(line, ids(&["26248", "75", "vn"]));
}
