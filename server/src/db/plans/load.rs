//! Reading plans whole: the same few queries for one as for many.

use super::list::summaries;
use crate::db::codec::{corrupt, date, from_json, from_name, natural};
use crate::db::entity::{measure, plan, target, target_group, task, task_group};
use crate::db::text_uuid::TextUuid;
use crate::db::units;
use domain::id::{MeasureId, PlanId, TargetId, TaskId, UnitId};
use domain::measure::Threshold;
use domain::period::PeriodRule;
use domain::plan::{Measure, Plan, PlanSummary, Target, TargetGroup, Task, TaskGroup};
use domain::quantity::Quantity;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;

/// A plan with what the document itself does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPlan {
    /// The plan; its references are not resolved.
    pub plan: Plan,
    /// The plan it carries out, where that is in the system.
    pub parent: Option<PlanId>,
    /// How its periods are cut.
    pub rule: PeriodRule,
}

/// A plan by its id, if its unit lies in the subtrees of `roots`.
///
/// # Errors
/// When the database fails.
pub async fn find_visible_to<C: ConnectionTrait>(
    conn: &C,
    roots: &[UnitId],
    id: PlanId,
) -> Result<Option<StoredPlan>, DbErr> {
    let rows = plan::Entity::find_by_id(TextUuid(id.0))
        .filter(plan::Column::UnitId.in_subquery(units::within(roots)))
        .all(conn)
        .await?;
    Ok(whole(conn, rows).await?.pop())
}

/// A plan by its id, whoever asks: for a report's own plan and for the program itself.
///
/// # Errors
/// When the database fails.
pub async fn load<C: ConnectionTrait>(conn: &C, id: PlanId) -> Result<Option<StoredPlan>, DbErr> {
    Ok(load_all(conn, &[id]).await?.pop())
}

/// Plans by their ids, in the order of the ids, whoever asks.
///
/// # Errors
/// When the database fails.
pub async fn load_all<C: ConnectionTrait>(
    conn: &C,
    ids: &[PlanId],
) -> Result<Vec<StoredPlan>, DbErr> {
    let rows = plan::Entity::find()
        .filter(plan::Column::Id.is_in(ids.iter().map(|id| TextUuid(id.0))))
        .order_by_asc(plan::Column::Id)
        .all(conn)
        .await?;
    whole(conn, rows).await
}

async fn whole<C: ConnectionTrait>(
    conn: &C,
    rows: Vec<plan::Model>,
) -> Result<Vec<StoredPlan>, DbErr> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<TextUuid> = rows.iter().map(|row| row.id).collect();
    let mut summaries: HashMap<PlanId, PlanSummary> = summaries(conn, rows.clone())
        .await?
        .into_iter()
        .map(|summary| (summary.id, summary))
        .collect();
    let mut targets = target_groups(conn, &ids).await?;
    let mut tasks = task_groups(conn, &ids).await?;
    rows.into_iter()
        .map(|row| {
            let summary = summaries.remove(&PlanId(row.id.0));
            Ok(StoredPlan {
                plan: Plan {
                    summary: summary.ok_or_else(|| corrupt("plan", &row.id))?,
                    document: from_json(&row.document)?,
                    target_groups: targets.remove(&row.id).unwrap_or_default(),
                    task_groups: tasks.remove(&row.id).unwrap_or_default(),
                },
                parent: row.parent_plan_id.map(|parent| PlanId(parent.0)),
                rule: PeriodRule {
                    cutoff_day: natural(row.rule_cutoff_day)?,
                    due_working_days: natural(row.rule_due_working_days)?,
                    grace_working_days: row.rule_grace_working_days.map(natural).transpose()?,
                    week_cutoff: from_name("weekday", &row.rule_week_cutoff)?,
                },
            })
        })
        .collect()
}

/// The groups of each plan, in order.
type OfPlan<T> = HashMap<TextUuid, Vec<T>>;

async fn target_groups<C: ConnectionTrait>(
    conn: &C,
    plans: &[TextUuid],
) -> Result<OfPlan<TargetGroup>, DbErr> {
    let plans = || plans.iter().copied();
    let groups = target_group::Entity::find()
        .filter(target_group::Column::PlanId.is_in(plans()))
        .order_by_asc(target_group::Column::Sort)
        .all(conn)
        .await?;
    let targets = target::Entity::find()
        .filter(target::Column::PlanId.is_in(plans()))
        .order_by_asc(target::Column::Sort)
        .all(conn)
        .await?;
    let measures = measure::Entity::find()
        .filter(measure::Column::PlanId.is_in(plans()))
        .order_by_asc(measure::Column::Sort)
        .all(conn)
        .await?;
    let mut of_target: HashMap<TextUuid, Vec<Measure>> = HashMap::new();
    for row in measures {
        of_target
            .entry(row.target_id)
            .or_default()
            .push(measure_of(row)?);
    }
    let mut of_group: HashMap<TextUuid, Vec<Target>> = HashMap::new();
    for row in targets {
        let measures = of_target.remove(&row.id).unwrap_or_default();
        of_group.entry(row.group_id).or_default().push(Target {
            id: TargetId(row.id.0),
            no: row.no,
            text: row.text,
            qualitative_kind: row.qualitative_kind,
            note: row.note,
            measures,
        });
    }
    let mut of_plan: OfPlan<TargetGroup> = HashMap::new();
    for row in groups {
        of_plan.entry(row.plan_id).or_default().push(TargetGroup {
            no: row.no,
            title: row.title,
            targets: of_group.remove(&row.id).unwrap_or_default(),
        });
    }
    Ok(of_plan)
}

