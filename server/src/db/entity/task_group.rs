//! Table `task_group`.

use crate::db::text_uuid::TextUuid;
use sea_orm::entity::prelude::*;

/// A group of tasks.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "task_group")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TextUuid,
    /// Its plan.
    pub plan_id: TextUuid,
    /// As numbered.
    pub no: String,
    /// Verbatim.
    pub title: String,
    /// Tasks that the document declares for it.
    pub declared_count: Option<i32>,
    /// Order in the plan.
    pub sort: i32,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
