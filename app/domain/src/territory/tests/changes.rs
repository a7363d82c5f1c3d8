//! What is refused, undone, and written on the wire.

use super::*;
use TerritoryProblem as P;
use UnitKind::{Commune, Department, Nation, Province, Ward};

const ON: &str = "2026-07-01";
const LATER: &str = "2026-08-01";

fn retype(unit: &str, kind: UnitKind) -> UnitChange {
    UnitChange::Retype {
        unit: id(unit),
        kind,
        name: "Phường X".to_owned(),
    }
}

#[test]
fn refused_changes() {
    let z = || Some(new(Commune, "P"));
    let nameless = NewUnit {
        name: " ".to_owned(),
        ..new(Commune, "P")
    };
    let parts = |one, other| vec![commune(one, "P"), commune(other, "P")];
    let table = [
        (rename("?", "X"), "unit", P::UnknownUnit),
        (rename("a", "  "), "name", P::NameMissing),
        (rename("a", "Đơn vị a"), "name", P::NoChange),
        (rename("vn", "X"), "unit", P::NationFixed),
        (retype("a", Province), "kind", P::Levels),
        (retype("P", Nation), "kind", P::Levels),
        (put("a", "?"), "to", P::UnknownUnit),
        (put("a", "P"), "to", P::NoChange),
        (put("a", "vn"), "to", P::Placing),
        (put("a", "b"), "to", P::Placing),
        (put("P", "Q"), "to", P::Placing),
        (put("a.ca", "a.ca"), "to", P::Cycle),
        (merge(&["a"], "z", z()), "from", P::TooFew),
        (merge(&["a"], "a", None), "from", P::TooFew),
        (merge(&[], "a", None), "from", P::TooFew),
        (merge(&["a", "a"], "b", None), "from", P::Repeated),
        (merge(&["a", "P"], "z", z()), "from", P::Levels),
        (merge(&["a", "b"], "P", None), "from", P::Levels),
        (merge(&["a", "?"], "a", None), "from", P::UnknownUnit),
        (merge(&["a", "b"], "z", None), "into", P::UnknownUnit),
        (merge(&["a", "b"], "c", z()), "into", P::CodeTaken),
        (merge(&["a", "b"], "z z", z()), "into", P::CodeInvalid),
        (
            merge(&["a", "b"], "z", Some(nameless)),
            "name",
            P::NameMissing,
        ),
        (
            merge(&["a", "b"], "z", Some(new(Commune, "vn"))),
            "parent",
            P::Placing,
        ),
        (split("a", &parts("x", "x")), "into", P::Repeated),
        (split("a", &parts("x", "b")), "into", P::CodeTaken),
        (split("a", &[commune("x", "P")]), "into", P::TooFew),
        (
            split("a", &[commune("x", "P"), (id("y"), new(Province, "vn"))]),
            "into",
            P::Levels,
        ),
        (split("?", &parts("x", "y")), "from", P::UnknownUnit),
    ];
    for (change, field, problem) in table {
        let error = after(&[(ON, change.clone())]).unwrap_err();
        assert_eq!((error.field, error.problem), (field, problem), "{change:?}");
        assert_eq!(error.event, Some(UnitEventId::from_u128(1)));
        let message = error.message_vi();
        assert!(message.matches(". ").count() >= 1, "no remedy: {message}");
    }
    let error = after(&[(ON, put("a", "vn"))]).unwrap_err();
    assert!(error.message_vi().starts_with("Đơn vị a (mã a) "));
}

#[test]
fn departments_do_not_come_below_themselves() {
    let mut spans = base();
    spans.push(span("a.ca.1", Department, Some("a.ca")));
    let build = |change| Territory::build(&spans, &[event(1, ON, change)]);
    let below = (id("n"), new(Department, "a.ca.1"));
    let beside = (id("o"), new(Department, "a"));
    for change in [
        put("a.ca", "a.ca.1"),
        merge(&["a.ca", "a.ca.1"], "a.ca.1", None),
        split("a.ca", &[below, beside]),
    ] {
        assert_eq!(build(change).unwrap_err().problem, P::Cycle);
    }
    let t = build(merge(&["a.ca", "a.ca.1"], "a.ca", None)).unwrap();
    let line = t.line_in(&id("a.ca.1"), day("2026-01-01"), day(ON));
    assert_eq!(line, ids(&["a.ca.1", "a.ca", "a", "P", "vn"]));
}

#[test]
fn events_on_the_same_units_come_in_order() {
    let merged = || merge(&["a", "b"], "a", None);
    let later = P::LaterChange { on: day(LATER) };
    let table = [
        (rename("a", "X"), rename("a", "Y"), later),
        (put("a", "Q"), rename("a", "Y"), later),
        (merged(), rename("b", "Y"), later),
        (merged(), rename("a", "Y"), later),
        // Below what ends.
        (rename("a", "X"), merge(&["P"], "Q", None), later),
        (put("d", "P"), merge(&["P"], "Q", None), later),
        // Under what will have ended.
        (merge(&["P"], "Q", None), put("d", "P"), later),
    ];
    for (first, second, problem) in table {
        let error = after(&[(LATER, first.clone()), (ON, second.clone())]).unwrap_err();
        assert_eq!(error.problem, problem, "{first:?} {second:?}");
        assert_eq!(error.field, "effective_on");
    }
    assert!(after(&[(LATER, rename("a", "X")), (ON, rename("c", "Y"))]).is_ok());
    assert!(after(&[(LATER, put("d", "P")), (ON, rename("P", "Y"))]).is_ok());
    let gone = after(&[(ON, merged()), (LATER, rename("b", "X"))]).unwrap_err();
    assert_eq!(gone.problem, P::NotInForce { on: day(LATER) });
    assert!(gone.message_vi().contains("01/08/2026"));
    let made = merge(&["a", "b"], "z", Some(new(Ward, "P")));
    let error = after(&[(ON, made), (ON, merge(&["z"], "c", None))]).unwrap_err();
    assert_eq!(error.problem, P::EndsOnFirstDay { on: day(ON) });
}

