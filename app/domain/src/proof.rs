//! The proof behind a rolled-up figure: how much each child moves it, and in which order the
//! children are read. Integers only.

use crate::measure::{Comparator, MeasureKind, Threshold};
use crate::report::Basis;
use crate::rollup::{Coverage, Figure, MeasureCell, Sums};
use chrono::NaiveDate;

/// Hundredths of a percent point in a whole share.
const HUNDREDTHS: i128 = 10_000;
/// How finely two pulls are told apart when children are put in order.
const ORDER_SCALE: i128 = 1_000_000_000_000;

/// The sums that a figure stands for.
#[must_use]
pub fn sums_of(figure: &Figure) -> Sums {
    Sums {
        numerator: figure.numerator.thousandths().into(),
        denominator: figure
            .denominator
            .map_or(0, |quantity| quantity.thousandths().into()),
    }
}

/// How far a child moves the parent's share: the share with the child less the share without it,
/// in hundredths of a percent point, rounded half away from nought. Negative where the child pulls
/// the share down. `None` where there is no share without the child (it is the only one, or the
/// parent is a plain sum), and beyond the range of the arithmetic (Σden over some 5·10¹³).
#[must_use]
pub fn pull(whole: Sums, part: Sums) -> Option<i64> {
    let rest = whole.denominator.checked_sub(part.denominator)?;
    if whole.denominator <= 0 || rest <= 0 {
        return None;
    }
    // N/D − (N−n)/(D−d) = (n·D − N·d) / (D·(D−d))
    let above = part
        .numerator
        .checked_mul(whole.denominator)?
        .checked_sub(whole.numerator.checked_mul(part.denominator)?)?
        .checked_mul(2 * HUNDREDTHS)?;
    let below = whole.denominator.checked_mul(rest)?;
    let half = if above < 0 { -below } else { below };
    i64::try_from(above.checked_add(half)? / below.checked_mul(2)?).ok()
}

/// Where a child stands among the parts of a figure; sorting by it gives the order of reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Counted; the smaller, the more it keeps the figure from its threshold.
    Counted(i128),
    /// Not submitted and late.
    Late,
    /// Not submitted, still in time.
    Silent,
    /// Submitted, but not counted under the basis, or without a value on this line.
    Uncounted,
    /// The line does not apply to it.
    NotApplicable,
}

/// Where a child stands among the parts of the figure that `whole` sums up. Under an upper bound
/// (≤, <) whatever pushes the figure *up* comes first.
#[must_use]
pub fn place(
    kind: MeasureKind,
    threshold: Option<&Threshold>,
    basis: Basis,
    today: NaiveDate,
    whole: Sums,
    child: &MeasureCell,
) -> Place {
    let counted = child.counted.under(basis);
    let coverage = child.heads.coverage(today, counted.units);
    if coverage.counted > 0 {
        return Place::Counted(weight(kind, threshold, whole, counted.sums));
    }
    match coverage {
        Coverage { expected: 0, .. } => Place::NotApplicable,
        Coverage { reported: 1.., .. } => Place::Uncounted,
        Coverage { late: 1.., .. } => Place::Late,
        _ => Place::Silent,
    }
}

/// How much a counted part keeps the figure from its threshold: the smaller, the more.
#[must_use]
pub fn weight(kind: MeasureKind, threshold: Option<&Threshold>, whole: Sums, part: Sums) -> i128 {
    let weight = match kind {
        MeasureKind::Count => part.numerator,
        MeasureKind::Ratio | MeasureKind::Milestone => {
            let rest = Sums {
                numerator: whole.numerator - part.numerator,
                denominator: whole.denominator - part.denominator,
            };
            share(whole).saturating_sub(share(rest))
        }
    };
    let upper_bound = threshold
        .is_some_and(|threshold| matches!(threshold.evaluate_as, Comparator::Lte | Comparator::Lt));
    if upper_bound {
        weight.saturating_neg()
    } else {
        weight
    }
}

