//! Table `rollup_leaf`.

use crate::db::text_uuid::TextUuid;
use sea_orm::entity::prelude::*;

/// What a report adds to the figures above it, as it was added last.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rollup_leaf")]
pub struct Model {
    /// The report.
    #[sea_orm(primary_key, auto_increment = false)]
    pub report_id: TextUuid,
    /// Its plan.
    pub plan_id: TextUuid,
    /// Its unit.
    pub unit_id: String,
    /// [`domain::period::Period`] as text.
    pub period: String,
    /// [`domain::rollup::Leaf`] in postcard's form.
    pub body: Vec<u8>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
