//! Table `unmerged`.

use crate::db::text_uuid::TextUuid;
use sea_orm::entity::prelude::*;

/// A value that lost a conflict.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unmerged")]
pub struct Model {
    /// The operation that it came with.
    #[sea_orm(primary_key, auto_increment = false)]
    pub op_id: TextUuid,
    /// On which report.
    pub report_id: TextUuid,
    /// [`domain::id::LineId`] as text, where it is about a line.
    pub line: Option<String>,
    /// JSON list of [`domain::report::FieldEdit`].
    pub fields: String,
    /// JSON list of [`domain::report::TextEdit`].
    pub texts: String,
    /// Who wrote it.
    pub by: TextUuid,
    /// When the server got it, ms.
    pub at: i64,
    /// Its place in the sequence of changes.
    pub seq: i64,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
