//! Why a line deserves a look, and how surprising that is.

use super::{Subject, figure};
use crate::quantity::Quantity;
use crate::report::{LineEntry, TaskProgress};
use crate::rollup::Figure;
use crate::validate::{self, Problem};
use crate::wire::report::{Line, PeerRange};
use chrono::NaiveDate;

/// Why a line deserves a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It was returned and nothing was changed since.
    ReturnedUnchanged,
    /// What the rules say against the last period.
    Found(Problem),
    /// Reached its threshold last period and does not now.
    NoLongerMet,
    /// Clearly below similar units.
    BelowPeers(PeerRange),
    /// Clearly above similar units.
    AbovePeers(PeerRange),
    /// A finished task is unfinished again.
    WentBack,
    /// A task is blocked and was not before.
    Blocked,
    /// Declared as not applicable, and was not before.
    NotApplicable,
}

impl Why {
    /// How surprising it is against the other reasons.
    pub(super) const fn weight(self) -> i64 {
        match self {
            Self::ReturnedUnchanged => 9,
            Self::Found(Problem::Jump) => 5,
            Self::Found(_) => 8,
            Self::NoLongerMet | Self::WentBack => 6,
            Self::BelowPeers(_) | Self::AbovePeers(_) => 4,
            Self::Blocked | Self::NotApplicable => 3,
        }
    }
}

/// The relative change in percent, rounded; `None` where there was nothing to compare with.
#[must_use]
pub fn relative(before: Quantity, now: Quantity) -> Option<i64> {
    let (before, now) = (before.thousandths(), now.thousandths());
    let share = i128::from(now)
        .checked_sub(before.into())?
        .checked_mul(1_000)?;
    let tenths = i64::try_from(share.checked_div(before.unsigned_abs().into())?).ok()?;
    Some((tenths + 5 * tenths.signum()) / 10)
}

/// Every reason for a look, as found.
pub(super) fn whys(
    subject: Subject<'_>,
    line: &Line,
    before: Option<&LineEntry>,
    today: NaiveDate,
) -> Vec<Why> {
    let entry = &line.entry;
    let mut out = Vec::new();
    if line
        .returned
        .as_ref()
        .is_some_and(|returned| !returned.addressed)
    {
        out.push(Why::ReturnedUnchanged);
    }
    if entry.not_applicable.is_some() {
        if before.is_none_or(|before| before.not_applicable.is_none()) {
            out.push(Why::NotApplicable);
        }
        return out;
    }
    for finding in validate::check_line(line.kind, line.accumulation, entry, before, today) {
        // A numerator and a denominator that both jumped are one surprise.
        if !out.contains(&Why::Found(finding.problem)) {
            out.push(Why::Found(finding.problem));
        }
    }
    match subject {
        Subject::Measure(_, measure) => {
            let now = figure(measure, entry);
            let then = before.and_then(|before| figure(measure, before));
            let met = |figure: &Option<Figure>| figure.as_ref().and_then(|figure| figure.met);
            if met(&then) == Some(true) && met(&now) == Some(false) {
                out.push(Why::NoLongerMet);
            }
            let share = now.and_then(|now| now.per_mille);
            out.extend(
                share
                    .zip(line.peers)
                    .and_then(|(share, peers)| beside(share, peers)),
            );
        }
        Subject::Task(_) => {
            let was = before.and_then(|before| before.progress);
            if was == Some(TaskProgress::Done)
                && entry.progress.is_some_and(|now| now != TaskProgress::Done)
            {
                out.push(Why::WentBack);
            }
            if entry.progress == Some(TaskProgress::Blocked) && was != Some(TaskProgress::Blocked) {
                out.push(Why::Blocked);
            }
        }
    }
    out
}

/// At least so far (tenths of a percent) outside the peers' middle half to be worth a word.
const LEAST_MARGIN: i64 = 50;

/// Outside the peers by one and a half times the width of their middle half (Tukey's fence).
pub(super) fn beside(share: i64, peers: PeerRange) -> Option<Why> {
    let margin = ((peers.upper - peers.lower) * 3 / 2).max(LEAST_MARGIN);
    if share < peers.lower - margin {
        Some(Why::BelowPeers(peers))
    } else if share > peers.upper + margin {
        Some(Why::AbovePeers(peers))
    } else {
        None
    }
}

/// How far the figure moved, in percent of the last one, at most 999.
pub(super) fn moved(line: &Line, before: Option<&LineEntry>) -> i64 {
    let Some(before) = before else { return 0 };
    let pairs = [
        (before.numerator, line.entry.numerator),
        (before.denominator, line.entry.denominator),
        (before.count, line.entry.count),
    ];
    pairs
        .into_iter()
        .filter_map(|(before, now)| relative(before?, now?))
        .map(|percent| percent.abs().min(999))
        .max()
        .unwrap_or(0)
}
