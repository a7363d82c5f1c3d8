//! Roll-up: tables of what people expect, properties of what must always hold.
#![allow(missing_docs, reason = "a test binary has no readers of documentation")]

use chrono::NaiveDate;
use domain::measure::{Comparator, MeasureKind, Threshold, per_mille};
use domain::quantity::Quantity;
use domain::report::{Basis, LineEntry, ReportState};
use domain::rollup::leaf::value_of;
use domain::rollup::{Coverage, Figure, MeasureCell, own_figure};
use proptest::prelude::*;

const KINDS: [MeasureKind; 3] = [
    MeasureKind::Ratio,
    MeasureKind::Count,
    MeasureKind::Milestone,
];
const STATES: [ReportState; 4] = [
    ReportState::Draft,
    ReportState::Submitted,
    ReportState::Approved,
    ReportState::Returned,
];
const BASES: [Basis; 2] = [Basis::Approved, Basis::Received];

/// A child that owns its entry.
#[derive(Clone, Debug)]
struct Child {
    state: ReportState,
    past_due: bool,
    entry: Option<LineEntry>,
}

impl Child {
    fn cell(&self, kind: MeasureKind) -> MeasureCell {
        let due = if self.past_due { day(17) } else { day(30) };
        let value = value_of(kind, Some(&at_least(80)), self.entry.as_ref());
        MeasureCell::one(self.state, Some(due), value)
    }
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).unwrap_or_default()
}

fn at_least(percent: i64) -> Threshold {
    Threshold {
        comparator: Comparator::Gte,
        surface: "Tối thiểu".to_owned(),
        value: Quantity::from_int(percent),
        unit: "%".to_owned(),
        evaluate_as: Comparator::Gte,
        aspirational: false,
    }
}

fn roll(kind: MeasureKind, basis: Basis, children: &[Child]) -> Figure {
    let mut whole = MeasureCell::default();
    for child in children {
        whole.add(&child.cell(kind), 1);
    }
    whole.figure(kind, Some(&at_least(80)), basis, day(20))
}

fn ratio(numerator: i64, denominator: i64) -> Option<LineEntry> {
    Some(LineEntry {
        numerator: Some(Quantity::from_int(numerator)),
        denominator: Some(Quantity::from_int(denominator)),
        ..LineEntry::default()
    })
}

fn away() -> Option<LineEntry> {
    Some(LineEntry {
        not_applicable: Some("Không thuộc thẩm quyền".to_owned()),
        ..LineEntry::default()
    })
}

const fn child(state: ReportState, past_due: bool, entry: Option<LineEntry>) -> Child {
    Child {
        state,
        past_due,
        entry,
    }
}

#[test]
fn a_ratio_is_never_averaged() {
    use ReportState::Approved;
    // 1/1 = 100 % and 1/99 ≈ 1 %: the mean would say 50,5 %, the truth is 2 %.
    let children = [
        child(Approved, false, ratio(1, 1)),
        child(Approved, false, ratio(1, 99)),
    ];
    let figure = roll(MeasureKind::Ratio, Basis::Approved, &children);
    assert_eq!(figure.per_mille, Some(20));
    assert_eq!(figure.met, Some(false));
    assert_eq!(figure.numerator, Quantity::from_int(2));
    assert_eq!(figure.denominator, Some(Quantity::from_int(100)));
}

#[test]
fn the_two_bases_and_the_coverage() {
    use ReportState::{Approved, Draft, Returned, Submitted};
    let children = [
        child(Approved, true, ratio(90, 100)),
        child(Submitted, true, ratio(10, 100)),
        child(Draft, true, ratio(55, 100)),
        child(Returned, false, ratio(66, 100)),
        child(Draft, false, None),
        child(Approved, false, away()),
        // A draft may still change its mind: it stays expected.
        child(Draft, false, away()),
        // Approved without a value on this line: reported, but nothing to count.
        child(Approved, false, None),
    ];
    let approved = roll(MeasureKind::Ratio, Basis::Approved, &children);
    let coverage = Coverage {
        expected: 7,
        reported: 3,
        approved: 2,
        late: 1,
        not_applicable: 1,
        counted: 1,
    };
    assert_eq!(approved.coverage, coverage);
    assert_eq!((approved.per_mille, approved.met), (Some(900), Some(true)));
    let received = roll(MeasureKind::Ratio, Basis::Received, &children);
    assert_eq!(
        received.coverage,
        Coverage {
            counted: 2,
            ..coverage
        }
    );
    assert_eq!((received.per_mille, received.met), (Some(500), Some(false)));
}