fn measure_of(row: measure::Model) -> Result<Measure, DbErr> {
    Ok(Measure {
        id: MeasureId(row.id.0),
        parent: row.parent_measure_id.map(|parent| MeasureId(parent.0)),
        kind: from_name("measure kind", &row.kind)?,
        role: from_name("measure role", &row.role)?,
        accumulation: from_name("accumulation", &row.accumulation)?,
        threshold: threshold_of(&row)?,
        aspiration: aspiration_of(&row)?,
        subject: row.subject,
        amended: None,
    })
}

/// The threshold of a measure's row, where it has one.
///
/// # Errors
/// When a comparator is unknown.
pub(crate) fn threshold_of(row: &measure::Model) -> Result<Option<Threshold>, DbErr> {
    let (Some(comparator), Some(evaluate_as), Some(value)) =
        (&row.comparator, &row.evaluate_as, row.value)
    else {
        return Ok(None);
    };
    Ok(Some(Threshold {
        comparator: from_name("comparator", comparator)?,
        surface: row.surface.clone().unwrap_or_default(),
        value: Quantity::from_thousandths(value),
        unit: row.unit.clone().unwrap_or_default(),
        evaluate_as: from_name("comparator", evaluate_as)?,
        aspirational: row.aspirational,
    }))
}

/// The aspiration beside it, in its unit.
fn aspiration_of(row: &measure::Model) -> Result<Option<Threshold>, DbErr> {
    let (Some(comparator), Some(evaluate_as), Some(value)) = (
        &row.aspiration_comparator,
        &row.aspiration_evaluate_as,
        row.aspiration_value,
    ) else {
        return Ok(None);
    };
    Ok(Some(Threshold {
        comparator: from_name("comparator", comparator)?,
        surface: row.aspiration_surface.clone().unwrap_or_default(),
        value: Quantity::from_thousandths(value),
        unit: row.unit.clone().unwrap_or_default(),
        evaluate_as: from_name("comparator", evaluate_as)?,
        aspirational: true,
    }))
}

async fn task_groups<C: ConnectionTrait>(
    conn: &C,
    plans: &[TextUuid],
) -> Result<OfPlan<TaskGroup>, DbErr> {
    let plans = || plans.iter().copied();
    let groups = task_group::Entity::find()
        .filter(task_group::Column::PlanId.is_in(plans()))
        .order_by_asc(task_group::Column::Sort)
        .all(conn)
        .await?;
    let tasks = task::Entity::find()
        .filter(task::Column::PlanId.is_in(plans()))
        .order_by_asc(task::Column::Sort)
        .all(conn)
        .await?;
    let mut of_group: HashMap<TextUuid, Vec<Task>> = HashMap::new();
    for row in tasks {
        of_group
            .entry(row.group_id)
            .or_default()
            .push(task_of(row)?);
    }
    let mut of_plan: OfPlan<TaskGroup> = HashMap::new();
    for row in groups {
        of_plan.entry(row.plan_id).or_default().push(TaskGroup {
            declared_count: row.declared_count.map(natural).transpose()?,
            tasks: of_group.remove(&row.id).unwrap_or_default(),
            no: row.no,
            title: row.title,
        });
    }
    Ok(of_plan)
}

fn task_of(row: task::Model) -> Result<Task, DbErr> {
    Ok(Task {
        id: TaskId(row.id.0),
        parent: row.parent_task_id.map(|parent| TaskId(parent.0)),
        lead_units: from_json(&row.lead_units)?,
        coord_units: from_json(&row.coord_units)?,
        deadline: from_json(&row.deadline)?,
        no: row.no,
        name: row.name,
        lead_text: row.lead_text,
        coord_text: row.coord_text,
        deliverable: row.deliverable,
        deadline_text: row.deadline_text,
        simulated: row.simulated,
        note: row.note,
        cancelled_on: row.cancelled_on.as_deref().map(date).transpose()?,
    })
}
