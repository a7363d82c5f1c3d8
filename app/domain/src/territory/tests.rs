mod changes;
mod lines;
mod official;
mod random;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn id(code: &str) -> UnitId {
    UnitId::new(code)
}

fn ids(codes: &[&str]) -> Vec<UnitId> {
    codes.iter().copied().map(UnitId::new).collect()
}

fn span(code: &str, kind: UnitKind, parent: Option<&str>) -> UnitSpan {
    UnitSpan {
        unit: id(code),
        name: format!("Đơn vị {code}"),
        kind,
        parent: parent.map(UnitId::new),
        valid_from: None,
        valid_to: None,
    }
}

/// Two provinces: P with the communes a, b, c (a with a department), Q with d.
fn base() -> Vec<UnitSpan> {
    use UnitKind::{Commune, Department, Nation, Province, Ward};
    vec![
        span("vn", Nation, None),
        span("P", Province, Some("vn")),
        span("Q", Province, Some("vn")),
        span("a", Commune, Some("P")),
        span("b", Ward, Some("P")),
        span("c", Commune, Some("P")),
        span("d", Commune, Some("Q")),
        span("a.ca", Department, Some("a")),
    ]
}

fn event(no: u128, on: &str, change: UnitChange) -> UnitEvent {
    UnitEvent {
        id: UnitEventId::from_u128(no),
        effective_on: day(on),
        change,
        document: None,
        undone: false,
    }
}

fn new(kind: UnitKind, parent: &str) -> NewUnit {
    NewUnit {
        name: "Đơn vị mới".to_owned(),
        kind,
        parent: id(parent),
    }
}

fn commune(code: &str, parent: &str) -> (UnitId, NewUnit) {
    (id(code), new(UnitKind::Commune, parent))
}

fn rename(unit: &str, name: &str) -> UnitChange {
    UnitChange::Rename {
        unit: id(unit),
        name: name.to_owned(),
    }
}

fn put(unit: &str, to: &str) -> UnitChange {
    UnitChange::Move {
        unit: id(unit),
        to: id(to),
    }
}

fn merge(from: &[&str], into: &str, new: Option<NewUnit>) -> UnitChange {
    UnitChange::Merge {
        from: ids(from),
        into: id(into),
        new,
    }
}

fn split(from: &str, into: &[(UnitId, NewUnit)]) -> UnitChange {
    UnitChange::Split {
        from: id(from),
        into: into.to_vec(),
    }
}

/// The tree after changes, recorded in this order.
fn after(changes: &[(&str, UnitChange)]) -> Result<Territory, TerritoryError> {
    Territory::build(&base(), &events(changes))
}

fn events(changes: &[(&str, UnitChange)]) -> Vec<UnitEvent> {
    (1..)
        .zip(changes)
        .map(|(no, (on, change))| event(no, on, change.clone()))
        .collect()
}
