//! Table `report_line`.

use crate::db::text_uuid::TextUuid;
use sea_orm::entity::prelude::*;

/// A line of a report, once something was saved on it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "report_line")]
pub struct Model {
    /// Its report.
    #[sea_orm(primary_key, auto_increment = false)]
    pub report_id: TextUuid,
    /// [`domain::id::LineId`] as text.
    #[sea_orm(primary_key, auto_increment = false)]
    pub line: String,
    /// The measure, for a measure's line.
    pub measure_id: Option<TextUuid>,
    /// The task, for a task's line.
    pub task_id: Option<TextUuid>,
    /// Thousandths.
    pub numerator: Option<i64>,
    /// Thousandths.
    pub denominator: Option<i64>,
    /// Thousandths.
    pub count: Option<i64>,
    /// A milestone.
    pub reached: Option<bool>,
    /// [`domain::report::TaskProgress::as_str`].
    pub progress: Option<String>,
    /// ISO.
    pub completed_on: Option<String>,
    /// *Chậm tiến độ*, declared.
    pub behind: bool,
    /// Free text.
    pub note: String,
    /// Không thuộc thẩm quyền: the reason.
    pub not_applicable: Option<String>,
    /// The report's version at the last change of the entry; 0 before.
    pub version: i64,
    /// Who changed the entry last.
    pub updated_by: Option<TextUuid>,
    /// When, ms.
    pub updated_at: Option<i64>,
    /// Why it was returned; stays until approved.
    pub return_reason: Option<String>,
    /// Who returned it.
    pub returned_by: Option<TextUuid>,
    /// When, ms.
    pub returned_at: Option<i64>,
    /// Its last change in the sequence of changes.
    pub seq: i64,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
