//! Photos and files behind the lines of reports. Their content is in the object store.

use super::codec::{at, corrupt, ms, parse};
use super::entity::evidence;
use super::locks;
use super::reports::{Mark, StoredReport};
use super::text_uuid::TextUuid;
use domain::id::{EvidenceId, LineId, ReportId, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder,
};
use std::collections::HashMap;

/// Reports of one query.
const REPORTS_AT_ONCE: usize = 500;

/// A photo or file behind a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEvidence {
    /// Its id.
    pub id: EvidenceId,
    /// On which report.
    pub report: ReportId,
    /// On which line.
    pub line: LineId,
    /// The file's name.
    pub name: String,
    /// [`domain::evidence::FileType::media_type`].
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// Of the content, hexadecimal: its place in the object store.
    pub sha256: String,
    /// Who added it, and when.
    pub added: Mark,
    /// Who took it off, and when.
    pub removed: Option<Mark>,
    /// Its last change in the sequence of changes.
    pub seq: i64,
}

/// A piece by its id, removed or not, whoever asks: the report says who may see it.
///
/// # Errors
/// When the database fails.
pub async fn find<C: ConnectionTrait>(
    conn: &C,
    id: EvidenceId,
) -> Result<Option<StoredEvidence>, DbErr> {
    let row = evidence::Entity::find_by_id(TextUuid(id.0))
        .one(conn)
        .await?;
    row.map(stored).transpose()
}

/// Everything that is or was behind the lines of several reports, in the order in which it was added.
/// What was taken off is among it, so that devices learn of it.
///
/// # Errors
/// When the database fails.
pub async fn of_reports<C: ConnectionTrait>(
    conn: &C,
    reports: &[ReportId],
) -> Result<HashMap<ReportId, Vec<StoredEvidence>>, DbErr> {
    let mut found: HashMap<ReportId, Vec<StoredEvidence>> = HashMap::new();
    for chunk in reports.chunks(REPORTS_AT_ONCE) {
        let rows = evidence::Entity::find()
            .filter(evidence::Column::ReportId.is_in(chunk.iter().map(|id| TextUuid(id.0))))
            .order_by_asc(evidence::Column::At)
            .order_by_asc(evidence::Column::Id)
            .all(conn)
            .await?;
        for row in rows {
            let piece = stored(row)?;
            found.entry(piece.report).or_default().push(piece);
        }
    }
    Ok(found)
}

/// Adds a piece. Inside a write transaction.
///
/// # Errors
/// When the database fails, or the id is taken.
pub async fn insert<C: ConnectionTrait>(conn: &C, piece: &StoredEvidence) -> Result<(), DbErr> {
    let row = evidence::Model {
        id: TextUuid(piece.id.0),
        report_id: TextUuid(piece.report.0),
        line: piece.line.to_string(),
        name: piece.name.clone(),
        media_type: piece.media_type.clone(),
        size: i64::try_from(piece.size).map_err(|_| corrupt("size", &piece.size))?,
        sha256: piece.sha256.clone(),
        by: TextUuid(piece.added.by.0),
        at: ms(piece.added.at),
        removed_by: piece.removed.map(|mark| TextUuid(mark.by.0)),
        removed_at: piece.removed.map(|mark| ms(mark.at)),
        seq: piece.seq,
    };
    row.into_active_model().insert(conn).await.map(|_| ())
}

/// Marks a piece as taken off; its content stays. Answers whether it was there until now.
///
/// # Errors
/// When the database fails.
pub async fn mark_removed<C: ConnectionTrait>(
    conn: &C,
    id: EvidenceId,
    mark: Mark,
    seq: i64,
) -> Result<bool, DbErr> {
    let done = evidence::Entity::update_many()
        .col_expr(
            evidence::Column::RemovedBy,
            Expr::value(mark.by.to_string()),
        )
        .col_expr(evidence::Column::RemovedAt, Expr::value(ms(mark.at)))
        .col_expr(evidence::Column::Seq, Expr::value(seq))
        .filter(evidence::Column::Id.eq(TextUuid(id.0)))
        .filter(evidence::Column::RemovedAt.is_null())
        .exec(conn)
        .await?;
    Ok(done.rows_affected > 0)
}

/// Whether a report's period is locked and no request to submit late was accepted for it.
///
/// # Errors
/// When the database fails.
pub async fn is_locked<C: ConnectionTrait>(conn: &C, report: &StoredReport) -> Result<bool, DbErr> {
    let held = locks::of_reports(conn, std::slice::from_ref(report)).await?;
    Ok(!held.is_empty())
}

fn stored(row: evidence::Model) -> Result<StoredEvidence, DbErr> {
    let removed = match (row.removed_by, row.removed_at) {
        (Some(by), Some(when)) => Some(Mark {
            by: UserId(by.0),
            at: at(when)?,
        }),
        _ => None,
    };
    Ok(StoredEvidence {
        id: EvidenceId(row.id.0),
        report: ReportId(row.report_id.0),
        line: parse("line", &row.line)?,
        name: row.name,
        media_type: row.media_type,
        size: u64::try_from(row.size).map_err(|_| corrupt("size", &row.size))?,
        sha256: row.sha256,
        added: Mark {
            by: UserId(row.by.0),
            at: at(row.at)?,
        },
        removed,
        seq: row.seq,
    })
}
