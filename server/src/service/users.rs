//! People, for administrators of a subtree.
//!
//! Who holds a role anywhere in the subtree is seen, with the roles held there. Changing an account
//! needs *every* role of it to be inside: otherwise the administrator of a commune could reset the
//! password of a city leader who also holds a role in the commune, and sign in as one.

use crate::auth::password::{self, Passwords};
use crate::db::users::{Account, Filter, NewAccount};
use crate::db::{audit, sessions, unit_search, units, users};
use crate::error::ServiceError;
use crate::service::Ctx;
use crate::service::auth::fold_username;
use domain::id::{UnitId, UserId};
use domain::policy::{Action, Actor, Grant};
use domain::wire::admin::{CreatedUser, NewUser, UserRow};
use domain::wire::auth::RoleAt;
use domain::wire::problem::FieldProblem;
use sea_orm::{ConnectionTrait, DatabaseTransaction, SqlErr};
use serde::Deserialize;
use serde_json::json;
use std::collections::{HashMap, HashSet};
use utoipa::IntoParams;

/// Most rows of one answer.
pub const MOST_ROWS: u64 = 200;

/// Rows where the query does not say.
pub const USUAL_ROWS: u64 = 50;

/// The query of `GET /api/v1/users`.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct ListUsers {
    /// Only with a role in this unit's subtree.
    #[param(value_type = Option<String>)]
    pub unit: Option<UnitId>,
    /// Words of the name or user name; diacritics do not matter.
    pub q: String,
    /// Only disabled, or only active ones.
    pub disabled: Option<bool>,
    /// At most so many, up to 200; else 50.
    pub limit: Option<u64>,
}

/// People with a role in the subtrees that the actor administers, by user name.
///
/// # Errors
/// [`ServiceError::Forbidden`] for who administers nothing.
pub async fn list(
    ctx: Ctx<'_>,
    actor: &Actor,
    query: ListUsers,
) -> Result<Vec<UserRow>, ServiceError> {
    let roots = administered(actor)?;
    let filter = Filter {
        unit: query.unit,
        words: query.q,
        disabled: query.disabled,
        limit: query.limit.unwrap_or(USUAL_ROWS).min(MOST_ROWS),
    };
    let found = users::list_visible_to(ctx.db.read(), &roots, &filter).await?;
    rows(ctx.db.read(), &roots, found).await
}

/// Creates an account with its roles and a first password, which is answered this once.
///
/// # Errors
/// [`ServiceError::Invalid`] naming the field, [`ServiceError::Conflict`] `taken`,
/// [`ServiceError::Forbidden`] for who administers nothing.
pub async fn create(
    ctx: Ctx<'_>,
    passwords: &Passwords,
    actor: &Actor,
    new: NewUser,
) -> Result<CreatedUser, ServiceError> {
    let roots = administered(actor)?;
    let id = UserId(ctx.ids.uuid());
    let mut errors = wrong_fields(&new);
    for (index, grant) in new.grants.iter().enumerate() {
        let line = units::ancestors_or_self(ctx.db.read(), &grant.unit).await?;
        if !actor.can_grant(id, &line) {
            errors.push(outside(&format!("grants[{index}].unit")));
        }
    }
    if !errors.is_empty() {
        return Err(ServiceError::Invalid(errors));
    }
    let first_password = password::first_password();
    let password_hash = passwords.hash(first_password.clone()).await?;
    let txn = ctx.db.begin_write().await?;
    add(ctx, &txn, Some(actor), id, &new, password_hash, true).await?;
    let user = row(&txn, &roots, id).await?;
    txn.commit().await?;
    Ok(CreatedUser {
        user,
        first_password,
    })
}

/// Creates an account at the command line, where whoever has the machine may do anything.
///
/// # Errors
/// [`ServiceError::Invalid`] naming the field, [`ServiceError::Conflict`] `taken`.
pub async fn create_at_command_line(
    ctx: Ctx<'_>,
    passwords: &Passwords,
    new: NewUser,
    password: String,
    must_change_password: bool,
) -> Result<UserId, ServiceError> {
    let id = UserId(ctx.ids.uuid());
    let mut errors = wrong_fields(&new);
    for (index, grant) in new.grants.iter().enumerate() {
        if units::ancestors_or_self(ctx.db.read(), &grant.unit)
            .await?
            .is_empty()
        {
            errors.push(outside(&format!("grants[{index}].unit")));
        }
    }
    if !password::is_acceptable(&password, &fold_username(&new.username)) {
        errors.push(problem("password", "weak", password::RULE));
    }
    if !errors.is_empty() {
        return Err(ServiceError::Invalid(errors));
    }
    let password_hash = passwords.hash(password).await?;
    let txn = ctx.db.begin_write().await?;
    add(
        ctx,
        &txn,
        None,
        id,
        &new,
        password_hash,
        must_change_password,
    )
    .await?;
    txn.commit().await?;
    Ok(id)
}

