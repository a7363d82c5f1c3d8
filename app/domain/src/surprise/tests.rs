use super::why::{beside, moved};
use super::*;
use crate::measure::{Accumulation, Comparator, MeasureKind, MeasureRole, Threshold};
use crate::period::Period;
use crate::quantity::Quantity;
use crate::report::LineKind;
use crate::validate::Problem;
use crate::wire::report::{LineReturn, PeerRange, PersonRef, PreviousEntry, Stamp};
use proptest::prelude::*;
use uuid::Uuid;

fn measure() -> Measure {
    Measure {
        id: Uuid::from_u128(7).into(),
        parent: None,
        kind: MeasureKind::Ratio,
        role: MeasureRole::Headline,
        subject: "hồ sơ".to_owned(),
        threshold: Some(Threshold {
            comparator: Comparator::Gte,
            surface: "Tối thiểu".to_owned(),
            value: Quantity::from_int(80),
            unit: "%".to_owned(),
            evaluate_as: Comparator::Gte,
            aspirational: false,
        }),
        aspiration: None,
        accumulation: Accumulation::Cumulative,
        amended: None,
    }
}

fn target() -> Target {
    Target {
        id: Uuid::from_u128(8).into(),
        no: "1.9".to_owned(),
        text: String::new(),
        qualitative_kind: None,
        note: None,
        measures: Vec::new(),
    }
}

fn ratio(numerator: i64, denominator: i64) -> LineEntry {
    LineEntry {
        numerator: Some(Quantity::from_int(numerator)),
        denominator: Some(Quantity::from_int(denominator)),
        ..LineEntry::default()
    }
}

fn line(entry: LineEntry, before: Option<LineEntry>) -> Line {
    Line {
        id: LineId::Measure(Uuid::from_u128(7).into()),
        kind: LineKind::Ratio,
        accumulation: Accumulation::Cumulative,
        entry,
        version: 1,
        updated: None,
        returned: None,
        previous: before.map(|entry| PreviousEntry {
            period: Period::month(2026, 10).unwrap(),
            entry,
            by: None,
        }),
        history: Vec::new(),
        peers: None,
        evidence: Vec::new(),
    }
}

fn judge(line: &Line) -> (Group, Vec<Why>) {
    let (target, measure) = (target(), measure());
    let today = NaiveDate::from_ymd_opt(2026, 11, 16).unwrap();
    let change = change(Subject::Measure(&target, &measure), line, today);
    (change.group, change.whys)
}

#[test]
fn ordinary_and_surprising_lines() {
    use Problem::{CumulativeFell, DenominatorShrank, Jump};
    let table = [
        (
            ratio(412, 486),
            Some(ratio(377, 471)),
            Group::Changed,
            vec![],
        ),
        (ratio(412, 486), Some(ratio(412, 486)), Group::Same, vec![]),
        (ratio(412, 486), None, Group::Changed, vec![]),
        (
            LineEntry::default(),
            Some(ratio(1, 2)),
            Group::Missing,
            vec![],
        ),
        (
            ratio(377, 500),
            Some(ratio(450, 500)),
            Group::Look,
            vec![Why::Found(CumulativeFell), Why::NoLongerMet],
        ),
        (
            ratio(400, 400),
            Some(ratio(400, 500)),
            Group::Look,
            vec![Why::Found(DenominatorShrank)],
        ),
        (
            ratio(800, 990),
            Some(ratio(400, 500)),
            Group::Look,
            vec![Why::Found(Jump)],
        ),
    ];
    for (entry, before, group, whys) in table {
        let line = line(entry, before);
        assert_eq!(judge(&line), (group, whys), "{line:?}");
    }
}

#[test]
fn not_applicable_surprises_once() {
    let none = LineEntry {
        not_applicable: Some("Xã không có".to_owned()),
        ..LineEntry::default()
    };
    let fresh = line(none.clone(), Some(ratio(1, 2)));
    assert_eq!(judge(&fresh), (Group::Look, vec![Why::NotApplicable]));
    assert_eq!(
        judge(&line(none.clone(), Some(none))),
        (Group::Same, vec![])
    );
}

