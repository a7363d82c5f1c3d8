//! Photos and files behind lines. Their bytes are in the object store.

use super::codec::{at, corrupt, parse};
use super::entity::evidence;
use super::reports::Mark;
use super::text_uuid::TextUuid;
use domain::id::{EvidenceId, LineId, ReportId, UserId};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;

/// A photo or file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEvidence {
    /// Its id.
    pub id: EvidenceId,
    /// On which line.
    pub line: LineId,
    /// The file's name.
    pub name: String,
    /// As sniffed.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// Who added it.
    pub mark: Mark,
    /// Whether it was taken off: its row stays, so that devices learn of it.
    pub removed: bool,
    /// Its last change in the sequence of changes.
    pub seq: i64,
}

/// Everything that is or was behind the lines of several reports, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn evidence_of_reports<C: ConnectionTrait>(
    conn: &C,
    reports: &[ReportId],
) -> Result<HashMap<ReportId, Vec<StoredEvidence>>, DbErr> {
    let rows = evidence::Entity::find()
        .filter(evidence::Column::ReportId.is_in(reports.iter().map(|id| TextUuid(id.0))))
        .order_by_asc(evidence::Column::At)
        .order_by_asc(evidence::Column::Id)
        .all(conn)
        .await?;
    let mut found: HashMap<ReportId, Vec<StoredEvidence>> = HashMap::new();
    for row in rows {
        let report = ReportId(row.report_id.0);
        found.entry(report).or_default().push(stored(row)?);
    }
    Ok(found)
}

fn stored(row: evidence::Model) -> Result<StoredEvidence, DbErr> {
    Ok(StoredEvidence {
        id: EvidenceId(row.id.0),
        line: parse("line", &row.line)?,
        name: row.name,
        media_type: row.media_type,
        size: u64::try_from(row.size).map_err(|_| corrupt("size", &row.size))?,
        mark: Mark {
            by: UserId(row.by.0),
            at: at(row.at)?,
        },
        removed: row.removed_at.is_some(),
        seq: row.seq,
    })
}
