//! The proof behind a figure: every part, with its report and the people behind it.

use super::Ask;
use super::figures::{Trend, by_status, measure_figure, tally};
use super::ranking::counts;
use super::served::{Of, Served};
use super::view::{Child, Opened, Own, View};
use crate::db::overview::reports::{ReportMark, Said, marks, said};
use crate::db::overview::snapshot;
use crate::db::people::{self, People};
use crate::db::reports::Mark;
use crate::error::ServiceError;
use crate::service::Ctx;
use domain::id::{LineId, MeasureId, PlanId, ReportId, TaskId};
use domain::policy::Actor;
use domain::proof::{place, pull, sums_of};
use domain::rollup::{Heads, MeasureCell, TaskCell};
use domain::status::TaskStatus;
use domain::wire::overview::{ChildFigure, ChildTask, MeasureProof, TaskProof};
use domain::wire::report::Stamp;
use sea_orm::ConnectionTrait;
use std::collections::HashMap;
use std::sync::Arc;

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
    ask: &Ask,
) -> Result<MeasureProof, ServiceError> {
    let conn = snapshot(ctx.db).await?;
    let opened = Opened::open(&conn, ctx, actor, plan).await?;
    measure_proof_of(&conn, ctx, opened, measure, ask).await
}

/// The same as JSON, as it was answered before where nothing has changed.
///
/// # Errors
/// As [`measure_proof`].
pub async fn measure_proof_json(
    ctx: Ctx<'_>,
    served: &Served,
    actor: &Actor,
    plan: PlanId,
    measure: MeasureId,
    ask: &Ask,
) -> Result<Arc<[u8]>, ServiceError> {
    let screen = (Of::Everything, measure.to_string());
    served
        .answer(ctx, actor, screen, plan, ask, async |conn, opened| {
            measure_proof_of(conn, ctx, opened, measure, ask).await
        })
        .await
}