/// Gives a role at the command line, or takes it away; says whether that changed anything.
///
/// # Errors
/// [`ServiceError::NotFound`] for an unknown person, [`ServiceError::Invalid`] for an unknown unit.
pub async fn set_role_at_command_line(
    ctx: Ctx<'_>,
    username: &str,
    grant: &Grant,
    held: bool,
) -> Result<bool, ServiceError> {
    let txn = ctx.db.begin_write().await?;
    let account = users::lookup_by_name(&txn, &fold_username(username)).await?;
    let id = account.ok_or(ServiceError::NotFound)?.id;
    if units::ancestors_or_self(&txn, &grant.unit)
        .await?
        .is_empty()
    {
        return Err(ServiceError::Invalid(vec![outside("role")]));
    }
    let (changed, action) = if held {
        (users::grant(&txn, id, grant).await?, "user.grant")
    } else {
        (users::take_away(&txn, id, grant).await?, "user.take_away")
    };
    if changed {
        log(ctx, &txn, None, action, id, json!({ "grant": grant })).await?;
    }
    txn.commit().await?;
    Ok(changed)
}

/// Disables an account, which ends its sessions, or enables it again.
///
/// # Errors
/// [`ServiceError::NotFound`] outside the subtree, [`ServiceError::Forbidden`] for oneself and for
/// who also holds a role outside.
pub async fn set_disabled(
    ctx: Ctx<'_>,
    actor: &Actor,
    id: UserId,
    disabled: bool,
) -> Result<UserRow, ServiceError> {
    let roots = administered(actor)?;
    let txn = ctx.db.begin_write().await?;
    manageable(&txn, actor, id).await?;
    users::set_disabled(&txn, id, disabled).await?;
    if disabled {
        sessions::revoke_all(&txn, id, None, ctx.clock.now()).await?;
    }
    let action = if disabled {
        "user.disable"
    } else {
        "user.enable"
    };
    log(ctx, &txn, Some(actor), action, id, json!({})).await?;
    let user = row(&txn, &roots, id).await?;
    txn.commit().await?;
    ctx.db.changes().notify();
    Ok(user)
}

/// Gives an account a new first password, answered this once, and ends its sessions.
///
/// # Errors
/// As for [`set_disabled`].
pub async fn reset_password(
    ctx: Ctx<'_>,
    passwords: &Passwords,
    actor: &Actor,
    id: UserId,
) -> Result<CreatedUser, ServiceError> {
    let roots = administered(actor)?;
    manageable(ctx.db.read(), actor, id).await?;
    let first_password = password::first_password();
    let password_hash = passwords.hash(first_password.clone()).await?;
    let txn = ctx.db.begin_write().await?;
    manageable(&txn, actor, id).await?;
    users::set_password(&txn, id, password_hash, true).await?;
    sessions::revoke_all(&txn, id, None, ctx.clock.now()).await?;
    log(ctx, &txn, Some(actor), "user.reset_password", id, json!({})).await?;
    let user = row(&txn, &roots, id).await?;
    txn.commit().await?;
    ctx.db.changes().notify();
    Ok(CreatedUser {
        user,
        first_password,
    })
}

/// The subtrees that the actor administers.
fn administered(actor: &Actor) -> Result<Vec<UnitId>, ServiceError> {
    let roots = actor.roots(Action::ManageUsers);
    if roots.is_empty() {
        Err(ServiceError::Forbidden)
    } else {
        Ok(roots)
    }
}

/// Whether the actor may change the account: see the module.
async fn manageable(
    db: &impl ConnectionTrait,
    actor: &Actor,
    id: UserId,
) -> Result<Account, ServiceError> {
    let account = users::lookup(db, id).await?.ok_or(ServiceError::NotFound)?;
    let (mut inside, mut outside) = (0_usize, 0_usize);
    for grant in users::grants(db, id).await? {
        let line = units::ancestors_or_self(db, &grant.unit).await?;
        if actor.can(Action::ManageUsers, &line) {
            inside += 1;
        } else {
            outside += 1;
        }
    }
    match (inside, outside) {
        (0, _) => Err(ServiceError::NotFound),
        (_, 0) if id != actor.user => Ok(account),
        _ => Err(ServiceError::Forbidden),
    }
}

