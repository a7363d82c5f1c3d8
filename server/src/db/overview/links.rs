//! Which lines of a part's plan carry out which lines of the plan above.

use super::kept::Kept;
use super::{Scope, threshold};
use crate::db::codec::{from_json, name};
use crate::db::entity::{measure, task};
use crate::db::text_uuid::TextUuid;
use domain::deadline::Deadline;
use domain::id::{MeasureId, PlanId, TaskId};
use domain::measure::{MeasureRole, Threshold};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashMap;
use std::sync::Arc;

/// The lines of a part's plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// Its reported measures.
    pub measures: Vec<MeasureLink>,
    /// Its tasks.
    pub tasks: Vec<TaskLink>,
}

/// A measure of a part's plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasureLink {
    /// The part's own measure.
    pub id: MeasureId,
    /// The measure of the plan above.
    pub parent: Option<MeasureId>,
    /// The part's own threshold, as far as judging needs it (without its words).
    pub threshold: Option<Threshold>,
}

/// A task of a part's plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskLink {
    /// The part's own task.
    pub id: TaskId,
    /// The task of the plan above.
    pub parent: Option<TaskId>,
    /// The part's own deadline.
    pub deadline: Deadline,
}

impl Scope {
    /// Which of the view's measures a part's measure stands under.
    #[must_use]
    pub fn measure_of(&self, link: &MeasureLink) -> Option<MeasureId> {
        match self.members {
            super::Members::Children => link.parent,
            super::Members::Itself => Some(link.id),
        }
    }

    /// Which of the view's tasks a part's task stands under.
    #[must_use]
    pub fn task_of(&self, link: &TaskLink) -> Option<TaskId> {
        match self.members {
            super::Members::Children => link.parent,
            super::Members::Itself => Some(link.id),
        }
    }
}

/// The lines of these plans.
///
/// # Errors
/// When the database fails.
pub async fn links<C: ConnectionTrait>(
    conn: &C,
    kept: &Kept,
    plans: impl IntoIterator<Item = PlanId>,
) -> Result<HashMap<PlanId, Arc<Links>>, DbErr> {
    let wanted: Vec<_> = plans.into_iter().map(|plan| (plan, 0)).collect();
    let (mut found, missing) = kept.links.find(&wanted);
    if missing.is_empty() {
        return Ok(found);
    }
    let mut read: HashMap<PlanId, Links> = HashMap::new();
    for chunk in missing.chunks(super::lines::AT_ONCE) {
        let plans = || chunk.iter().map(|(plan, _)| TextUuid(plan.0));
        for (plan, link) in measures(conn, plans()).await? {
            read.entry(plan).or_default().measures.push(link);
        }
        for (plan, link) in tasks(conn, plans()).await? {
            read.entry(plan).or_default().tasks.push(link);
        }
    }
    for (plan, _) in missing {
        found.insert(plan, Arc::new(read.remove(&plan).unwrap_or_default()));
    }
    kept.links.put(
        found
            .iter()
            .map(|(plan, links)| (*plan, 0, Arc::clone(links))),
    );
    Ok(found)
}

async fn measures<C: ConnectionTrait>(
    conn: &C,
    plans: impl Iterator<Item = TextUuid>,
) -> Result<Vec<(PlanId, MeasureLink)>, DbErr> {
    type Row = (
        TextUuid,
        TextUuid,
        Option<TextUuid>,
        Option<i64>,
        Option<String>,
    );
    let rows: Vec<Row> = measure::Entity::find()
        .select_only()
        .columns([
            measure::Column::PlanId,
            measure::Column::Id,
            measure::Column::ParentMeasureId,
            measure::Column::Value,
            measure::Column::EvaluateAs,
        ])
        .filter(measure::Column::PlanId.is_in(plans))
        .filter(measure::Column::Role.eq(name(&MeasureRole::Headline)?))
        .into_tuple()
        .all(conn)
        .await?;
    rows.into_iter()
        .map(|(plan, id, parent, value, scored)| {
            let link = MeasureLink {
                id: MeasureId(id.0),
                parent: parent.map(|parent| MeasureId(parent.0)),
                threshold: threshold(value, scored.as_deref())?,
            };
            Ok((PlanId(plan.0), link))
        })
        .collect()
}

async fn tasks<C: ConnectionTrait>(
    conn: &C,
    plans: impl Iterator<Item = TextUuid>,
) -> Result<Vec<(PlanId, TaskLink)>, DbErr> {
    let rows: Vec<(TextUuid, TextUuid, Option<TextUuid>, String)> = task::Entity::find()
        .select_only()
        .columns([
            task::Column::PlanId,
            task::Column::Id,
            task::Column::ParentTaskId,
            task::Column::Deadline,
        ])
        .filter(task::Column::PlanId.is_in(plans))
        .into_tuple()
        .all(conn)
        .await?;
    rows.into_iter()
        .map(|(plan, id, parent, deadline)| {
            let link = TaskLink {
                id: TaskId(id.0),
                parent: parent.map(|parent| TaskId(parent.0)),
                deadline: from_json(&deadline)?,
            };
            Ok((PlanId(plan.0), link))
        })
        .collect()
}
