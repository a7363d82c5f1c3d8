//! Which plans have a rolled-up view, and for which periods.

use crate::db::codec::{date, parse};
use crate::db::entity::{plan, plan_period, rollup_page, unit_closure};
use crate::db::text_uuid::TextUuid;
use crate::db::units;
use domain::id::{PlanId, UnitId};
use domain::period::{Period, PeriodDays, PeriodKind};
use domain::wire::overview::PeriodChoice;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QuerySelect,
};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The periods for which a plan's figures are kept for a unit, newest first, with the longer ones
/// that they make up. The days are those of the plan's own periods.
///
/// # Errors
/// When the database fails.
pub async fn periods<C: ConnectionTrait>(
    conn: &C,
    plan: PlanId,
    unit: &UnitId,
) -> Result<Vec<PeriodChoice>, DbErr> {
    let its_page = plan_period::Entity::belongs_to(rollup_page::Entity)
        .from((plan_period::Column::PlanId, plan_period::Column::Period))
        .to((rollup_page::Column::PlanId, rollup_page::Column::Period));
    let days: Vec<(String, String, String, String)> = plan_period::Entity::find()
        .select_only()
        .columns([
            plan_period::Column::Period,
            plan_period::Column::StartsOn,
            plan_period::Column::EndsOn,
            plan_period::Column::DueOn,
        ])
        .join(JoinType::InnerJoin, its_page.into())
        .filter(plan_period::Column::PlanId.eq(TextUuid(plan.0)))
        .filter(rollup_page::Column::UnitId.eq(unit.as_str()))
        .into_tuple()
        .all(conn)
        .await?;
    let mut periods = days
        .iter()
        .map(|(period, starts, ends, due)| choice(period, starts, ends, due))
        .collect::<Result<Vec<_>, _>>()?;
    with_longer(&mut periods);
    Ok(periods)
}

/// Adds the longer periods that the months make up, as far as there are months of them, and puts
/// all in order.
fn with_longer(periods: &mut Vec<PeriodChoice>) {
    let longer = [
        PeriodKind::Quarter,
        PeriodKind::HalfYear,
        PeriodKind::NineMonths,
        PeriodKind::Year,
    ];
    let mut years: Vec<i32> = periods.iter().map(|choice| choice.period.year).collect();
    years.sort_unstable();
    years.dedup();
    let mut found = Vec::new();
    for year in years {
        for kind in longer {
            for index in 1..=kind.per_year() {
                found.extend(Period::new(kind, year, index).and_then(|p| made_up(periods, p)));
            }
        }
    }
    periods.extend(found);
    newest_first(periods);
}

/// A longer period from the first of its months to the last one there is.
fn made_up(periods: &[PeriodChoice], longer: Period) -> Option<PeriodChoice> {
    if periods.iter().any(|choice| choice.period == longer) {
        return None;
    }
    let months: Vec<&PeriodChoice> = longer
        .months()
        .filter_map(|month| periods.iter().find(|choice| choice.period == month))
        .collect();
    let (first, last) = (months.first()?, months.last()?);
    Some(PeriodChoice {
        period: longer,
        days: PeriodDays {
            starts_on: first.days.starts_on,
            ends_on: last.days.ends_on,
            due_on: last.days.due_on,
        },
    })
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
    choices.values_mut().for_each(with_longer);
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
