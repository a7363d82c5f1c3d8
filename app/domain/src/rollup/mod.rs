//! Roll-up: what a parent's figure is, from its children's lines.
//!
//! A ratio is Σnum/Σden, never an average of percentages. Counts are sums. A milestone is the
//! number of units that reached it over those to which it applies. A line that is *không thuộc
//! thẩm quyền* leaves the denominator and the expected count. The order of arrival does not matter.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `cell` | a measure over the units behind it, as sums that can be added and taken away |
//! | `task` | the same for a task |
//! | `leaf` | what one report adds |
//! | `page` | every cell of a plan for one unit and one period; longer periods from shorter |

pub mod cell;
pub mod leaf;
pub mod page;
pub mod task;

pub use cell::{Heads, MeasureCell, Value};
pub use leaf::{Elsewhere, Leaf, Part};
pub use page::{Links, Page};
pub use task::TaskCell;

use crate::measure::{MeasureKind, Threshold, per_mille};
use crate::quantity::Quantity;
use crate::report::LineEntry;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How many units stand behind a figure. Every rolled-up figure carries one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Coverage {
    /// Units that should report (without those not applicable).
    pub expected: u32,
    /// Units that have submitted (approved ones included).
    pub reported: u32,
    /// Units whose report is approved.
    pub approved: u32,
    /// Units that have not submitted though the due date has passed.
    pub late: u32,
    /// Units to which the line does not apply.
    pub not_applicable: u32,
    /// Units whose value is counted in the figure under the chosen basis.
    pub counted: u32,
}

/// In which boundaries a unit's figures stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Boundaries {
    /// *Theo thời điểm*: as they were when the period ended.
    #[default]
    Then,
    /// *Theo địa giới hiện nay*: today's, for earlier periods too.
    Now,
}

/// A sum in thousandths, exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// Σ numerator (or Σ count, or units that reached a milestone × 1000).
    pub numerator: i128,
    /// Σ denominator (or units to which a milestone applies × 1000; nought for counts).
    pub denominator: i128,
}

/// A rolled-up figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Figure {
    /// Σ numerator, Σ count, or units that reached the milestone.
    pub numerator: Quantity,
    /// Σ denominator, or units to which the milestone applies; `None` for counts.
    pub denominator: Option<Quantity>,
    /// Tenths of a percent, rounded; `None` without a denominator.
    pub per_mille: Option<i64>,
    /// Whether the threshold is reached, exactly; `None` where there is nothing to judge.
    pub met: Option<bool>,
    /// Who stands behind it.
    pub coverage: Coverage,
}

impl Figure {
    /// Whether it reaches a threshold other than the one it is judged by, such as the aspiration
    /// beside it (mức phấn đấu): exactly, as [`Figure::met`]. `None` where there is nothing to
    /// judge.
    #[must_use]
    pub fn reaches(&self, threshold: &Threshold) -> Option<bool> {
        if self.coverage.counted == 0 {
            return None;
        }
        match self.denominator {
            Some(denominator) => threshold.met_by_ratio(self.numerator, denominator),
            None => Some(threshold.met_by_count(self.numerator)),
        }
    }
}

/// What one line adds under its kind, or `None` where it adds nothing.
#[must_use]
pub fn contribution_of(kind: MeasureKind, entry: &LineEntry) -> Option<Sums> {
    if entry.not_applicable.is_some() {
        return None;
    }
    let raw = |quantity: Quantity| i128::from(quantity.thousandths());
    Some(match kind {
        MeasureKind::Ratio => Sums {
            numerator: raw(entry.numerator?),
            denominator: raw(entry.denominator?),
        },
        MeasureKind::Count => Sums {
            numerator: raw(entry.count?),
            denominator: 0,
        },
        MeasureKind::Milestone => Sums {
            numerator: if entry.reached? { 1_000 } else { 0 },
            denominator: 1_000,
        },
    })
}

/// A figure from its sums.
#[must_use]
pub fn figure(
    kind: MeasureKind,
    threshold: Option<&Threshold>,
    sums: Sums,
    coverage: Coverage,
) -> Figure {
    let quantity = |raw: i128| {
        Quantity::from_thousandths(i64::try_from(raw).unwrap_or(if raw < 0 {
            i64::MIN
        } else {
            i64::MAX
        }))
    };
    let numerator = quantity(sums.numerator);
    let met = match (kind, threshold) {
        _ if coverage.counted == 0 => None,
        (MeasureKind::Ratio, Some(t)) => t.met_by_sums(sums.numerator, sums.denominator),
        (MeasureKind::Count, Some(t)) => Some(t.met_by_count(numerator)),
        (MeasureKind::Milestone, _) => Some(sums.numerator == sums.denominator),
        (_, None) => None,
    };
    Figure {
        numerator,
        denominator: (kind != MeasureKind::Count).then(|| quantity(sums.denominator)),
        per_mille: per_mille(sums.numerator, sums.denominator),
        met,
        coverage,
    }
}

/// The figure of one line by itself: what the reporter sees while typing.
#[must_use]
pub fn own_figure(
    kind: MeasureKind,
    threshold: Option<&Threshold>,
    entry: &LineEntry,
) -> Option<Figure> {
    let sums = contribution_of(kind, entry)?;
    let coverage = Coverage {
        expected: 1,
        counted: 1,
        ..Coverage::default()
    };
    Some(figure(kind, threshold, sums, coverage))
}
