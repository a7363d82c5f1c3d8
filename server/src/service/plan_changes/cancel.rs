//! Calling a task off, and taking that back.

use super::carry::{Reach, carry_along};
use super::{Logged, allow, log, settled};
use crate::db::{counter, plans};
use crate::error::ServiceError;
use crate::service::{Ctx, sync};
use chrono::NaiveDate;
use domain::id::{PlanId, TaskId, UnitId};
use domain::policy::{Action, Actor};
use domain::wire::plan::{CancelTask, CancelledTask};
use domain::wire::sync::Because;
use serde_json::json;

/// Calls a task off from a day on (đã hủy), here and in every plan that carries it out: in periods
/// that are cut off from then on it stands outside the rates. Another day or reason stands in place
/// of what was said before.
///
/// # Errors
/// `NotFound` for what the actor may not see, `Forbidden`, `Invalid` without a reason.
pub async fn cancel(
    ctx: Ctx<'_>,
    actor: &Actor,
    plan: PlanId,
    task: TaskId,
    ask: CancelTask,
) -> Result<CancelledTask, ServiceError> {
    let unit = allow(ctx.db.read(), actor, plan, Action::ChangePlan).await?;
    let because = Because { reason: ask.reason };
    let asked = Asked {
        plan,
        task,
        unit,
        from: Some(ask.from),
        reason: sync::reason(&because, true)?.unwrap_or_default(),
    };
    settled(ctx, store(ctx, actor, &asked).await).map(|named| CancelledTask {
        task,
        no: named.no,
        name: named.name,
        cancelled_on: ask.from,
        reason: Some(asked.reason),
    })
}

/// Takes back that a task was called off, as if it had never been; the log keeps both.
///
/// # Errors
/// As [`cancel`], and `Conflict` for a task that is not called off in this plan.
pub async fn restore(
    ctx: Ctx<'_>,
    actor: &Actor,
    plan: PlanId,
    task: TaskId,
    because: Because,
) -> Result<(), ServiceError> {
    let unit = allow(ctx.db.read(), actor, plan, Action::ChangePlan).await?;
    let asked = Asked {
        plan,
        task,
        unit,
        from: None,
        reason: sync::reason(&because, true)?.unwrap_or_default(),
    };
    settled(ctx, store(ctx, actor, &asked).await).map(drop)
}

struct Asked {
    plan: PlanId,
    task: TaskId,
    unit: UnitId,
    /// From when it is called off; none: no more.
    from: Option<NaiveDate>,
    reason: String,
}

async fn store(
    ctx: Ctx<'_>,
    actor: &Actor,
    asked: &Asked,
) -> Result<plans::NamedTask, ServiceError> {
    let txn = ctx.db.begin_write().await?;
    let seq = counter::raise(&txn).await?.change;
    let known = plans::task(&txn, asked.plan, asked.task)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let until_now = known.cancelled_on;
    // Periods between the day said before and the one said now change too.
    let Some(from) = until_now.into_iter().chain(asked.from).min() else {
        return Err(ServiceError::Conflict {
            code: "not_cancelled",
            detail: "Nhiệm vụ không bị hủy trong kế hoạch này. Nếu nhiệm vụ bị hủy ở kế hoạch cấp \
                trên, khôi phục tại kế hoạch đó."
                .to_owned(),
        });
    };
    let family = plans::family(&txn, asked.plan).await?;
    let reach = Reach {
        other_lines: family.clone(),
        plans: family,
        from: Some(from),
    };
    let cancelled = asked.from.map(|day| (day, asked.reason.as_str()));
    let act = async || plans::set_cancelled(&txn, asked.task, cancelled).await;
    let reports = carry_along(ctx, &txn, &reach, seq, act).await?;
    let what = Logged {
        action: match asked.from {
            Some(_) => "plan.cancel_task",
            None => "plan.restore_task",
        },
        unit: asked.unit.clone(),
        subject: asked.task.to_string(),
        detail: json!({
            "plan": asked.plan,
            "from": asked.from,
            "before": until_now,
            "reason": asked.reason,
            "reports": reports,
        }),
    };
    log(ctx, &txn, actor, what).await?;
    txn.commit().await?;
    Ok(known)
}
