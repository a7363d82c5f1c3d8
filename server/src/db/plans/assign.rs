//! Tasks that are assigned (phân công) to units: each is a task of a plan of that unit, below the plan
//! whose task it is.

use super::insert::task_row;
use crate::clock::Ids;
use crate::db::codec::date;
use crate::db::entity::{plan, task, task_group};
use crate::db::text_uuid::TextUuid;
use chrono::NaiveDate;
use domain::id::{PlanId, TaskId, UnitId};
use domain::plan::{Task, TaskGroup};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, JoinType, QueryFilter,
    QueryOrder, QuerySelect,
};
use std::collections::HashMap;

/// A unit that carries a task out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The task above.
    pub of: TaskId,
    /// Its own.
    pub task: TaskId,
    /// The unit.
    pub unit: UnitId,
    /// Its plan.
    pub plan: PlanId,
    /// Whether the task was assigned to it; else it is a line of a plan of its own.
    pub assigned: bool,
    /// The first cut-off for which it was assigned; none: it came with the unit's plan.
    pub asked_from: Option<NaiveDate>,
    /// The day from which it is called off there.
    pub cancelled_on: Option<NaiveDate>,
}

/// The units whose plans have a task under one of these.
///
/// # Errors
/// When the database fails.
pub async fn members<C: ConnectionTrait>(conn: &C, of: &[TaskId]) -> Result<Vec<Member>, DbErr> {
    type Row = (
        TextUuid,
        Option<TextUuid>,
        TextUuid,
        String,
        bool,
        Option<String>,
        Option<String>,
    );
    let its_plan = || {
        task::Entity::belongs_to(plan::Entity)
            .from(task::Column::PlanId)
            .to(plan::Column::Id)
            .into()
    };
    let rows: Vec<Row> = task::Entity::find()
        .select_only()
        .columns([
            task::Column::Id,
            task::Column::ParentTaskId,
            task::Column::PlanId,
        ])
        .column(plan::Column::UnitId)
        .columns([
            task::Column::Assigned,
            task::Column::AskedFrom,
            task::Column::CancelledOn,
        ])
        .join(JoinType::InnerJoin, its_plan())
        .filter(task::Column::ParentTaskId.is_in(of.iter().map(|task| TextUuid(task.0))))
        .into_tuple()
        .all(conn)
        .await?;
    rows.into_iter()
        .filter_map(|(id, parent, plan, unit, assigned, asked, cancelled)| {
            let of = TaskId(parent?.0);
            let days = || Ok((optional(asked)?, optional(cancelled)?));
            Some(days().map(|(asked_from, cancelled_on)| Member {
                of,
                task: TaskId(id.0),
                unit: UnitId(unit),
                plan: PlanId(plan.0),
                assigned,
                asked_from,
                cancelled_on,
            }))
        })
        .collect()
}

fn optional(day: Option<String>) -> Result<Option<NaiveDate>, DbErr> {
    day.as_deref().map(date).transpose()
}

/// The plans directly below a plan, by unit.
///
/// # Errors
/// When the database fails.
pub async fn plans_below<C: ConnectionTrait>(
    conn: &C,
    of: PlanId,
) -> Result<HashMap<UnitId, PlanId>, DbErr> {
    let rows = plan::Entity::find()
        .filter(plan::Column::ParentPlanId.eq(TextUuid(of.0)))
        .order_by_desc(plan::Column::Id)
        .all(conn)
        .await?;
    let rows = rows.into_iter();
    Ok(rows
        .map(|plan| (UnitId(plan.unit_id), PlanId(plan.id.0)))
        .collect())
}

/// Adds a task that the plan above assigned at the end of a plan, in its last group where that has
/// the title of `group`, else in one of its own: at the end, so that the lines before it keep their places.
///
/// # Errors
/// When the database fails.
pub async fn assign_task<C: ConnectionTrait>(
    conn: &C,
    ids: &dyn Ids,
    to: PlanId,
    group: &TaskGroup,
    task: &Task,
    asked_from: Option<NaiveDate>,
) -> Result<(), DbErr> {
    let last_group = task_group::Entity::find()
        .filter(task_group::Column::PlanId.eq(TextUuid(to.0)))
        .order_by_desc(task_group::Column::Sort)
        .one(conn)
        .await?;
    let group_id = match &last_group {
        Some(last) if last.title == group.title => last.id,
        last => {
            let new = task_group::Model {
                id: TextUuid(ids.uuid()),
                plan_id: TextUuid(to.0),
                no: group.no.clone(),
                title: group.title.clone(),
                declared_count: None,
                sort: last.as_ref().map_or(0, |last| last.sort + 1),
            };
            let id = new.id;
            task_group::Entity::insert(new.into_active_model())
                .exec_without_returning(conn)
                .await?;
            id
        }
    };
    let last = task::Entity::find()
        .filter(task::Column::PlanId.eq(TextUuid(to.0)))
        .order_by_desc(task::Column::Sort)
        .one(conn)
        .await?;
    let sort = last.map_or(0, |last| last.sort + 1);
    let new = task::Model {
        cancelled_on: None,
        asked_from: asked_from.map(|day| day.to_string()),
        assigned: true,
        ..task_row(to, group_id, task, sort)?
    };
    task::Entity::insert(new.into_active_model())
        .exec_without_returning(conn)
        .await
        .map(drop)
}
