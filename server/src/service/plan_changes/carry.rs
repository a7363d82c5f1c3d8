//! Taking the figures along.

use crate::db::counter::{self, Counter};
use crate::db::locks;
use crate::db::plans::{self, CutOff};
use crate::db::rollup::{self, Structure};
use crate::error::ServiceError;
use crate::service::Ctx;
use chrono::NaiveDate;
use domain::id::{PlanId, ReportId};
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// How far a change reaches.
pub(super) struct Reach {
    /// The plans whose reports count otherwise by it.
    pub(super) plans: Vec<PlanId>,
    /// Only periods that are cut off from this day on; none: all.
    pub(super) from: Option<NaiveDate>,
    /// Those of the plans whose reports may have other lines by it: devices get these reports whole.
    pub(super) other_lines: Vec<PlanId>,
}

/// Takes the figures of the reports in reach out, calls `act` to store what changed, and puts them
/// back as they count now. Devices get the plans anew. Answers how many reports it concerned.
/// Inside a write transaction that raised the sequence to `seq`.
pub(super) async fn carry_along<C: ConnectionTrait>(
    ctx: Ctx<'_>,
    conn: &C,
    reach: &Reach,
    seq: i64,
    act: impl AsyncFnOnce() -> Result<(), DbErr>,
) -> Result<usize, ServiceError> {
    let book = ctx.db.book();
    let all = plans::cut_offs(conn, &reach.plans).await?;
    let within: Vec<CutOff> = all
        .iter()
        .filter(|at| reach.from <= at.ends_on || at.ends_on.is_none())
        .copied()
        .collect();
    let reports: Vec<ReportId> = within.iter().map(|at| at.report).collect();
    rollup::take_off(conn, book, &reports, seq).await?;
    let doubled = doubled(ctx, conn, &reach.plans).await?;
    act().await?;
    counter::next(conn, Counter::Plan).await?;
    if self::doubled(ctx, conn, &reach.plans).await? > doubled {
        let message = "Kế hoạch đã có dòng khác gắn với dòng cấp trên này; gắn thêm thì đơn vị \
            được tính hai lần. Bỏ gắn dòng kia trước, hoặc chọn dòng cấp trên khác.";
        return Err(ServiceError::field("parent", "counted_twice", message));
    }
    plans::raise(conn, &reach.plans, seq).await?;
    // A plan comes to devices with its reports: with the newest of them.
    locks::touch(conn, &newest(&all), seq, None).await?;
    let other: HashSet<PlanId> = reach.other_lines.iter().copied().collect();
    let renewed = within.iter().filter(|at| other.contains(&at.plan));
    let renewed: Vec<ReportId> = renewed.map(|at| at.report).collect();
    locks::renew(conn, &renewed, seq).await?;
    rollup::put_on(conn, book, &reports, seq).await?;
    Ok(reports.len())
}

/// The newest report of each plan.
fn newest(all: &[CutOff]) -> Vec<ReportId> {
    let mut newest: HashMap<PlanId, &CutOff> = HashMap::new();
    for at in all {
        let known = newest.entry(at.plan).or_insert(at);
        if at.ends_on > known.ends_on {
            *known = at;
        }
    }
    let mut reports: Vec<ReportId> = newest.into_values().map(|at| at.report).collect();
    reports.sort_unstable();
    reports
}

/// How many lines of the plans stand beside another of the same plan under one line above: there a
/// unit would be expected twice.
async fn doubled<C: ConnectionTrait>(
    ctx: Ctx<'_>,
    conn: &C,
    plans: &[PlanId],
) -> Result<usize, DbErr> {
    let at = counter::all(conn).await?;
    let structures = ctx.db.book().structures(conn, &at, plans.iter().copied());
    let structures: HashMap<PlanId, Arc<Structure>> = structures.await?;
    let above = structures.values().flat_map(|structure| &structure.above);
    let lists = above.flat_map(|above| [&above.links.measures, &above.links.tasks]);
    Ok(lists
        .map(|links| {
            let linked: Vec<u16> = links.iter().copied().flatten().collect();
            let places: HashSet<&u16> = linked.iter().collect();
            linked.len() - places.len()
        })
        .sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_report_of_each_plan() {
        let at = |report, plan, day| CutOff {
            report: ReportId::from_u128(report),
            plan: PlanId::from_u128(plan),
            ends_on: NaiveDate::from_ymd_opt(2026, 11, day),
        };
        // A day of nought is none.
        let all = [at(1, 1, 2), at(2, 1, 4), at(3, 1, 3), at(4, 2, 0)];
        assert_eq!(newest(&all), [2, 4].map(ReportId::from_u128));
        assert_eq!(newest(&[]), []);
    }
}
