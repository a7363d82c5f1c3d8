//! Locks of periods. A lock on a plan's period holds for the plan's own reports and for those of
//! every plan that carries it out.

use super::codec::{at, ms, parse};
use super::entity::{plan, plan_period, report};
use super::reports::StoredReport;
use super::text_uuid::TextUuid;
use chrono::NaiveDate;
use domain::id::{PlanId, ReportId, UnitId, UserId};
use domain::period::Period;
use domain::report::Mark;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
    Statement, Value,
};
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

/// A lock that holds for a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    /// The plan that carries it.
    pub plan: PlanId,
    /// The unit of that plan: the right to lift it is needed there.
    pub unit: UnitId,
    /// Who locked, and when.
    pub mark: Mark,
    /// Why, where a reason was given.
    pub reason: Option<String>,
}

/// The locks that hold for reports, by plan and period, the report's own plan first and then
/// upwards.
pub type Locks = HashMap<(PlanId, Period), Vec<Lock>>;

#[derive(FromQueryResult)]
struct Row {
    reporting: TextUuid,
    locking: TextUuid,
    unit_id: String,
    period: String,
    locked_at: i64,
    locked_by: TextUuid,
    lock_reason: Option<String>,
}

/// Up the line of plans, then to the locks. `CROSS JOIN` keeps SQLite from reading every period.
const SQL: &str = "\
WITH RECURSIVE chain (reporting, locking, above, depth) AS (
  SELECT id, id, parent_plan_id, 0 FROM plan WHERE id IN ({plans})
  UNION ALL
  SELECT chain.reporting, plan.id, plan.parent_plan_id, chain.depth + 1
  FROM chain JOIN plan ON plan.id = chain.above
)
SELECT chain.reporting, chain.locking, plan.unit_id, held.period, held.locked_at, held.locked_by,
       held.lock_reason
FROM chain CROSS JOIN plan_period AS held CROSS JOIN plan
WHERE held.plan_id = chain.locking AND held.period IN ({periods}) AND held.locked_at IS NOT NULL
  AND plan.id = chain.locking
ORDER BY chain.depth";

/// The locks of reports on these plans for these periods.
///
/// # Errors
/// When the database fails.
pub async fn of<C: ConnectionTrait>(
    conn: &C,
    reports: impl IntoIterator<Item = (PlanId, Period)>,
) -> Result<Locks, DbErr> {
    let mut locks = Locks::new();
    let (plans, periods): (HashSet<PlanId>, HashSet<Period>) = reports.into_iter().unzip();
    if plans.is_empty() {
        return Ok(locks);
    }
    let mut values: Vec<Value> = Vec::with_capacity(2 * plans.len());
    let plans = list(&mut values, plans.iter().map(|plan| plan.0.to_string()));
    let periods = list(&mut values, periods.iter().map(Period::to_string));
    let sql = SQL
        .replace("{plans}", &plans)
        .replace("{periods}", &periods);
    let query = Statement::from_sql_and_values(conn.get_database_backend(), sql, values);
    for row in Row::find_by_statement(query).all(conn).await? {
        let key = (PlanId(row.reporting.0), parse("period", &row.period)?);
        locks.entry(key).or_default().push(Lock {
            plan: PlanId(row.locking.0),
            unit: UnitId(row.unit_id),
            mark: Mark {
                by: UserId(row.locked_by.0),
                at: at(row.locked_at)?,
            },
            reason: row.lock_reason,
        });
    }
    Ok(locks)
}

/// The periods that lock themselves because their grace is over, with whoever opened them.
///
/// # Errors
/// When the database fails.
pub async fn over<C: ConnectionTrait>(
    conn: &C,
    today: NaiveDate,
) -> Result<Vec<(PlanId, Period, UserId)>, DbErr> {
    use plan_period::Column as P;
    let rows: Vec<(TextUuid, String, TextUuid)> = plan_period::Entity::find()
        .select_only()
        .columns([P::PlanId, P::Period, P::OpenedBy])
        .filter(P::LocksOn.lt(today.to_string()))
        .filter(P::LockedAt.is_null())
        .filter(P::OpenedBy.is_not_null())
        .into_tuple()
        .all(conn)
        .await?;
    rows.into_iter()
        .map(|(plan, period, by)| Ok((PlanId(plan.0), parse("period", &period)?, UserId(by.0))))
        .collect()
}

/// The nearest lock of each of several reports, where one holds: not for those that were let in late.
///
/// # Errors
/// When the database fails.
pub async fn of_reports<C: ConnectionTrait>(
    conn: &C,
    reports: &[StoredReport],
) -> Result<HashMap<ReportId, Lock>, DbErr> {
    let bound = || reports.iter().filter(|report| !report.late_open);
    let held = of(conn, bound().map(|report| (report.plan, report.period))).await?;
    let nearest = bound().filter_map(|report| {
        let lock = held.get(&(report.plan, report.period))?.first()?;
        Some((report.id, lock.clone()))
    });
    Ok(nearest.collect())
}

/// Placeholders for a list, padded so that few different statements are prepared.
fn list(values: &mut Vec<Value>, list: impl ExactSizeIterator<Item = String>) -> String {
    let (first, last) = (
        values.len() + 1,
        values.len() + list.len().next_power_of_two(),
    );
    values.extend(list.map(Value::from));
    if let Some(value) = values.last().cloned() {
        values.resize(last, value);
    }
    let mut text = String::with_capacity(5 * (last - first + 1));
    for n in first..=last {
        let comma = if n == first { "" } else { "," };
        // Writing to a string never fails.
        let _ = write!(text, "{comma}${n}");
    }
    text
}

