//! The names of people, for stamps ("Nguyễn Văn A, 10:32").

use super::entity::user;
use crate::db::text_uuid::TextUuid;
use domain::id::UserId;
use domain::wire::report::PersonRef;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{HashMap, HashSet};

/// People by id, as others see them.
#[derive(Clone, Debug, Default)]
pub struct People(HashMap<UserId, PersonRef>);

impl People {
    /// One of them. Accounts are never deleted, so a missing one was not asked for; it shows
    /// without a name.
    #[must_use]
    pub fn get(&self, id: UserId) -> PersonRef {
        self.0.get(&id).cloned().unwrap_or(PersonRef {
            id,
            display_name: String::new(),
        })
    }
}

/// The names of many people.
///
/// # Errors
/// When the database fails.
pub async fn load<C: ConnectionTrait>(
    conn: &C,
    ids: impl IntoIterator<Item = UserId>,
) -> Result<People, DbErr> {
    let ids: HashSet<UserId> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(People::default());
    }
    let rows: Vec<(TextUuid, String)> = user::Entity::find()
        .select_only()
        .columns([user::Column::Id, user::Column::DisplayName])
        .filter(user::Column::Id.is_in(ids.into_iter().map(|id| TextUuid(id.0))))
        .into_tuple()
        .all(conn)
        .await?;
    let people = rows.into_iter().map(|(id, display_name)| {
        let id = UserId(id.0);
        (id, PersonRef { id, display_name })
    });
    Ok(People(people.collect()))
}
