//! Amendments: what is in force on a day, and what is refused.

use super::*;
use crate::quantity::Quantity;
use proptest::prelude::*;

fn threshold(comparator: Comparator, value: i64, unit: &str) -> Threshold {
    Threshold {
        comparator,
        surface: String::new(),
        value: Quantity::from_int(value),
        unit: unit.to_owned(),
        evaluate_as: comparator,
        aspirational: false,
    }
}

fn percent(value: i64) -> Threshold {
    threshold(Comparator::Gte, value, "%")
}

#[test]
fn the_threshold_in_force_on_a_day() {
    let amendment = |from, value| Amendment {
        effective_from: from,
        threshold: percent(value),
        document: None,
    };
    let base = percent(80);
    let two = [amendment(day(11, 1), 90), amendment(day(10, 1), 85)];
    let table = [
        (Some(&base), &two[..], day(9, 30), Some(80)),
        (Some(&base), &two, day(10, 1), Some(85)),
        (Some(&base), &two, day(10, 31), Some(85)),
        (Some(&base), &two, day(11, 1), Some(90)),
        (Some(&base), &two, day(12, 31), Some(90)),
        (Some(&base), &[], day(12, 31), Some(80)),
        (None, &two, day(9, 30), None),
        (None, &two, day(10, 1), Some(85)),
        (None, &[], day(10, 1), None),
    ];
    for (base, amendments, day, expected) in table {
        let value = threshold_on(base, amendments, day).map(|threshold| threshold.value);
        assert_eq!(value, expected.map(Quantity::from_int), "{day}");
    }
}

fn aim(value: i64) -> Threshold {
    Threshold {
        aspirational: true,
        ..percent(value)
    }
}

fn day(m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, m, d).unwrap()
}

fn from(m: u32, threshold: Threshold) -> Amendment {
    Amendment {
        effective_from: day(m, 1),
        threshold,
        document: None,
    }
}

#[test]
fn neither_disturbs_the_other() {
    let (base, hope) = (percent(80), aim(90));
    let both = InForce {
        threshold: Some(&base),
        aspiration: Some(&hope),
    };
    let binding = InForce {
        aspiration: None,
        ..both
    };
    let striving = InForce {
        threshold: Some(&hope),
        aspiration: None,
    };
    let table = [
        // An aspiration amended, one that is new, and a binding threshold beside an old one.
        (both, vec![from(10, aim(95))], Some(80), Some(95)),
        (binding, vec![from(10, aim(95))], Some(80), Some(95)),
        (both, vec![from(10, percent(85))], Some(85), Some(90)),
        // Each keeps its own line of amendments, in whatever order they are listed.
        (
            both,
            vec![
                from(11, aim(99)),
                from(9, percent(85)),
                from(10, aim(95)),
                from(10, percent(88)),
            ],
            Some(88),
            Some(99),
        ),
        // Of the same day: one of each, in either order.
        (
            both,
            vec![from(10, aim(95)), from(10, percent(85))],
            Some(85),
            Some(95),
        ),
        (
            both,
            vec![from(10, percent(85)), from(10, aim(95))],
            Some(85),
            Some(95),
        ),
        // Where nothing binds, what is striven for is the threshold itself.
        (striving, vec![from(10, aim(95))], Some(95), None),
        (striving, vec![from(10, percent(85))], Some(85), None),
        (
            striving,
            vec![from(10, percent(85)), from(11, aim(95))],
            Some(85),
            Some(95),
        ),
        (InForce::default(), vec![from(10, aim(95))], Some(95), None),
        // What is still to come does not count.
        (
            both,
            vec![from(12, aim(99)), from(12, percent(95))],
            Some(80),
            Some(90),
        ),
    ];
    for (base, amendments, threshold, aspiration) in table {
        let found = base.on(&amendments, day(11, 30));
        let value = |of: Option<&Threshold>| of.map(|threshold| threshold.value);
        let wanted = |of: Option<i64>| of.map(Quantity::from_int);
        assert_eq!(value(found.threshold), wanted(threshold), "{amendments:?}");
        assert_eq!(
            value(found.aspiration),
            wanted(aspiration),
            "{amendments:?}"
        );
        let alone = threshold_on(base.threshold, &amendments, day(11, 30));
        assert_eq!(alone, found.threshold, "the aspiration decides nothing");
    }
}

#[test]
fn an_aspiration_is_no_easier_than_what_binds() {
    use NotAThreshold::{BeyondAspiration, NotPercent, OtherUnit, WeakerThanBinding};
    let (base, hope) = (percent(80), aim(90));
    let both = InForce {
        threshold: Some(&base),
        aspiration: Some(&hope),
    };
    let striving = InForce {
        threshold: Some(&hope),
        aspiration: None,
    };
    let at_most = Threshold {
        comparator: Comparator::Lte,
        evaluate_as: Comparator::Lte,
        ..aim(95)
    };
    let other = Threshold {
        unit: "hồ sơ".to_owned(),
        ..aim(95)
    };
    let table = [
        (both, vec![], from(10, aim(95)), None),
        (both, vec![], from(10, aim(80)), None),
        (both, vec![], from(10, aim(79)), Some(WeakerThanBinding)),
        (both, vec![], from(10, at_most), Some(WeakerThanBinding)),
        (both, vec![], from(10, other), Some(NotPercent)),
        (both, vec![], from(10, percent(90)), None),
        (both, vec![], from(10, percent(91)), Some(BeyondAspiration)),
        // With the aspiration raised first, it may be.
        (both, vec![from(10, aim(95))], from(10, percent(91)), None),
        // A later amendment would be wrong, too.
        (
            both,
            vec![from(11, percent(85))],
            from(10, aim(84)),
            Some(WeakerThanBinding),
        ),
        // What is replaced does not count, nor does what was before.
        (both, vec![from(10, aim(95))], from(10, aim(82)), None),
        (
            both,
            vec![from(10, percent(90)), from(11, percent(70))],
            from(11, aim(75)),
            None,
        ),
        (striving, vec![], from(10, aim(10)), None),
    ];
    for (base, known, new, expected) in table {
        let got = new.unfit_for(MeasureKind::Ratio, base, &known);
        assert_eq!(got, expected, "{new:?} after {known:?}");
    }
    let models = |unit: &str, aspirational| Threshold {
        aspirational,
        ..threshold(Comparator::Gte, 3, unit)
    };
    let known = [from(9, models("mô hình", false))];
    let new = from(10, models("thiết bị", true));
    let got = new.unfit_for(MeasureKind::Count, InForce::default(), &known);
    assert_eq!(got, Some(OtherUnit));
}

