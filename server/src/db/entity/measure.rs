//! Table `measure`.

use crate::db::text_uuid::TextUuid;
use sea_orm::entity::prelude::*;

/// A measure of a target.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "measure")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TextUuid,
    /// Its plan.
    pub plan_id: TextUuid,
    /// Its target.
    pub target_id: TextUuid,
    /// The roll-up edge: the parent plan's measure.
    pub parent_measure_id: Option<TextUuid>,
    /// Wire name of [`domain::measure::MeasureKind`].
    pub kind: String,
    /// Wire name of [`domain::measure::MeasureRole`].
    pub role: String,
    /// What is measured.
    pub subject: String,
    /// Wire name of [`domain::measure::Comparator`]; none without a threshold.
    pub comparator: Option<String>,
    /// The words of the document.
    pub surface: Option<String>,
    /// The threshold in thousandths of its unit.
    pub value: Option<i64>,
    /// `%`, `phút`…
    pub unit: Option<String>,
    /// How it is scored.
    pub evaluate_as: Option<String>,
    /// Whether the threshold is only striven for (phấn đấu).
    pub aspirational: bool,
    /// The aspiration beside a binding threshold, in its unit: wire name of its comparator; none
    /// without an aspiration.
    pub aspiration_comparator: Option<String>,
    /// The words of the document for it.
    pub aspiration_surface: Option<String>,
    /// It in thousandths of the threshold's unit.
    pub aspiration_value: Option<i64>,
    /// How it is scored.
    pub aspiration_evaluate_as: Option<String>,
    /// Wire name of [`domain::measure::Accumulation`].
    pub accumulation: String,
    /// Order in the plan.
    pub sort: i32,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
