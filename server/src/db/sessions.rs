//! Families of refresh tokens, and the counts of failed sign-ins.
//!
//! **Invariant.** Ending a family raises [`Counter::Access`], see [`users`](crate::db::users).

use crate::auth::throttle::{FORGET_SECONDS, Failures, Key};
use crate::db::counter::{self, Counter};
use crate::db::entity::{refresh_token, session, sign_in_failure, user};
use crate::db::text_uuid::TextUuid;
use crate::db::users::Account;
use chrono::{DateTime, Duration, Utc};
use domain::id::{SessionId, UserId};
use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _,
    ExprTrait as _, IntoActiveModel as _, QueryFilter as _, QuerySelect as _, UpdateMany,
};
use std::collections::HashMap;

/// A refresh token as the database knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRow {
    /// Its family.
    pub session: SessionId,
    /// When it expires.
    pub expires_at: DateTime<Utc>,
    /// When it was exchanged for its successor.
    pub used_at: Option<DateTime<Utc>>,
}

/// A family with its owner.
#[derive(Clone)]
pub struct OpenSession {
    /// The family.
    pub id: SessionId,
    /// Its owner.
    pub account: Account,
}

/// When a family is over.
#[derive(Clone, Copy, Debug)]
pub struct Over {
    /// Ended before this moment; or
    pub revoked_before: DateTime<Utc>,
    /// got its last token before this one,
    pub unused_since: DateTime<Utc>,
    /// and has none that is good at this one.
    pub now: DateTime<Utc>,
}

/// Starts a family.
///
/// # Errors
/// When the database fails, as for every function here.
pub async fn add(
    db: &impl ConnectionTrait,
    id: SessionId,
    user: UserId,
    user_agent: &str,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let row = session::Model {
        id: TextUuid(id.0),
        user_id: TextUuid(user.0),
        created_at: now.timestamp_millis(),
        last_used_at: now.timestamp_millis(),
        revoked_at: None,
        user_agent: user_agent.chars().take(200).collect(),
    };
    row.into_active_model().insert(db).await.map(|_| ())
}

/// The family, unless it is revoked or its owner disabled.
///
/// # Errors
/// When the database fails.
pub async fn lookup_open(
    db: &impl ConnectionTrait,
    id: SessionId,
) -> Result<Option<OpenSession>, DbErr> {
    let owner_of_open = Query::select()
        .column(session::Column::UserId)
        .from(session::Entity)
        .and_where(session::Column::Id.eq(TextUuid(id.0)))
        .and_where(session::Column::RevokedAt.is_null())
        .take();
    let owner = user::Entity::find()
        .filter(user::Column::Id.in_subquery(owner_of_open))
        .filter(user::Column::Disabled.eq(false))
        .one(db)
        .await?;
    Ok(owner.map(|owner| OpenSession {
        id,
        account: Account::from(owner),
    }))
}

/// Of several families the owners of those that are neither revoked nor their owner disabled.
///
/// # Errors
/// When the database fails.
pub async fn owners_of_open(
    db: &impl ConnectionTrait,
    ids: &[SessionId],
) -> Result<HashMap<SessionId, Account>, DbErr> {
    let mut owners = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(1_000) {
        let families = session::Entity::find()
            .filter(session::Column::Id.is_in(chunk.iter().map(|id| TextUuid(id.0))))
            .filter(session::Column::RevokedAt.is_null())
            .all(db)
            .await?;
        let people = user::Entity::find()
            .filter(user::Column::Id.is_in(families.iter().map(|family| family.user_id)))
            .filter(user::Column::Disabled.eq(false))
            .all(db)
            .await?;
        let people: HashMap<TextUuid, user::Model> = people
            .into_iter()
            .map(|person| (person.id, person))
            .collect();
        owners.extend(families.into_iter().filter_map(|family| {
            let person = people.get(&family.user_id)?.clone();
            Some((SessionId(family.id.0), Account::from(person)))
        }));
    }
    Ok(owners)
}

/// Ends a family.
///
/// # Errors
/// When the database fails.
pub async fn revoke(
    db: &impl ConnectionTrait,
    id: SessionId,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    end(
        db,
        open_families().filter(session::Column::Id.eq(TextUuid(id.0))),
        now,
    )
    .await
}

/// Ends every family of a person, but for one where given.
///
/// # Errors
/// When the database fails.
pub async fn revoke_all(
    db: &impl ConnectionTrait,
    user: UserId,
    except: Option<SessionId>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let mut query = open_families().filter(session::Column::UserId.eq(TextUuid(user.0)));
    if let Some(except) = except {
        query = query.filter(session::Column::Id.ne(TextUuid(except.0)));
    }
    end(db, query, now).await
}

fn open_families() -> UpdateMany<session::Entity> {
    session::Entity::update_many().filter(session::Column::RevokedAt.is_null())
}

async fn end(
    db: &impl ConnectionTrait,
    families: UpdateMany<session::Entity>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let at = Expr::value(now.timestamp_millis());
    let ended = families
        .col_expr(session::Column::RevokedAt, at)
        .exec(db)
        .await?;
    if ended.rows_affected > 0 {
        counter::next(db, Counter::Access).await?;
    }
    Ok(())
}

