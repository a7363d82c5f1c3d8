//! Signing in and out, refreshing, changing one's password, and who makes a request.

use crate::auth::CurrentUser;
use crate::auth::keys::{ACCESS_SECONDS, AccessClaims, Keys};
use crate::auth::known::Known;
use crate::auth::password::{self, Passwords};
use crate::auth::refresh_token::{GRACE_SECONDS, REFRESH_DAYS, RefreshToken};
use crate::auth::throttle::Key;
use crate::db::{sessions, users};
use crate::error::ServiceError;
use crate::service::Ctx;
use chrono::{DateTime, Duration, Utc};
use domain::id::{SessionId, UserId};
use domain::policy::Actor;
use domain::wire::auth::{ChangePassword, Me, SignIn, Tokens};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};
use std::collections::{HashMap, HashSet};
use std::net::IpAddr;

/// Where a sign-in comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Client {
    /// Its address, where known.
    pub address: Option<IpAddr>,
    /// The browser as it calls itself.
    pub user_agent: String,
}

/// What a sign-in or a refresh makes.
pub struct Made {
    /// The tokens.
    pub tokens: Tokens,
    /// Whether the person, by the roles of now, works with the full application.
    pub at_desk: bool,
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// No such name, or not its password: which of the two is not said.
    #[error("wrong user name or password")]
    WrongCredentials,
    /// The password was right, but an administrator has disabled the account.
    #[error("account disabled")]
    Disabled,
    /// Throttled, or our fault.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl From<DbErr> for SignInError {
    fn from(error: DbErr) -> Self {
        Self::Service(error.into())
    }
}

/// The form in which user names are kept and compared.
#[must_use]
pub fn fold_username(username: &str) -> String {
    username.trim().to_lowercase()
}

/// Signs in: checks the password and starts a family of refresh tokens.
///
/// # Errors
/// Wrong credentials, a disabled account, or too many tries.
pub async fn sign_in(
    ctx: Ctx<'_>,
    keys: &Keys,
    passwords: &Passwords,
    given: SignIn,
    client: &Client,
) -> Result<Made, SignInError> {
    let username = fold_username(&given.username);
    count_try(ctx, &username, client.address).await?;
    let account = users::lookup_by_name(ctx.db.read(), &username).await?;
    let stored = account
        .as_ref()
        .map(|account| account.password_hash.clone());
    let right = passwords.verify(given.password, stored).await?;
    let from = client.address.map(|address| address.to_string());
    // The typed name is not logged: some type their password into the wrong field.
    let Some(account) = account.as_ref().filter(|_| right) else {
        let user = account.map(|account| account.id.to_string());
        tracing::warn!(user.id = user, client.address = from, "sign-in refused");
        return Err(SignInError::WrongCredentials);
    };
    if account.disabled {
        tracing::warn!(user.id = %account.id, client.address = from, "sign-in to a disabled account");
        return Err(SignInError::Disabled);
    }
    let now = ctx.clock.now();
    let session = SessionId(ctx.ids.uuid());
    let token = RefreshToken::random();
    let txn = ctx.db.begin_write().await?;
    take_back_try(&txn, &username, client.address).await?;
    sessions::add(&txn, session, account.id, &client.user_agent, now).await?;
    sessions::add_token(&txn, session, token.hash(), refresh_expiry(now), now).await?;
    users::set_last_sign_in(&txn, account.id, now).await?;
    txn.commit().await?;
    tracing::info!(user.id = %account.id, session.id = %session, client.address = from, "signed in");
    let tokens = tokens(keys, account.id, session, &token, now)?;
    Ok(made(ctx, account.id, tokens).await?)
}

/// Exchanges a refresh token for its successor and a new access token.
///
/// # Errors
/// [`ServiceError::Unauthenticated`] for a token that is unknown, expired, or was used before; the
/// last ends the whole family, for somebody else holds a copy.
pub async fn refresh(ctx: Ctx<'_>, keys: &Keys, token: &str) -> Result<Made, ServiceError> {
    let token = RefreshToken::parse(token).ok_or(ServiceError::Unauthenticated)?;
    let now = ctx.clock.now();
    let txn = ctx.db.begin_write().await?;
    let row = sessions::lookup_token(&txn, &token.hash()).await?;
    let row = row
        .filter(|row| now < row.expires_at)
        .ok_or(ServiceError::Unauthenticated)?;
    let open = sessions::lookup_open(&txn, row.session).await?;
    let open = open.ok_or(ServiceError::Unauthenticated)?;
    let next = keys.successor(&token).map_err(ServiceError::Internal)?;
    // On PostgreSQL two exchanges can both get here; only one of them marks the token.
    if row.used_at.is_none() && sessions::use_token(&txn, &token.hash(), now).await? {
        sessions::add_token(&txn, open.id, next.hash(), refresh_expiry(now), now).await?;
    } else if !in_grace(&txn, row.used_at.unwrap_or(now), &next, now).await? {
        sessions::revoke(&txn, open.id, now).await?;
        txn.commit().await?;
        tracing::warn!(session.id = %open.id, "a used refresh token came again: family revoked");
        return Err(ServiceError::Unauthenticated);
    }
    txn.commit().await?;
    let tokens = tokens(keys, open.account.id, open.id, &next, now)?;
    made(ctx, open.account.id, tokens).await
}

