//! Locking a plan's period, and unlocking it.

use super::late::{let_in, open_requests};
use super::{Batch, Shapes};
use crate::db::counter::{self, Counter};
use crate::db::locks::{self, Lock};
use crate::db::{audit, people};
use crate::error::ServiceError;
use crate::service::Ctx;
use crate::service::plans::allow;
use crate::service::text::bounded;
use domain::id::{PlanId, UnitId, UserId};
use domain::period::Period;
use domain::policy::{Action, Actor};
use domain::report::Mark;
use domain::validate::Problem;
use domain::wire::report::Stamp;
use domain::wire::sync::{Because, PeriodLock};
use sea_orm::ConnectionTrait;
use serde_json::json;

/// Locks a period of a plan, for the plan's own reports and those of every plan that carries it
/// out. What was let in late before is closed again. Locking twice changes nothing.
///
/// # Errors
/// `NotFound` for a plan that the actor may not see or that has no such period, `Forbidden`,
/// `Invalid` for a reason that is too long.
pub async fn lock(
    ctx: Ctx<'_>,
    actor: &Actor,
    plan: PlanId,
    period: Period,
    because: Because,
) -> Result<PeriodLock, ServiceError> {
    allow(ctx.db.read(), actor, plan, Action::LockPeriod).await?;
    let reason = reason(&because, false)?;
    lock_as(ctx, actor.user, plan, period, reason).await
}

/// Locks the periods whose grace is over, each in the name of whoever opened it. Answers how many.
///
/// # Errors
/// When the database fails.
pub async fn lock_after_grace(ctx: Ctx<'_>) -> Result<usize, ServiceError> {
    let over = locks::over(ctx.db.read(), ctx.clock.today()).await?;
    for (plan, period, by) in &over {
        let reason = Some("Tự khóa khi hết thời gian gia hạn.".to_owned());
        lock_as(ctx, *by, *plan, *period, reason).await?;
    }
    Ok(over.len())
}

async fn lock_as(
    ctx: Ctx<'_>,
    by: UserId,
    plan: PlanId,
    period: Period,
    reason: Option<String>,
) -> Result<PeriodLock, ServiceError> {
    let txn = ctx.db.begin_write().await?;
    let seq = counter::next(&txn, Counter::Change).await?;
    let (unit, held) = locks::own(&txn, plan, period)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let lock = match held {
        Some(lock) => lock,
        None => {
            let mark = Mark {
                by,
                at: ctx.clock.now(),
            };
            locks::set(&txn, plan, period, Some((mark, reason.clone()))).await?;
            let affected = locks::affected(&txn, plan, period).await?;
            let reports: Vec<_> = affected.iter().map(|affected| affected.report).collect();
            locks::touch(&txn, &reports, seq, Some(false)).await?;
            let what = Logged {
                action: "period.lock",
                plan,
                period,
                unit: unit.clone(),
                reason: reason.as_deref(),
                reports: reports.len(),
            };
            log(ctx, &txn, by, what).await?;
            Lock {
                plan,
                unit,
                mark,
                reason,
            }
        }
    };
    let people = people::load(&txn, [lock.mark.by]).await?;
    txn.commit().await?;
    ctx.db.changes().notify();
    Ok(PeriodLock {
        stamp: Stamp {
            by: people.get(lock.mark.by),
            at: lock.mark.at,
        },
        reason: lock.reason,
    })
}

/// Unlocks a period of a plan. Requests to submit late that no other lock holds back are decided
/// at once. Unlocking what is not locked changes nothing.
///
/// # Errors
/// As [`lock`], and `Invalid` without a reason.
pub async fn unlock(
    ctx: Ctx<'_>,
    shapes: &Shapes,
    actor: &Actor,
    plan: PlanId,
    period: Period,
    because: Because,
) -> Result<(), ServiceError> {
    allow(ctx.db.read(), actor, plan, Action::LockPeriod).await?;
    let reason = reason(&because, true)?;
    let txn = ctx.db.begin_write().await?;
    let raised = counter::raise(&txn).await?;
    let seq = raised.change;
    let (unit, held) = locks::own(&txn, plan, period)
        .await?
        .ok_or(ServiceError::NotFound)?;
    if held.is_none() {
        return Ok(());
    }
    locks::set(&txn, plan, period, None).await?;
    let affected = locks::affected(&txn, plan, period).await?;
    let reports: Vec<_> = affected.iter().map(|affected| affected.report).collect();
    locks::touch(&txn, &reports, seq, None).await?;
    let still = locks::of(&txn, affected.iter().map(|a| (a.plan, period))).await?;
    let free: Vec<_> = affected
        .iter()
        .filter(|affected| !still.contains_key(&(affected.plan, period)))
        .map(|affected| affected.report)
        .collect();
    let batch = Batch {
        ids: ctx.ids,
        shapes,
        at: ctx.clock.now(),
        today: ctx.clock.today(),
        seq,
        tree: raised.tree,
    };
    let waiting = open_requests(&txn, &free).await?;
    let_in(ctx, &txn, batch, actor.user, waiting, reason.as_deref()).await?;
    let what = Logged {
        action: "period.unlock",
        plan,
        period,
        unit,
        reason: reason.as_deref(),
        reports: reports.len(),
    };
    log(ctx, &txn, actor.user, what).await?;
    txn.commit().await?;
    ctx.db.changes().notify();
    Ok(())
}

/// The reason as it is stored.
///
/// # Errors
/// `Invalid` where it is missing though it is needed, or too long.
pub(in crate::service) fn reason(
    because: &Because,
    needed: bool,
) -> Result<Option<String>, ServiceError> {
    let reason = bounded("reason", &because.reason)?;
    if reason.is_none() && needed {
        let message = Problem::ReasonMissing.message_vi();
        return Err(ServiceError::field("reason", "reason_missing", message));
    }
    Ok(reason)
}

struct Logged<'a> {
    action: &'static str,
    plan: PlanId,
    period: Period,
    unit: UnitId,
    reason: Option<&'a str>,
    reports: usize,
}

async fn log<C: ConnectionTrait>(
    ctx: Ctx<'_>,
    conn: &C,
    by: UserId,
    what: Logged<'_>,
) -> Result<(), ServiceError> {
    let entry = audit::Entry {
        id: ctx.ids.uuid(),
        at: ctx.clock.now(),
        actor: Some(by),
        action: what.action,
        unit: Some(what.unit),
        subject: what.plan.to_string(),
        detail: json!({
            "period": what.period.to_string(),
            "reason": what.reason,
            "reports": what.reports,
        }),
    };
    Ok(audit::add(conn, entry).await?)
}
