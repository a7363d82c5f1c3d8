//! Table `tombstone`.

use crate::db::text_uuid::TextUuid;
use sea_orm::entity::prelude::*;

/// A report that is gone.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tombstone")]
pub struct Model {
    /// Its place in the sequence of changes.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// The report.
    #[sea_orm(primary_key, auto_increment = false)]
    pub report_id: TextUuid,
    /// Whose it was.
    pub unit_id: String,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
