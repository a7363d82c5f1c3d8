//! Lines that go over to plans below: with the first period for which those report.

use super::family::{above, cut_offs, raise};
use crate::db::codec::date;
use crate::db::counter::{self, Counter};
use crate::db::entity::plan_period;
use crate::db::locks;
use crate::db::rollup::{self, Book};
use crate::db::text_uuid::TextUuid;
use chrono::NaiveDate;
use domain::id::{PlanId, ReportId};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{HashMap, HashSet};

/// Plans in one query.
const AT_ONCE: usize = 500;

/// Calls `open` to store periods of plans (`new`, each with its cut-off), and takes the lines that
/// these plans carry out from then on out of the reports of the plans above. Inside a write
/// transaction that raised the sequence to `seq`.
pub(super) async fn hand_down<C: ConnectionTrait>(
    conn: &C,
    book: &Book,
    new: &[(PlanId, NaiveDate)],
    seq: i64,
    open: impl AsyncFnOnce() -> Result<(), DbErr>,
) -> Result<(), DbErr> {
    let first = first_cut_offs(conn, new.iter().map(|(plan, _)| *plan)).await?;
    let earlier =
        |(plan, day): &&(PlanId, NaiveDate)| first.get(plan).is_none_or(|known| day < known);
    let handed: Vec<(PlanId, NaiveDate)> = new.iter().filter(earlier).copied().collect();
    let Some(from) = handed.iter().map(|(_, day)| *day).min() else {
        return open().await;
    };
    let mut plans_above = HashSet::new();
    for (plan, _) in &handed {
        if !plans_above.contains(plan) {
            plans_above.extend(above(conn, *plan).await?);
        }
    }
    let plans_above: Vec<PlanId> = plans_above.into_iter().collect();
    let reports: Vec<ReportId> = cut_offs(conn, &plans_above)
        .await?
        .into_iter()
        .filter(|at| at.ends_on.is_none_or(|day| from <= day))
        .map(|at| at.report)
        .collect();
    rollup::take_off(conn, book, &reports, seq).await?;
    open().await?;
    counter::next(conn, Counter::Plan).await?;
    rollup::put_on(conn, book, &reports, seq).await?;
    if !reports.is_empty() {
        raise(conn, &plans_above, seq).await?;
        locks::renew(conn, &reports, seq).await?;
    }
    Ok(())
}

/// The earliest cut-off of each plan's periods, where it has any.
///
/// # Errors
/// When the database fails.
pub(in crate::db) async fn first_cut_offs<C: ConnectionTrait>(
    conn: &C,
    plans: impl Iterator<Item = PlanId>,
) -> Result<HashMap<PlanId, NaiveDate>, DbErr> {
    let plans: Vec<TextUuid> = plans.map(|plan| TextUuid(plan.0)).collect();
    let mut found = HashMap::with_capacity(plans.len());
    for chunk in plans.chunks(AT_ONCE) {
        // ISO days: the least text is the earliest day.
        let rows: Vec<(TextUuid, String)> = plan_period::Entity::find()
            .select_only()
            .column(plan_period::Column::PlanId)
            .column_as(plan_period::Column::EndsOn.min(), "first")
            .filter(plan_period::Column::PlanId.is_in(chunk.iter().copied()))
            .group_by(plan_period::Column::PlanId)
            .into_tuple()
            .all(conn)
            .await?;
        for (plan, first) in rows {
            found.insert(PlanId(plan.0), date(&first)?);
        }
    }
    Ok(found)
}
