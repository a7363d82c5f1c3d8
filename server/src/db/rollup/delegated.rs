//! Which lines of plans the plans below carry out, and since when.

use crate::db::codec::{date, name};
use crate::db::entity::{measure, plan, task};
use crate::db::plans::first_cut_offs;
use crate::db::text_uuid::TextUuid;
use chrono::NaiveDate;
use domain::id::{LineId, PlanId};
use domain::measure::MeasureRole;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect,
};
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

/// Plans below that are looked at first: where they carry every line out, as in a cascade, nobody reads
/// the lines of the other hundred.
const FIRST: usize = 8;

/// By line, since when plans below report on it. Lines that only the plan itself reports are left out;
/// so are those whose plans below have no period yet.
pub(super) async fn load<C: ConnectionTrait>(
    conn: &C,
    plans: &[PlanId],
) -> Result<HashMap<LineId, Since>, DbErr> {
    let mut found = HashMap::new();
    for parent in carried_out(conn, plans).await? {
        of_plan(conn, parent, &mut found).await?;
    }
    Ok(found)
}

/// Of one plan. When it has a period open, so have the plans directly below it: the earliest of those
/// tells since when a line is theirs.
async fn of_plan<C: ConnectionTrait>(
    conn: &C,
    parent: TextUuid,
    found: &mut HashMap<LineId, Since>,
) -> Result<(), DbErr> {
    let below: Vec<TextUuid> = plan::Entity::find()
        .select_only()
        .column(plan::Column::Id)
        .filter(plan::Column::ParentPlanId.eq(parent))
        .into_tuple()
        .all(conn)
        .await?;
    let first = first_cut_offs(conn, below.iter().map(|plan| PlanId(plan.0))).await?;
    let mut earliest: Vec<(NaiveDate, PlanId)> =
        first.into_iter().map(|(p, day)| (day, p)).collect();
    earliest.sort_unstable();
    let Some((begin, _)) = earliest.first().copied() else {
        return Ok(());
    };
    let of_begin = earliest.iter().take_while(|(day, _)| *day == begin);
    let some: Vec<TextUuid> = of_begin
        .take(FIRST)
        .map(|(_, plan)| TextUuid(plan.0))
        .collect();
    let measures = own_measures(conn, parent).await?;
    let tasks = own_tasks(conn, parent).await?;
    let within = Condition::all().add(measure::Column::PlanId.is_in(some.iter().copied()));
    add(conn, measures_below(conn, within).await?, found).await?;
    let within = Condition::all().add(task::Column::PlanId.is_in(some));
    add(conn, tasks_below(conn, within).await?, found).await?;
    // What they do not carry out from the beginning, any other might.
    let is_settled = |line| {
        let since: Option<&Since> = found.get(&line);
        since.is_some_and(|since| since.carried_out == Some(begin))
    };
    let open: Vec<TextUuid> = measures
        .into_iter()
        .filter(|id| !is_settled(LineId::Measure(id.0.into())))
        .collect();
    let open_tasks: Vec<TextUuid> = tasks
        .into_iter()
        .filter(|id| !is_settled(LineId::Task(id.0.into())))
        .collect();
    for chunk in open.chunks(AT_ONCE) {
        let ids = chunk.iter().copied();
        let within = Condition::all().add(measure::Column::ParentMeasureId.is_in(ids));
        add(conn, measures_below(conn, within).await?, found).await?;
    }
    for chunk in open_tasks.chunks(AT_ONCE) {
        let ids = chunk.iter().copied();
        let within = Condition::all().add(task::Column::ParentTaskId.is_in(ids));
        add(conn, tasks_below(conn, within).await?, found).await?;
    }
    Ok(())
}

/// Takes lines of plans below in.
async fn add<C: ConnectionTrait>(
    conn: &C,
    below: Vec<Below>,
    found: &mut HashMap<LineId, Since>,
) -> Result<(), DbErr> {
    let mut plans: Vec<PlanId> = below.iter().map(|below| below.plan).collect();
    plans.sort_unstable();
    plans.dedup();
    let first = first_cut_offs(conn, plans.into_iter()).await?;
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
    Ok(())
}

async fn measures_below<C: ConnectionTrait>(
    conn: &C,
    within: Condition,
) -> Result<Vec<Below>, DbErr> {
    let rows: Vec<(TextUuid, TextUuid)> = measure::Entity::find()
        .select_only()
        .columns([measure::Column::ParentMeasureId, measure::Column::PlanId])
        .filter(measure::Column::ParentMeasureId.is_not_null())
        .filter(measure::Column::Role.eq(name(&MeasureRole::Headline)?))
        .filter(within)
        .into_tuple()
        .all(conn)
        .await?;
    let below = rows.into_iter().map(|(line, plan)| Below {
        line: LineId::Measure(line.0.into()),
        plan: PlanId(plan.0),
        asked_from: None,
        assigned: false,
    });
    Ok(below.collect())
}

async fn tasks_below<C: ConnectionTrait>(conn: &C, within: Condition) -> Result<Vec<Below>, DbErr> {
    let rows: Vec<(TextUuid, TextUuid, Option<String>, bool)> = task::Entity::find()
        .select_only()
        .columns([
            task::Column::ParentTaskId,
            task::Column::PlanId,
            task::Column::AskedFrom,
            task::Column::Assigned,
        ])
        .filter(task::Column::ParentTaskId.is_not_null())
        .filter(within)
        .into_tuple()
        .all(conn)
        .await?;
    rows.into_iter()
        .map(|(line, plan, asked, assigned)| {
            Ok(Below {
                line: LineId::Task(line.0.into()),
                plan: PlanId(plan.0),
                asked_from: asked.as_deref().map(date).transpose()?,
                assigned,
            })
        })
        .collect()
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

async fn own_measures<C: ConnectionTrait>(conn: &C, of: TextUuid) -> Result<Vec<TextUuid>, DbErr> {
    measure::Entity::find()
        .select_only()
        .column(measure::Column::Id)
        .filter(measure::Column::PlanId.eq(of))
        .filter(measure::Column::Role.eq(name(&MeasureRole::Headline)?))
        .into_tuple()
        .all(conn)
        .await
}

async fn own_tasks<C: ConnectionTrait>(conn: &C, of: TextUuid) -> Result<Vec<TextUuid>, DbErr> {
    task::Entity::find()
        .select_only()
        .column(task::Column::Id)
        .filter(task::Column::PlanId.eq(of))
        .into_tuple()
        .all(conn)
        .await
}
