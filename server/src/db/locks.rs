//! Locks of periods.

use super::codec::{at, parse};
use super::entity::plan_period;
use super::reports::{Mark, StoredReport};
use super::text_uuid::TextUuid;
use domain::id::{PlanId, ReportId, UserId};
use domain::period::Period;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use std::collections::{HashMap, HashSet};

/// The lock of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLock {
    /// Who locked it.
    pub mark: Mark,
    /// Why, where a reason was given.
    pub reason: Option<String>,
}

/// The locks that hold for several reports: those of their plans' periods.
///
/// # Errors
/// When the database fails.
pub async fn locks_of_reports<C: ConnectionTrait>(
    conn: &C,
    reports: &[StoredReport],
) -> Result<HashMap<ReportId, StoredLock>, DbErr> {
    let plans: HashSet<PlanId> = reports.iter().map(|report| report.plan).collect();
    if plans.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = plan_period::Entity::find()
        .filter(plan_period::Column::PlanId.is_in(plans.into_iter().map(|id| TextUuid(id.0))))
        .filter(plan_period::Column::LockedAt.is_not_null())
        .all(conn)
        .await?;
    let mut locks: HashMap<(PlanId, Period), StoredLock> = HashMap::with_capacity(rows.len());
    for row in rows {
        let (Some(by), Some(when)) = (row.locked_by, row.locked_at) else {
            continue;
        };
        let mark = Mark {
            by: UserId(by.0),
            at: at(when)?,
        };
        let lock = StoredLock {
            mark,
            reason: row.lock_reason,
        };
        locks.insert((PlanId(row.plan_id.0), parse("period", &row.period)?), lock);
    }
    let held = reports.iter().filter_map(|report| {
        let lock = locks.get(&(report.plan, report.period))?;
        Some((report.id, lock.clone()))
    });
    Ok(held.collect())
}
