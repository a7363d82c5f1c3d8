//! A plan as its reports see it: which lines there are, without the texts.

use crate::db::codec::{from_name, name};
use crate::db::counter;
use crate::db::entity::{measure, task};
use crate::db::rollup::Book;
use crate::db::text_uuid::TextUuid;
use chrono::NaiveDate;
use domain::assignment::Asked;
use domain::id::{LineId, MeasureId, PlanId, TargetId, TaskId};
use domain::measure::{Accumulation, MeasureKind, MeasureRole};
use domain::report::LineKind;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::{HashMap, HashSet};

/// A line that reports on a plan have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineShape {
    /// Which.
    pub id: LineId,
    /// The target, for a measure.
    pub target: Option<TargetId>,
    /// The parent plan's measure that it counts towards.
    pub parent: Option<MeasureId>,
    /// What is entered.
    pub kind: LineKind,
    /// How it behaves over time.
    pub accumulation: Accumulation,
    /// Which of the plan's reports have it.
    pub asked: Asked,
}

/// The lines of a plan's reports: measures in the plan's order, then tasks. Not every report has every
/// line: see [`PlanShape::asked_on`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanShape(pub Vec<LineShape>);

impl PlanShape {
    /// The lines of the report for a period that ends on a day; all of them for a report from before
    /// its plan's periods were kept.
    pub fn asked_on(&self, ends_on: Option<NaiveDate>) -> impl Iterator<Item = &LineShape> {
        let asked = move |line: &&LineShape| ends_on.is_none_or(|day| line.asked.on(day));
        self.0.iter().filter(asked)
    }

    /// A line, if reports on this plan have it, whichever they are: what was typed before it was
    /// called off is kept all the same.
    #[must_use]
    pub fn line(&self, id: LineId) -> Option<&LineShape> {
        self.0.iter().find(|line| line.id == id)
    }
}

const fn task_shape(id: TaskId) -> LineShape {
    LineShape {
        id: LineId::Task(id),
        target: None,
        parent: None,
        kind: LineKind::Task,
        accumulation: Accumulation::Stock,
        asked: Asked {
            from: None,
            until: None,
        },
    }
}

/// Plan, measure, target, parent measure, kind, accumulation.
type Row = (
    TextUuid,
    TextUuid,
    TextUuid,
    Option<TextUuid>,
    String,
    String,
);

/// The shapes of several plans.
///
/// # Errors
/// When the database fails.
pub async fn shapes<C: ConnectionTrait>(
    conn: &C,
    book: &Book,
    plans: impl IntoIterator<Item = PlanId>,
) -> Result<HashMap<PlanId, PlanShape>, DbErr> {
    let ids: HashSet<PlanId> = plans.into_iter().collect();
    let mut shapes: HashMap<PlanId, PlanShape> = HashMap::new();
    if ids.is_empty() {
        return Ok(shapes);
    }
    let keys = || ids.iter().map(|id| TextUuid(id.0));
    let measures: Vec<Row> = measure::Entity::find()
        .select_only()
        .columns([
            measure::Column::PlanId,
            measure::Column::Id,
            measure::Column::TargetId,
            measure::Column::ParentMeasureId,
            measure::Column::Kind,
            measure::Column::Accumulation,
        ])
        .filter(measure::Column::PlanId.is_in(keys()))
        .filter(measure::Column::Role.eq(name(&MeasureRole::Headline)?))
        .order_by_asc(measure::Column::Sort)
        .into_tuple()
        .all(conn)
        .await?;
    for (plan, id, target, parent, kind, accumulation) in measures {
        let kind: MeasureKind = from_name("measure kind", &kind)?;
        shapes.entry(PlanId(plan.0)).or_default().0.push(LineShape {
            id: LineId::Measure(MeasureId(id.0)),
            target: Some(TargetId(target.0)),
            parent: parent.map(|parent| MeasureId(parent.0)),
            kind: kind.into(),
            accumulation: from_name("accumulation", &accumulation)?,
            asked: Asked::default(),
        });
    }
    let tasks: Vec<(TextUuid, TextUuid)> = task::Entity::find()
        .select_only()
        .columns([task::Column::PlanId, task::Column::Id])
        .filter(task::Column::PlanId.is_in(keys()))
        .order_by_asc(task::Column::Sort)
        .into_tuple()
        .all(conn)
        .await?;
    for (plan, id) in tasks {
        let shape = task_shape(TaskId(id.0));
        shapes.entry(PlanId(plan.0)).or_default().0.push(shape);
    }
    let at = counter::all(conn).await?;
    let structures = book.structures(conn, &at, ids.iter().copied()).await?;
    for (plan, shape) in &mut shapes {
        if let Some(structure) = structures.get(plan) {
            for line in &mut shape.0 {
                line.asked = structure.asked(line.id);
            }
        }
    }
    Ok(shapes)
}