/// Adds a token to a family, notes the family's use, and forgets the family's expired tokens.
///
/// # Errors
/// When the database fails.
pub async fn add_token(
    db: &impl ConnectionTrait,
    session: SessionId,
    hash: String,
    expires_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let now = now.timestamp_millis();
    refresh_token::Entity::delete_many()
        .filter(refresh_token::Column::SessionId.eq(TextUuid(session.0)))
        .filter(refresh_token::Column::ExpiresAt.lt(now))
        .exec(db)
        .await?;
    session::Entity::update_many()
        .col_expr(session::Column::LastUsedAt, Expr::value(now))
        .filter(session::Column::Id.eq(TextUuid(session.0)))
        .exec(db)
        .await?;
    let row = refresh_token::Model {
        id: hash,
        session_id: TextUuid(session.0),
        issued_at: now,
        expires_at: expires_at.timestamp_millis(),
        used_at: None,
    };
    row.into_active_model().insert(db).await.map(|_| ())
}

/// The token with this hash.
///
/// # Errors
/// When the database fails.
pub async fn lookup_token(
    db: &impl ConnectionTrait,
    hash: &str,
) -> Result<Option<TokenRow>, DbErr> {
    let found = refresh_token::Entity::find_by_id(hash).one(db).await?;
    Ok(found.map(|row| TokenRow {
        session: SessionId(row.session_id.0),
        expires_at: time(row.expires_at),
        used_at: row.used_at.map(time),
    }))
}

/// Marks a token as exchanged; says whether this call did it, and not another one before.
///
/// # Errors
/// When the database fails.
pub async fn use_token(
    db: &impl ConnectionTrait,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let done = refresh_token::Entity::update_many()
        .col_expr(
            refresh_token::Column::UsedAt,
            Expr::value(now.timestamp_millis()),
        )
        .filter(refresh_token::Column::Id.eq(hash))
        .filter(refresh_token::Column::UsedAt.is_null())
        .exec(db)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Failures in a row under a key.
///
/// # Errors
/// When the database fails.
pub async fn failures(db: &impl ConnectionTrait, key: &Key) -> Result<Failures, DbErr> {
    let found = sign_in_failure::Entity::find_by_id(key.stored())
        .one(db)
        .await?;
    Ok(found.map_or_else(Failures::default, |row| Failures {
        count: u32::try_from(row.count).unwrap_or(0),
        last: Some(time(row.last_at)),
    }))
}

/// Keeps the failures under a key, or forgets them where there are none.
///
/// # Errors
/// When the database fails.
pub async fn set_failures(
    db: &impl ConnectionTrait,
    key: &Key,
    failures: Failures,
) -> Result<(), DbErr> {
    let Some(last) = failures.last.filter(|_| failures.count > 0) else {
        return sign_in_failure::Entity::delete_by_id(key.stored())
            .exec(db)
            .await
            .map(|_| ());
    };
    let row = sign_in_failure::Model {
        key: key.stored(),
        count: i32::try_from(failures.count).unwrap_or(i32::MAX),
        last_at: last.timestamp_millis(),
    };
    let replace = OnConflict::column(sign_in_failure::Column::Key)
        .update_columns([
            sign_in_failure::Column::Count,
            sign_in_failure::Column::LastAt,
        ])
        .to_owned();
    sign_in_failure::Entity::insert(row.into_active_model())
        .on_conflict(replace)
        .exec_without_returning(db)
        .await
        .map(|_| ())
}

/// Forgets the failures that no longer count, so that made-up names do not pile up.
///
/// # Errors
/// When the database fails.
pub async fn forget_old_failures(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let before = now - Duration::seconds(FORGET_SECONDS);
    sign_in_failure::Entity::delete_many()
        .filter(sign_in_failure::Column::LastAt.lt(before.timestamp_millis()))
        .exec(db)
        .await
        .map(|_| ())
}

/// At most `limit` families that are over.
///
/// # Errors
/// When the database fails.
pub async fn over(
    db: &impl ConnectionTrait,
    over: Over,
    limit: u64,
) -> Result<Vec<SessionId>, DbErr> {
    let good = Query::select()
        .expr(Expr::value(1))
        .from(refresh_token::Entity)
        .and_where(
            Expr::col((refresh_token::Entity, refresh_token::Column::SessionId))
                .equals((session::Entity, session::Column::Id)),
        )
        .and_where(refresh_token::Column::ExpiresAt.gt(over.now.timestamp_millis()))
        .take();
    let revoked = session::Column::RevokedAt.lt(over.revoked_before.timestamp_millis());
    let ran_out = session::Column::LastUsedAt
        .lt(over.unused_since.timestamp_millis())
        .and(Expr::exists(good).not());
    let rows: Vec<TextUuid> = session::Entity::find()
        .select_only()
        .column(session::Column::Id)
        .filter(revoked.or(ran_out))
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|id| SessionId(id.0)).collect())
}

/// Deletes families with all their tokens.
///
/// # Errors
/// When the database fails.
pub async fn delete(db: &impl ConnectionTrait, families: &[SessionId]) -> Result<(), DbErr> {
    let ids = || families.iter().map(|id| TextUuid(id.0));
    refresh_token::Entity::delete_many()
        .filter(refresh_token::Column::SessionId.is_in(ids()))
        .exec(db)
        .await?;
    session::Entity::delete_many()
        .filter(session::Column::Id.is_in(ids()))
        .exec(db)
        .await
        .map(|_| ())
}

fn time(ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(ms).unwrap_or_default()
}
