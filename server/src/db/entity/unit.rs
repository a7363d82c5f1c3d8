//! Table `unit`.

use sea_orm::entity::prelude::*;

/// A unit of the administrative tree.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unit")]
pub struct Model {
    /// Its code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Full name.
    pub name: String,
    /// [`domain::text::fold`] of the name, for search.
    pub name_folded: String,
    /// [`domain::unit::UnitKind::as_str`].
    pub kind: String,
    /// The unit above.
    pub parent_id: Option<String>,
    /// First day of validity, where known.
    pub valid_from: Option<String>,
    /// Last day of validity, where it ended.
    pub valid_to: Option<String>,
    /// Made up for the demonstration.
    pub simulated: bool,
    /// Order among its siblings.
    pub sort: i32,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
