//! Requests to submit late.

use super::codec::{at, corrupt};
use super::entity::late_request;
use super::reports::Mark;
use super::text_uuid::TextUuid;
use domain::id::{LateRequestId, ReportId, UserId};
use domain::wire::sync::LateState;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;

/// A request to submit late.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLate {
    /// Its id.
    pub id: LateRequestId,
    /// On which report.
    pub report: ReportId,
    /// Where it stands.
    pub state: LateState,
    /// Who asked.
    pub asked: Mark,
    /// Who decided.
    pub decided: Option<Mark>,
    /// Why it was refused.
    pub reason: Option<String>,
}

/// The last request of each of several reports.
///
/// # Errors
/// When the database fails.
pub async fn late_of_reports<C: ConnectionTrait>(
    conn: &C,
    reports: &[ReportId],
) -> Result<HashMap<ReportId, StoredLate>, DbErr> {
    let rows = late_request::Entity::find()
        .filter(late_request::Column::ReportId.is_in(reports.iter().map(|id| TextUuid(id.0))))
        .order_by_asc(late_request::Column::AskedAt)
        .order_by_asc(late_request::Column::Id)
        .all(conn)
        .await?;
    // Of each report the last one stays.
    rows.into_iter()
        .map(|row| Ok((ReportId(row.report_id.0), stored(row)?)))
        .collect()
}

fn stored(row: late_request::Model) -> Result<StoredLate, DbErr> {
    let mark = |by: TextUuid, when: i64| {
        Ok::<_, DbErr>(Mark {
            by: UserId(by.0),
            at: at(when)?,
        })
    };
    let decided = row.decided_by.zip(row.decided_at);
    Ok(StoredLate {
        id: LateRequestId(row.id.0),
        report: ReportId(row.report_id.0),
        state: LateState::from_name(&row.state)
            .ok_or_else(|| corrupt("state of a late request", &row.state))?,
        asked: mark(row.asked_by, row.asked_at)?,
        decided: decided.map(|(by, when)| mark(by, when)).transpose()?,
        reason: row.reason,
    })
}
