//! Which lines of plans the plans below carry out, and since when.

use crate::db::codec::{date, name};
use crate::db::entity::{measure, plan, task};
use crate::db::plans::first_cut_offs;
use crate::db::text_uuid::TextUuid;
use chrono::NaiveDate;
use domain::id::{LineId, PlanId};
use domain::measure::MeasureRole;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashMap;

/// Ids in one query.
const AT_ONCE: usize = 500;

/// A line of a plan below that stands under one of the plans'.
struct Below {
    /// The line above.
    line: LineId,
    /// The plan below.
    plan: PlanId,
    /// The first cut-off for which it was assigned there.
    asked_from: Option<NaiveDate>,
    /// Whether the plan above assigned it.
    assigned: bool,
}

/// Since when others report a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Since {
    /// The first cut-off for which a plan below carries it out.
    pub(super) carried_out: Option<NaiveDate>,
    /// The first cut-off for which a unit below reports it that it is assigned to.
    pub(super) assigned: Option<NaiveDate>,
}

/// By line, since when plans below report on it. Lines that only the plan itself reports are left out;
/// so are those whose plans below have no period yet.
pub(super) async fn load<C: ConnectionTrait>(
    conn: &C,
    plans: &[PlanId],
) -> Result<HashMap<LineId, Since>, DbErr> {
    let parents = carried_out(conn, plans).await?;
    let mut below: Vec<Below> = Vec::new();
    for chunk in own_measures(conn, &parents).await?.chunks(AT_ONCE) {
        let rows: Vec<(TextUuid, TextUuid)> = measure::Entity::find()
            .select_only()
            .columns([measure::Column::ParentMeasureId, measure::Column::PlanId])
            .distinct()
            .filter(measure::Column::ParentMeasureId.is_in(chunk.iter().copied()))
            .filter(measure::Column::Role.eq(name(&MeasureRole::Headline)?))
            .into_tuple()
            .all(conn)
            .await?;
        below.extend(rows.into_iter().map(|(line, plan)| Below {
            line: LineId::Measure(line.0.into()),
            plan: PlanId(plan.0),
            asked_from: None,
            assigned: false,
        }));
    }
    for chunk in own_tasks(conn, &parents).await?.chunks(AT_ONCE) {
        let rows: Vec<(TextUuid, TextUuid, Option<String>, bool)> = task::Entity::find()
            .select_only()
            .columns([
                task::Column::ParentTaskId,
                task::Column::PlanId,
                task::Column::AskedFrom,
                task::Column::Assigned,
            ])
            .distinct()
            .filter(task::Column::ParentTaskId.is_in(chunk.iter().copied()))
            .into_tuple()
            .all(conn)
            .await?;
        for (line, plan, asked, assigned) in rows {
            below.push(Below {
                line: LineId::Task(line.0.into()),
                plan: PlanId(plan.0),
                asked_from: asked.as_deref().map(date).transpose()?,
                assigned,
            });
        }
    }
    let mut plans: Vec<PlanId> = below.iter().map(|below| below.plan).collect();
    plans.sort_unstable();
    plans.dedup();
    let first = first_cut_offs(conn, plans.into_iter()).await?;
    let mut found: HashMap<LineId, Since> = HashMap::new();
    for below in below {
        let Some(first) = first.get(&below.plan) else {
            continue;
        };
        let day = below
            .asked_from
            .map_or(*first, |from| Ord::max(*first, from));
        let since = found.entry(below.line).or_default();
        let known = if below.assigned {
            &mut since.assigned
        } else {
            &mut since.carried_out
        };
        *known = Some(known.map_or(day, |known| Ord::min(known, day)));
    }
    Ok(found)
}

/// Those of the plans that others carry out.
async fn carried_out<C: ConnectionTrait>(
    conn: &C,
    plans: &[PlanId],
) -> Result<Vec<TextUuid>, DbErr> {
    let mut found = Vec::new();
    for chunk in plans.chunks(AT_ONCE) {
        let rows: Vec<TextUuid> = plan::Entity::find()
            .select_only()
            .column(plan::Column::ParentPlanId)
            .distinct()
            .filter(plan::Column::ParentPlanId.is_in(chunk.iter().map(|id| TextUuid(id.0))))
            .into_tuple()
            .all(conn)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

async fn own_measures<C: ConnectionTrait>(
    conn: &C,
    plans: &[TextUuid],
) -> Result<Vec<TextUuid>, DbErr> {
    if plans.is_empty() {
        return Ok(Vec::new());
    }
    measure::Entity::find()
        .select_only()
        .column(measure::Column::Id)
        .filter(measure::Column::PlanId.is_in(plans.iter().copied()))
        .into_tuple()
        .all(conn)
        .await
}

async fn own_tasks<C: ConnectionTrait>(
    conn: &C,
    plans: &[TextUuid],
) -> Result<Vec<TextUuid>, DbErr> {
    if plans.is_empty() {
        return Ok(Vec::new());
    }
    task::Entity::find()
        .select_only()
        .column(task::Column::Id)
        .filter(task::Column::PlanId.is_in(plans.iter().copied()))
        .into_tuple()
        .all(conn)
        .await
}