/// Whether the used token may be answered again with the same successor: see [`GRACE_SECONDS`].
async fn in_grace(
    txn: &DatabaseTransaction,
    used_at: DateTime<Utc>,
    next: &RefreshToken,
    now: DateTime<Utc>,
) -> Result<bool, ServiceError> {
    let next = sessions::lookup_token(txn, &next.hash()).await?;
    let unused = next.is_some_and(|next| next.used_at.is_none());
    Ok(unused && now - used_at <= Duration::seconds(GRACE_SECONDS))
}

/// Who makes a request, by the access token: the family not revoked, the person not disabled, the
/// roles as they are now.
///
/// # Errors
/// [`ServiceError::Unauthenticated`].
pub async fn authenticate(
    ctx: Ctx<'_>,
    keys: &Keys,
    known: &Known,
    access_token: &str,
) -> Result<CurrentUser, ServiceError> {
    let claims = keys
        .read_access_token(access_token, ctx.clock.now())
        .ok_or(ServiceError::Unauthenticated)?;
    let conn = ctx.db.read();
    let access = known.access.now(ctx.db).await?;
    let mut found = recognise(conn, known, access, &[claims]).await?;
    found.pop().flatten().ok_or(ServiceError::Unauthenticated)
}

/// The people that several access tokens speak for, in order; `None` where the family is revoked
/// or the person disabled. `access` is [`Counter::Access`] as read just before: whom the process
/// knows at that value need not be read, the others are read in a few flat queries.
///
/// # Errors
/// When the database fails.
pub async fn recognise<C: ConnectionTrait>(
    conn: &C,
    known: &Known,
    access: i64,
    claims: &[AccessClaims],
) -> Result<Vec<Option<CurrentUser>>, DbErr> {
    let mut found: Vec<Option<CurrentUser>> = claims
        .iter()
        .map(|claims| known.get(access, claims.session))
        .collect();
    let missing: HashSet<SessionId> = claims
        .iter()
        .zip(&found)
        .filter(|(_, found)| found.is_none())
        .map(|(claims, _)| claims.session)
        .collect();
    if !missing.is_empty() {
        let read = read_people(conn, missing.into_iter().collect()).await?;
        for (claims, found) in claims.iter().zip(&mut found) {
            if found.is_none() {
                *found = read.get(&claims.session).cloned();
            }
        }
        known.put(access, read.into_values());
    }
    // A token names its person too: both must agree.
    let own = |(found, claims): (Option<CurrentUser>, &AccessClaims)| {
        found.filter(|who| who.user == claims.user)
    };
    Ok(found.into_iter().zip(claims).map(own).collect())
}

async fn read_people<C: ConnectionTrait>(
    conn: &C,
    sessions: Vec<SessionId>,
) -> Result<HashMap<SessionId, CurrentUser>, DbErr> {
    let owners = sessions::owners_of_open(conn, &sessions).await?;
    let users: HashSet<UserId> = owners.values().map(|owner| owner.id).collect();
    let users: Vec<UserId> = users.into_iter().collect();
    let grants = users::grants_of(conn, &users).await?;
    let people = owners.into_iter().map(|(session, owner)| {
        let person = CurrentUser {
            actor: Actor {
                user: owner.id,
                grants: grants.get(&owner.id).cloned().unwrap_or_default(),
            },
            user: owner.id,
            session,
            username: owner.username,
            display_name: owner.display_name,
            simulated: owner.simulated,
            must_change_password: owner.must_change_password,
        };
        (session, person)
    });
    Ok(people.collect())
}

/// The family that a refresh token belongs to, so that signing out works with either token.
///
/// # Errors
/// [`ServiceError::Unauthenticated`] when there is none.
pub async fn session_of(ctx: Ctx<'_>, refresh_token: &str) -> Result<SessionId, ServiceError> {
    let token = RefreshToken::parse(refresh_token).ok_or(ServiceError::Unauthenticated)?;
    let row = sessions::lookup_token(ctx.db.read(), &token.hash()).await?;
    row.map(|row| row.session)
        .ok_or(ServiceError::Unauthenticated)
}

/// Ends one family.
///
/// # Errors
/// When the database fails.
pub async fn sign_out(ctx: Ctx<'_>, session: SessionId) -> Result<(), ServiceError> {
    let txn = ctx.db.begin_write().await?;
    sessions::revoke(&txn, session, ctx.clock.now()).await?;
    txn.commit().await?;
    ctx.db.changes().notify();
    Ok(())
}

