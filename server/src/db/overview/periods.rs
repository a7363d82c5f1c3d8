//! Which plans have a rolled-up view, and for which periods.

use super::{Scope, edge};
use crate::db::codec::{date, parse};
use crate::db::entity::{plan, plan_period, unit_closure};
use crate::db::units;
use domain::id::{PlanId, UnitId};
use domain::period::PeriodDays;
use domain::wire::overview::PeriodChoice;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QuerySelect,
};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The periods of the parts, newest first. Parts with rules of their own widen the days.
///
/// # Errors
/// When the database fails.
pub async fn periods<C: ConnectionTrait>(
    conn: &C,
    scope: &Scope,
) -> Result<Vec<PeriodChoice>, DbErr> {
    let rows: Vec<(String, String, String, String)> = plan_period::Entity::find()
        .select_only()
        .column(plan_period::Column::Period)
        .column_as(plan_period::Column::StartsOn.min(), "starts_on")
        .column_as(plan_period::Column::EndsOn.max(), "ends_on")
        .column_as(plan_period::Column::DueOn.max(), "due_on")
        .join(
            JoinType::InnerJoin,
            edge(plan_period::Column::PlanId, plan::Column::Id),
        )
        .filter(scope.holds())
        .group_by(plan_period::Column::Period)
        .into_tuple()
        .all(conn)
        .await?;
    let mut periods = rows
        .iter()
        .map(|(period, starts, ends, due)| choice(period, starts, ends, due))
        .collect::<Result<Vec<_>, _>>()?;
    newest_first(&mut periods);
    Ok(periods)
}

fn choice(period: &str, starts: &str, ends: &str, due: &str) -> Result<PeriodChoice, DbErr> {
    Ok(PeriodChoice {
        period: parse("period", period)?,
        days: PeriodDays {
            starts_on: date(starts)?,
            ends_on: date(ends)?,
            due_on: date(due)?,
        },
    })
}

/// By cut-off, the latest first; of those that end together the shorter first.
fn newest_first(periods: &mut [PeriodChoice]) {
    periods.sort_by_key(|choice| (Reverse(choice.days.ends_on), choice.period.kind));
}

/// The plans that can be looked at rolled up, each with its periods, newest first: in the subtrees
/// of `roots` every plan that others carry out, and at the roots themselves also those that nobody
/// does, so that a commune's leader has the view of that commune.
///
/// # Errors
/// When the database fails.
pub async fn choices_visible_to<C: ConnectionTrait>(
    conn: &C,
    roots: &[UnitId],
) -> Result<BTreeMap<PlanId, Vec<PeriodChoice>>, DbErr> {
    let (whole, part) = (Alias::new("whole"), Alias::new("part"));
    let whole = |column: plan::Column| Expr::col((whole.clone(), column));
    let carried_out = opened(Alias::new("whole"))
        .join_as(
            JoinType::InnerJoin,
            plan::Entity,
            part.clone(),
            whole(plan::Column::Id).equals((part.clone(), plan::Column::ParentPlanId)),
        )
        .inner_join(
            unit_closure::Entity,
            whole(plan::Column::UnitId)
                .equals((unit_closure::Entity, unit_closure::Column::Ancestor))
                .and(
                    Expr::col((part.clone(), plan::Column::UnitId))
                        .equals((unit_closure::Entity, unit_closure::Column::Descendant)),
                ),
        )
        .inner_join(
            plan_period::Entity,
            Expr::col((part, plan::Column::Id))
                .equals((plan_period::Entity, plan_period::Column::PlanId)),
        )
        .and_where(whole(plan::Column::UnitId).in_subquery(units::within(roots)))
        .take();
    let by_nobody = opened(Alias::new("whole"))
        .inner_join(
            plan_period::Entity,
            whole(plan::Column::Id).equals((plan_period::Entity, plan_period::Column::PlanId)),
        )
        .and_where(whole(plan::Column::UnitId).is_in(roots.iter().map(UnitId::as_str)))
        .and_where(
            whole(plan::Column::Id).not_in_subquery(
                Query::select()
                    .column(plan::Column::ParentPlanId)
                    .from(plan::Entity)
                    .and_where(plan::Column::ParentPlanId.is_not_null())
                    .take(),
            ),
        )
        .take();
    let mut choices: BTreeMap<PlanId, Vec<PeriodChoice>> = BTreeMap::new();
    for query in [carried_out, by_nobody] {
        for row in conn.query_all(&query).await? {
            let (plan, period, starts, ends, due): (String, String, String, String, String) =
                row.try_get_many_by_index()?;
            choices
                .entry(parse("plan id", &plan)?)
                .or_default()
                .push(choice(&period, &starts, &ends, &due)?);
        }
    }
    choices
        .values_mut()
        .for_each(|periods| newest_first(periods));
    Ok(choices)
}

/// Periods opened, one row per plan of the table `whole` and period; the joins are the caller's.
fn opened(whole: Alias) -> SelectStatement {
    let id = (whole.clone(), plan::Column::Id);
    let period = (plan_period::Entity, plan_period::Column::Period);
    Query::select()
        .column(id.clone())
        .column(period)
        .expr(plan_period::Column::StartsOn.min())
        .expr(plan_period::Column::EndsOn.max())
        .expr(plan_period::Column::DueOn.max())
        .from_as(plan::Entity, whole)
        .group_by_columns([id])
        .group_by_columns([period])
        .take()
}