#[test]
fn counts_are_summed_and_milestones_counted() {
    let count = |n| {
        Some(LineEntry {
            count: Some(Quantity::from_int(n)),
            ..LineEntry::default()
        })
    };
    let reached = |reached| {
        Some(LineEntry {
            reached: Some(reached),
            ..LineEntry::default()
        })
    };
    let approved = |entry| child(ReportState::Approved, false, entry);
    let sum = roll(
        MeasureKind::Count,
        Basis::Approved,
        &[approved(count(30)), approved(count(50))],
    );
    assert_eq!(sum.numerator, Quantity::from_int(80));
    assert_eq!((sum.denominator, sum.per_mille), (None, None));
    assert_eq!(sum.met, Some(true));
    let milestone = roll(
        MeasureKind::Milestone,
        Basis::Approved,
        &[
            approved(reached(true)),
            approved(reached(false)),
            approved(reached(true)),
            approved(away()),
        ],
    );
    assert_eq!(milestone.numerator, Quantity::from_int(2));
    assert_eq!(milestone.denominator, Some(Quantity::from_int(3)));
    assert_eq!(
        (milestone.per_mille, milestone.met),
        (Some(667), Some(false))
    );
}

#[test]
fn nothing_counted_judges_nothing() {
    for kind in KINDS {
        for children in [vec![], vec![child(ReportState::Draft, true, ratio(1, 1))]] {
            let figure = roll(kind, Basis::Approved, &children);
            assert_eq!((figure.met, figure.per_mille), (None, None), "{kind:?}");
            assert_eq!(figure.coverage.counted, 0);
        }
    }
    // Only noughts in the denominators: a value, but no share.
    let nought = [child(ReportState::Approved, false, ratio(0, 0))];
    let figure = roll(MeasureKind::Ratio, Basis::Approved, &nought);
    assert_eq!((figure.met, figure.per_mille), (None, None));
    assert_eq!(figure.coverage.counted, 1);
}

#[test]
fn sums_beyond_the_range_saturate_and_are_still_judged_exactly() {
    let huge = LineEntry {
        numerator: Some(Quantity::from_thousandths(i64::MAX)),
        denominator: Some(Quantity::from_thousandths(i64::MAX)),
        ..LineEntry::default()
    };
    let children = [
        child(ReportState::Approved, false, Some(huge.clone())),
        child(ReportState::Approved, false, Some(huge)),
    ];
    let figure = roll(MeasureKind::Ratio, Basis::Approved, &children);
    assert_eq!(figure.numerator, Quantity::from_thousandths(i64::MAX));
    assert_eq!((figure.per_mille, figure.met), (Some(1_000), Some(true)));
}

fn entry() -> impl Strategy<Value = LineEntry> {
    let number = || proptest::option::weighted(0.9, 0_i64..5_000_000);
    (
        number(),
        number(),
        number(),
        proptest::option::weighted(0.9, any::<bool>()),
        proptest::bool::weighted(0.15),
    )
        .prop_map(|(numerator, denominator, count, reached, away)| LineEntry {
            numerator: numerator.map(Quantity::from_thousandths),
            denominator: denominator.map(Quantity::from_thousandths),
            count: count.map(Quantity::from_thousandths),
            reached,
            not_applicable: away.then(|| "Không thuộc thẩm quyền".to_owned()),
            ..LineEntry::default()
        })
}

fn any_child() -> impl Strategy<Value = Child> {
    (
        0_usize..STATES.len(),
        any::<bool>(),
        proptest::option::weighted(0.8, entry()),
    )
        .prop_map(|(state, past_due, entry)| Child {
            state: STATES[state],
            past_due,
            entry,
        })
}

fn children() -> impl Strategy<Value = Vec<Child>> {
    proptest::collection::vec(any_child(), 0..40)
}

fn kind() -> impl Strategy<Value = MeasureKind> {
    (0_usize..KINDS.len()).prop_map(|index| KINDS[index])
}

fn basis() -> impl Strategy<Value = Basis> {
    (0_usize..BASES.len()).prop_map(|index| BASES[index])
}

const fn add(a: Coverage, b: Coverage) -> Coverage {
    Coverage {
        expected: a.expected + b.expected,
        reported: a.reported + b.reported,
        approved: a.approved + b.approved,
        late: a.late + b.late,
        not_applicable: a.not_applicable + b.not_applicable,
        counted: a.counted + b.counted,
    }
}

const fn raw(quantity: Option<Quantity>) -> i64 {
    match quantity {
        Some(quantity) => quantity.thousandths(),
        None => 0,
    }
}

