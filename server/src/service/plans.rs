//! Plans: the list and the whole document.

use crate::db::plans::{self, StoredPlan};
use crate::error::ServiceError;
use crate::service::Ctx;
use domain::id::{PlanId, UnitId};
use domain::plan::{DocumentRef, Plan, PlanSummary};
use domain::policy::{Action, Actor};
use sea_orm::ConnectionTrait;

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
    resolve(conn, &roots, stored).await
}

async fn resolve<C: ConnectionTrait>(
    conn: &C,
    roots: &[UnitId],
    stored: StoredPlan,
) -> Result<Plan, ServiceError> {
    let parent = match stored.parent {
        Some(parent) => plans::summary_visible_to(conn, roots, parent).await?,
        None => None,
    };
    let mut plan = stored.plan;
    let document = &plan.document;
    let numbers = document.parents.iter().chain(&document.other_refs);
    let numbers = numbers.filter_map(|reference| reference.number.clone());
    let known = plans::numbered_visible_to(conn, roots, numbers.collect()).await?;
    let document = &mut plan.document;
    for reference in &mut document.parents {
        reference.plan = parent_of(reference, parent.as_ref());
    }
    for reference in document.parents.iter_mut().chain(&mut document.other_refs) {
        reference.plan = reference.plan.or_else(|| only_one(reference, &known));
    }
    if parent.is_none() {
        forget_parent(&mut plan);
    }
    Ok(plan)
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
