//! Table `evidence`.

use crate::db::text_uuid::TextUuid;
use sea_orm::entity::prelude::*;

/// A photo or file behind a line.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "evidence")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TextUuid,
    /// On which report.
    pub report_id: TextUuid,
    /// [`domain::id::LineId`] as text.
    pub line: String,
    /// The file's name.
    pub name: String,
    /// As sniffed.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// Of the content, hexadecimal: its key in the object store.
    pub sha256: String,
    /// Who added it.
    pub by: TextUuid,
    /// When, ms.
    pub at: i64,
    /// Who took it off.
    pub removed_by: Option<TextUuid>,
    /// When, ms.
    pub removed_at: Option<i64>,
    /// Its last change in the sequence of changes.
    pub seq: i64,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
