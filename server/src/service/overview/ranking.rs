//! The parts ranked, best first.

use super::tasks::Share;
use super::view::View;
use domain::overview::{Standing, compare_standing, ranks};
use domain::wire::overview::RankedUnit;

/// The view's parts, best first, equals by name. `standings` and `shares` are in the order of
/// [`View::children`].
pub(super) fn ranking(view: &View, standings: &[Standing], shares: &[Share]) -> Vec<RankedUnit> {
    let mut order: Vec<_> = view
        .children
        .iter()
        .zip(standings.iter().zip(shares))
        .map(|(child, (standing, share))| {
            let standing = Standing {
                overdue: share.overdue,
                ..*standing
            };
            (child, standing, *share)
        })
        .collect();
    // Stable: equals stay in the order of their names.
    order.sort_by(|(_, a, _), (_, b, _)| compare_standing(a, b));
    let sorted: Vec<_> = order.iter().map(|(_, standing, _)| *standing).collect();
    ranks(&sorted)
        .into_iter()
        .zip(order)
        .map(|(rank, (child, standing, share))| RankedUnit {
            rank,
            unit: child.unit.clone(),
            report: child.report,
            state: child.state,
            late: view.late(child),
            met: standing.met,
            applicable: standing.applicable,
            tasks_done: share.done,
            tasks_overdue: share.overdue,
            tasks: share.tasks,
        })
        .collect()
}
