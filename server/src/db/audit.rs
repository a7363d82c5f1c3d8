//! The log of what administrators do. Rows are only ever added.

use crate::db::entity::audit_log;
use crate::db::text_uuid::TextUuid;
use chrono::{DateTime, Utc};
use domain::id::{UnitId, UserId};
use sea_orm::{ActiveModelTrait as _, ConnectionTrait, DbErr, IntoActiveModel as _};
use serde_json::Value;
use uuid::Uuid;

/// Something that was done.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it; none: somebody at the command line.
    pub actor: Option<UserId>,
    /// Stable name of what was done, "user.disable".
    pub action: &'static str,
    /// The unit concerned, where it is one.
    pub unit: Option<UnitId>,
    /// What it was done to: an id.
    pub subject: String,
    /// What else belongs to it; no secrets.
    pub detail: Value,
}

/// Adds an entry.
///
/// # Errors
/// When the database fails.
pub async fn add(db: &impl ConnectionTrait, entry: Entry) -> Result<(), DbErr> {
    let row = audit_log::Model {
        id: TextUuid(entry.id),
        at: entry.at.timestamp_millis(),
        actor: entry
            .actor
            .map_or_else(|| "cli".to_owned(), |actor| actor.to_string()),
        action: entry.action.to_owned(),
        unit_id: entry.unit.map(|unit| unit.0),
        subject: entry.subject,
        detail: entry.detail.to_string(),
    };
    row.into_active_model().insert(db).await.map(|_| ())
}
