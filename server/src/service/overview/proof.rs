//! The proof behind a figure: every part, with its report and the people behind it.

use super::figures::{Line, measure_figure};
use super::trend::Trend;
use super::view::View;
use super::{Ask, tasks};
use crate::db::overview::proof::{PartLine, measure_parts, task_parts};
use crate::db::overview::rows::ChildReport;
use crate::db::overview::snapshot;
use crate::db::people::{self, People};
use crate::db::reports::Mark;
use crate::error::ServiceError;
use crate::service::Ctx;
use domain::id::{MeasureId, PlanId, TaskId};
use domain::measure::Threshold;
use domain::policy::Actor;
use domain::proof::{place, pull, sums_of};
use domain::rollup::{contribution_of, own_figure};
use domain::wire::overview::{ChildTask, MeasureProof, TaskProof};
use domain::wire::report::{ChildFigure, Stamp};
use sea_orm::ConnectionTrait;

/// The proof behind a measure's figure: what keeps it from its threshold first, then the silent,
/// late ones before the others, then those not counted, then those to which it does not apply.
///
/// # Errors
/// As [`super::overview`]; 404 also for a measure that is not reported on the plan.
pub async fn measure_proof(
    ctx: Ctx<'_>,
    actor: &Actor,
    plan: PlanId,
    measure: MeasureId,
    ask: Ask,
) -> Result<MeasureProof, ServiceError> {
    let conn = snapshot(ctx.db).await?;
    let view = View::open(&conn, ctx, actor, plan, ask).await?;
    let (target, measure) = view
        .plan
        .reported_measures()
        .find(|(_, other)| other.id == measure)
        .ok_or(ServiceError::NotFound)?;
    let period = view.chosen.period;
    let lines = measure_parts(&conn, &view.scope, period, measure.id).await?;
    let trend = Trend::load(&conn, ctx, &view).await?;
    let people = people_behind(&conn, &view, &lines).await?;
    drop(conn);

    let (lines, parts): (Vec<_>, Vec<_>) = lines
        .iter()
        .filter_map(|line| Some((line, part(&view, line)?)))
        .unzip();
    let figure = measure_figure(&view, measure, &parts, &trend);
    let whole = sums_of(&figure.figure);
    let mut children: Vec<_> = parts
        .iter()
        .zip(lines)
        .map(|(part, line)| {
            let contribution = view.contribution(part.child, part.entry);
            let counted = part.child.state.counts(view.basis);
            let sums = contribution_of(measure.kind, &line.entry).filter(|_| counted);
            let place = place(
                measure.kind,
                measure.threshold.as_ref(),
                view.basis,
                whole,
                &contribution,
            );
            let child = ChildFigure {
                figure: own_figure(measure.kind, part.threshold, &line.entry).filter(|_| counted),
                pull: sums.and_then(|sums| pull(whole, sums)),
                ..child_figure(&view, part.child, line, &people)
            };
            ((place, part.at), child)
        })
        .collect();
    children.sort_by_key(|(order, _)| *order);
    Ok(MeasureProof {
        plan,
        period,
        basis: view.basis,
        target_no: target.no.clone(),
        target_text: target.text.clone(),
        measure: figure,
        children: children.into_iter().map(|(_, child)| child).collect(),
    })
}

/// The proof behind a task's tally: overdue ones first, those to which it does not apply last.
///
/// # Errors
/// As [`super::overview`]; 404 also for a task that is not the plan's.
pub async fn task_proof(
    ctx: Ctx<'_>,
    actor: &Actor,
    plan: PlanId,
    task: TaskId,
    ask: Ask,
) -> Result<TaskProof, ServiceError> {
    let conn = snapshot(ctx.db).await?;
    let view = View::open(&conn, ctx, actor, plan, ask).await?;
    let task = view
        .plan
        .tasks()
        .find(|other| other.id == task)
        .ok_or(ServiceError::NotFound)?;
    let period = view.chosen.period;
    let lines = task_parts(&conn, &view.scope, period, task.id).await?;
    let people = people_behind(&conn, &view, &lines).await?;
    drop(conn);

    let mut statuses = Vec::with_capacity(lines.len());
    let mut children = Vec::with_capacity(lines.len());
    for line in &lines {
        let Some((at, child)) = view.child(line.report) else {
            continue;
        };
        let applies = view.contribution(child, Some(&line.entry)).applies();
        let counted = child.state.counts(view.basis);
        let status = tasks::status_of(&view, child, &line.rule, Some(&line.entry));
        if applies {
            statuses.push(status);
        }
        let note = if counted {
            line.entry.note.clone()
        } else {
            String::new()
        };
        let part = ChildFigure {
            progress: line.entry.progress.filter(|_| counted),
            ..child_figure(&view, child, line, &people)
        };
        let order = (!applies, status, !view.late(child), at);
        children.push((
            order,
            ChildTask {
                status,
                note,
                child: part,
            },
        ));
    }
    children.sort_by_key(|(order, _)| *order);
    Ok(TaskProof {
        plan,
        period,
        basis: view.basis,
        task: tasks::tally(task, &statuses),
        children: children.into_iter().map(|(_, child)| child).collect(),
    })
}

/// A stored line in its view; `None` for a report that is not among the view's.
fn part<'a>(view: &'a View, line: &'a PartLine<Option<Threshold>>) -> Option<Line<'a>> {
    let (at, child) = view.child(line.report)?;
    Some(Line {
        at,
        child,
        threshold: line.rule.as_ref(),
        entry: Some(&line.entry),
    })
}

/// What measures and tasks have in common.
fn child_figure<R>(
    view: &View,
    child: &ChildReport,
    line: &PartLine<R>,
    people: &People,
) -> ChildFigure {
    let stamp = |mark: Option<Mark>| {
        mark.map(|mark| Stamp {
            by: people.get(mark.by),
            at: mark.at,
        })
    };
    let away = !view.contribution(child, Some(&line.entry)).applies();
    ChildFigure {
        unit: child.unit.clone(),
        report: child.report,
        state: child.state,
        late: view.late(child),
        figure: None,
        not_applicable: line.entry.not_applicable.clone().filter(|_| away),
        line: line.line,
        progress: None,
        pull: None,
        updated: stamp(line.updated),
        approved: stamp(child.approved),
    }
}

/// The names of all who changed a line or approved a report.
async fn people_behind<C: ConnectionTrait, R>(
    conn: &C,
    view: &View,
    lines: &[PartLine<R>],
) -> Result<People, ServiceError> {
    let changed = lines.iter().filter_map(|line| line.updated);
    let approved = view.children.iter().filter_map(|child| child.approved);
    let ids = changed.chain(approved).map(|mark| mark.by);
    Ok(people::load(conn, ids).await?)
}
