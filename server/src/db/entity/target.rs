//! Table `target`.

use crate::db::text_uuid::TextUuid;
use sea_orm::entity::prelude::*;

/// A target (chỉ tiêu).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "target")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TextUuid,
    /// Its plan.
    pub plan_id: TextUuid,
    /// Its group.
    pub group_id: TextUuid,
    /// "1.9".
    pub no: String,
    /// Verbatim.
    pub text: String,
    /// For targets without a figure.
    pub qualitative_kind: Option<String>,
    /// What a reader must know about the source.
    pub note: Option<String>,
    /// Order in the plan.
    pub sort: i32,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
