//! Tasks called off and lines linked, after a plan was issued. Whoever changes either takes the
//! figures along ([`crate::db::rollup`]).

use crate::db::codec::{date, name};
use crate::db::entity::{measure, target, task};
use crate::db::text_uuid::TextUuid;
use chrono::NaiveDate;
use domain::id::{LineId, PlanId, TaskId};
use domain::measure::MeasureRole;
use domain::wire::plan::{CancelledTask, PlanLine};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect,
};
use std::collections::HashMap;

/// Plans in one query.
const AT_ONCE: usize = 500;

/// The tasks of a plan that were called off in it, in its order.
///
/// # Errors
/// When the database fails, as for every function here.
pub async fn cancelled<C: ConnectionTrait>(
    conn: &C,
    plan: PlanId,
) -> Result<Vec<CancelledTask>, DbErr> {
    let rows = task::Entity::find()
        .filter(task::Column::PlanId.eq(TextUuid(plan.0)))
        .filter(task::Column::CancelledOn.is_not_null())
        .order_by_asc(task::Column::Sort)
        .all(conn)
        .await?;
    let rows = rows.into_iter().filter_map(|row| {
        let day = row.cancelled_on?;
        Some(date(&day).map(|cancelled_on| CancelledTask {
            task: TaskId(row.id.0),
            no: row.no,
            name: row.name,
            cancelled_on,
            reason: row.cancel_reason,
        }))
    });
    rows.collect()
}

/// A task as lists of changes name it, and since when it is called off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedTask {
    /// Its number.
    pub no: String,
    /// Verbatim.
    pub name: String,
    /// The day from which it is called off in its own plan.
    pub cancelled_on: Option<NaiveDate>,
}

/// A task of a plan.
///
/// # Errors
/// When the database fails.
pub async fn task<C: ConnectionTrait>(
    conn: &C,
    plan: PlanId,
    id: TaskId,
) -> Result<Option<NamedTask>, DbErr> {
    let row = task::Entity::find_by_id(TextUuid(id.0))
        .filter(task::Column::PlanId.eq(TextUuid(plan.0)))
        .one(conn)
        .await?;
    row.map(|row| {
        Ok(NamedTask {
            no: row.no,
            name: row.name,
            cancelled_on: row.cancelled_on.as_deref().map(date).transpose()?,
        })
    })
    .transpose()
}

/// Calls a task off from a day, with the reason; `None` takes that back.
///
/// # Errors
/// When the database fails.
pub async fn set_cancelled<C: ConnectionTrait>(
    conn: &C,
    id: TaskId,
    cancelled: Option<(NaiveDate, &str)>,
) -> Result<(), DbErr> {
    let (day, reason) = cancelled.unzip();
    task::Entity::update_many()
        .col_expr(
            task::Column::CancelledOn,
            Expr::value(day.map(|day| day.to_string())),
        )
        .col_expr(
            task::Column::CancelReason,
            Expr::value(reason.map(str::to_owned)),
        )
        .filter(task::Column::Id.eq(TextUuid(id.0)))
        .exec(conn)
        .await
        .map(drop)
}

/// Says what a line carries out. Both are of the same sort; a parent of another is none.
///
/// # Errors
/// When the database fails.
pub async fn link<C: ConnectionTrait>(
    conn: &C,
    line: LineId,
    parent: Option<LineId>,
) -> Result<(), DbErr> {
    match line {
        LineId::Measure(id) => {
            let parent = parent.and_then(|parent| match parent {
                LineId::Measure(parent) => Some(TextUuid(parent.0)),
                LineId::Task(_) => None,
            });
            measure::Entity::update_many()
                .col_expr(measure::Column::ParentMeasureId, Expr::value(parent))
                .filter(measure::Column::Id.eq(TextUuid(id.0)))
                .exec(conn)
                .await
                .map(drop)
        }
        LineId::Task(id) => {
            let parent = parent.and_then(|parent| match parent {
                LineId::Task(parent) => Some(TextUuid(parent.0)),
                LineId::Measure(_) => None,
            });
            task::Entity::update_many()
                .col_expr(task::Column::ParentTaskId, Expr::value(parent))
                .filter(task::Column::Id.eq(TextUuid(id.0)))
                .exec(conn)
                .await
                .map(drop)
        }
    }
}

/// The reported lines of plans that carry out nothing, in each plan's order: measures, then tasks.
///
/// # Errors
/// When the database fails.
pub async fn unlinked<C: ConnectionTrait>(
    conn: &C,
    plans: &[PlanId],
) -> Result<HashMap<PlanId, Vec<PlanLine>>, DbErr> {
    let mut found: HashMap<PlanId, Vec<PlanLine>> = HashMap::new();
    let to_target = || {
        measure::Entity::belongs_to(target::Entity)
            .from(measure::Column::TargetId)
            .to(target::Column::Id)
            .into()
    };
    for chunk in plans.chunks(AT_ONCE) {
        let ids = || chunk.iter().map(|id| TextUuid(id.0));
        let measures: Vec<(TextUuid, TextUuid, String, String)> = measure::Entity::find()
            .select_only()
            .columns([measure::Column::PlanId, measure::Column::Id])
            .columns([target::Column::No, target::Column::Text])
            .join(JoinType::InnerJoin, to_target())
            .filter(measure::Column::PlanId.is_in(ids()))
            .filter(measure::Column::Role.eq(name(&MeasureRole::Headline)?))
            .filter(measure::Column::ParentMeasureId.is_null())
            .order_by_asc(measure::Column::Sort)
            .into_tuple()
            .all(conn)
            .await?;
        let tasks: Vec<(TextUuid, TextUuid, String, String)> = task::Entity::find()
            .select_only()
            .columns([
                task::Column::PlanId,
                task::Column::Id,
                task::Column::No,
                task::Column::Name,
            ])
            .filter(task::Column::PlanId.is_in(ids()))
            .filter(task::Column::ParentTaskId.is_null())
            .order_by_asc(task::Column::Sort)
            .into_tuple()
            .all(conn)
            .await?;
        let measures = measures
            .into_iter()
            .map(|(plan, id, no, text)| (plan, LineId::Measure(id.0.into()), no, text));
        let tasks = tasks
            .into_iter()
            .map(|(plan, id, no, text)| (plan, LineId::Task(id.0.into()), no, text));
        for (plan, line, no, text) in measures.chain(tasks) {
            let lines = found.entry(PlanId(plan.0)).or_default();
            lines.push(PlanLine { line, no, text });
        }
    }
    Ok(found)
}
