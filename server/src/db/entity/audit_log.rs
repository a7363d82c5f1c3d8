//! Table `audit_log`.

use crate::db::text_uuid::TextUuid;
use sea_orm::entity::prelude::*;

/// What an administrator did.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_log")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TextUuid,
    /// When, ms.
    pub at: i64,
    /// Who: a user id, or `cli`.
    pub actor: String,
    /// Stable name of what was done.
    pub action: String,
    /// The unit concerned.
    pub unit_id: Option<String>,
    /// What it was done to.
    pub subject: String,
    /// JSON.
    pub detail: String,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
