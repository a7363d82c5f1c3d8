//! Table `threshold_change`.

use crate::db::text_uuid::TextUuid;
use sea_orm::entity::prelude::*;

/// A measure's threshold or aspiration as amended after the plan was issued: it holds from a day,
/// until the next of its sort.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "threshold_change")]
pub struct Model {
    /// The measure.
    #[sea_orm(primary_key, auto_increment = false)]
    pub measure_id: TextUuid,
    /// The first day on which it holds, ISO.
    #[sea_orm(primary_key, auto_increment = false)]
    pub effective_from: String,
    /// Phấn đấu.
    #[sea_orm(primary_key, auto_increment = false)]
    pub aspirational: bool,
    /// Wire name of [`domain::measure::Comparator`].
    pub comparator: String,
    /// The words of the document.
    pub surface: String,
    /// The threshold in thousandths of its unit.
    pub value: i64,
    /// `%`, `phút`…
    pub unit: String,
    /// How it is scored.
    pub evaluate_as: String,
    /// The document that says so.
    pub document: Option<String>,
    /// Who recorded it.
    pub made_by: TextUuid,
    /// When, ms.
    pub made_at: i64,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