async fn measure_proof_of<C: ConnectionTrait>(
    conn: &C,
    ctx: Ctx<'_>,
    opened: Opened,
    measure: MeasureId,
    ask: &Ask,
) -> Result<MeasureProof, ServiceError> {
    let view = View::of(conn, ctx, opened, ask).await?;
    let mut measures = view.plan.reported_measures().enumerate();
    let (at, (target, measure)) = measures
        .find(|(_, (_, other))| other.id == measure)
        .ok_or(ServiceError::NotFound)?;
    let line = |own: &Own| {
        let place = place_of(&own.links.measures, at)?;
        Some(LineId::Measure(own.structure.measures.get(place)?.id))
    };
    let behind = Behind::load(conn, &view, line).await?;
    let trend = Trend::load(conn, ctx, &view).await?;

    let figure = measure_figure(&view, measure, at, &trend);
    let whole = sums_of(&figure.figure);
    let threshold = measure.threshold.as_ref();
    let mut children = Vec::new();
    for (order, child) in view.children.iter().enumerate() {
        let nought = MeasureCell::default();
        let cell = child.page.measures.get(at).unwrap_or(&nought);
        if *cell == nought {
            continue;
        }
        let place = place(measure.kind, threshold, view.basis, view.today, whole, cell);
        // A unit's own figure is judged by its own threshold.
        let own = child.own.as_ref().filter(|_| !child.opens);
        let judged_by = own.map_or(threshold, |own| {
            let place = place_of(&own.links.measures, at)?;
            let measure = own.structure.measures.get(place)?;
            measure.threshold_on(view.chosen.days.ends_on)
        });
        let own_figure = cell.figure(measure.kind, judged_by, view.basis, view.today);
        let is_counted = own_figure.coverage.counted > 0;
        let sums = cell.counted.under(view.basis).sums;
        children.push((
            (place, order),
            ChildFigure {
                figure: is_counted.then_some(own_figure),
                pull: pull(whole, sums).filter(|_| is_counted),
                ..behind.child(&view, child, &cell.heads)
            },
        ));
    }
    children.sort_by_key(|(order, _)| *order);
    Ok(MeasureProof {
        plan: view.plan.summary.id,
        period: view.chosen.period,
        basis: view.basis,
        boundaries: view.boundaries,
        target_no: target.no.clone(),
        target_text: target.text.clone(),
        measure: figure,
        children: children.into_iter().map(|(_, child)| child).collect(),
        unit: view.unit,
        path: view.path,
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
    ask: &Ask,
) -> Result<TaskProof, ServiceError> {
    let conn = snapshot(ctx.db).await?;
    let view = View::open(&conn, ctx, actor, plan, ask).await?;
    let mut tasks = view.plan.tasks().enumerate();
    let (at, task) = tasks
        .find(|(_, other)| other.id == task)
        .ok_or(ServiceError::NotFound)?;
    let line = |own: &Own| {
        let place = place_of(&own.links.tasks, at)?;
        Some(LineId::Task(own.structure.tasks.get(place)?.id))
    };
    let behind = Behind::load(&conn, &view, line).await?;
    drop(conn);

    let mut children = Vec::new();
    for (order, child) in view.children.iter().enumerate() {
        let nought = TaskCell::default();
        let cell = child.page.tasks.get(at).unwrap_or(&nought);
        if *cell == nought {
            continue;
        }
        let statuses = by_status(&view, cell);
        let own = child.own.as_ref().filter(|_| !child.opens);
        let worst = statuses.iter().map(|count| count.status).min();
        let status = own
            .and(worst)
            .or_else(|| own.map(|own| own_status(&view, own, at)));
        let applies = cell.heads.expected > 0;
        let said = behind.said(child);
        let is_counted = counts(child, view.basis);
        let part = ChildFigure {
            progress: said.and_then(|said| said.progress).filter(|_| is_counted),
            ..behind.child(&view, child, &cell.heads)
        };
        children.push((
            (!applies, worst.or(status), !part.late, order),
            ChildTask {
                status,
                by_status: if own.is_some() { Vec::new() } else { statuses },
                behind: *cell.behind.under(view.basis) > 0,
                note: said
                    .filter(|_| is_counted)
                    .map(|said| said.note.clone())
                    .unwrap_or_default(),
                child: part,
            },
        ));
    }
    children.sort_by_key(|(order, _)| *order);
    Ok(TaskProof {
        plan,
        period: view.chosen.period,
        basis: view.basis,
        boundaries: view.boundaries,
        task: tally(&view, task, at),
        children: children.into_iter().map(|(_, child)| child).collect(),
        unit: view.unit,
        path: view.path,
    })
}

/// The status of a unit's own task, also where it does not apply.
fn own_status(view: &View, own: &Own, at: usize) -> TaskStatus {
    let line = place_of(&own.links.tasks, at).and_then(|place| own.leaf.tasks.get(place));
    line.map_or(TaskStatus::NotStarted, |line| {
        line.status(own.state(), view.basis, view.today)
    })
}

/// The place of the line that stands under the view's line at a place.
fn place_of(links: &[Option<u16>], at: usize) -> Option<usize> {
    links
        .iter()
        .position(|to| to.is_some_and(|to| usize::from(to) == at))
}

/// Who and what stands behind the parts' own lines.
struct Behind {
    lines: HashMap<ReportId, LineId>,
    said: HashMap<ReportId, Said>,
    marks: HashMap<ReportId, ReportMark>,
    people: People,
}

impl Behind {
    /// Loads it. `line` is the line of a part's own report that the proof is about.
    async fn load<C: ConnectionTrait>(
        conn: &C,
        view: &View,
        line: impl Fn(&Own) -> Option<LineId>,
    ) -> Result<Self, ServiceError> {
        let own = view.children.iter().filter_map(|child| child.own.as_ref());
        let lines: HashMap<ReportId, LineId> = own
            .filter_map(|own| Some((own.report, line(own)?)))
            .collect();
        let reports: Vec<ReportId> = lines.keys().copied().collect();
        let said = said(conn, &lines).await?;
        let marks = marks(conn, &reports).await?;
        let changed = said.values().filter_map(|said| said.updated);
        let approved = marks.values().filter_map(|mark| mark.approved);
        let people = people::load(conn, changed.chain(approved).map(|mark| mark.by)).await?;
        Ok(Self {
            lines,
            said,
            marks,
            people,
        })
    }

    /// What a part's own report says on the line.
    fn said(&self, child: &Child) -> Option<&Said> {
        self.said.get(&child.own.as_ref()?.report)
    }

    /// What measures and tasks have in common.
    fn child(&self, view: &View, child: &Child, heads: &Heads) -> ChildFigure {
        let stamp = |mark: Mark| Stamp {
            by: self.people.get(mark.by),
            at: mark.at,
        };
        let own = child.own.as_ref();
        let report = own.map(|own| own.report);
        let said = self.said(child);
        let mark = report.and_then(|report| self.marks.get(&report));
        let coverage = heads.coverage(view.today, heads.counting(view.basis));
        ChildFigure {
            unit: child.unit.clone(),
            report,
            state: own.map(Own::state),
            version: mark.map(|mark| mark.version),
            late: coverage.late > 0,
            figure: None,
            coverage,
            opens: child.opens,
            not_applicable: said
                .and_then(|said| said.not_applicable.clone())
                .filter(|_| heads.not_applicable > 0),
            line: report.and_then(|report| self.lines.get(&report).copied()),
            progress: None,
            pull: None,
            evidence: said.map_or(0, |said| said.evidence),
            updated: said.and_then(|said| said.updated).map(stamp),
            approved: mark.and_then(|mark| mark.approved).map(stamp),
        }
    }
}
