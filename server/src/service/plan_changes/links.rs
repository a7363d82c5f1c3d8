//! What the lines of a plan carry out, and what they could.

use super::allow;
use crate::db::overview::snapshot;
use crate::db::plans;
use crate::error::ServiceError;
use crate::service::Ctx;
use domain::id::{LineId, PlanId};
use domain::plan::Plan;
use domain::policy::{Action, Actor};
use domain::report::LineKind;
use domain::wire::plan::{LineAbove, LinkedLine, PlanAbove, PlanLine, PlanLinks};
use std::collections::HashSet;

/// The reported lines of a plan with what they carry out, and the plans above with theirs. A plan
/// above that the actor may not see is answered as if there were none.
///
/// # Errors
/// `NotFound` for a plan that the actor may not see.
pub async fn links(ctx: Ctx<'_>, actor: &Actor, id: PlanId) -> Result<PlanLinks, ServiceError> {
    let conn = snapshot(ctx.db).await?;
    allow(&conn, actor, id, Action::ViewPlan).await?;
    let own = plans::load(&conn, id).await?;
    let own = own.ok_or(ServiceError::NotFound)?.plan;
    let chain = plans::above(&conn, id).await?;
    let roots = actor.roots(Action::ViewPlan);
    let visible = plans::units_visible_to(&conn, &roots, &chain).await?;
    let mut above = Vec::new();
    for plan in chain.iter().filter(|plan| visible.contains_key(plan)) {
        let stored = plans::load(&conn, *plan).await?;
        let plan = stored.ok_or(ServiceError::NotFound)?.plan;
        let lines = lines(&plan).into_iter().map(|line| LineAbove {
            line: line.line,
            kind: line.kind,
        });
        above.push(PlanAbove {
            plan: plan.summary.id,
            lines: lines.collect(),
            unit: plan.summary.unit,
            title: plan.summary.title,
        });
    }
    let known: HashSet<LineId> = above
        .iter()
        .flat_map(|plan| &plan.lines)
        .map(|line| line.line.line)
        .collect();
    let mut lines = lines(&own);
    for line in &mut lines {
        line.parent = line.parent.filter(|parent| known.contains(parent));
    }
    Ok(PlanLinks { lines, above })
}

/// The reported lines of a plan: measures in its order, then tasks.
fn lines(plan: &Plan) -> Vec<LinkedLine> {
    let measures = plan
        .reported_measures()
        .map(|(target, measure)| LinkedLine {
            line: PlanLine {
                line: LineId::Measure(measure.id),
                no: target.no.clone(),
                text: target.text.clone(),
            },
            kind: measure.kind.into(),
            parent: measure.parent.map(LineId::Measure),
        });
    let tasks = plan.tasks().map(|task| LinkedLine {
        line: PlanLine {
            line: LineId::Task(task.id),
            no: task.no.clone(),
            text: task.name.clone(),
        },
        kind: LineKind::Task,
        parent: task.parent.map(LineId::Task),
    });
    measures.chain(tasks).collect()
}
