//! Table `late_request`.

use crate::db::text_uuid::TextUuid;
use sea_orm::entity::prelude::*;

/// A request to submit after the period was locked.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "late_request")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TextUuid,
    /// On which report.
    pub report_id: TextUuid,
    /// [`domain::wire::sync::LateState::as_str`].
    pub state: String,
    /// Who asked.
    pub asked_by: TextUuid,
    /// When, ms.
    pub asked_at: i64,
    /// Who decided.
    pub decided_by: Option<TextUuid>,
    /// When, ms.
    pub decided_at: Option<i64>,
    /// Why it was refused.
    pub reason: Option<String>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