#[test]
fn what_holds_and_what_comes_next() {
    let amendment = |from, value| Amendment {
        effective_from: from,
        threshold: percent(value),
        document: None,
    };
    let amended = Amended {
        issued: Some(percent(80)),
        aspiration: None,
        changes: vec![amendment(day(10, 1), 85), amendment(day(12, 1), 90)],
    };
    let table = [
        (day(9, 30), 80, None, Some(85)),
        (day(10, 1), 85, Some(85), Some(90)),
        (day(11, 30), 85, Some(85), Some(90)),
        (day(12, 1), 90, Some(90), None),
    ];
    for (day, holds, change, next) in table {
        let value = |amendment: Option<&Amendment>| amendment.map(|a| a.threshold.value);
        let of = |value: Option<i64>| value.map(Quantity::from_int);
        assert_eq!(
            amended.on(day).threshold.unwrap().value,
            Quantity::from_int(holds)
        );
        assert_eq!(value(amended.change_on(day)), of(change), "{day}");
        assert_eq!(value(amended.next_after(day)), of(next), "{day}");
    }
}

#[test]
fn what_cannot_stand_in_its_place() {
    use Comparator::{Eq, Gte, Lte};
    use MeasureKind::{Count, Milestone, Ratio};
    let base = percent(80);
    let models = threshold(Gte, 2, "mô hình");
    let bare = Threshold {
        evaluate_as: Lte,
        ..threshold(Eq, 5, "%")
    };
    let other = Threshold {
        evaluate_as: Lte,
        ..percent(5)
    };
    let table = [
        (Ratio, Some(&base), percent(90), None),
        (Ratio, None, percent(90), None),
        (Ratio, Some(&base), bare, None),
        (
            Ratio,
            Some(&base),
            other,
            Some(NotAThreshold::OtherwiseScored),
        ),
        (
            Ratio,
            Some(&base),
            percent(-1),
            Some(NotAThreshold::Negative),
        ),
        (
            Ratio,
            Some(&base),
            threshold(Gte, 90, ""),
            Some(NotAThreshold::NotPercent),
        ),
        (Count, Some(&models), threshold(Gte, 3, "mô hình"), None),
        (
            Count,
            Some(&models),
            threshold(Gte, 3, "thiết bị"),
            Some(NotAThreshold::OtherUnit),
        ),
        (
            Count,
            None,
            threshold(Gte, 3, " "),
            Some(NotAThreshold::NoUnit),
        ),
        (Count, None, threshold(Gte, 3, "thiết bị"), None),
        (Milestone, None, percent(90), Some(NotAThreshold::Milestone)),
    ];
    for (kind, base, new, expected) in table {
        assert_eq!(new.unfit_for(kind, base), expected, "{kind:?} {new:?}");
    }
}

#[test]
fn how_a_bare_figure_is_scored() {
    use Comparator::{Eq, Gt, Gte, Lte};
    for (comparator, value, scored) in [(Eq, 100, Gte), (Eq, 0, Lte), (Gt, 95, Gt)] {
        let threshold = threshold(comparator, value, "%");
        assert_eq!(threshold.usually_scored(), scored);
    }
}

fn any_threshold() -> impl Strategy<Value = Threshold> {
    use Comparator::{Eq, Gt, Gte, Lt, Lte};
    let comparators = prop::sample::select(vec![Gte, Gt, Eq, Lte, Lt]);
    (comparators, 0_i64..=12).prop_map(|(comparator, value)| threshold(comparator, value * 10, "%"))
}

proptest! {
    /// What may stand beside a binding threshold, and is reached, leaves nobody below it.
    #[test]
    fn a_reached_aspiration_is_met(
        binds in any_threshold(), hope in any_threshold(), num in 0_i128..120, den in 1_i128..100,
    ) {
        let beside = InForce { threshold: Some(&binds), aspiration: Some(&hope) };
        prop_assume!(beside.clash().is_none());
        if hope.met_by_sums(num, den) == Some(true) {
            prop_assert_eq!(binds.met_by_sums(num, den), Some(true));
        }
    }

    /// Where an aspiration is refused, some figure would reach it without being met.
    #[test]
    fn nothing_is_refused_without_a_reason(binds in any_threshold(), hope in any_threshold()) {
        let shares = (-5_i128..=1_300).map(|tenths| (tenths, 1_000));
        let mut shares = shares.filter(|(num, den)| hope.met_by_sums(*num, *den) == Some(true));
        let always = shares.all(|(num, den)| binds.met_by_sums(num, den) == Some(true));
        prop_assert_eq!(hope.implies(&binds), always);
    }
}
