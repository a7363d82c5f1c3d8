//! Where figures count, case by case.

use super::*;
use UnitKind::{Commune, Province};

const BEFORE: &str = "2026-06-30";
const ON: &str = "2026-07-01";
const THEN: &str = "2026-12-31";

#[test]
fn merged_into_a_new_unit() {
    let t = after(&[(ON, merge(&["a", "b"], "z", Some(new(Commune, "P"))))]).unwrap();
    let line = |unit, reported, boundaries| t.line_in(&id(unit), day(reported), day(boundaries));
    assert_eq!(t.line_at(&id("a"), day(BEFORE)), ids(&["a", "P", "vn"]));
    assert_eq!(line("a", BEFORE, THEN), ids(&["a", "z", "P", "vn"]));
    assert_eq!(line("a", BEFORE, ON), ids(&["a", "z", "P", "vn"]));
    assert_eq!(line("a", BEFORE, BEFORE), ids(&["a", "P", "vn"]));
    assert_eq!(line("z", THEN, THEN), ids(&["z", "P", "vn"]));
    // In the old boundaries the new unit's figure cannot be divided.
    assert_eq!(line("z", THEN, BEFORE), ids(&["z", "P", "vn"]));
    // What was below goes along.
    assert_eq!(line("a.ca", BEFORE, THEN), ids(&["a.ca", "z", "P", "vn"]));
    assert_eq!(
        t.line_at(&id("a.ca"), day(BEFORE)),
        ids(&["a.ca", "a", "P", "vn"])
    );
    assert_eq!(t.successors(&id("a"), day(THEN)), ids(&["z"]));
    assert_eq!(t.successors(&id("a"), day(BEFORE)), ids(&["a"]));
    assert_eq!(t.predecessors(&id("z"), day(BEFORE)), ids(&["a", "b"]));
    assert_eq!(t.predecessors(&id("z"), day(ON)), ids(&["z"]));
    assert!(!t.exists_at(&id("a"), day(ON)));
    assert_eq!(t.children_at(&id("P"), day(ON)), ids(&["c", "z"]));
    assert_eq!(t.children_at(&id("P"), day(BEFORE)), ids(&["a", "b", "c"]));
    assert_eq!(t.name_at(&id("a"), day(THEN)), Some("Đơn vị a"));
    assert_eq!(t.kind_at(&id("z"), day(BEFORE)), Some(Commune));
    // A report of a unit that is no more still counts in its province.
    assert_eq!(t.line_at(&id("a"), day(THEN)), ids(&["a", "P", "vn"]));
    assert_eq!(line("a", THEN, THEN), ids(&["a", "z", "P", "vn"]));
    assert_eq!(t.line_at(&id("z"), day(BEFORE)), ids(&["z", "P", "vn"]));
}

#[test]
fn absorbed_across_provinces_and_merged_again() {
    let t = after(&[
        (ON, merge(&["a", "d"], "d", None)),
        ("2026-08-01", merge(&["P"], "Q", None)),
        ("2026-09-01", merge(&["d"], "c", None)),
    ])
    .unwrap();
    let line = |unit, boundaries| t.line_in(&id(unit), day(BEFORE), day(boundaries));
    assert_eq!(line("a", ON), ids(&["a", "d", "Q", "vn"]));
    assert_eq!(line("d", ON), ids(&["d", "Q", "vn"]));
    assert_eq!(line("a", THEN), ids(&["a", "d", "c", "Q", "vn"]));
    assert_eq!(line("b", THEN), ids(&["b", "Q", "vn"]));
    assert_eq!(line("P", THEN), ids(&["P", "Q", "vn"]));
    assert_eq!(
        t.line_at(&id("b"), day("2026-07-31")),
        ids(&["b", "P", "vn"])
    );
    assert_eq!(t.predecessors(&id("c"), day(BEFORE)), ids(&["a", "c", "d"]));
    // Its figures of today lie in no single one of the old provinces: they stay with what became
    // of the unit's own, which in turn held both.
    let back = t.line_in(&id("c"), day(THEN), day(BEFORE));
    assert_eq!(back.first(), Some(&id("c")));
    assert_eq!(back.last(), Some(&id("vn")));
    assert_eq!(
        t.province_in(&id("c"), day(THEN), day(BEFORE)),
        Some(id("Q"))
    );
}

