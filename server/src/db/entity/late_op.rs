//! Table `late_op`.

use crate::db::text_uuid::TextUuid;
use sea_orm::entity::prelude::*;

/// An operation kept in a late request.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "late_op")]
pub struct Model {
    /// Made on the device.
    #[sea_orm(primary_key, auto_increment = false)]
    pub op_id: TextUuid,
    /// The request.
    pub request_id: TextUuid,
    /// Its place in the request.
    pub position: i32,
    /// Who made it.
    pub user_id: TextUuid,
    /// On which device.
    pub device: Option<TextUuid>,
    /// JSON of [`domain::sync::Op`].
    pub body: String,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