/// The plan's unit and its own lock for a period, whoever asks; `None` where the plan has no such
/// period.
///
/// # Errors
/// When the database fails.
pub async fn own<C: ConnectionTrait>(
    conn: &C,
    plan: PlanId,
    period: Period,
) -> Result<Option<(UnitId, Option<Lock>)>, DbErr> {
    let found = plan_period::Entity::find_by_id((TextUuid(plan.0), period.to_string()))
        .one(conn)
        .await?;
    let unit: Option<String> = plan::Entity::find_by_id(TextUuid(plan.0))
        .select_only()
        .column(plan::Column::UnitId)
        .into_tuple()
        .one(conn)
        .await?;
    let (Some(row), Some(unit)) = (found, unit) else {
        return Ok(None);
    };
    let unit = UnitId(unit);
    let lock = match row.locked_at.zip(row.locked_by) {
        Some((when, by)) => Some(Lock {
            plan,
            unit: unit.clone(),
            mark: Mark {
                by: UserId(by.0),
                at: at(when)?,
            },
            reason: row.lock_reason,
        }),
        None => None,
    };
    Ok(Some((unit, lock)))
}

/// Locks a plan's period, or unlocks it with `None`.
///
/// # Errors
/// When the database fails.
pub async fn set<C: ConnectionTrait>(
    conn: &C,
    plan: PlanId,
    period: Period,
    lock: Option<(Mark, Option<String>)>,
) -> Result<(), DbErr> {
    use plan_period::Column as P;
    let (mark, reason) = lock.unzip();
    plan_period::Entity::update_many()
        .col_expr(P::LockedAt, Expr::value(mark.map(|mark: Mark| ms(mark.at))))
        .col_expr(
            P::LockedBy,
            Expr::value(mark.map(|mark| mark.by.to_string())),
        )
        .col_expr(P::LockReason, Expr::value(reason.flatten()))
        // Whoever locks or unlocks by hand has decided: it does not lock itself any more.
        .col_expr(P::LocksOn, Expr::value(None::<String>))
        .filter(P::PlanId.eq(TextUuid(plan.0)))
        .filter(P::Period.eq(period.to_string()))
        .exec(conn)
        .await
        .map(|_| ())
}

/// A report that a lock of a plan's period holds for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Affected {
    /// Which.
    pub report: ReportId,
    /// On which plan.
    pub plan: PlanId,
}

/// The reports of a plan and of every plan that carries it out, for a period.
///
/// # Errors
/// When the database fails.
pub async fn affected<C: ConnectionTrait>(
    conn: &C,
    root: PlanId,
    period: Period,
) -> Result<Vec<Affected>, DbErr> {
    let mut found = Vec::new();
    let mut level = vec![TextUuid(root.0)];
    while !level.is_empty() {
        let mut below = Vec::new();
        for chunk in level.chunks(500) {
            let reports: Vec<(TextUuid, TextUuid)> = report::Entity::find()
                .select_only()
                .columns([report::Column::Id, report::Column::PlanId])
                .filter(report::Column::PlanId.is_in(chunk.iter().copied()))
                .filter(report::Column::Period.eq(period.to_string()))
                .into_tuple()
                .all(conn)
                .await?;
            found.extend(reports.into_iter().map(|(report, plan)| Affected {
                report: ReportId(report.0),
                plan: PlanId(plan.0),
            }));
            let plans: Vec<TextUuid> = plan::Entity::find()
                .select_only()
                .column(plan::Column::Id)
                .filter(plan::Column::ParentPlanId.is_in(chunk.iter().copied()))
                .into_tuple()
                .all(conn)
                .await?;
            below.extend(plans);
        }
        level = below;
    }
    Ok(found)
}

/// Says that reports changed without a step; with `late_open`, also whether locks do not hold for
/// them.
///
/// # Errors
/// When the database fails.
pub async fn touch<C: ConnectionTrait>(
    conn: &C,
    reports: &[ReportId],
    seq: i64,
    late_open: Option<bool>,
) -> Result<(), DbErr> {
    use report::Column as R;
    for chunk in reports.chunks(500) {
        let mut update = report::Entity::update_many().col_expr(R::Seq, Expr::value(seq));
        if let Some(open) = late_open {
            update = update.col_expr(R::LateOpen, Expr::value(open));
        }
        update
            .filter(R::Id.is_in(chunk.iter().map(|id| TextUuid(id.0))))
            .exec(conn)
            .await?;
    }
    Ok(())
}

/// Says that reports have other lines now: devices get them whole.
///
/// # Errors
/// When the database fails.
pub async fn renew<C: ConnectionTrait>(
    conn: &C,
    reports: &[ReportId],
    seq: i64,
) -> Result<(), DbErr> {
    for chunk in reports.chunks(500) {
        report::Entity::update_many()
            .col_expr(report::Column::Seq, Expr::value(seq))
            .col_expr(report::Column::WholeSeq, Expr::value(seq))
            .filter(report::Column::Id.is_in(chunk.iter().map(|id| TextUuid(id.0))))
            .exec(conn)
            .await?;
    }
    Ok(())
}
