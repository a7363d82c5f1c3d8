//! Table `unit_event`.

use crate::db::text_uuid::TextUuid;
use sea_orm::entity::prelude::*;

/// A change of units: renamed, retyped, moved, merged, split. Never deleted; undone ones say so.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unit_event")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TextUuid,
    /// Its place in the order of recording.
    pub position: i64,
    /// The first day on which it holds, ISO.
    pub effective_on: String,
    /// JSON of [`domain::territory::UnitChange`].
    pub change: String,
    /// The resolution that says so.
    pub document: Option<String>,
    /// When it was recorded, ms.
    pub made_at: i64,
    /// Who recorded it; none: it came with the official list.
    pub made_by: Option<TextUuid>,
    /// When it was undone, ms.
    pub undone_at: Option<i64>,
    /// Who undid it.
    pub undone_by: Option<TextUuid>,
    /// Why.
    pub undo_reason: Option<String>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
