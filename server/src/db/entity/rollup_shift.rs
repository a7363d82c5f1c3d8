//! Table `rollup_shift`.

use crate::db::text_uuid::TextUuid;
use sea_orm::entity::prelude::*;

/// What the figures of a plan for a unit and a period have more (or less) in today's boundaries.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rollup_shift")]
pub struct Model {
    /// The plan whose lines the cells are of.
    #[sea_orm(primary_key, auto_increment = false)]
    pub plan_id: TextUuid,
    /// The unit whose figures they are.
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit_id: String,
    /// [`domain::period::Period`] as text.
    #[sea_orm(primary_key, auto_increment = false)]
    pub period: String,
    /// [`domain::rollup::Page`] in postcard's form.
    pub body: Vec<u8>,
    /// Its last change in the sequence of changes.
    pub seq: i64,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
