//! Amending a threshold.

use super::carry::{Reach, carry_along};
use super::{Logged, allow, log, settled};
use crate::db::counter;
use crate::db::people;
use crate::db::plans::{self, StoredAmendment};
use crate::error::ServiceError;
use crate::service::Ctx;
use crate::service::text::bounded;
use chrono::{Datelike as _, NaiveDate};
use domain::id::{MeasureId, PlanId};
use domain::measure::{Amendment, InForce, NotAThreshold, Threshold};
use domain::plan::{Measure, Plan, Target};
use domain::policy::{Action, Actor};
use domain::report::Mark;
use domain::wire::plan::{AmendmentRow, NewAmendment, NewThreshold};
use domain::wire::report::Stamp;
use serde_json::json;

/// Gives a measure another threshold from a day on: periods that are cut off from then on are
/// judged by it, earlier ones stay as they were. The plans that carry it out keep their own. A day
/// in the future needs nothing to happen on that day: whoever judges, the server or a device, goes
/// by the cut-off of the period. One that is only striven for amends the aspiration beside a
/// threshold that binds: it judges nothing.
///
/// # Errors
/// `NotFound` for what the actor may not see or what is not reported, `Forbidden`, `Invalid` naming
/// the field: a day out of all reason, what cannot be a threshold of the measure, or an aspiration
/// that is easier to reach than the threshold.
pub async fn amend(
    ctx: Ctx<'_>,
    actor: &Actor,
    plan: PlanId,
    measure: MeasureId,
    new: NewAmendment,
) -> Result<AmendmentRow, ServiceError> {
    let unit = allow(ctx.db.read(), actor, plan, Action::ChangePlan).await?;
    plausible(new.effective_from, ctx.clock.today())?;
    let stored = StoredAmendment {
        measure,
        amendment: Amendment {
            effective_from: new.effective_from,
            threshold: threshold(new.threshold)?,
            document: bounded("document", &new.document.unwrap_or_default())?,
        },
        made: Mark {
            by: actor.user,
            at: ctx.clock.now(),
        },
    };
    settled(ctx, store(ctx, actor, plan, unit, stored).await)
}

async fn store(
    ctx: Ctx<'_>,
    actor: &Actor,
    plan: PlanId,
    unit: domain::id::UnitId,
    new: StoredAmendment,
) -> Result<AmendmentRow, ServiceError> {
    let txn = ctx.db.begin_write().await?;
    let seq = counter::raise(&txn).await?.change;
    let issued = plans::load(&txn, plan).await?;
    let issued = issued.ok_or(ServiceError::NotFound)?.plan;
    let (target, measure) = find(&issued, new.measure).ok_or(ServiceError::NotFound)?;
    let amendment = &new.amendment;
    let mut known = plans::amendments(&txn, &[plan]).await?;
    let known: Vec<Amendment> = known
        .remove(&measure.id)
        .unwrap_or_default()
        .into_iter()
        .map(|stored| stored.amendment)
        .collect();
    if let Some(wrong) = amendment.unfit_for(measure.kind, measure.in_force(), &known) {
        return Err(refused(wrong));
    }
    let reach = Reach {
        plans: vec![plan],
        from: Some(amendment.effective_from),
        other_lines: Vec::new(),
    };
    let act = async || plans::amend(&txn, &new).await;
    let reports = carry_along(ctx, &txn, &reach, seq, act).await?;
    let what = Logged {
        action: "plan.amend_threshold",
        unit,
        subject: measure.id.to_string(),
        detail: json!({ "plan": plan, "amendment": amendment, "reports": reports }),
    };
    log(ctx, &txn, actor, what).await?;
    let by = people::load(&txn, [actor.user]).await?.get(actor.user);
    txn.commit().await?;
    Ok(AmendmentRow {
        measure: measure.id,
        target_no: target.no.clone(),
        subject: measure.subject.clone(),
        before: before(measure.in_force(), &known, amendment),
        amendment: amendment.clone(),
        made: Stamp {
            by,
            at: new.made.at,
        },
    })
}

/// The measure of a plan that reports have a line for, with its target.
pub(super) fn find(plan: &Plan, id: MeasureId) -> Option<(&Target, &Measure)> {
    let mut measures = plan.reported_measures();
    measures.find(|(_, measure)| measure.id == id)
}

/// What held until an amendment: see [`InForce::before`].
pub(super) fn before(
    issued: InForce<'_>,
    all: &[Amendment],
    amendment: &Amendment,
) -> Option<Threshold> {
    issued.before(all, amendment).cloned()
}

/// Years from today within which a day is believed. Documents set thresholds for the plan's year or
/// a term of five; a day beyond is a slip of the finger (a bound of ours, not a regulation's).
const BELIEVED_YEARS: i32 = 10;

fn plausible(day: NaiveDate, today: NaiveDate) -> Result<(), ServiceError> {
    if (day.year() - today.year()).abs() <= BELIEVED_YEARS {
        return Ok(());
    }
    let message = "Ngày có hiệu lực cách hiện nay quá xa. Kiểm tra lại năm trong văn bản.";
    Err(ServiceError::field(
        "effective_from",
        "out_of_range",
        message,
    ))
}

fn threshold(new: NewThreshold) -> Result<Threshold, ServiceError> {
    let mut threshold = Threshold {
        comparator: new.comparator,
        surface: bounded("threshold.surface", &new.surface)?.unwrap_or_default(),
        value: new.value,
        unit: bounded("threshold.unit", &new.unit)?.unwrap_or_default(),
        evaluate_as: new.comparator,
        aspirational: new.aspirational,
    };
    threshold.evaluate_as = new
        .evaluate_as
        .unwrap_or_else(|| threshold.usually_scored());
    Ok(threshold)
}

fn refused(wrong: NotAThreshold) -> ServiceError {
    ServiceError::field(wrong.field(), wrong.code(), wrong.message_vi())
}