#[test]
fn what_changes_back_on_the_same_day_leaves_no_trace() {
    let back = [(ON, rename("a", "X")), (ON, rename("a", "Đơn vị a"))];
    assert_eq!(after(&back), after(&[]));
    let there = [(ON, put("a", "Q")), (ON, put("a", "P"))];
    assert_eq!(after(&there), after(&[]));
}

#[test]
fn undoing() {
    let list = events(&[
        (ON, merge(&["a", "b"], "z", Some(new(Commune, "P")))),
        (ON, rename("d", "X")),
        (LATER, rename("z", "Y")),
        (LATER, merge(&["z"], "c", None)),
    ]);
    let undo =
        |events: &[UnitEvent], no| Territory::undo(&base(), events, UnitEventId::from_u128(no));
    let by = |no| P::BuiltUpon {
        by: UnitEventId::from_u128(no),
        on: day(LATER),
    };
    assert_eq!(undo(&list, 1).unwrap_err().problem, by(3));
    assert_eq!(undo(&list, 3).unwrap_err().problem, by(4));
    assert_eq!(undo(&list, 9).unwrap_err().problem, P::UnknownEvent);
    assert!(undo(&list, 2).is_ok());
    assert!(undo(&list, 4).is_ok());
    let mut fewer = list.clone();
    for no in [2, 3] {
        fewer.get_mut(no).unwrap().undone = true;
    }
    assert_eq!(undo(&fewer, 3).unwrap_err().problem, P::AlreadyUndone);
    let before = after(&[(ON, rename("d", "X"))]).unwrap();
    assert_eq!(undo(&fewer, 1).unwrap(), before);
    // Could not be without it, though it changes none of its units.
    let list = events(&[
        (
            ON,
            split(
                "P",
                &[
                    (id("P"), new(Province, "vn")),
                    (id("R"), new(Province, "vn")),
                ],
            ),
        ),
        (LATER, put("d", "R")),
    ]);
    assert_eq!(undo(&list, 1).unwrap_err().problem, by(2));
}

#[test]
fn refused_units() {
    let wrong = |change: &dyn Fn(&mut Vec<UnitSpan>)| {
        let mut spans = base();
        change(&mut spans);
        let error = Territory::build(&spans, &[]).unwrap_err();
        assert!(!error.message_vi().is_empty());
        assert_eq!(error.event, None);
        (error.field, error.problem)
    };
    let dated = |from: Option<&str>, to: Option<&str>| UnitSpan {
        valid_from: from.map(day),
        valid_to: to.map(day),
        ..span("e", Commune, Some("P"))
    };
    let push = |more: Vec<UnitSpan>| wrong(&|spans| spans.extend(more.clone()));
    assert_eq!(wrong(&Vec::clear), ("kind", P::NotOneNation));
    let second = span("xx", Nation, None);
    assert_eq!(push(vec![second]), ("parent", P::NotOneNation));
    let orphan = span("e", Commune, None);
    assert_eq!(push(vec![orphan]), ("parent", P::NotOneNation));
    let lost = span("e", Commune, Some("?"));
    assert_eq!(push(vec![lost]), ("parent", P::UnknownUnit));
    let high = span("e", Commune, Some("vn"));
    assert_eq!(push(vec![high]), ("parent", P::Placing));
    let empty = dated(Some(ON), Some(ON));
    assert_eq!(push(vec![empty]), ("valid_to", P::SpanEmpty));
    let two = vec![dated(None, Some(LATER)), dated(Some(ON), None)];
    assert_eq!(push(two), ("valid_from", P::SpansOverlap));
    let ring = vec![
        span("e", Department, Some("f")),
        span("f", Department, Some("e")),
    ];
    assert_eq!(push(ring), ("parent", P::Cycle));
    let mut late = dated(Some(LATER), None);
    (late.kind, late.parent) = (Department, Some(id("P")));
    let levels = vec![dated(None, Some(ON)), late];
    assert_eq!(push(levels), ("kind", P::Levels));
}

#[test]
fn on_the_wire() {
    let list = events(&[
        (ON, rename("a", "X")),
        (ON, retype("a", Ward)),
        (ON, put("a", "Q")),
        (ON, merge(&["a", "b"], "z", Some(new(Commune, "P")))),
        (ON, split("c", &[commune("x", "P"), commune("y", "P")])),
    ]);
    let json: Vec<serde_json::Value> = list
        .iter()
        .map(|event| serde_json::to_value(event).unwrap())
        .collect();
    let changes: Vec<&serde_json::Value> = json.iter().map(|event| &event["change"]).collect();
    let made = serde_json::json!({"name": "Đơn vị mới", "kind": "commune", "parent": "P"});
    assert_eq!(
        serde_json::json!(changes),
        serde_json::json!([
            {"type": "rename", "unit": "a", "name": "X"},
            {"type": "retype", "unit": "a", "kind": "ward", "name": "Phường X"},
            {"type": "move", "unit": "a", "to": "Q"},
            {"type": "merge", "from": ["a", "b"], "into": "z", "new": made},
            {"type": "split", "from": "c", "into": [["x", made], ["y", made]]},
        ])
    );
    for (event, json) in list.iter().zip(json) {
        assert_eq!(serde_json::from_value::<UnitEvent>(json).unwrap(), *event);
    }
}
