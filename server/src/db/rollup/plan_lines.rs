//! Plans as far as following links needs them: their lines, and what each carries out.

use super::structure::{OwnMeasure, OwnTask};
use crate::db::codec::{date, from_json, from_name, name, quantity};
use crate::db::entity::{measure, task};
use crate::db::plans;
use crate::db::text_uuid::TextUuid;
use domain::deadline::Deadline;
use domain::id::{MeasureId, PlanId, TaskId};
use domain::measure::{Comparator, MeasureRole, Threshold};
use domain::status::TaskDue;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::HashMap;

/// Ids in one query.
const AT_ONCE: usize = 500;

/// A measure or task with the one that it carries out.
pub(super) struct Line<I> {
    pub(super) id: I,
    pub(super) parent: Option<I>,
    /// Whether the plan above assigned it: it counts there and no further up.
    pub(super) assigned: bool,
}

/// Everything of plans that is needed to follow links.
#[derive(Default)]
pub(super) struct Lines {
    pub(super) measures: HashMap<PlanId, Vec<(Line<MeasureId>, OwnMeasure)>>,
    pub(super) tasks: HashMap<PlanId, Vec<(Line<TaskId>, OwnTask)>>,
}

/// Loads the lines of plans, each plan's in its order.
pub(super) async fn load<C: ConnectionTrait>(conn: &C, plans: &[PlanId]) -> Result<Lines, DbErr> {
    type MeasureRow = (
        TextUuid,
        TextUuid,
        Option<TextUuid>,
        String,
        Option<i64>,
        Option<String>,
        bool,
    );
    type TaskRow = (
        TextUuid,
        TextUuid,
        Option<TextUuid>,
        String,
        Option<String>,
        Option<String>,
        bool,
    );
    let mut lines = Lines::default();
    for chunk in plans.chunks(AT_ONCE) {
        let ids = || chunk.iter().map(|id| TextUuid(id.0));
        let rows: Vec<MeasureRow> = measure::Entity::find()
            .select_only()
            .columns([
                measure::Column::PlanId,
                measure::Column::Id,
                measure::Column::ParentMeasureId,
                measure::Column::Kind,
                measure::Column::Value,
                measure::Column::EvaluateAs,
                measure::Column::Aspirational,
            ])
            .filter(measure::Column::PlanId.is_in(ids()))
            .filter(measure::Column::Role.eq(name(&MeasureRole::Headline)?))
            .order_by_asc(measure::Column::PlanId)
            .order_by_asc(measure::Column::Sort)
            .into_tuple()
            .all(conn)
            .await?;
        let mut amended = plans::amendments(conn, chunk).await?;
        for (plan, id, parent, kind, value, scored, aspirational) in rows {
            let id = MeasureId(id.0);
            let line = Line {
                id,
                parent: parent.map(|parent| MeasureId(parent.0)),
                assigned: false,
            };
            let own = OwnMeasure {
                id,
                kind: from_name("measure kind", &kind)?,
                threshold: threshold(value, scored.as_deref(), aspirational)?,
                amendments: amended
                    .remove(&id)
                    .unwrap_or_default()
                    .into_iter()
                    .map(|stored| stored.amendment)
                    .collect(),
                delegated_from: None,
            };
            let of_plan = lines.measures.entry(PlanId(plan.0)).or_default();
            of_plan.push((line, own));
        }
        let rows: Vec<TaskRow> = task::Entity::find()
            .select_only()
            .columns([
                task::Column::PlanId,
                task::Column::Id,
                task::Column::ParentTaskId,
                task::Column::Deadline,
                task::Column::CancelledOn,
                task::Column::AskedFrom,
                task::Column::Assigned,
            ])
            .filter(task::Column::PlanId.is_in(ids()))
            .order_by_asc(task::Column::PlanId)
            .order_by_asc(task::Column::Sort)
            .into_tuple()
            .all(conn)
            .await?;
        for (plan, id, parent, deadline, cancelled, asked, assigned) in rows {
            let id = TaskId(id.0);
            let line = Line {
                id,
                parent: parent.map(|parent| TaskId(parent.0)),
                assigned,
            };
            let deadline: Deadline = from_json(&deadline)?;
            let own = OwnTask {
                id,
                due: TaskDue::from(&deadline),
                cancelled_on: cancelled.as_deref().map(date).transpose()?,
                asked_from: asked.as_deref().map(date).transpose()?,
                delegated_from: None,
                assigned_from: None,
            };
            lines
                .tasks
                .entry(PlanId(plan.0))
                .or_default()
                .push((line, own));
        }
    }
    Ok(lines)
}

/// A threshold as far as judging needs it: where it binds, an aspiration amended later stands beside
/// it and decides nothing.
fn threshold(
    value: Option<i64>,
    scored: Option<&str>,
    aspirational: bool,
) -> Result<Option<Threshold>, DbErr> {
    let (Some(value), Some(scored)) = (quantity(value), scored) else {
        return Ok(None);
    };
    let evaluate_as: Comparator = from_name("comparator", scored)?;
    Ok(Some(Threshold {
        comparator: evaluate_as,
        surface: String::new(),
        value,
        unit: String::new(),
        evaluate_as,
        aspirational,
    }))
}
