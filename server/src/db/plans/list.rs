//! Plans as lists show them.

use crate::db::codec::{corrupt, natural};
use crate::db::entity::{plan, target, task};
use crate::db::text_uuid::TextUuid;
use crate::db::units;
use domain::id::{PlanId, UnitId};
use domain::plan::{PartialDate, PlanSummary};
use domain::unit::UnitRef;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::{HashMap, HashSet};

/// The plans of every unit in the subtrees of `roots`, newest year first.
///
/// # Errors
/// When the database fails.
pub async fn list_visible_to<C: ConnectionTrait>(
    conn: &C,
    roots: &[UnitId],
) -> Result<Vec<PlanSummary>, DbErr> {
    let rows = plan::Entity::find()
        .filter(plan::Column::UnitId.in_subquery(units::within(roots)))
        .order_by_desc(plan::Column::PlanYear)
        .order_by_asc(plan::Column::Id)
        .all(conn)
        .await?;
    summaries(conn, rows).await
}

/// The identities of many plans, newest year first: for callers that know already what is
/// visible.
///
/// # Errors
/// When the database fails.
pub async fn list_of<C: ConnectionTrait>(
    conn: &C,
    plans: impl IntoIterator<Item = PlanId>,
) -> Result<Vec<PlanSummary>, DbErr> {
    let rows = plan::Entity::find()
        .filter(plan::Column::Id.is_in(plans.into_iter().map(|id| TextUuid(id.0))))
        .order_by_desc(plan::Column::PlanYear)
        .order_by_asc(plan::Column::Id)
        .all(conn)
        .await?;
    summaries(conn, rows).await
}

/// The identities of those of the plans whose units lie in the subtrees of `roots`.
///
/// # Errors
/// When the database fails.
pub async fn summaries_visible_to<C: ConnectionTrait>(
    conn: &C,
    roots: &[UnitId],
    plans: &HashSet<PlanId>,
) -> Result<Vec<PlanSummary>, DbErr> {
    if plans.is_empty() {
        return Ok(Vec::new());
    }
    let rows = plan::Entity::find()
        .filter(plan::Column::Id.is_in(plans.iter().map(|id| TextUuid(id.0))))
        .filter(plan::Column::UnitId.in_subquery(units::within(roots)))
        .order_by_asc(plan::Column::Id)
        .all(conn)
        .await?;
    summaries(conn, rows).await
}

/// Visible plans that bear one of these numbers: what references resolve to.
///
/// # Errors
/// When the database fails.
pub async fn numbered_visible_to<C: ConnectionTrait>(
    conn: &C,
    roots: &[UnitId],
    numbers: Vec<String>,
) -> Result<Vec<(PlanId, String)>, DbErr> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(TextUuid, String)> = plan::Entity::find()
        .select_only()
        .columns([plan::Column::Id, plan::Column::Number])
        .filter(plan::Column::Number.is_in(numbers))
        .filter(plan::Column::UnitId.in_subquery(units::within(roots)))
        .into_tuple()
        .all(conn)
        .await?;
    let plans = rows.into_iter().map(|(id, number)| (PlanId(id.0), number));
    Ok(plans.collect())
}

/// What names a plan in a list of its reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanTitle {
    /// Verbatim.
    pub title: String,
    /// "180/KH-UBND", where known.
    pub number: Option<String>,
    /// "Đề án 06".
    pub programme: Option<String>,
}

/// The titles of many plans.
///
/// # Errors
/// When the database fails.
pub async fn titles<C: ConnectionTrait>(
    conn: &C,
    plans: impl IntoIterator<Item = PlanId>,
) -> Result<HashMap<PlanId, PlanTitle>, DbErr> {
    let ids: HashSet<PlanId> = plans.into_iter().collect();
    let rows: Vec<(TextUuid, String, Option<String>, Option<String>)> = plan::Entity::find()
        .select_only()
        .columns([
            plan::Column::Id,
            plan::Column::Title,
            plan::Column::Number,
            plan::Column::Programme,
        ])
        .filter(plan::Column::Id.is_in(ids.into_iter().map(|id| TextUuid(id.0))))
        .into_tuple()
        .all(conn)
        .await?;
    let titles = rows.into_iter().map(|(id, title, number, programme)| {
        let title = PlanTitle {
            title,
            number,
            programme,
        };
        (PlanId(id.0), title)
    });
    Ok(titles.collect())
}

/// Rows with the counts and the unit's name.
pub(super) async fn summaries<C: ConnectionTrait>(
    conn: &C,
    rows: Vec<plan::Model>,
) -> Result<Vec<PlanSummary>, DbErr> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<TextUuid> = rows.iter().map(|row| row.id).collect();
    let counts = Counts::load(conn, &ids).await?;
    let names = units::refs(conn, rows.iter().map(|row| UnitId(row.unit_id.clone()))).await?;
    rows.into_iter()
        .map(|row| {
            let unit = names
                .get(&UnitId(row.unit_id.clone()))
                .ok_or_else(|| corrupt("unit", &row.unit_id))?;
            summary(row, unit.clone(), &counts)
        })
        .collect()
}

/// How many lines each plan has.
struct Counts {
    targets: HashMap<TextUuid, u32>,
    /// By whether they are simulated.
    tasks: HashMap<(TextUuid, bool), u32>,
}

impl Counts {
    async fn load<C: ConnectionTrait>(conn: &C, ids: &[TextUuid]) -> Result<Self, DbErr> {
        let targets: Vec<(TextUuid, i64)> = target::Entity::find()
            .select_only()
            .column(target::Column::PlanId)
            .column_as(target::Column::Id.count(), "n")
            .filter(target::Column::PlanId.is_in(ids.iter().copied()))
            .group_by(target::Column::PlanId)
            .into_tuple()
            .all(conn)
            .await?;
        let tasks: Vec<(TextUuid, bool, i64)> = task::Entity::find()
            .select_only()
            .columns([task::Column::PlanId, task::Column::Simulated])
            .column_as(task::Column::Id.count(), "n")
            .filter(task::Column::PlanId.is_in(ids.iter().copied()))
            .group_by(task::Column::PlanId)
            .group_by(task::Column::Simulated)
            .into_tuple()
            .all(conn)
            .await?;
        let count = |n: i64| u32::try_from(n).map_err(|_| corrupt("count", &n));
        Ok(Self {
            targets: targets
                .into_iter()
                .map(|(plan, n)| Ok((plan, count(n)?)))
                .collect::<Result<_, DbErr>>()?,
            tasks: tasks
                .into_iter()
                .map(|(plan, simulated, n)| Ok(((plan, simulated), count(n)?)))
                .collect::<Result<_, DbErr>>()?,
        })
    }
}

fn summary(row: plan::Model, unit: UnitRef, counts: &Counts) -> Result<PlanSummary, DbErr> {
    let tasks = |simulated| counts.tasks.get(&(row.id, simulated)).copied();
    Ok(PlanSummary {
        id: PlanId(row.id.0),
        unit,
        target_count: counts.targets.get(&row.id).copied().unwrap_or(0),
        entered_task_count: tasks(false).unwrap_or(0),
        simulated_task_count: tasks(true).unwrap_or(0),
        doc_type: row.doc_type,
        title: row.title,
        number: row.number,
        number_suffix: row.number_suffix,
        date: PartialDate {
            day: row.day.map(natural).transpose()?,
            month: row.month.map(natural).transpose()?,
            year: row.year,
        },
        plan_year: row.plan_year,
        programme: row.programme,
        simulated: row.simulated,
        declared_task_count: row.declared_task_count.map(natural).transpose()?,
    })
}