/// A share for comparing; nought where there is nothing to divide by.
fn share(sums: Sums) -> i128 {
    sums.numerator
        .saturating_mul(ORDER_SCALE)
        .checked_div(sums.denominator)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Quantity;
    use crate::report::ReportState;
    use crate::rollup::Value;
    use proptest::prelude::*;

    const fn sums(numerator: i128, denominator: i128) -> Sums {
        Sums {
            numerator,
            denominator,
        }
    }

    const fn ratio(numerator: i128, denominator: i128) -> Value {
        Value::Counted(sums(numerator * 1_000, denominator * 1_000), None)
    }

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
    }

    fn part(state: ReportState, late: bool, value: Value) -> MeasureCell {
        MeasureCell::one(state, Some(day(if late { 17 } else { 30 })), value)
    }

    #[test]
    fn pulls() {
        let table = [
            // 150/200 = 75 %, without it 100/100 = 100 %: −25 points.
            (sums(150, 200), sums(50, 100), Some(-2_500)),
            (sums(150, 200), sums(100, 100), Some(2_500)),
            // The very share of the whole moves nothing.
            (sums(150, 200), sums(75, 100), Some(0)),
            // 100/300 with, 100/200 without.
            (sums(100, 300), sums(0, 100), Some(-1_667)),
            // Nothing is left without it.
            (sums(50, 100), sums(50, 100), None),
            (sums(50, 0), sums(50, 0), None),
            (sums(0, 0), sums(0, 0), None),
        ];
        for (whole, part, expected) in table {
            assert_eq!(pull(whole, part), expected, "{part:?} of {whole:?}");
        }
        assert_eq!(pull(sums(i128::MAX, i128::MAX), sums(1, 1)), None);
    }

    #[test]
    fn worst_first_then_silent_then_not_applicable() {
        use ReportState::{Approved, Draft, Returned, Submitted};
        let (bad, good) = (ratio(10, 100), ratio(90, 100));
        let children = [
            part(Approved, true, bad),
            part(Approved, false, good),
            part(Returned, true, good),
            part(Draft, false, Value::Nothing),
            part(Submitted, false, bad),
            part(Approved, false, Value::NotApplicable),
        ];
        let at = |child: &MeasureCell| {
            place(
                MeasureKind::Ratio,
                None,
                Basis::Approved,
                day(20),
                sums(100_000, 200_000),
                child,
            )
        };
        let places: Vec<_> = children.iter().map(at).collect();
        assert!(places.is_sorted(), "{places:?}");
        assert_eq!(
            places.get(2..),
            Some(
                [
                    Place::Late,
                    Place::Silent,
                    Place::Uncounted,
                    Place::NotApplicable
                ]
                .as_slice()
            )
        );
    }

    #[test]
    fn an_upper_bound_turns_the_order_round() {
        let at_most = Threshold {
            comparator: Comparator::Lte,
            surface: "không quá".to_owned(),
            value: Quantity::from_int(5),
            unit: "%".to_owned(),
            evaluate_as: Comparator::Lte,
            aspirational: false,
        };
        let (high, low) = (ratio(9, 100), ratio(1, 100));
        let at = |threshold, value| {
            place(
                MeasureKind::Ratio,
                threshold,
                Basis::Approved,
                day(20),
                sums(10_000, 200_000),
                &part(ReportState::Approved, false, value),
            )
        };
        assert!(at(None, low) < at(None, high));
        assert!(at(Some(&at_most), high) < at(Some(&at_most), low));
    }

    proptest! {
        #[test]
        fn pull_has_the_sign_of_the_difference(
            n in 0_i128..1_000_000, d in 1_i128..1_000_000,
            rest_n in 0_i128..10_000_000, rest_d in 1_i128..10_000_000,
        ) {
            let whole = sums(n + rest_n, d + rest_d);
            let pulled = pull(whole, sums(n, d)).unwrap();
            // Its own share against the others'.
            let ahead = (n * rest_d).cmp(&(rest_n * d));
            prop_assert!(pulled == 0 || pulled.cmp(&0) == ahead);
            // Within half a unit of the true difference.
            let exact_above = (n * rest_d - rest_n * d) * 2 * HUNDREDTHS;
            let below = whole.denominator * rest_d;
            prop_assert!((exact_above - i128::from(pulled) * 2 * below).abs() <= below);
        }

        #[test]
        fn the_order_follows_the_pull(
            parts in proptest::collection::vec((0_i128..1_000, 1_i128..1_000), 2..20)
        ) {
            let whole = parts.iter().fold(Sums::default(), |a, (n, d)| sums(
                a.numerator + n * 1_000, a.denominator + d * 1_000,
            ));
            let mut listed: Vec<_> = parts.iter().map(|(n, d)| {
                let child = part(ReportState::Approved, false, ratio(*n, *d));
                let own = sums(n * 1_000, d * 1_000);
                (place(MeasureKind::Ratio, None, Basis::Approved, day(1), whole, &child), pull(whole, own))
            }).collect();
            listed.sort_by_key(|(place, _)| *place);
            prop_assert!(listed.is_sorted_by_key(|(_, pull)| *pull));
        }
    }
}
