//! Table `sync_op`.

use crate::db::text_uuid::TextUuid;
use sea_orm::entity::prelude::*;

/// An operation that was applied.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sync_op")]
pub struct Model {
    /// Made on the device.
    #[sea_orm(primary_key, auto_increment = false)]
    pub op_id: TextUuid,
    /// Who made it.
    pub user_id: TextUuid,
    /// On which report.
    pub report_id: TextUuid,
    /// The report's version after it.
    pub version: i64,
    /// When it was stored, ms.
    pub at: i64,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
