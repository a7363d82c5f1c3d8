//! Table `upload`.

use crate::db::text_uuid::TextUuid;
use sea_orm::entity::prelude::*;

/// An upload under way (tus).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "upload")]
pub struct Model {
    /// Its id, and that of the evidence it becomes.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TextUuid,
    /// Who uploads.
    pub user_id: TextUuid,
    /// For which report.
    pub report_id: TextUuid,
    /// [`domain::id::LineId`] as text.
    pub line: String,
    /// The file's name.
    pub name: String,
    /// What the client says it is.
    pub declared_type: String,
    /// Bytes in all.
    pub length: i64,
    /// Bytes that are durable.
    pub received: i64,
    /// What the client says its content hashes to, hexadecimal.
    pub sha256: Option<String>,
    /// When, ms.
    pub created_at: i64,
    /// When it may be thrown away, ms.
    pub expires_at: i64,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