proptest! {
    #[test]
    fn a_ratio_is_sum_over_sum(children in children(), basis in basis()) {
        let figure = roll(MeasureKind::Ratio, basis, &children);
        let (mut numerator, mut denominator) = (0_i128, 0_i128);
        for child in children.iter().filter(|child| child.state.counts(basis)) {
            if let Some(LineEntry { numerator: Some(n), denominator: Some(d), not_applicable: None, .. })
                = &child.entry
            {
                numerator += i128::from(n.thousandths());
                denominator += i128::from(d.thousandths());
            }
        }
        prop_assert_eq!(i128::from(figure.numerator.thousandths()), numerator);
        prop_assert_eq!(i128::from(raw(figure.denominator)), denominator);
        prop_assert_eq!(figure.per_mille, per_mille(numerator, denominator));
    }

    #[test]
    fn the_order_of_arrival_does_not_matter(
        (children, shuffled) in children().prop_flat_map(|list| (Just(list.clone()), Just(list).prop_shuffle())),
        kind in kind(), basis in basis(),
    ) {
        prop_assert_eq!(roll(kind, basis, &children), roll(kind, basis, &shuffled));
    }

    #[test]
    fn the_sum_over_a_partition_is_the_sum_of_its_sums(
        children in children(), cut in 0_usize..40, kind in kind(), basis in basis(),
    ) {
        let (left, right) = children.split_at(cut.min(children.len()));
        let (left, right) = (roll(kind, basis, left), roll(kind, basis, right));
        let whole = roll(kind, basis, &children);
        prop_assert_eq!(whole.coverage, add(left.coverage, right.coverage));
        prop_assert_eq!(
            whole.numerator.thousandths(),
            left.numerator.thousandths() + right.numerator.thousandths()
        );
        prop_assert_eq!(raw(whole.denominator), raw(left.denominator) + raw(right.denominator));
    }

    #[test]
    fn what_does_not_apply_leaves_the_sums_and_the_expected(
        children in children(), state in prop_oneof![Just(ReportState::Submitted), Just(ReportState::Approved)],
        past_due in any::<bool>(), entry in entry(), kind in kind(), basis in basis(),
    ) {
        let before = roll(kind, basis, &children);
        let mut more = children;
        let not_applicable = Some("Không thuộc thẩm quyền".to_owned());
        more.push(Child { state, past_due, entry: Some(LineEntry { not_applicable, ..entry }) });
        let after = roll(kind, basis, &more);
        let coverage = Coverage {
            not_applicable: before.coverage.not_applicable + 1,
            ..before.coverage
        };
        prop_assert_eq!(after, Figure { coverage, ..before });
    }

    #[test]
    fn coverage_adds_up(children in children(), kind in kind(), basis in basis()) {
        let coverage = roll(kind, basis, &children).coverage;
        prop_assert_eq!((coverage.expected + coverage.not_applicable) as usize, children.len());
        prop_assert!(coverage.approved <= coverage.reported);
        prop_assert!(coverage.reported + coverage.late <= coverage.expected);
        let most = match basis {
            Basis::Approved => coverage.approved,
            Basis::Received => coverage.reported,
        };
        prop_assert!(coverage.counted <= most);
    }

    #[test]
    fn approved_is_never_more_than_received(children in children(), kind in kind()) {
        let approved = roll(kind, Basis::Approved, &children);
        let received = roll(kind, Basis::Received, &children);
        prop_assert!(approved.numerator <= received.numerator);
        prop_assert!(approved.denominator <= received.denominator);
        prop_assert!(approved.coverage.counted <= received.coverage.counted);
        prop_assert_eq!(
            Coverage { counted: 0, ..approved.coverage },
            Coverage { counted: 0, ..received.coverage }
        );
    }

    #[test]
    fn approving_adds_exactly_the_childs_own_sums(
        children in children(), entry in entry(), kind in kind(),
    ) {
        let at = |state| {
            let mut all = children.clone();
            all.push(child(state, false, Some(entry.clone())));
            roll(kind, Basis::Approved, &all)
        };
        let (before, after) = (at(ReportState::Submitted), at(ReportState::Approved));
        let own = own_figure(kind, None, &entry);
        let part = own.as_ref().map_or(0, |own| own.numerator.thousandths());
        prop_assert_eq!(after.numerator.thousandths() - before.numerator.thousandths(), part);
        let part = own.as_ref().map_or(0, |own| raw(own.denominator));
        prop_assert_eq!(raw(after.denominator) - raw(before.denominator), part);
    }

    /// At whatever level: a figure that reaches its aspiration is met.
    #[test]
    fn a_reached_aspiration_is_met(children in children(), kind in kind(), basis in basis(), more in 0_i64..=20) {
        let (threshold, hope) = (at_least(80), at_least(80 + more));
        let mut whole = MeasureCell::default();
        for child in &children {
            whole.add(&child.cell(kind), 1);
        }
        let figure = whole.figure(kind, Some(&threshold), basis, day(20));
        prop_assert_eq!(figure.reaches(&hope).is_none(), figure.met.is_none());
        if kind != MeasureKind::Milestone && figure.reaches(&hope) == Some(true) {
            prop_assert_eq!(figure.met, Some(true));
        }
        if kind != MeasureKind::Milestone {
            prop_assert_eq!(figure.reaches(&threshold), figure.met, "the same judgement");
        }
    }

    #[test]
    fn the_own_figure_is_the_roll_up_of_one_child(entry in entry(), kind in kind(), basis in basis()) {
        let threshold = at_least(80);
        let own = own_figure(kind, Some(&threshold), &entry);
        let rolled = roll(kind, basis, &[child(ReportState::Approved, false, Some(entry))]);
        match own {
            Some(own) => {
                let coverage = Coverage { reported: 1, approved: 1, ..own.coverage };
                prop_assert_eq!(rolled, Figure { coverage, ..own });
            }
            None => prop_assert_eq!(rolled.coverage.counted, 0),
        }
    }
}
