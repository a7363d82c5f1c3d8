//! Table `unit_span`.

use sea_orm::entity::prelude::*;

/// A unit as it was at the beginning, before any recorded change.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unit_span")]
pub struct Model {
    /// The unit.
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit_id: String,
    /// Its name then.
    pub name: String,
    /// [`domain::unit::UnitKind`] by its wire name.
    pub kind: String,
    /// The unit above then.
    pub parent_id: Option<String>,
    /// The day from which it is known, ISO.
    pub valid_from: Option<String>,
    /// The first day on which it was no more, ISO.
    pub valid_to: Option<String>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
