//! Measures: the numbers a target (chỉ tiêu) is judged by.

mod amend;

pub use amend::{Amended, Amendment, InForce, NotAThreshold, threshold_on};

use crate::quantity::Quantity;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How a value stands to its threshold. `Eq` is the literal reading of a bare percentage
/// ("100% hộ gia đình…"); [`Threshold::evaluate_as`] says how it is scored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Comparator {
    /// ≥, "tối thiểu", "ít nhất".
    Gte,
    /// >, "trên".
    Gt,
    /// A bare figure, or "=".
    Eq,
    /// ≤, "không quá", "tối đa".
    Lte,
    /// <, "dưới".
    Lt,
}

impl Comparator {
    /// The sign a reader sees. A bare figure has none of its own and is shown as it is scored.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Gte => "≥",
            Self::Gt => ">",
            Self::Eq => "=",
            Self::Lte => "≤",
            Self::Lt => "<",
        }
    }

    const fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Self::Gte => ordering.is_ge(),
            Self::Gt => ordering.is_gt(),
            Self::Eq => ordering.is_eq(),
            Self::Lte => ordering.is_le(),
            Self::Lt => ordering.is_lt(),
        }
    }
}

/// What a measure is to its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MeasureRole {
    /// The target's own figure: reported and rolled up.
    Headline,
    /// A condition on each member ("không quá 05 phút"): shown, never rolled up.
    PerMemberThreshold,
    /// A figure inside a task's deliverable: shown, not rolled up.
    Embedded,
}

/// What is entered for a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MeasureKind {
    /// Numerator and denominator; the parent is Σnum/Σden.
    Ratio,
    /// One number in a unit of measure; the parent is the sum.
    Count,
    /// Reached or not; the parent counts units that reached it.
    Milestone,
}

/// How a measure behaves over time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Accumulation {
    /// Each period stands alone; longer periods are the sum.
    Flow,
    /// Lũy kế: the latest figure counts and a fall demands a reason.
    Cumulative,
    /// The state at the cut-off; the latest figure counts.
    Stock,
}

/// A threshold as it stands in the plan and as it is scored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Threshold {
    /// The literal reading.
    pub comparator: Comparator,
    /// The words of the document ("Tối thiểu"; empty for a bare figure).
    pub surface: String,
    /// The figure, in [`Threshold::unit`].
    pub value: Quantity,
    /// `%`, `phút`, `thiết bị`…
    pub unit: String,
    /// How it is scored: a bare percentage counts as ≥.
    pub evaluate_as: Comparator,
    /// *Phấn đấu*: only striven for. A measure's one threshold may be so; beside one that binds, such
    /// a figure is the measure's aspiration ([`crate::plan::Measure::aspiration`]).
    pub aspirational: bool,
}

impl Threshold {
    /// Whether a ratio reaches the threshold, by exact cross-multiplication: 799/1000 never
    /// "rounds up" to 80 %. `None` when the denominator is nought: nothing to judge.
    #[must_use]
    pub fn met_by_ratio(&self, numerator: Quantity, denominator: Quantity) -> Option<bool> {
        self.met_by_sums(
            numerator.thousandths().into(),
            denominator.thousandths().into(),
        )
    }

    /// As [`Threshold::met_by_ratio`] for sums in thousandths.
    #[must_use]
    pub fn met_by_sums(&self, numerator: i128, denominator: i128) -> Option<bool> {
        if denominator <= 0 {
            return None;
        }
        // num/den ⋛ value/100, both sides in thousandths: num·100·1000 ⋛ value_thousandths·den
        let left = numerator.checked_mul(100_000)?;
        let right = i128::from(self.value.thousandths()).checked_mul(denominator)?;
        Some(self.evaluate_as.holds(left.cmp(&right)))
    }

    /// Whether a plain number reaches the threshold.
    #[must_use]
    pub fn met_by_count(&self, value: Quantity) -> bool {
        self.evaluate_as.holds(value.cmp(&self.value))
    }
}

/// A share in tenths of a percent, rounded half away from nought; what the screen prints as
/// `84,8 %`. `None` when the denominator is nought or less.
#[must_use]
pub fn per_mille(numerator: i128, denominator: i128) -> Option<i64> {
    if denominator <= 0 {
        return None;
    }
    let twice = numerator.checked_mul(2_000)?;
    let half = if numerator < 0 {
        -denominator
    } else {
        denominator
    };
    i64::try_from((twice + half) / (denominator * 2)).ok()
}

/// Tenths of a percent as Vietnamese readers write them: `84,8 %`, and `100 %` for a whole share.
#[must_use]
pub fn format_per_mille_vi(tenths: i64) -> String {
    let mut text = Quantity::from_thousandths(tenths * 100).format_vi();
    text.push_str("\u{a0}%");
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn threshold(evaluate_as: Comparator, percent: &str) -> Threshold {
        Threshold {
            comparator: evaluate_as,
            surface: String::new(),
            value: Quantity::parse_vi(percent).unwrap(),
            unit: "%".to_owned(),
            evaluate_as,
            aspirational: false,
        }
    }

    #[test]
    fn comparators_are_exact_at_the_edge() {
        use Comparator::{Eq, Gt, Gte, Lt, Lte};
        let table = [
            (Gte, "80", 80, 100, Some(true)),
            (Gte, "80", 7_999, 10_000, Some(false)),
            (Gt, "95", 95, 100, Some(false)),
            (Gt, "95", 951, 1_000, Some(true)),
            (Lte, "5", 5, 100, Some(true)),
            (Lte, "5", 51, 1_000, Some(false)),
            (Lt, "5", 5, 100, Some(false)),
            (Eq, "100", 486, 486, Some(true)),
            (Gte, "99,5", 199, 200, Some(true)),
            (Gte, "33,333", 1, 3, Some(true)),
            (Gte, "80", 0, 0, None),
        ];
        for (comparator, percent, num, den, expected) in table {
            let got = threshold(comparator, percent)
                .met_by_ratio(Quantity::from_int(num), Quantity::from_int(den));
            assert_eq!(got, expected, "{num}/{den} {comparator:?} {percent} %");
        }
    }

    #[test]
    fn percentages_round_half_up() {
        let table = [
            (412, 486, Some(848)),
            (1, 3, Some(333)),
            (2, 3, Some(667)),
            (1, 2_000, Some(1)),
            (5, 0, None),
        ];
        for (num, den, expected) in table {
            assert_eq!(per_mille(num, den), expected, "{num}/{den}");
        }
        assert_eq!(format_per_mille_vi(848), "84,8\u{a0}%");
        assert_eq!(format_per_mille_vi(1_000), "100\u{a0}%");
    }

    proptest! {
        #[test]
        fn scaling_both_sides_changes_nothing(num in 0_i64..1_000_000, den in 1_i64..1_000_000, k in 1_i64..1_000) {
            let t = threshold(Comparator::Gte, "80");
            prop_assert_eq!(
                t.met_by_sums(num.into(), den.into()),
                t.met_by_sums((num * k).into(), (den * k).into())
            );
        }

        #[test]
        fn gt_is_gte_without_eq(num in 0_i128..10_000, den in 1_i128..10_000, percent in 0_i64..=100) {
            let p = percent.to_string();
            let met = |c| threshold(c, &p).met_by_sums(num, den).unwrap();
            prop_assert_eq!(met(Comparator::Gt), met(Comparator::Gte) && !met(Comparator::Eq));
            prop_assert_eq!(met(Comparator::Lt), !met(Comparator::Gte));
            prop_assert_eq!(met(Comparator::Lte), !met(Comparator::Gt));
        }
    }
}
