//! Table `report_version`.

use crate::db::text_uuid::TextUuid;
use sea_orm::entity::prelude::*;

/// One step in a report's life.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "report_version")]
pub struct Model {
    /// Its report.
    #[sea_orm(primary_key, auto_increment = false)]
    pub report_id: TextUuid,
    /// The report's version after it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    /// [`domain::report::Step::as_str`].
    pub step: String,
    /// The state after it.
    pub state: String,
    /// Who.
    pub by: TextUuid,
    /// When, ms.
    pub at: i64,
    /// For a return: the reason for the whole.
    pub reason: Option<String>,
    /// JSON list of [`domain::wire::report::LineChange`].
    pub changes: String,
    /// JSON list of [`domain::report::TextEdit`].
    pub texts: String,
    /// Its place in the sequence of changes.
    pub seq: i64,
    /// [`domain::id::DeviceId`], where a device made it.
    pub device: Option<TextUuid>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
