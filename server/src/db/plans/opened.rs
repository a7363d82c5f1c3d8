//! The periods that plans have opened, how far their reports are, and their due days when the
//! calendar changes.

use super::family::AT_ONCE;
use crate::db::codec::{date, from_name, parse};
use crate::db::counter;
use crate::db::entity::{plan, plan_period, report};
use crate::db::rollup::Book;
use crate::db::text_uuid::TextUuid;
use chrono::NaiveDate;
use domain::id::{PlanId, ReportId, UnitId};
use domain::period::{DueDays, Period, PeriodDays};
use domain::report::ReportState;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashMap;

/// A period that a plan has opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenedRow {
    /// Which plan.
    pub plan: PlanId,
    /// Which period.
    pub period: Period,
    /// Its days in that plan.
    pub days: PeriodDays,
    /// The last day of grace; none where it does not lock itself.
    pub locks_on: Option<NaiveDate>,
}

type Row = (TextUuid, String, String, String, String, Option<String>);

fn opened(row: Row) -> Result<OpenedRow, DbErr> {
    let (plan, period, starts_on, ends_on, due_on, locks_on) = row;
    Ok(OpenedRow {
        plan: PlanId(plan.0),
        period: parse("period", &period)?,
        days: PeriodDays {
            starts_on: date(&starts_on)?,
            ends_on: date(&ends_on)?,
            due_on: date(&due_on)?,
        },
        locks_on: locks_on.as_deref().map(date).transpose()?,
    })
}

fn rows() -> sea_orm::Select<plan_period::Entity> {
    use plan_period::Column as P;
    plan_period::Entity::find().select_only().columns([
        P::PlanId,
        P::Period,
        P::StartsOn,
        P::EndsOn,
        P::DueOn,
        P::LocksOn,
    ])
}

/// The periods of a plan, in no order.
///
/// # Errors
/// When the database fails, as for every function here.
pub async fn opened_of<C: ConnectionTrait>(
    conn: &C,
    plan: PlanId,
) -> Result<Vec<OpenedRow>, DbErr> {
    let of_plan = rows().filter(plan_period::Column::PlanId.eq(TextUuid(plan.0)));
    let rows: Vec<Row> = of_plan.into_tuple().all(conn).await?;
    rows.into_iter().map(opened).collect()
}

/// The periods of every plan that have no lock of their own and are due on a day or later.
///
/// # Errors
/// When the database fails.
pub async fn due_from<C: ConnectionTrait>(
    conn: &C,
    day: NaiveDate,
) -> Result<Vec<OpenedRow>, DbErr> {
    let rows: Vec<Row> = rows()
        .filter(plan_period::Column::LockedAt.is_null())
        .filter(plan_period::Column::DueOn.gte(day.to_string()))
        .into_tuple()
        .all(conn)
        .await?;
    rows.into_iter().map(opened).collect()
}

/// Gives a period of plans other due days. Whoever calls it takes the figures along
/// ([`crate::db::rollup`]).
///
/// # Errors
/// When the database fails.
pub async fn set_due<C: ConnectionTrait>(
    conn: &C,
    plans: &[PlanId],
    period: Period,
    due: DueDays,
) -> Result<(), DbErr> {
    use plan_period::Column as P;
    for chunk in plans.chunks(AT_ONCE) {
        plan_period::Entity::update_many()
            .col_expr(P::DueOn, Expr::value(due.due_on.to_string()))
            .col_expr(
                P::LocksOn,
                Expr::value(due.locks_on.map(|day| day.to_string())),
            )
            .filter(P::PlanId.is_in(chunk.iter().map(|plan| TextUuid(plan.0))))
            .filter(P::Period.eq(period.to_string()))
            .exec(conn)
            .await?;
    }
    Ok(())
}

/// The reports on plans for a period.
///
/// # Errors
/// When the database fails.
pub async fn reports_for<C: ConnectionTrait>(
    conn: &C,
    plans: &[PlanId],
    period: Period,
) -> Result<Vec<ReportId>, DbErr> {
    let mut found = Vec::new();
    for chunk in plans.chunks(AT_ONCE) {
        let rows: Vec<TextUuid> = report::Entity::find()
            .select_only()
            .column(report::Column::Id)
            .filter(report::Column::PlanId.is_in(chunk.iter().map(|plan| TextUuid(plan.0))))
            .filter(report::Column::Period.eq(period.to_string()))
            .into_tuple()
            .all(conn)
            .await?;
        found.extend(rows.into_iter().map(|id| ReportId(id.0)));
    }
    Ok(found)
}

/// How many reports on plans there are, by period and state.
///
/// # Errors
/// When the database fails.
pub async fn report_counts<C: ConnectionTrait>(
    conn: &C,
    plans: &[PlanId],
) -> Result<HashMap<Period, HashMap<ReportState, u32>>, DbErr> {
    let mut found: HashMap<Period, HashMap<ReportState, u32>> = HashMap::new();
    for chunk in plans.chunks(AT_ONCE) {
        let rows: Vec<(String, String, i64)> = report::Entity::find()
            .select_only()
            .columns([report::Column::Period, report::Column::State])
            .column_as(report::Column::Id.count(), "n")
            .filter(report::Column::PlanId.is_in(chunk.iter().map(|plan| TextUuid(plan.0))))
            .group_by(report::Column::Period)
            .group_by(report::Column::State)
            .into_tuple()
            .all(conn)
            .await?;
        for (period, state, n) in rows {
            let of_period = found.entry(parse("period", &period)?).or_default();
            *of_period.entry(from_name("state", &state)?).or_default() +=
                u32::try_from(n).unwrap_or(u32::MAX);
        }
    }
    Ok(found)
}

/// How many of the plans get a report of their own in a period that ends on a day: those with lines
/// that no plan below carries out and whose unit is in force then, as [`super::open_period`] makes
/// them.
///
/// # Errors
/// When the database fails.
pub async fn reporting<C: ConnectionTrait>(
    conn: &C,
    book: &Book,
    plans: &[PlanId],
    ends_on: NaiveDate,
) -> Result<usize, DbErr> {
    let mut found: Vec<(TextUuid, String)> = Vec::new();
    for chunk in plans.chunks(AT_ONCE) {
        let rows = plan::Entity::find()
            .select_only()
            .columns([plan::Column::Id, plan::Column::UnitId])
            .filter(plan::Column::Id.is_in(chunk.iter().map(|plan| TextUuid(plan.0))))
            .into_tuple()
            .all(conn)
            .await?;
        found.extend::<Vec<_>>(rows);
    }
    let at = counter::all(conn).await?;
    let lines = book.unit_lines(conn, &at).await?;
    let all = found.iter().map(|(id, _)| PlanId(id.0));
    let structures = book.structures(conn, &at, all).await?;
    let reporting = found.iter().filter(|(id, unit)| {
        let structure = structures.get(&PlanId(id.0));
        structure.is_none_or(|structure| structure.asks_on(ends_on))
            && lines.is_in_force(&UnitId::new(unit), ends_on)
    });
    Ok(reporting.count())
}
