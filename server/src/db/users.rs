//! Accounts and the roles they hold.
//!
//! **Invariant.** Whatever changes what a person may do raises [`Counter::Access`] in the same
//! transaction: every server process keeps who is signed in for as long as that number stands.

use crate::db::counter::{self, Counter};
use crate::db::entity::{user, user_grant};
use crate::db::text_uuid::TextUuid;
use crate::db::{codec, units};
use chrono::{DateTime, Utc};
use domain::id::{UnitId, UserId};
use domain::policy::{Grant, Role};
use domain::text::fold;
use domain::wire::auth::RoleAt;
use sea_orm::sea_query::{LikeExpr, Query, SelectStatement};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _,
    IntoActiveModel as _, ModelTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Select,
};
use std::collections::HashMap;

/// An account.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Who.
    pub id: UserId,
    /// User name, folded to lower case.
    pub username: String,
    /// The person's name.
    pub display_name: String,
    /// PHC string of argon2id.
    pub password_hash: String,
    /// May not sign in.
    pub disabled: bool,
    /// An account of the demonstration.
    pub simulated: bool,
    /// Still has the first password.
    pub must_change_password: bool,
    /// Last sign-in.
    pub last_sign_in: Option<DateTime<Utc>>,
}

/// An account to add.
#[derive(Clone)]
pub struct NewAccount {
    /// Who it will be.
    pub id: UserId,
    /// User name, folded to lower case.
    pub username: String,
    /// The person's name.
    pub display_name: String,
    /// PHC string of argon2id.
    pub password_hash: String,
    /// An account of the demonstration.
    pub simulated: bool,
    /// Whether the password must be changed first.
    pub must_change_password: bool,
    /// Creation.
    pub created_at: DateTime<Utc>,
    /// Who creates it; none from the command line.
    pub created_by: Option<UserId>,
}

/// Which accounts to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only with a role in this unit's subtree.
    pub unit: Option<UnitId>,
    /// Words that name or user name contain, diacritics ignored.
    pub words: String,
    /// Only disabled, or only active ones.
    pub disabled: Option<bool>,
    /// At most so many.
    pub limit: u64,
}

impl From<user::Model> for Account {
    fn from(row: user::Model) -> Self {
        Self {
            id: UserId(row.id.0),
            username: row.username,
            display_name: row.display_name,
            password_hash: row.password_hash,
            disabled: row.disabled,
            simulated: row.simulated,
            must_change_password: row.must_change_password,
            last_sign_in: row
                .last_sign_in_at
                .and_then(DateTime::from_timestamp_millis),
        }
    }
}

/// The account with an id.
///
/// # Errors
/// When the database fails, as for every function here.
pub async fn lookup(db: &impl ConnectionTrait, id: UserId) -> Result<Option<Account>, DbErr> {
    Ok(user::Entity::find_by_id(TextUuid(id.0))
        .one(db)
        .await?
        .map(Account::from))
}

/// The account with a user name, folded to lower case.
///
/// # Errors
/// When the database fails.
pub async fn lookup_by_name(
    db: &impl ConnectionTrait,
    username: &str,
) -> Result<Option<Account>, DbErr> {
    let found = user::Entity::find()
        .filter(user::Column::Username.eq(username))
        .one(db)
        .await?;
    Ok(found.map(Account::from))
}

/// Every account, by user name: for the command line.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<Account>, DbErr> {
    let rows = user::Entity::find()
        .order_by_asc(user::Column::Username)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(Account::from).collect())
}

/// How many accounts there are.
///
/// # Errors
/// When the database fails.
pub async fn count(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    user::Entity::find().count(db).await
}

