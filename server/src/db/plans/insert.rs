//! Storing a plan.

use crate::clock::Ids;
use crate::db::bulk;
use crate::db::codec::{json, name, small};
use crate::db::counter::{self, Counter};
use crate::db::entity::{measure, plan, target, target_group, task, task_group};
use crate::db::text_uuid::TextUuid;
use domain::id::{MeasureId, PlanId, TargetId, TaskId};
use domain::measure::Threshold;
use domain::period::PeriodRule;
use domain::plan::{Measure, Plan, PlanDocument, PlanSummary, Target, Task};
use sea_orm::{ConnectionTrait, DbErr};

/// A plan to store, with what the document itself does not hold.
#[derive(Clone, Copy, Debug)]
pub struct NewPlan<'a> {
    /// The plan, its ids made. Counts in the summary are not stored but counted.
    pub plan: &'a Plan,
    /// The plan it carries out, where that is stored already.
    pub parent: Option<PlanId>,
    /// How its periods are cut.
    pub rule: PeriodRule,
}

/// Stores a plan with its targets, measures and tasks.
///
/// # Errors
/// When the database fails, or a unit, parent plan, parent measure or parent task is unknown.
pub async fn insert<C: ConnectionTrait>(
    conn: &C,
    ids: &dyn Ids,
    new: NewPlan<'_>,
) -> Result<(), DbErr> {
    insert_all(conn, ids, &[new]).await
}

