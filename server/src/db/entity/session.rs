//! Table `session`.

use crate::db::text_uuid::TextUuid;
use sea_orm::entity::prelude::*;

/// A family of rotating refresh tokens: one sign-in on one device.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TextUuid,
    /// Whose.
    pub user_id: TextUuid,
    /// Sign-in, ms.
    pub created_at: i64,
    /// Last refresh, ms.
    pub last_used_at: i64,
    /// When it was ended, ms.
    pub revoked_at: Option<i64>,
    /// The browser as it calls itself.
    pub user_agent: String,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
