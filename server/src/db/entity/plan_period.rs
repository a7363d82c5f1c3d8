//! Table `plan_period`.

use crate::db::text_uuid::TextUuid;
use sea_orm::entity::prelude::*;

/// A period opened for a plan.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "plan_period")]
pub struct Model {
    /// The plan.
    #[sea_orm(primary_key, auto_increment = false)]
    pub plan_id: TextUuid,
    /// [`domain::period::Period`] as text.
    #[sea_orm(primary_key, auto_increment = false)]
    pub period: String,
    /// First day counted, ISO.
    pub starts_on: String,
    /// The cut-off, ISO.
    pub ends_on: String,
    /// Last day in time, ISO.
    pub due_on: String,
    /// When it was locked, ms.
    pub locked_at: Option<i64>,
    /// Who locked it.
    pub locked_by: Option<TextUuid>,
    /// Why.
    pub lock_reason: Option<String>,
    /// The last day on which a report is taken before the period locks itself, ISO; none once it
    /// is locked or was unlocked.
    pub locks_on: Option<String>,
    /// Who opened it, in whose name it locks itself.
    pub opened_by: Option<TextUuid>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
