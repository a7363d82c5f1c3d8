//! `tiendo user …`.

use super::args::{CreateUser, RoleOfUser};
use crate::auth::password::{self, Passwords};
use crate::config::Config;
use crate::db::{self, Db};
use crate::error::ServiceError;
use crate::service::users;
use anyhow::Context as _;
use domain::id::UserId;
use domain::wire::admin::NewUser;
use std::io::Read as _;

/// Creates an account. A given password stays; one made here must be changed at first sign-in.
pub(super) async fn create(config: &Config, db: &Db, args: CreateUser) -> anyhow::Result<()> {
    let given = if args.password_stdin {
        Some(read_password()?)
    } else {
        None
    };
    let must_change = given.is_none();
    let password = given.unwrap_or_else(password::first_password);
    let new = NewUser {
        username: args.username.clone(),
        display_name: args.display_name,
        grants: args.roles,
    };
    let passwords = Passwords::new(config)?;
    let made = users::create_at_command_line(
        super::ctx(db),
        &passwords,
        new,
        password.clone(),
        must_change,
    );
    let id: UserId = made.await.map_err(explain)?;
    println!("Created {} ({id}).", args.username);
    if must_change {
        println!("First password, to be changed at first sign-in: {password}");
    }
    Ok(())
}

/// Gives a role, or takes it away.
pub(super) async fn set_role(db: &Db, args: RoleOfUser, held: bool) -> anyhow::Result<()> {
    let RoleOfUser { username, role } = args;
    let done = users::set_role_at_command_line(super::ctx(db), &username, &role, held);
    let changed = match done.await {
        Err(ServiceError::NotFound) => anyhow::bail!("no account {username}"),
        done => done.map_err(explain)?,
    };
    let role = format!("{}@{}", role.role.as_str(), role.unit);
    match (held, changed) {
        (true, true) => println!("{username} is {role} now."),
        (true, false) => println!("{username} was {role} already."),
        (false, true) => println!("{username} is no longer {role}."),
        (false, false) => println!("{username} was not {role}."),
    }
    Ok(())
}

/// Lists every account.
pub(super) async fn list(db: &Db) -> anyhow::Result<()> {
    let accounts = db::users::list(db.read()).await?;
    let ids: Vec<UserId> = accounts.iter().map(|account| account.id).collect();
    let mut roles = db::users::roles(db.read(), &ids).await?;
    for account in accounts {
        let held = roles.remove(&account.id).unwrap_or_default();
        let held: Vec<String> = held
            .iter()
            .map(|held| {
                format!(
                    "{}@{} ({})",
                    held.role.as_str(),
                    held.unit.id,
                    held.unit.name
                )
            })
            .collect();
        let state = if account.disabled { "  [disabled]" } else { "" };
        println!(
            "{:<24} {}  {}{state}",
            account.username,
            account.display_name,
            held.join(", ")
        );
    }
    Ok(())
}

fn read_password() -> anyhow::Result<String> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .context("cannot read the password")?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

fn explain(error: ServiceError) -> anyhow::Error {
    match error {
        ServiceError::Invalid(errors) => {
            let lines: Vec<String> = errors
                .iter()
                .map(|e| format!("{}: {}", e.field, e.message))
                .collect();
            anyhow::anyhow!("{}", lines.join("; "))
        }
        ServiceError::Conflict { detail, .. } => anyhow::anyhow!("{detail}"),
        ServiceError::Internal(cause) => cause,
        other => other.into(),
    }
}
