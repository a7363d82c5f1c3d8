//! What a plan has opened, and what it opens next.

use crate::db::overview::snapshot;
use crate::db::plans::{self, OpenedRow};
use crate::db::{locks, people, units};
use crate::error::ServiceError;
use crate::service::Ctx;
use domain::id::PlanId;
use domain::period::{Period, PeriodDays, PeriodKind, kind_used_last, next_to_open};
use domain::policy::{Action, Actor};
use domain::report::ReportState;
use domain::wire::period::{OpenedPeriod, PlanPeriods};
use domain::wire::report::Stamp;
use domain::wire::sync::PeriodLock;
use std::cmp::Reverse;

/// The rule of a plan, the periods it has opened with how far their reports are, and the one to
/// propose. Whoever may read the plan may read them.
///
/// # Errors
/// `NotFound` for a plan that the actor may not see.
pub async fn list(ctx: Ctx<'_>, actor: &Actor, plan: PlanId) -> Result<PlanPeriods, ServiceError> {
    let conn = snapshot(ctx.db).await?;
    let roots = actor.roots(Action::ViewPlan);
    let stored = plans::find_visible_to(&conn, &roots, plan).await?;
    let stored = stored.ok_or(ServiceError::NotFound)?;
    let line = units::ancestors_or_self(&conn, &stored.plan.summary.unit.id).await?;
    let mut rows = plans::opened_of(&conn, plan).await?;
    // By cut-off, the latest first; of those that end together the shorter first.
    rows.sort_by_key(|row| {
        (
            Reverse(row.days.ends_on),
            place(row.period.kind),
            row.period,
        )
    });
    let family = plans::family(&conn, plan).await?;
    let counts = plans::report_counts(&conn, &family).await?;
    let held = locks::of(&conn, rows.iter().map(|row| (plan, row.period))).await?;
    let nearest = |period| held.get(&(plan, period))?.first();
    let by = rows.iter().filter_map(|row| nearest(row.period));
    let people = people::load(&conn, by.map(|lock| lock.mark.by).collect::<Vec<_>>()).await?;
    let opened = rows.iter().map(|row: &OpenedRow| {
        let lock = nearest(row.period);
        let of_period = counts.get(&row.period);
        let in_state = |state| of_period.and_then(|n| n.get(&state)).copied().unwrap_or(0);
        let approved = in_state(ReportState::Approved);
        OpenedPeriod {
            period: row.period,
            days: row.days,
            locks_on: row.locks_on,
            lock: lock.map(|lock| PeriodLock {
                stamp: Stamp {
                    by: people.get(lock.mark.by),
                    at: lock.mark.at,
                },
                reason: lock.reason.clone(),
            }),
            locked_above: lock.is_some_and(|lock| lock.plan != plan),
            expected: of_period.map_or(0, |states| states.values().sum()),
            submitted: approved + in_state(ReportState::Submitted),
            approved,
        }
    });
    let today = ctx.clock.today();
    let known: Vec<(Period, PeriodDays)> = rows.iter().map(|row| (row.period, row.days)).collect();
    let kind = kind_used_last(&known);
    let periods = rows.iter().map(|row| row.period);
    let reporting = plans::reporting(&conn, ctx.db.book(), &family, today).await?;
    Ok(PlanPeriods {
        may_lock: actor.can(Action::LockPeriod, &line),
        reporting: u32::try_from(reporting).unwrap_or(u32::MAX),
        next: next_to_open(kind, periods, stored.rule, today),
        opened: opened.collect(),
        rule: stored.rule,
        plan: stored.plan.summary,
    })
}

/// Where a kind stands in lists.
fn place(kind: PeriodKind) -> usize {
    let mut kinds = PeriodKind::ALL.iter();
    kinds.position(|known| *known == kind).unwrap_or(usize::MAX)
}
