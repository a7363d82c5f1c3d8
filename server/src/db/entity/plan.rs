//! Table `plan`.

use crate::db::text_uuid::TextUuid;
use sea_orm::entity::prelude::*;

/// A plan's identity and document.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "plan")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TextUuid,
    /// The unit that issued it and reports on it.
    pub unit_id: String,
    /// The plan it carries out, where that is in the system.
    pub parent_plan_id: Option<TextUuid>,
    /// "Kế hoạch".
    pub doc_type: String,
    /// Verbatim.
    pub title: String,
    /// "180/KH-UBND".
    pub number: Option<String>,
    /// "KH-UBND".
    pub number_suffix: Option<String>,
    /// Day of the date, as far as known.
    pub day: Option<i32>,
    /// Month of the date.
    pub month: Option<i32>,
    /// Year of the date.
    pub year: Option<i32>,
    /// The year it is for.
    pub plan_year: i32,
    /// "Đề án 06".
    pub programme: Option<String>,
    /// Made up for the demonstration.
    pub simulated: bool,
    /// Tasks that the document declares.
    pub declared_task_count: Option<i32>,
    /// JSON of [`domain::plan::PlanDocument`].
    pub document: String,
    /// [`domain::period::PeriodRule::cutoff_day`].
    pub rule_cutoff_day: i32,
    /// [`domain::period::PeriodRule::due_working_days`].
    pub rule_due_working_days: i32,
    /// Working days of grace after the due day; none: never locked by itself.
    pub rule_grace_working_days: Option<i32>,
    /// The weekday on which weekly figures are cut off.
    pub rule_week_cutoff: String,
    /// Its last change in the sequence of changes.
    pub seq: i64,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
