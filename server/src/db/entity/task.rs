//! Table `task`.

use crate::db::text_uuid::TextUuid;
use sea_orm::entity::prelude::*;

/// A task (nhiệm vụ).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "task")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TextUuid,
    /// Its plan.
    pub plan_id: TextUuid,
    /// Its group.
    pub group_id: TextUuid,
    /// The parent plan's task.
    pub parent_task_id: Option<TextUuid>,
    /// Its number.
    pub no: String,
    /// Verbatim.
    pub name: String,
    /// Đơn vị chủ trì, verbatim.
    pub lead_text: String,
    /// The same split, JSON list.
    pub lead_units: String,
    /// Đơn vị phối hợp, verbatim.
    pub coord_text: String,
    /// The same split, JSON list.
    pub coord_units: String,
    /// Kết quả/Sản phẩm.
    pub deliverable: String,
    /// Verbatim.
    pub deadline_text: String,
    /// JSON of [`domain::deadline::Deadline`].
    pub deadline: String,
    /// Made up for the demonstration.
    pub simulated: bool,
    /// What a reader must know about the source.
    pub note: Option<String>,
    /// Order in the plan.
    pub sort: i32,
    /// The day from which it is called off (đã hủy), ISO.
    pub cancelled_on: Option<String>,
    /// Why.
    pub cancel_reason: Option<String>,
    /// The first cut-off for which it was assigned, ISO; none: it came with the plan.
    pub asked_from: Option<String>,
    /// Assigned (phân công) by the plan above: it counts there and no further up.
    pub assigned: bool,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
