//! Table `calendar_day`.

use sea_orm::entity::prelude::*;

/// A day that is off, or worked though it is a weekend.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "calendar_day")]
pub struct Model {
    /// The day, ISO.
    #[sea_orm(primary_key, auto_increment = false)]
    pub date: String,
    /// [`domain::calendar::DayKind`] by its wire name.
    pub kind: String,
    /// What it is called.
    pub name: String,
    /// Who says so.
    pub source: String,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
