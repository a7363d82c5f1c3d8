//! The demonstration: the two real plans, Đà Nẵng's roll-up over its 94 communes, and simulated
//! reports for three periods.
//!
//! Everything made up says so (`simulated`, *mô phỏng*). The same database comes out of every
//! load: ids are derived from what they name, chance from one fixed seed, times from the periods.
//!
//! | file | what it makes |
//! | --- | --- |
//! | `seed` | `seeds/seed_plans.json` as it is written |
//! | `plans` | plans A and B from it, verbatim |
//! | `tasks`, `cascade` | the 37 tasks, the city's plan and those of its communes |
//! | `size`, `profile`, `figures`, `progress` | what reports hold |
//! | `diary`, `scribe`, `story` | how each report came about, version by version |
//! | `world` | all of it together |
//! | [`national`] | the other one: the whole country, for years |

mod assigned;
mod cascade;
mod departments;
mod diary;
mod figures;
mod ids;
pub mod national;
mod people;
mod plans;
mod profile;
mod progress;
mod rng;
mod scribe;
mod seed;
mod size;
mod story;
mod tasks;
mod words;
mod world;

#[cfg(test)]
mod tests;

pub use people::{ACCOUNTS, DemoAccount, PASSWORD};

use crate::db::users::{self, NewAccount};
use crate::db::{Db, plans as plan_rows, rollup, simulated, units};
use crate::error::ServiceError;
use crate::reference;
use chrono::{DateTime, Utc};
use domain::period::PeriodRule;
use sea_orm::ConnectionTrait;
use world::World;

/// The accounts were made on 2026-06-01 at 08:00 in Vietnam.
const ACCOUNTS_MADE_AT_MS: i64 = 1_780_275_600_000;

/// What was loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Units added, official ones included.
    pub units: usize,
    /// Accounts, those that cannot sign in included.
    pub accounts: usize,
    /// Plans.
    pub plans: usize,
    /// Reports.
    pub reports: usize,
    /// Lines of reports.
    pub lines: usize,
}

/// Loads the demonstration, with the official units where they are missing, in one transaction.
/// `password_hash` is the hash of [`PASSWORD`], made once for all accounts.
///
/// # Errors
/// [`ServiceError::Conflict`] when the database holds plans or one of the accounts already:
/// the demonstration is never mixed with other data. Otherwise when the database fails.
pub async fn load(db: &Db, password_hash: &str) -> Result<Summary, ServiceError> {
    let world = World::make().map_err(ServiceError::Internal)?;
    let transaction = db.begin_write().await?;
    let usernames = ACCOUNTS.iter().map(|account| account.username);
    refuse_unless_empty(&transaction, usernames).await?;
    let official = reference::load_into(&transaction).await?;
    reference::load_holidays(&transaction).await?;
    units::insert(&transaction, &world.departments).await?;
    add_accounts(&transaction, password_hash).await?;
    let ids = ids::DerivedIds::new("group");
    for demo in &world.plans {
        let mut plan = demo.plan.clone();
        if demo.assigned {
            plan.task_groups.clear();
        }
        let new = plan_rows::NewPlan {
            plan: &plan,
            parent: demo.parent,
            rule: PeriodRule::default(),
        };
        plan_rows::insert(&transaction, &ids, new).await?;
        let groups = demo.plan.task_groups.iter().filter(|_| demo.assigned);
        for group in groups {
            for task in &group.tasks {
                let to = demo.plan.summary.id;
                let from = world.assigned_from;
                plan_rows::assign_task(&transaction, &ids, to, group, task, from).await?;
            }
        }
    }
    let summary = Summary {
        units: official + world.departments.len(),
        accounts: ACCOUNTS.len(),
        plans: world.plans.len(),
        reports: world.rows.reports.len(),
        lines: world.rows.lines.len(),
    };
    simulated::insert(&transaction, world.rows).await?;
    transaction.commit().await?;
    rollup::rebuild(db).await?;
    Ok(summary)
}

async fn refuse_unless_empty<C: ConnectionTrait>(
    conn: &C,
    usernames: impl IntoIterator<Item = &str>,
) -> Result<(), ServiceError> {
    if simulated::has_plans(conn).await? {
        return Err(refusal("Cơ sở dữ liệu đã có kế hoạch.".to_owned()));
    }
    for username in usernames {
        if users::lookup_by_name(conn, username).await?.is_some() {
            return Err(refusal(format!("Đã có tài khoản {username}.")));
        }
    }
    Ok(())
}

fn refusal(why: String) -> ServiceError {
    ServiceError::Conflict {
        code: "demo_refused",
        detail: format!("{why} Chỉ nạp dữ liệu trình diễn vào cơ sở dữ liệu trống."),
    }
}

async fn add_accounts<C: ConnectionTrait>(
    conn: &C,
    password_hash: &str,
) -> Result<(), ServiceError> {
    let created_at =
        DateTime::<Utc>::from_timestamp_millis(ACCOUNTS_MADE_AT_MS).unwrap_or_default();
    for account in ACCOUNTS {
        let new = NewAccount {
            id: account.id(),
            username: account.username.to_owned(),
            display_name: account.display_name.to_owned(),
            password_hash: password_hash.to_owned(),
            simulated: true,
            must_change_password: false,
            created_at,
            created_by: None,
        };
        users::add(conn, new, &account.grants()).await?;
        if !account.enabled {
            users::set_disabled(conn, account.id(), true).await?;
        }
    }
    Ok(())
}
