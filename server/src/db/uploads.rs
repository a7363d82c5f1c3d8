//! Uploads under way (tus). The bytes are objects of their own, one per part that arrived; a part
//! counts once its row is committed, so several server processes never disagree about an offset.

use super::codec::{at, corrupt, ms, parse};
use super::entity::{upload, upload_part};
use super::text_uuid::TextUuid;
use chrono::{DateTime, Utc};
use domain::id::{EvidenceId, LineId, ReportId, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

/// An upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredUpload {
    /// Its id, and that of the evidence it becomes.
    pub id: EvidenceId,
    /// Who uploads.
    pub user: UserId,
    /// For which report.
    pub report: ReportId,
    /// For which line.
    pub line: LineId,
    /// The file's name.
    pub name: String,
    /// What the client says it is.
    pub declared_type: String,
    /// Bytes in all.
    pub length: u64,
    /// Bytes that are durable.
    pub received: u64,
    /// What the client says its content hashes to, hexadecimal.
    pub sha256: Option<String>,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it may be thrown away.
    pub expires_at: DateTime<Utc>,
}

/// Bytes that arrived together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Where they begin.
    pub start: u64,
    /// How many they are.
    pub length: u64,
    /// The object that holds them.
    pub object: Uuid,
}

/// An upload by its id, whoever asks.
///
/// # Errors
/// When the database fails.
pub async fn find<C: ConnectionTrait>(
    conn: &C,
    id: EvidenceId,
) -> Result<Option<StoredUpload>, DbErr> {
    let row = upload::Entity::find_by_id(TextUuid(id.0)).one(conn).await?;
    row.map(stored).transpose()
}

/// Begins an upload.
///
/// # Errors
/// When the database fails, or the id is taken.
pub async fn insert<C: ConnectionTrait>(conn: &C, new: &StoredUpload) -> Result<(), DbErr> {
    let row = upload::Model {
        id: TextUuid(new.id.0),
        user_id: TextUuid(new.user.0),
        report_id: TextUuid(new.report.0),
        line: new.line.to_string(),
        name: new.name.clone(),
        declared_type: new.declared_type.clone(),
        length: signed(new.length)?,
        received: signed(new.received)?,
        sha256: new.sha256.clone(),
        created_at: ms(new.created_at),
        expires_at: ms(new.expires_at),
    };
    row.into_active_model().insert(conn).await.map(|_| ())
}

/// Adds a part at the end, if that is still where it begins: of two that arrive at once, one is
/// added. Inside a write transaction.
///
/// # Errors
/// When the database fails.
pub async fn append<C: ConnectionTrait>(
    conn: &C,
    id: EvidenceId,
    part: Part,
    expires_at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let done = upload::Entity::update_many()
        .col_expr(
            upload::Column::Received,
            Expr::value(signed(part.start + part.length)?),
        )
        .col_expr(upload::Column::ExpiresAt, Expr::value(ms(expires_at)))
        .filter(upload::Column::Id.eq(TextUuid(id.0)))
        .filter(upload::Column::Received.eq(signed(part.start)?))
        .exec(conn)
        .await?;
    if done.rows_affected == 0 {
        return Ok(false);
    }
    let row = upload_part::Model {
        upload_id: TextUuid(id.0),
        start: signed(part.start)?,
        length: signed(part.length)?,
        object: TextUuid(part.object),
    };
    row.into_active_model().insert(conn).await?;
    Ok(true)
}

/// The parts of an upload in their order.
///
/// # Errors
/// When the database fails.
pub async fn parts<C: ConnectionTrait>(conn: &C, id: EvidenceId) -> Result<Vec<Part>, DbErr> {
    let rows = upload_part::Entity::find()
        .filter(upload_part::Column::UploadId.eq(TextUuid(id.0)))
        .order_by_asc(upload_part::Column::Start)
        .all(conn)
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Part {
                start: natural(row.start)?,
                length: natural(row.length)?,
                object: row.object.0,
            })
        })
        .collect()
}

/// Forgets the parts of an upload: the whole has its own place now.
///
/// # Errors
/// When the database fails.
pub async fn forget_parts<C: ConnectionTrait>(conn: &C, id: EvidenceId) -> Result<(), DbErr> {
    upload_part::Entity::delete_many()
        .filter(upload_part::Column::UploadId.eq(TextUuid(id.0)))
        .exec(conn)
        .await
        .map(|_| ())
}

/// Forgets an upload with its parts. Inside a write transaction.
///
/// # Errors
/// When the database fails.
pub async fn delete<C: ConnectionTrait>(conn: &C, id: EvidenceId) -> Result<(), DbErr> {
    forget_parts(conn, id).await?;
    upload::Entity::delete_by_id(TextUuid(id.0))
        .exec(conn)
        .await
        .map(|_| ())
}

/// Uploads that may be thrown away, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn expired<C: ConnectionTrait>(
    conn: &C,
    now: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<EvidenceId>, DbErr> {
    let rows = upload::Entity::find()
        .filter(upload::Column::ExpiresAt.lte(ms(now)))
        .order_by_asc(upload::Column::ExpiresAt)
        .order_by_asc(upload::Column::Id)
        .limit(limit)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| EvidenceId(row.id.0)).collect())
}

fn stored(row: upload::Model) -> Result<StoredUpload, DbErr> {
    Ok(StoredUpload {
        id: EvidenceId(row.id.0),
        user: UserId(row.user_id.0),
        report: ReportId(row.report_id.0),
        line: parse("line", &row.line)?,
        name: row.name,
        declared_type: row.declared_type,
        length: natural(row.length)?,
        received: natural(row.received)?,
        sha256: row.sha256,
        created_at: at(row.created_at)?,
        expires_at: at(row.expires_at)?,
    })
}

fn natural(number: i64) -> Result<u64, DbErr> {
    u64::try_from(number).map_err(|_| corrupt("number", &number))
}

fn signed(number: u64) -> Result<i64, DbErr> {
    i64::try_from(number).map_err(|_| corrupt("number", &number))
}
