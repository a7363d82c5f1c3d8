//! Table `rollup_page`.

use crate::db::text_uuid::TextUuid;
use sea_orm::entity::prelude::*;

/// The figures of a plan for a unit and a period, in the boundaries of that time.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rollup_page")]
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
