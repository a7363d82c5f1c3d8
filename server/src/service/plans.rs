//! Plans: the list and the whole document.

use crate::db::plans::{self, StoredPlan};
use crate::db::{counter, units};
use crate::error::ServiceError;
use crate::service::Ctx;
use domain::id::{PlanId, UnitId};
use domain::plan::{DocumentRef, Plan, PlanSummary};
use domain::policy::{Action, Actor};
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::{HashMap, HashSet};

/// The plans that the actor may read, newest year first.
///
/// # Errors
/// When the database fails.
pub async fn list(ctx: Ctx<'_>, actor: &Actor) -> Result<Vec<PlanSummary>, ServiceError> {
    let roots = actor.roots(Action::ViewPlan);
    Ok(plans::list_visible_to(ctx.db.read(), &roots).await?)
}

/// A plan in full. References lead to another plan only where the actor may read that one.
///
/// # Errors
/// `NotFound` for what the actor may not see.
pub async fn get(ctx: Ctx<'_>, actor: &Actor, id: PlanId) -> Result<Plan, ServiceError> {
    let conn = ctx.db.read();
    let roots = actor.roots(Action::ViewPlan);
    let stored = plans::find_visible_to(conn, &roots, id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let mut plans = resolve(ctx, conn, &roots, vec![stored]).await?;
    plans.pop().ok_or(ServiceError::NotFound)
}

/// The unit of a plan that the actor may see and at whose unit they may do something: 404, then 403.
///
/// # Errors
/// `NotFound`, `Forbidden`.
pub(super) async fn allow<C: ConnectionTrait>(
    conn: &C,
    actor: &Actor,
    plan: PlanId,
    to: Action,
) -> Result<UnitId, ServiceError> {
    let roots = actor.roots(Action::ViewPlan);
    let found = plans::summaries_visible_to(conn, &roots, &HashSet::from([plan]))
        .await?
        .pop()
        .ok_or(ServiceError::NotFound)?;
    let line = units::ancestors_or_self(conn, &found.unit.id).await?;
    if actor.can(to, &line) {
        Ok(found.unit.id)
    } else {
        Err(ServiceError::Forbidden)
    }
}

/// Several plans in full, as [`get`] answers each: for the reports of a page.
pub(super) async fn get_all<C: ConnectionTrait>(
    ctx: Ctx<'_>,
    conn: &C,
    actor: &Actor,
    ids: &[PlanId],
) -> Result<Vec<Plan>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let stored = plans::load_all(conn, ids).await?;
    resolve(ctx, conn, &actor.roots(Action::ViewPlan), stored).await
}

async fn resolve<C: ConnectionTrait>(
    ctx: Ctx<'_>,
    conn: &C,
    roots: &[UnitId],
    mut stored: Vec<StoredPlan>,
) -> Result<Vec<Plan>, DbErr> {
    read_today(ctx, conn, &mut stored).await?;
    let parents = stored.iter().filter_map(|stored| stored.parent).collect();
    let parents: HashMap<PlanId, PlanSummary> = plans::summaries_visible_to(conn, roots, &parents)
        .await?
        .into_iter()
        .map(|parent| (parent.id, parent))
        .collect();
    let documents = stored.iter().map(|stored| &stored.plan.document);
    let numbers: HashSet<String> = documents
        .flat_map(|document| document.parents.iter().chain(&document.other_refs))
        .filter_map(|reference| reference.number.clone())
        .collect();
    let numbers = numbers.into_iter().collect();
    let known = plans::numbered_visible_to(conn, roots, numbers).await?;
    let plans = stored.into_iter().map(|stored| {
        let parent = stored.parent.and_then(|parent| parents.get(&parent));
        resolved(stored.plan, parent, &known)
    });
    Ok(plans.collect())
}

/// Makes plans read as today: thresholds as in force, and what is called off.
async fn read_today<C: ConnectionTrait>(
    ctx: Ctx<'_>,
    conn: &C,
    stored: &mut [StoredPlan],
) -> Result<(), DbErr> {
    let today = ctx.clock.today();
    let at = counter::all(conn).await?;
    let ids = stored.iter().map(|stored| stored.plan.summary.id);
    let structures = ctx.db.book().structures(conn, &at, ids).await?;
    for stored in stored {
        if let Some(structure) = structures.get(&stored.plan.summary.id) {
            structure.read_on(&mut stored.plan, today);
        }
    }
    Ok(())
}

fn resolved(mut plan: Plan, parent: Option<&PlanSummary>, known: &[(PlanId, String)]) -> Plan {
    let document = &mut plan.document;
    for reference in &mut document.parents {
        reference.plan = parent_of(reference, parent);
    }
    for reference in document.parents.iter_mut().chain(&mut document.other_refs) {
        reference.plan = reference.plan.or_else(|| only_one(reference, known));
    }
    if parent.is_none() {
        forget_parent(&mut plan);
    }
    plan
}

/// The plan it carries out, where the reference bears its number.
fn parent_of(reference: &DocumentRef, parent: Option<&PlanSummary>) -> Option<PlanId> {
    let parent = parent?;
    (reference.number.is_some() && reference.number == parent.number).then_some(parent.id)
}

/// The plan that bears the number, if just one visible plan does: numbers repeat between
/// issuers, and a wrong link is worse than none.
fn only_one(reference: &DocumentRef, known: &[(PlanId, String)]) -> Option<PlanId> {
    let number = reference.number.as_ref()?;
    let mut bearers = known.iter().filter(|(_, bears)| bears == number);
    match (bearers.next(), bearers.next()) {
        (Some((plan, _)), None) => Some(*plan),
        _ => None,
    }
}

/// Takes out the edges to a parent plan whose existence the actor may not learn.
fn forget_parent(plan: &mut Plan) {
    for group in &mut plan.target_groups {
        for target in &mut group.targets {
            for measure in &mut target.measures {
                measure.parent = None;
            }
        }
    }
    for group in &mut plan.task_groups {
        for task in &mut group.tasks {
            task.parent = None;
        }
    }
}
