//! Table `unit_closure`.

use sea_orm::entity::prelude::*;

/// A pair of units, one above or equal to the other.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unit_closure")]
pub struct Model {
    /// The upper unit.
    #[sea_orm(primary_key, auto_increment = false)]
    pub ancestor: String,
    /// The lower unit.
    #[sea_orm(primary_key, auto_increment = false)]
    pub descendant: String,
    /// Steps between them; 0 for a unit and itself.
    pub depth: i32,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
