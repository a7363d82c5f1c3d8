//! Table `counter`.

use sea_orm::entity::prelude::*;

/// A number that only grows.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "counter")]
pub struct Model {
    /// Which: `change`, `tree`, `access`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// Its value now.
    pub value: i64,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