/// Accounts with a role inside the subtrees of `roots`, by user name.
///
/// # Errors
/// When the database fails.
pub async fn list_visible_to(
    db: &impl ConnectionTrait,
    roots: &[UnitId],
    filter: &Filter,
) -> Result<Vec<Account>, DbErr> {
    let mut query = user::Entity::find()
        .filter(user::Column::Id.in_subquery(holders_under(roots)))
        .order_by_asc(user::Column::Username)
        .limit(filter.limit);
    if let Some(unit) = &filter.unit {
        let under = holders_under(std::slice::from_ref(unit));
        query = query.filter(user::Column::Id.in_subquery(under));
    }
    if let Some(disabled) = filter.disabled {
        query = query.filter(user::Column::Disabled.eq(disabled));
    }
    for word in fold(&filter.words)
        .split(' ')
        .filter(|word| !word.is_empty())
    {
        query = query.filter(user::Column::NameFolded.like(containing(word)));
    }
    Ok(query
        .all(db)
        .await?
        .into_iter()
        .map(Account::from)
        .collect())
}

/// Users who hold a role somewhere in the subtrees.
fn holders_under(roots: &[UnitId]) -> SelectStatement {
    Query::select()
        .column(user_grant::Column::UserId)
        .from(user_grant::Entity)
        .and_where(user_grant::Column::UnitId.in_subquery(units::within(roots)))
        .take()
}

/// A pattern for `LIKE` in which nothing of the word is special.
#[must_use]
pub fn containing(word: &str) -> LikeExpr {
    let mut pattern = String::with_capacity(word.len() + 2);
    pattern.push('%');
    for c in word.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    LikeExpr::new(pattern).escape('\\')
}

/// The roles a person holds now.
///
/// # Errors
/// When the database fails, or holds a role that this program does not know.
pub async fn grants(db: &impl ConnectionTrait, id: UserId) -> Result<Vec<Grant>, DbErr> {
    let mut held = grants_of(db, &[id]).await?;
    Ok(held.remove(&id).unwrap_or_default())
}

/// The roles that several people hold now.
///
/// # Errors
/// When the database fails, or holds a role that this program does not know.
pub async fn grants_of(
    db: &impl ConnectionTrait,
    ids: &[UserId],
) -> Result<HashMap<UserId, Vec<Grant>>, DbErr> {
    let mut held: HashMap<UserId, Vec<Grant>> = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(1_000) {
        let rows = user_grant::Entity::find()
            .filter(user_grant::Column::UserId.is_in(chunk.iter().map(|id| TextUuid(id.0))))
            .order_by_asc(user_grant::Column::UnitId)
            .order_by_asc(user_grant::Column::Role)
            .all(db)
            .await?;
        for row in rows {
            held.entry(UserId(row.user_id.0)).or_default().push(Grant {
                role: role(&row.role)?,
                unit: UnitId(row.unit_id),
            });
        }
    }
    Ok(held)
}

/// Gives a person a role; says whether they did not hold it before.
///
/// # Errors
/// When the database fails, or the person or the unit is unknown.
pub async fn grant(db: &impl ConnectionTrait, id: UserId, grant: &Grant) -> Result<bool, DbErr> {
    if held(id, grant).one(db).await?.is_some() {
        return Ok(false);
    }
    let row = user_grant::Model {
        user_id: TextUuid(id.0),
        role: grant.role.as_str().to_owned(),
        unit_id: grant.unit.0.clone(),
    };
    row.into_active_model().insert(db).await?;
    counter::next(db, Counter::Access).await?;
    Ok(true)
}

/// Takes a role from a person; says whether they held it.
///
/// # Errors
/// When the database fails.
pub async fn take_away(
    db: &impl ConnectionTrait,
    id: UserId,
    grant: &Grant,
) -> Result<bool, DbErr> {
    let Some(row) = held(id, grant).one(db).await? else {
        return Ok(false);
    };
    row.delete(db).await?;
    counter::next(db, Counter::Access).await?;
    Ok(true)
}

fn held(id: UserId, grant: &Grant) -> Select<user_grant::Entity> {
    user_grant::Entity::find_by_id((
        TextUuid(id.0),
        grant.role.as_str().to_owned(),
        grant.unit.0.clone(),
    ))
}