/// Ends every family of a person.
///
/// # Errors
/// When the database fails.
pub async fn sign_out_everywhere(ctx: Ctx<'_>, user: UserId) -> Result<(), ServiceError> {
    let txn = ctx.db.begin_write().await?;
    sessions::revoke_all(&txn, user, None, ctx.clock.now()).await?;
    txn.commit().await?;
    ctx.db.changes().notify();
    Ok(())
}

/// Changes one's own password and signs every other device out.
///
/// # Errors
/// [`ServiceError::Invalid`] on `current` or `new`; throttled like signing in.
pub async fn change_password(
    ctx: Ctx<'_>,
    passwords: &Passwords,
    who: &CurrentUser,
    change: ChangePassword,
) -> Result<(), ServiceError> {
    count_try(ctx, &who.username, None).await?;
    let account = users::lookup(ctx.db.read(), who.user).await?;
    let account = account.ok_or(ServiceError::Unauthenticated)?;
    if !passwords
        .verify(change.current.clone(), Some(account.password_hash))
        .await?
    {
        let detail = "Mật khẩu hiện tại không đúng.";
        return Err(ServiceError::field("current", "wrong", detail));
    }
    let txn = ctx.db.begin_write().await?;
    take_back_try(&txn, &who.username, None).await?;
    txn.commit().await?;
    if change.new == change.current {
        return Err(ServiceError::field(
            "new",
            "same",
            "Mật khẩu mới phải khác mật khẩu hiện tại.",
        ));
    }
    if !password::is_acceptable(&change.new, &who.username) {
        return Err(ServiceError::field("new", "weak", password::RULE));
    }
    let hash = passwords.hash(change.new).await?;
    let txn = ctx.db.begin_write().await?;
    users::set_password(&txn, who.user, hash, false).await?;
    sessions::revoke_all(&txn, who.user, Some(who.session), ctx.clock.now()).await?;
    txn.commit().await?;
    ctx.db.changes().notify();
    Ok(())
}

/// The signed-in person.
///
/// # Errors
/// When the database fails.
pub async fn me(ctx: Ctx<'_>, who: &CurrentUser) -> Result<Me, ServiceError> {
    let mut roles = users::roles(ctx.db.read(), &[who.user]).await?;
    Ok(Me {
        id: who.user,
        username: who.username.clone(),
        display_name: who.display_name.clone(),
        simulated: who.simulated,
        must_change_password: who.must_change_password,
        roles: roles.remove(&who.user).unwrap_or_default(),
        today: ctx.clock.today(),
    })
}

/// Counts a try as failed until it proves right.
async fn count_try(
    ctx: Ctx<'_>,
    username: &str,
    address: Option<IpAddr>,
) -> Result<(), ServiceError> {
    let now = ctx.clock.now();
    let txn = ctx.db.begin_write().await?;
    sessions::forget_old_failures(&txn, now).await?;
    let mut counted = Vec::new();
    let mut wait = 0;
    for key in Key::of(username, address) {
        let failures = sessions::failures(&txn, &key).await?;
        wait = wait.max(failures.remaining(key.free(), now));
        counted.push((key, failures.and_one(now)));
    }
    if wait > 0 {
        return Err(ServiceError::Throttled {
            retry_after_seconds: wait,
        });
    }
    for (key, failures) in counted {
        sessions::set_failures(&txn, &key, failures).await?;
    }
    Ok(txn.commit().await?)
}

async fn take_back_try(
    txn: &DatabaseTransaction,
    username: &str,
    address: Option<IpAddr>,
) -> Result<(), ServiceError> {
    for key in Key::of(username, address) {
        let failures = sessions::failures(txn, &key).await?;
        sessions::set_failures(txn, &key, failures.after_success(&key)).await?;
    }
    Ok(())
}

fn refresh_expiry(now: DateTime<Utc>) -> DateTime<Utc> {
    now + Duration::days(REFRESH_DAYS)
}

async fn made(ctx: Ctx<'_>, user: UserId, tokens: Tokens) -> Result<Made, ServiceError> {
    let grants = users::grants(ctx.db.read(), user).await?;
    let at_desk = grants.iter().any(|grant| grant.role.works_at_desk());
    Ok(Made { tokens, at_desk })
}

fn tokens(
    keys: &Keys,
    user: UserId,
    session: SessionId,
    refresh: &RefreshToken,
    now: DateTime<Utc>,
) -> Result<Tokens, ServiceError> {
    let access = keys.access_token(AccessClaims { user, session }, now);
    Ok(Tokens {
        access_token: access.map_err(ServiceError::Internal)?,
        expires_in: ACCESS_SECONDS.unsigned_abs(),
        refresh_token: refresh.encode(),
    })
}
