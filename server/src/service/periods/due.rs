//! Due days of open periods, counted anew when the calendar changes.

use crate::db::counter::{self, Counter};
use crate::db::plans::{self, OpenedRow};
use crate::db::{audit, locks, rollup};
use crate::error::ServiceError;
use crate::service::Ctx;
use domain::calendar::WorkCalendar;
use domain::id::{PlanId, ReportId, UserId};
use domain::period::{DueDays, Period, PeriodKind};
use domain::wire::calendar::MovedDue;
use sea_orm::ConnectionTrait;
use serde_json::json;
use std::collections::{BTreeMap, HashSet};

/// Plans whose locks are looked up at once.
const AT_ONCE: usize = 500;

/// Counts the due days of every open period anew and takes the figures along: how many are late
/// hangs on them. Devices get the reports with their new days. A period is open while no lock holds
/// for it, here or above, and its due day is not past; the days of an ad hoc period were given by
/// hand and stay. Inside the write transaction that changed the calendar from `before` to `after`.
pub(in crate::service) async fn move_due<C: ConnectionTrait>(
    ctx: Ctx<'_>,
    conn: &C,
    by: UserId,
    before: &WorkCalendar,
    after: &WorkCalendar,
) -> Result<Vec<MovedDue>, ServiceError> {
    let today = ctx.clock.today();
    let mut rows = plans::due_from(conn, today).await?;
    rows.retain(|row| {
        row.period.kind != PeriodKind::AdHoc && again(row, before, after, today).is_some()
    });
    let locked = locked(conn, &rows).await?;
    // The same change of the same period is one statement, however many units have the plan.
    let mut moves: BTreeMap<(Period, DueDays, DueDays), Vec<PlanId>> = BTreeMap::new();
    for row in rows
        .iter()
        .filter(|row| !locked.contains(&(row.plan, row.period)))
    {
        if let Some(new) = again(row, before, after, today) {
            let key = (row.period, due_days(row), new);
            moves.entry(key).or_default().push(row.plan);
        }
    }
    if moves.is_empty() {
        return Ok(Vec::new());
    }
    let seq = counter::next(conn, Counter::Change).await?;
    let mut reports: Vec<ReportId> = Vec::new();
    let mut moved: BTreeMap<Period, BTreeMap<_, u32>> = BTreeMap::new();
    for ((period, old, new), of) in &moves {
        plans::set_due(conn, of, *period, *new).await?;
        reports.extend(plans::reports_for(conn, of, *period).await?);
        if old.due_on != new.due_on {
            let of_period = moved.entry(*period).or_default();
            let plans = u32::try_from(of.len()).unwrap_or(u32::MAX);
            *of_period.entry((old.due_on, new.due_on)).or_default() += plans;
        }
        log(ctx, conn, by, *period, (*old, *new), of.len()).await?;
    }
    locks::touch(conn, &reports, seq, None).await?;
    rollup::refresh(conn, ctx.db.book(), &reports, seq).await?;
    let rows = moved.into_iter().flat_map(|(period, days)| {
        days.into_iter().map(move |((from, to), plans)| MovedDue {
            period,
            from,
            to,
            plans,
        })
    });
    Ok(rows.collect())
}

const fn due_days(row: &OpenedRow) -> DueDays {
    DueDays {
        due_on: row.days.due_on,
        locks_on: row.locks_on,
    }
}

/// The due days of a period under the new calendar, where they are others.
fn again(
    row: &OpenedRow,
    before: &WorkCalendar,
    after: &WorkCalendar,
    today: chrono::NaiveDate,
) -> Option<DueDays> {
    let old = due_days(row);
    let new = old.again(row.days.ends_on, before, after, today);
    (new != old).then_some(new)
}

/// Which of the periods a lock on a plan above holds for.
async fn locked<C: ConnectionTrait>(
    conn: &C,
    rows: &[OpenedRow],
) -> Result<HashSet<(PlanId, Period)>, ServiceError> {
    let mut found = HashSet::new();
    for chunk in rows.chunks(AT_ONCE) {
        let held = locks::of(conn, chunk.iter().map(|row| (row.plan, row.period))).await?;
        found.extend(held.into_keys());
    }
    Ok(found)
}

async fn log<C: ConnectionTrait>(
    ctx: Ctx<'_>,
    conn: &C,
    by: UserId,
    period: Period,
    (old, new): (DueDays, DueDays),
    plans: usize,
) -> Result<(), ServiceError> {
    let entry = audit::Entry {
        id: ctx.ids.uuid(),
        at: ctx.clock.now(),
        actor: Some(by),
        action: "period.move_due",
        unit: None,
        subject: period.to_string(),
        detail: json!({
            "due_on": [old.due_on, new.due_on],
            "locks_on": [old.locks_on, new.locks_on],
            "plans": plans,
        }),
    };
    Ok(audit::add(conn, entry).await?)
}
