//! Table `user_grant`.

use crate::db::text_uuid::TextUuid;
use sea_orm::entity::prelude::*;

/// A role held at a unit.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user_grant")]
pub struct Model {
    /// Who.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: TextUuid,
    /// [`domain::policy::Role::as_str`].
    #[sea_orm(primary_key, auto_increment = false)]
    pub role: String,
    /// Where.
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit_id: String,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
