//! What changed in a plan, and what the plans below have that it does not count.

use super::allow;
use super::amend::before;
use crate::db::overview::snapshot;
use crate::db::plans::{self, StoredAmendment};
use crate::db::{people, units};
use crate::error::ServiceError;
use crate::service::Ctx;
use domain::id::PlanId;
use domain::measure::Amendment;
use domain::policy::{Action, Actor};
use domain::text::fold;
use domain::wire::plan::{AmendmentRow, PlanChanges, UnlinkedLines, UnlinkedUnit};
use domain::wire::report::Stamp;
use sea_orm::ConnectionTrait;

/// Lines after which no further unit is shown.
const MOST_LINES: usize = 2_000;

/// What changed in a plan since it was issued, and its lines that carry out nothing.
///
/// # Errors
/// `NotFound` for a plan that the actor may not see.
pub async fn changes(ctx: Ctx<'_>, actor: &Actor, id: PlanId) -> Result<PlanChanges, ServiceError> {
    let conn = snapshot(ctx.db).await?;
    let may_change = may_change(&conn, actor, id).await?;
    let stored = plans::load(&conn, id).await?;
    let stored = stored.ok_or(ServiceError::NotFound)?;
    let mut amended = plans::amendments(&conn, &[id]).await?;
    let by = amended.values().flatten().map(|stored| stored.made.by);
    let people = people::load(&conn, by.collect::<Vec<_>>()).await?;
    let mut amendments = Vec::new();
    for (target, measure) in stored.plan.reported_measures() {
        let of_measure = amended.remove(&measure.id).unwrap_or_default();
        let all: Vec<Amendment> = of_measure
            .iter()
            .map(|stored| stored.amendment.clone())
            .collect();
        let row = |stored: StoredAmendment| AmendmentRow {
            measure: measure.id,
            target_no: target.no.clone(),
            subject: measure.subject.clone(),
            before: before(measure.in_force(), &all, &stored.amendment),
            amendment: stored.amendment,
            made: Stamp {
                by: people.get(stored.made.by),
                at: stored.made.at,
            },
        };
        amendments.extend(of_measure.into_iter().rev().map(row));
    }
    let unlinked = if stored.parent.is_some() {
        let mut found = plans::unlinked(&conn, &[id]).await?;
        found.remove(&id).unwrap_or_default()
    } else {
        Vec::new()
    };
    Ok(PlanChanges {
        may_change,
        amendments,
        cancelled: plans::cancelled(&conn, id).await?,
        unlinked,
    })
}

/// Whether the actor, who may see the plan, may change it too.
async fn may_change<C: ConnectionTrait>(
    conn: &C,
    actor: &Actor,
    plan: PlanId,
) -> Result<bool, ServiceError> {
    match allow(conn, actor, plan, Action::ChangePlan).await {
        Ok(_) => Ok(true),
        Err(ServiceError::Forbidden) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The lines of the plans below a plan that are linked to nothing, by unit: what the plan does not
/// count. Only of units whose plans the actor may see.
///
/// # Errors
/// `NotFound` for a plan that the actor may not see.
pub async fn unlinked(
    ctx: Ctx<'_>,
    actor: &Actor,
    id: PlanId,
) -> Result<UnlinkedLines, ServiceError> {
    let conn = snapshot(ctx.db).await?;
    allow(&conn, actor, id, Action::ViewPlan).await?;
    let mut below = plans::family(&conn, id).await?;
    below.retain(|plan| *plan != id);
    let roots = actor.roots(Action::ViewPlan);
    let owners = plans::units_visible_to(&conn, &roots, &below).await?;
    below.retain(|plan| owners.contains_key(plan));
    let lines = plans::unlinked(&conn, &below).await?;
    let named = lines.keys().filter_map(|plan| owners.get(plan)).cloned();
    let names = units::refs(&conn, named).await?;
    let mut found: Vec<UnlinkedUnit> = lines
        .into_iter()
        .filter_map(|(plan, lines)| {
            let unit = names.get(owners.get(&plan)?)?.clone();
            Some(UnlinkedUnit { unit, plan, lines })
        })
        .collect();
    found.sort_by_cached_key(|of| (fold(&of.unit.name), of.unit.id.clone(), of.plan));
    let total: usize = found.iter().map(|of| of.lines.len()).sum();
    let mut shown = 0;
    let shown = found.into_iter().take_while(|of| {
        let fits = shown < MOST_LINES;
        shown += of.lines.len();
        fits
    });
    Ok(UnlinkedLines {
        units: shown.collect(),
        total: u32::try_from(total).unwrap_or(u32::MAX),
    })
}