async fn add(
    ctx: Ctx<'_>,
    txn: &DatabaseTransaction,
    actor: Option<&Actor>,
    id: UserId,
    new: &NewUser,
    password_hash: String,
    must_change_password: bool,
) -> Result<(), ServiceError> {
    let account = NewAccount {
        id,
        username: fold_username(&new.username),
        display_name: new.display_name.trim().to_owned(),
        password_hash,
        simulated: false,
        must_change_password,
        created_at: ctx.clock.now(),
        created_by: actor.map(|actor| actor.user),
    };
    users::add(txn, account, &new.grants)
        .await
        .map_err(|error| match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => ServiceError::Conflict {
                code: "taken",
                detail: "Tên đăng nhập này đã có người dùng. Chọn tên khác.".to_owned(),
            },
            _ => error.into(),
        })?;
    let detail = json!({ "username": fold_username(&new.username), "grants": new.grants });
    log(ctx, txn, actor, "user.create", id, detail).await
}

async fn log(
    ctx: Ctx<'_>,
    txn: &DatabaseTransaction,
    actor: Option<&Actor>,
    action: &'static str,
    id: UserId,
    detail: serde_json::Value,
) -> Result<(), ServiceError> {
    let units = users::grants(txn, id).await?;
    let entry = audit::Entry {
        id: ctx.ids.uuid(),
        at: ctx.clock.now(),
        actor: actor.map(|actor| actor.user),
        action,
        unit: units.into_iter().next().map(|grant| grant.unit),
        subject: id.to_string(),
        detail,
    };
    Ok(audit::add(txn, entry).await?)
}

async fn row(
    db: &impl ConnectionTrait,
    roots: &[UnitId],
    id: UserId,
) -> Result<UserRow, ServiceError> {
    let account = users::lookup(db, id).await?.ok_or(ServiceError::NotFound)?;
    rows(db, roots, vec![account])
        .await?
        .pop()
        .ok_or(ServiceError::NotFound)
}

async fn rows(
    db: &impl ConnectionTrait,
    roots: &[UnitId],
    accounts: Vec<Account>,
) -> Result<Vec<UserRow>, ServiceError> {
    let ids: Vec<UserId> = accounts.iter().map(|account| account.id).collect();
    let mut roles: HashMap<UserId, Vec<RoleAt>> = users::roles(db, &ids).await?;
    let held: HashSet<UnitId> = roles
        .values()
        .flatten()
        .map(|role| role.unit.id.clone())
        .collect();
    let held: Vec<UnitId> = held.into_iter().collect();
    let inside: HashSet<UnitId> = unit_search::inside(db, &held, roots)
        .await?
        .into_iter()
        .collect();
    let row = |account: Account| UserRow {
        roles: roles
            .remove(&account.id)
            .unwrap_or_default()
            .into_iter()
            .filter(|role| inside.contains(&role.unit.id))
            .collect(),
        id: account.id,
        username: account.username,
        display_name: account.display_name,
        disabled: account.disabled,
        simulated: account.simulated,
        last_sign_in: account.last_sign_in,
    };
    Ok(accounts.into_iter().map(row).collect())
}

/// What is wrong with the fields by themselves.
fn wrong_fields(new: &NewUser) -> Vec<FieldProblem> {
    let mut errors = Vec::new();
    let username = fold_username(&new.username);
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
    if !(3..=32).contains(&username.len()) || !username.chars().all(allowed) {
        let message = "Tên đăng nhập gồm 3 đến 32 ký tự: chữ thường không dấu, chữ số, dấu chấm, \
                       gạch dưới, gạch nối.";
        errors.push(problem("username", "format", message));
    }
    if !(1..=100).contains(&new.display_name.trim().chars().count()) {
        errors.push(problem(
            "display_name",
            "required",
            "Nhập họ tên, tối đa 100 ký tự.",
        ));
    }
    if new.grants.is_empty() {
        errors.push(problem(
            "grants",
            "required",
            "Chọn ít nhất một vai trò tại một đơn vị.",
        ));
    }
    if new.grants.len() > 20 || has_repetition(&new.grants) {
        let message = "Mỗi vai trò tại một đơn vị chỉ chọn một lần, tối đa 20 vai trò.";
        errors.push(problem("grants", "repeated", message));
    }
    errors
}

fn has_repetition(grants: &[Grant]) -> bool {
    grants.iter().collect::<HashSet<_>>().len() < grants.len()
}

/// The same words for a unit that does not exist and for one the actor may not know.
fn outside(field: &str) -> FieldProblem {
    problem(
        field,
        "unknown_unit",
        "Không có đơn vị này trong phạm vi quản lý.",
    )
}

fn problem(field: &str, code: &str, message: &str) -> FieldProblem {
    FieldProblem {
        line: None,
        field: field.to_owned(),
        code: code.to_owned(),
        message: message.to_owned(),
    }
}