#[test]
fn a_return_that_nobody_answered_comes_first() {
    let mut line = line(ratio(412, 486), Some(ratio(412, 486)));
    let by = PersonRef {
        id: Uuid::from_u128(1).into(),
        display_name: String::new(),
    };
    let at = chrono::DateTime::from_timestamp(0, 0).unwrap();
    line.returned = Some(LineReturn {
        reason: "Vì sao?".to_owned(),
        stamp: Stamp { by, at },
        addressed: false,
    });
    assert_eq!(judge(&line), (Group::Look, vec![Why::ReturnedUnchanged]));
}

#[test]
fn peers_need_a_clear_margin() {
    let peers = PeerRange {
        lower: 750,
        upper: 850,
        count: 93,
    };
    let table = [
        (600, None),
        (599, Some(Why::BelowPeers(peers))),
        (800, None),
        (1_000, None),
        (1_001, Some(Why::AbovePeers(peers))),
    ];
    for (share, why) in table {
        assert_eq!(beside(share, peers), why, "{share}");
    }
    let narrow = PeerRange {
        lower: 1_000,
        upper: 1_000,
        count: 93,
    };
    assert_eq!(beside(950, narrow), None);
    assert_eq!(beside(949, narrow), Some(Why::BelowPeers(narrow)));
}

#[test]
fn relative_changes() {
    let table = [
        (377, 412, Some(9)),
        (100, 95, Some(-5)),
        (0, 5, None),
        (3, 4, Some(33)),
        (6, 4, Some(-33)),
    ];
    for (before, now, percent) in table {
        assert_eq!(
            relative(Quantity::from_int(before), Quantity::from_int(now)),
            percent,
            "{before} {now}"
        );
    }
}

proptest! {
    #[test]
    fn no_figures_panic(a in any::<i64>(), b in any::<i64>(), c in any::<i64>(), d in any::<i64>()) {
        let entry = |n, d| LineEntry {
            numerator: Some(Quantity::from_thousandths(n)),
            denominator: Some(Quantity::from_thousandths(d)),
            ..LineEntry::default()
        };
        let (group, whys) = judge(&line(entry(a, b), Some(entry(c, d))));
        prop_assert_eq!(group == Group::Look, !whys.is_empty());
    }

    /// What stayed exactly as it was is never listed as changed, and nothing that compares with
    /// the last period is found in it.
    #[test]
    fn an_unchanged_line_is_no_change(numerator in 0..10_000_i64, denominator in 1..10_000_i64) {
        let entry = ratio(numerator, denominator);
        let line = line(entry.clone(), Some(entry));
        let (group, whys) = judge(&line);
        prop_assert_ne!(group, Group::Changed);
        for why in whys {
            prop_assert_eq!(why, Why::Found(Problem::Over100));
        }
        prop_assert_eq!(moved(&line, line.previous.as_ref().map(|previous| &previous.entry)), 0);
    }

    /// A relative change does not depend on the unit of the figures, has the sign of the change,
    /// and is as large upward as downward.
    #[test]
    fn a_relative_change_has_no_unit(
        before in 1..100_000_i64,
        by in -100_000..100_000_i64,
        scale in 1..1_000_i64,
    ) {
        let percent = |before: i64, now: i64| {
            relative(Quantity::from_thousandths(before), Quantity::from_thousandths(now))
        };
        let change = percent(before, before + by).unwrap();
        prop_assert_eq!(percent(before * scale, (before + by) * scale), Some(change));
        prop_assert_eq!(percent(before, before - by), Some(-change));
        prop_assert!(change == 0 || change.signum() == by.signum());
    }

    /// Inside the peers' middle half nothing surprises, and who is further out than a surprising
    /// unit surprises too.
    #[test]
    fn further_from_the_peers_is_no_less_surprising(
        lower in 0..1_000_i64,
        width in 0..1_000_i64,
        out in 0..3_000_i64,
        further in 0..3_000_i64,
    ) {
        let peers = PeerRange { lower, upper: lower + width, count: 93 };
        prop_assert_eq!(beside(lower + out.min(width), peers), None);
        if beside(lower - out, peers).is_some() {
            prop_assert_eq!(beside(lower - out - further, peers), Some(Why::BelowPeers(peers)));
        }
        if beside(peers.upper + out, peers).is_some() {
            let beyond = beside(peers.upper + out + further, peers);
            prop_assert_eq!(beyond, Some(Why::AbovePeers(peers)));
        }
    }
}