#[test]
fn split_units_are_not_divided() {
    let parts = [commune("x", "P"), commune("y", "P")];
    let changes = [
        (ON, split("a", &parts)),
        ("2026-08-01", put("y", "Q")),
        ("2026-09-01", merge(&["x", "y"], "y", None)),
    ];
    let t = after(&changes).unwrap();
    let line = |unit, reported, boundaries| t.line_in(&id(unit), day(reported), day(boundaries));
    assert_eq!(line("a", BEFORE, ON), ids(&["a", "P", "vn"]));
    // In two provinces: with the old one.
    assert_eq!(line("a", BEFORE, "2026-08-01"), ids(&["a", "P", "vn"]));
    // One again.
    assert_eq!(line("a", BEFORE, THEN), ids(&["a", "y", "Q", "vn"]));
    assert_eq!(line("x", ON, THEN), ids(&["x", "y", "Q", "vn"]));
    assert_eq!(line("x", ON, BEFORE), ids(&["x", "a", "P", "vn"]));
    assert_eq!(t.successors(&id("a"), day(ON)), ids(&["x", "y"]));
    assert_eq!(t.predecessors(&id("x"), day(BEFORE)), ids(&["a"]));
    // The department goes with the first part.
    assert_eq!(
        t.line_at(&id("a.ca"), day(ON)),
        ids(&["a.ca", "x", "P", "vn"])
    );
}

#[test]
fn a_unit_gives_off_a_part() {
    let parts = [commune("a", "P"), commune("y", "Q")];
    let t = after(&[(ON, split("a", &parts))]).unwrap();
    let line = |unit, reported, boundaries| t.line_in(&id(unit), day(reported), day(boundaries));
    assert_eq!(line("a", BEFORE, THEN), ids(&["a", "P", "vn"]));
    assert_eq!(line("y", THEN, BEFORE), ids(&["y", "a", "P", "vn"]));
    assert_eq!(line("a", THEN, BEFORE), ids(&["a", "P", "vn"]));
    assert_eq!(t.name_at(&id("a"), day(ON)), Some("Đơn vị mới"));
    assert_eq!(t.children_at(&id("a"), day(ON)), ids(&["a.ca"]));
}

#[test]
fn a_province_is_split() {
    let parts = [
        (id("P1"), new(Province, "vn")),
        (id("P2"), new(Province, "vn")),
    ];
    let t = after(&[(ON, split("P", &parts)), (ON, put("c", "P2"))]).unwrap();
    let line = |unit| t.line_in(&id(unit), day(BEFORE), day(THEN));
    assert_eq!(line("a"), ids(&["a", "P1", "vn"]));
    assert_eq!(line("c"), ids(&["c", "P2", "vn"]));
    assert_eq!(t.spans_of(&id("c")).len(), 2, "one change on one day");
    // What the province itself reported stays with it.
    assert_eq!(line("P"), ids(&["P", "vn"]));
    assert_eq!(
        t.province_in(&id("P"), day(BEFORE), day(THEN)),
        Some(id("P"))
    );
}

#[test]
fn steps_of_one_day_keep_their_order() {
    // d is split first; what joins it afterwards is not divided.
    let parts = [commune("d", "Q"), commune("y", "Q")];
    let t = after(&[(ON, split("d", &parts)), (ON, merge(&["a"], "d", None))]).unwrap();
    let line = |unit: &str| t.line_in(&id(unit), day(BEFORE), day(ON));
    assert_eq!(line("a"), ids(&["a", "d", "Q", "vn"]));
    assert_eq!(line("d"), ids(&["d", "Q", "vn"]));
    assert_eq!(t.successors(&id("a"), day(ON)), ids(&["d"]));
    // The other way round it is.
    let t = after(&[(ON, merge(&["a"], "d", None)), (ON, split("d", &parts))]).unwrap();
    assert_eq!(t.successors(&id("a"), day(ON)), ids(&["d", "y"]));
    // The smaller d of today does not hold what a was.
    let line = t.line_in(&id("a"), day(BEFORE), day(ON));
    assert_eq!(line, ids(&["a", "Q", "vn"]));
}

#[test]
fn spans_that_were_known_before_any_event() {
    let mut spans = base();
    let ended = spans.iter_mut().find(|span| span.unit == id("c")).unwrap();
    ended.valid_to = Some(day(ON));
    spans.push(UnitSpan {
        valid_from: Some(day(THEN)),
        ..span("c", Commune, Some("Q"))
    });
    let t = Territory::build(&spans, &[]).unwrap();
    let line = |on| t.line_at(&id("c"), day(on));
    assert_eq!(line(BEFORE), ids(&["c", "P", "vn"]));
    assert_eq!(line(ON), ids(&["c", "P", "vn"]), "in a gap: as before it");
    assert_eq!(line(THEN), ids(&["c", "Q", "vn"]));
    assert!(!t.exists_at(&id("c"), day(ON)));
    assert!(t.line_at(&id("?"), day(ON)).is_empty());
    assert!(t.line_in(&id("?"), day(ON), day(THEN)).is_empty());
    assert_eq!(t.line_at(&id("vn"), day(ON)), ids(&["vn"]));
}
