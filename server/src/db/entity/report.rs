//! Table `report`.

use crate::db::text_uuid::TextUuid;
use sea_orm::entity::prelude::*;

/// The report of one unit on one plan for one period.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "report")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TextUuid,
    /// On which plan.
    pub plan_id: TextUuid,
    /// Who reports.
    pub unit_id: String,
    /// [`domain::period::Period`] as text.
    pub period: String,
    /// [`domain::report::ReportState::as_str`].
    pub state: String,
    /// Counts every step; 0 before the first.
    pub version: i64,
    /// Figures of the demonstration.
    pub simulated: bool,
    /// Khó khăn, vướng mắc.
    pub obstacles: String,
    /// Kiến nghị, đề xuất.
    pub recommendations: String,
    /// Ghi chú.
    pub notes: String,
    /// Who submitted, where it is submitted or approved.
    pub submitted_by: Option<TextUuid>,
    /// When, ms.
    pub submitted_at: Option<i64>,
    /// Who approved, where it is approved.
    pub approved_by: Option<TextUuid>,
    /// When, ms.
    pub approved_at: Option<i64>,
    /// Why the whole was returned; stays until approved.
    pub return_reason: Option<String>,
    /// Last step, ms.
    pub updated_at: Option<i64>,
    /// Its last change in the sequence of changes ([`crate::db::counter`]).
    pub seq: i64,
    /// The sequence from which on a device needs it whole.
    pub whole_seq: i64,
    /// A request to submit late was accepted: the period's lock does not hold for it.
    pub late_open: bool,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