/// Stores many plans in few statements; a plan stands after the one it carries out.
///
/// # Errors
/// As [`insert`].
pub async fn insert_all<C: ConnectionTrait>(
    conn: &C,
    ids: &dyn Ids,
    plans: &[NewPlan<'_>],
) -> Result<(), DbErr> {
    let mut rows = Rows::default();
    for new in plans {
        rows.plans.push(head(new)?);
        rows.append(Rows::of(new.plan, ids)?);
    }
    bulk::insert(conn, 20, rows.plans).await?;
    bulk::insert(conn, 5, rows.target_groups).await?;
    bulk::insert(conn, 8, rows.targets).await?;
    bulk::insert(conn, 19, rows.measures).await?;
    bulk::insert(conn, 6, rows.task_groups).await?;
    bulk::insert(conn, 20, rows.tasks).await?;
    counter::next(conn, Counter::Plan).await.map(|_| ())
}

fn head(new: &NewPlan<'_>) -> Result<plan::Model, DbErr> {
    let PlanSummary {
        id,
        unit,
        doc_type,
        title,
        number,
        number_suffix,
        date,
        plan_year,
        programme,
        simulated,
        declared_task_count,
        ..
    } = new.plan.summary.clone();
    Ok(plan::Model {
        id: TextUuid(id.0),
        unit_id: unit.id.0,
        parent_plan_id: new.parent.map(|parent| TextUuid(parent.0)),
        doc_type,
        title,
        number,
        number_suffix,
        day: date.day.map(small).transpose()?,
        month: date.month.map(small).transpose()?,
        year: date.year,
        plan_year,
        programme,
        simulated,
        declared_task_count: declared_task_count.map(small).transpose()?,
        document: json(&unresolved(&new.plan.document))?,
        rule_cutoff_day: small(new.rule.cutoff_day)?,
        rule_due_working_days: small(new.rule.due_working_days)?,
        rule_grace_working_days: new.rule.grace_working_days.map(small).transpose()?,
        rule_week_cutoff: name(&new.rule.week_cutoff)?,
        seq: 1,
    })
}

/// The document without resolved references: what they resolve to depends on who reads.
fn unresolved(document: &PlanDocument) -> PlanDocument {
    let mut document = document.clone();
    for reference in document.parents.iter_mut().chain(&mut document.other_refs) {
        reference.plan = None;
    }
    document
}

#[derive(Default)]
struct Rows {
    plans: Vec<plan::Model>,
    target_groups: Vec<target_group::Model>,
    targets: Vec<target::Model>,
    measures: Vec<measure::Model>,
    task_groups: Vec<task_group::Model>,
    tasks: Vec<task::Model>,
}

impl Rows {
    fn of(plan: &Plan, ids: &dyn Ids) -> Result<Self, DbErr> {
        let mut rows = Self::default();
        let plan_id = plan.summary.id;
        for group in &plan.target_groups {
            let group_id = TextUuid(ids.uuid());
            rows.target_groups.push(target_group::Model {
                id: group_id,
                plan_id: TextUuid(plan_id.0),
                no: group.no.clone(),
                title: group.title.clone(),
                sort: place(rows.target_groups.len())?,
            });
            for target in &group.targets {
                let sort = place(rows.targets.len())?;
                rows.targets
                    .push(target_row(plan_id, group_id, target, sort));
                for measure in &target.measures {
                    let sort = place(rows.measures.len())?;
                    let row = measure_row(plan_id, target.id, measure, sort)?;
                    rows.measures.push(row);
                }
            }
        }
        for group in &plan.task_groups {
            let group_id = TextUuid(ids.uuid());
            rows.task_groups.push(task_group::Model {
                id: group_id,
                plan_id: TextUuid(plan_id.0),
                no: group.no.clone(),
                title: group.title.clone(),
                declared_count: group.declared_count.map(small).transpose()?,
                sort: place(rows.task_groups.len())?,
            });
            for task in &group.tasks {
                let sort = place(rows.tasks.len())?;
                rows.tasks.push(task_row(plan_id, group_id, task, sort)?);
            }
        }
        Ok(rows)
    }

    fn append(&mut self, mut other: Self) {
        self.plans.append(&mut other.plans);
        self.target_groups.append(&mut other.target_groups);
        self.targets.append(&mut other.targets);
        self.measures.append(&mut other.measures);
        self.task_groups.append(&mut other.task_groups);
        self.tasks.append(&mut other.tasks);
    }
}

fn place(length: usize) -> Result<i32, DbErr> {
    small(u32::try_from(length).unwrap_or(u32::MAX))
}

fn target_row(plan: PlanId, group_id: TextUuid, target: &Target, sort: i32) -> target::Model {
    target::Model {
        id: TextUuid(target.id.0),
        plan_id: TextUuid(plan.0),
        group_id,
        no: target.no.clone(),
        text: target.text.clone(),
        qualitative_kind: target.qualitative_kind.clone(),
        note: target.note.clone(),
        sort,
    }
}

fn measure_row(
    plan: PlanId,
    target: TargetId,
    measure: &Measure,
    sort: i32,
) -> Result<measure::Model, DbErr> {
    let threshold = measure.threshold.as_ref();
    let text = |pick: fn(&Threshold) -> &String| threshold.map(|t| pick(t).clone());
    let aspiration = measure.aspiration.as_ref();
    Ok(measure::Model {
        id: TextUuid(measure.id.0),
        plan_id: TextUuid(plan.0),
        target_id: TextUuid(target.0),
        parent_measure_id: measure.parent.map(|MeasureId(parent)| TextUuid(parent)),
        kind: name(&measure.kind)?,
        role: name(&measure.role)?,
        subject: measure.subject.clone(),
        comparator: threshold.map(|t| name(&t.comparator)).transpose()?,
        surface: text(|t| &t.surface),
        value: threshold.map(|t| t.value.thousandths()),
        unit: text(|t| &t.unit),
        evaluate_as: threshold.map(|t| name(&t.evaluate_as)).transpose()?,
        aspirational: threshold.is_some_and(|t| t.aspirational),
        aspiration_comparator: aspiration.map(|t| name(&t.comparator)).transpose()?,
        aspiration_surface: aspiration.map(|t| t.surface.clone()),
        aspiration_value: aspiration.map(|t| t.value.thousandths()),
        aspiration_evaluate_as: aspiration.map(|t| name(&t.evaluate_as)).transpose()?,
        accumulation: name(&measure.accumulation)?,
        sort,
    })
}

/// A task as it comes with its plan.
pub(super) fn task_row(
    plan: PlanId,
    group_id: TextUuid,
    task: &Task,
    sort: i32,
) -> Result<task::Model, DbErr> {
    Ok(task::Model {
        id: TextUuid(task.id.0),
        plan_id: TextUuid(plan.0),
        group_id,
        parent_task_id: task.parent.map(|TaskId(parent)| TextUuid(parent)),
        no: task.no.clone(),
        name: task.name.clone(),
        lead_text: task.lead_text.clone(),
        lead_units: json(&task.lead_units)?,
        coord_text: task.coord_text.clone(),
        coord_units: json(&task.coord_units)?,
        deliverable: task.deliverable.clone(),
        deadline_text: task.deadline_text.clone(),
        deadline: json(&task.deadline)?,
        simulated: task.simulated,
        note: task.note.clone(),
        sort,
        cancelled_on: task.cancelled_on.map(|day| day.to_string()),
        cancel_reason: None,
        asked_from: None,
        assigned: false,
    })
}