/// The roles of several people with the units' names, each list by unit.
///
/// # Errors
/// When the database fails, or holds a role or kind that this program does not know.
pub async fn roles(
    db: &impl ConnectionTrait,
    ids: &[UserId],
) -> Result<HashMap<UserId, Vec<RoleAt>>, DbErr> {
    let grants = user_grant::Entity::find()
        .filter(user_grant::Column::UserId.is_in(ids.iter().map(|id| TextUuid(id.0))))
        .order_by_asc(user_grant::Column::UnitId)
        .order_by_asc(user_grant::Column::Role)
        .all(db)
        .await?;
    let held = grants
        .iter()
        .map(|grant| UnitId::new(grant.unit_id.as_str()));
    let units = units::refs(db, held).await?;
    let mut out: HashMap<UserId, Vec<RoleAt>> = HashMap::new();
    for grant in grants {
        let unit = units.get(&UnitId(grant.unit_id.clone()));
        let unit = unit
            .cloned()
            .ok_or_else(|| codec::corrupt("unit", &grant.unit_id))?;
        let role = role(&grant.role)?;
        out.entry(UserId(grant.user_id.0))
            .or_default()
            .push(RoleAt { role, unit });
    }
    Ok(out)
}

fn role(name: &str) -> Result<Role, DbErr> {
    Role::from_name(name).ok_or_else(|| codec::corrupt("role", &name))
}

/// Adds an account with its roles. It has no session yet, so nobody's rights change by it.
///
/// # Errors
/// When the user name is taken (`sql_err()` says so) or the database fails.
pub async fn add(
    db: &impl ConnectionTrait,
    account: NewAccount,
    grants: &[Grant],
) -> Result<(), DbErr> {
    let id = TextUuid(account.id.0);
    let name_folded = fold(&format!("{} {}", account.display_name, account.username));
    let row = user::Model {
        id,
        username: account.username,
        display_name: account.display_name,
        name_folded,
        password_hash: account.password_hash,
        disabled: false,
        simulated: account.simulated,
        must_change_password: account.must_change_password,
        last_sign_in_at: None,
        created_at: account.created_at.timestamp_millis(),
        created_by: account.created_by.map(|by| TextUuid(by.0)),
    };
    row.into_active_model().insert(db).await?;
    let mut grants = grants.to_vec();
    grants.sort_by(|a, b| (&a.unit, a.role).cmp(&(&b.unit, b.role)));
    grants.dedup();
    let rows = grants.into_iter().map(|grant| {
        let row = user_grant::Model {
            user_id: id,
            role: grant.role.as_str().to_owned(),
            unit_id: grant.unit.0,
        };
        row.into_active_model()
    });
    user_grant::Entity::insert_many(rows)
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Lets an account sign in, or not.
///
/// # Errors
/// When the database fails.
pub async fn set_disabled(
    db: &impl ConnectionTrait,
    id: UserId,
    disabled: bool,
) -> Result<(), DbErr> {
    update(db, id, |row| row.disabled = ActiveValue::Set(disabled)).await?;
    counter::next(db, Counter::Access).await.map(|_| ())
}

/// Replaces the password.
///
/// # Errors
/// When the database fails.
pub async fn set_password(
    db: &impl ConnectionTrait,
    id: UserId,
    password_hash: String,
    must_change: bool,
) -> Result<(), DbErr> {
    update(db, id, |row| {
        row.password_hash = ActiveValue::Set(password_hash);
        row.must_change_password = ActiveValue::Set(must_change);
    })
    .await?;
    counter::next(db, Counter::Access).await.map(|_| ())
}

/// Notes a sign-in.
///
/// # Errors
/// When the database fails.
pub async fn set_last_sign_in(
    db: &impl ConnectionTrait,
    id: UserId,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let at = Some(at.timestamp_millis());
    update(db, id, |row| row.last_sign_in_at = ActiveValue::Set(at)).await
}

async fn update(
    db: &impl ConnectionTrait,
    id: UserId,
    change: impl FnOnce(&mut user::ActiveModel),
) -> Result<(), DbErr> {
    let mut row = user::ActiveModel {
        id: ActiveValue::Unchanged(TextUuid(id.0)),
        ..Default::default()
    };
    change(&mut row);
    user::Entity::update(row).exec(db).await?;
    Ok(())
}
