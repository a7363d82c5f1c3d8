//! Opening a plan's periods, and the rule that cuts them.

mod due;
mod list;

pub(in crate::service) use due::move_due;
pub use list::list;

use crate::db::audit;
use crate::db::plans::{self, OpenedReport, Opening};
use crate::error::ServiceError;
use crate::service::{self, Ctx};
use domain::id::{PlanId, UnitId};
use domain::period::{Period, PeriodDays, PeriodKind, PeriodRule};
use domain::policy::{Action, Actor};
use domain::wire::period::{NewPeriod, Opened};
use serde_json::json;

/// Opens a period for a plan and every plan that carries it out: each unit that reports gets its
/// report. What is open already stays as it is.
///
/// # Errors
/// `NotFound` for a plan that the actor may not see, `Forbidden`, `Invalid` for an ad hoc period
/// without days, days out of order, or a period that does not exist under the plan's rule.
pub async fn open(
    ctx: Ctx<'_>,
    actor: &Actor,
    plan: PlanId,
    new: NewPeriod,
) -> Result<Opened, ServiceError> {
    let (unit, rule) = allow(ctx, actor, plan).await?;
    let days = days(new.period, new.days, rule)?;
    let txn = ctx.db.begin_write().await?;
    let opening = Opening {
        root: plan,
        period: new.period,
        days,
        by: Some(actor.user),
        simulated: false,
    };
    let opened: Vec<OpenedReport> =
        plans::open_period(&txn, ctx.db.book(), ctx.ids, opening).await?;
    let entry = audit::Entry {
        id: ctx.ids.uuid(),
        at: ctx.clock.now(),
        actor: Some(actor.user),
        action: "period.open",
        unit: Some(unit),
        subject: plan.to_string(),
        detail: json!({ "period": new.period.to_string(), "reports": opened.len() }),
    };
    audit::add(&txn, entry).await?;
    txn.commit().await?;
    ctx.db.changes().notify();
    Ok(Opened {
        period: new.period,
        reports: u32::try_from(opened.len()).unwrap_or(u32::MAX),
    })
}

/// Sets how a plan's periods are cut from now on. What is open stays as it is.
///
/// # Errors
/// `NotFound`, `Forbidden`, `Invalid` naming what is out of bounds.
pub async fn set_rule(
    ctx: Ctx<'_>,
    actor: &Actor,
    plan: PlanId,
    rule: PeriodRule,
) -> Result<PeriodRule, ServiceError> {
    let (unit, _) = allow(ctx, actor, plan).await?;
    rule.validate()
        .map_err(|error| ServiceError::field(error.field(), "out_of_range", error.message_vi()))?;
    let txn = ctx.db.begin_write().await?;
    plans::set_rule(&txn, plan, rule).await?;
    let entry = audit::Entry {
        id: ctx.ids.uuid(),
        at: ctx.clock.now(),
        actor: Some(actor.user),
        action: "plan.rule",
        unit: Some(unit),
        subject: plan.to_string(),
        detail: json!({ "rule": rule }),
    };
    audit::add(&txn, entry).await?;
    txn.commit().await?;
    Ok(rule)
}

/// The days to open a period with: those given for an ad hoc one, none for others.
fn days(
    period: Period,
    given: Option<PeriodDays>,
    rule: PeriodRule,
) -> Result<Option<PeriodDays>, ServiceError> {
    if period.kind == PeriodKind::AdHoc {
        let days = given.ok_or_else(|| {
            let message = "Kỳ đột xuất cần ngày bắt đầu, ngày chốt số liệu và hạn nộp.";
            ServiceError::field("days", "required", message)
        })?;
        if !days.in_order() {
            let message = "Ngày bắt đầu, ngày chốt và hạn nộp phải theo thứ tự thời gian.";
            return Err(ServiceError::field("days", "out_of_order", message));
        }
        return Ok(Some(days));
    }
    if given.is_some() {
        let message = "Kỳ này tính ngày theo quy tắc của kế hoạch. Chỉ kỳ đột xuất có ngày riêng.";
        return Err(ServiceError::field("days", "not_allowed", message));
    }
    if period.days(rule, |_| false).is_none() {
        let message = "Không có kỳ này theo quy tắc của kế hoạch. Kiểm tra lại tuần, tháng, quý.";
        return Err(ServiceError::field("period", "unknown_period", message));
    }
    Ok(None)
}

/// The plan's unit and rule, for who may lock its periods.
async fn allow(
    ctx: Ctx<'_>,
    actor: &Actor,
    plan: PlanId,
) -> Result<(UnitId, PeriodRule), ServiceError> {
    let conn = ctx.db.read();
    let unit = service::plans::allow(conn, actor, plan, Action::LockPeriod).await?;
    let stored = plans::load(conn, plan).await?;
    Ok((unit, stored.ok_or(ServiceError::NotFound)?.rule))
}
