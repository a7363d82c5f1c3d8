//! Table `upload_part`.

use crate::db::text_uuid::TextUuid;
use sea_orm::entity::prelude::*;

/// Bytes of an upload that arrived together and are durable in the object store.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "upload_part")]
pub struct Model {
    /// Of which upload.
    #[sea_orm(primary_key, auto_increment = false)]
    pub upload_id: TextUuid,
    /// Where its bytes begin.
    #[sea_orm(primary_key, auto_increment = false)]
    pub start: i64,
    /// How many they are.
    pub length: i64,
    /// The name of the object that holds them.
    pub object: TextUuid,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
