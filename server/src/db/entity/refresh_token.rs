//! Table `refresh_token`.

use crate::db::text_uuid::TextUuid;
use sea_orm::entity::prelude::*;

/// A refresh token by its hash.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refresh_token")]
pub struct Model {
    /// Hash of the token; the token itself is not stored.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Its family.
    pub session_id: TextUuid,
    /// Issue, ms.
    pub issued_at: i64,
    /// Expiry, ms.
    pub expires_at: i64,
    /// When it was exchanged for the next one, ms.
    pub used_at: Option<i64>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
