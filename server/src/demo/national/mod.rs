//! The whole country, for trials of size: a national plan for 2026–2030, the plans of 34 provinces
//! and 3,321 communes that carry it out, and a report of every commune for every month. Everything
//! is made up and says so (*mô phỏng*), from the demonstration's seed: every load on every machine
//! and on both databases makes the same rows.
//!
//! **What older reports leave out.** The reports of the newest two months are told step by step, as
//! the services would have stored them. Five years are 199,260 reports with 14.9 million lines, and
//! the versions of a report tell every figure once more: older reports therefore have their steps
//! (saved, submitted, approved or returned) with who and when, but without what each step changed
//! (`changes` and `texts` are empty lists); nearly all of their tasks are without a note, and fewer
//! name difficulties. What their lines hold is whole, so every figure of every month can be read,
//! rolled up and compared. Almost all of them are approved; of the newest month some are waiting,
//! returned or not begun.
//!
//! | file | what it makes |
//! | --- | --- |
//! | `lines` | the 35 measures, and what each does over the years |
//! | `plan`, `voice` | a unit's plan, in its words |
//! | `size` | how large and how good a commune is |
//! | `figures` | what lines hold, month by month |
//! | `reports` | what becomes of each report |
//! | `people` | the accounts |
//! | `world` | all of it, plan by plan and month by month |

mod figures;
mod lines;
mod people;
mod plan;
mod reports;
mod size;
mod voice;
mod world;

#[cfg(test)]
mod tests;

pub use people::NationalAccount;

use super::ids::DerivedIds;
use super::refuse_unless_empty;
use crate::db::bulk_load::BulkLoad;
use crate::db::users::{self, NewAccount};
use crate::db::{Db, plans as plan_rows, rollup};
use crate::error::ServiceError;
use crate::reference::{self, official_units};
use chrono::{DateTime, NaiveDate, Utc};
use domain::period::{Period, PeriodRule};
use domain::unit::UnitRef;
use tokio::sync::mpsc;
use world::{Batch, World};

/// The accounts were made on 2025-12-01 at 08:00 in Vietnam.
const ACCOUNTS_MADE_AT_MS: i64 = 1_764_550_800_000;
/// Batches of rows that wait to be stored: so few that they take little memory.
const WAITING: usize = 2;
/// Tables that are filled fast, those that others refer to first.
const TABLES: [&str; 4] = ["plan_period", "report", "report_line", "report_version"];

/// How much of the country to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct National {
    /// Years from 2026 on.
    pub years: u32,
    /// At most so many provinces.
    pub provinces: usize,
    /// At most so many communes of each.
    pub communes: usize,
}

impl National {
    /// All of it.
    #[must_use]
    pub const fn whole(years: u32) -> Self {
        Self {
            years,
            provinces: usize::MAX,
            communes: usize::MAX,
        }
    }

    /// The day on which reports for the newest month are due: in its morning nothing that was made
    /// up lies in the future.
    #[must_use]
    pub fn due_on(self) -> Option<NaiveDate> {
        let last = i32::try_from(self.years.checked_sub(1)?).ok()?;
        let newest = Period::month(world::YEAR + last, 12)?;
        let days = newest.days(PeriodRule::default(), |_| false)?;
        Some(days.due_on)
    }
}

/// What is done, for whoever waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// So many plans are stored.
    Plans(usize),
    /// All reports of a period are stored: so many, and lines, since the beginning.
    Period(Period, usize, usize),
    /// The rows are there; indexes are being made.
    Indexing,
    /// Rolled-up figures are being made.
    RollingUp,
}

/// What was loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Accounts, those that cannot sign in included.
    pub accounts: usize,
    /// Plans.
    pub plans: usize,
    /// Reports.
    pub reports: usize,
    /// Lines of reports.
    pub lines: usize,
    /// Their versions.
    pub versions: usize,
}

/// A load that did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// Nothing was written: the database holds plans or one of the accounts already.
    #[error("{0}")]
    Refused(String),
    /// It failed before anything was written for good.
    #[error("nothing was written")]
    Failed(#[source] anyhow::Error),
    /// The database is half filled, perhaps without indexes. It must be deleted.
    #[error("half filled")]
    HalfFilled(#[source] anyhow::Error),
}

/// The accounts of the simulation, those to try first.
///
/// # Errors
/// When the embedded list of units is damaged.
pub fn accounts() -> anyhow::Result<Vec<NationalAccount>> {
    let units = official_units()?.into_iter().map(|record| record.unit);
    let provinces: Vec<UnitRef> = units.filter(|u| u.kind.is_province_level()).collect();
    Ok(people::accounts(&provinces))
}

/// Loads the country into an empty database that nobody uses, in many transactions.
/// `password_hash` is the hash of [`super::PASSWORD`], made once for all accounts.
///
/// # Errors
/// See [`LoadError`].
pub async fn load(
    db: &Db,
    password_hash: &str,
    scope: National,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Summary, LoadError> {
    let mut world = World::make(scope).map_err(LoadError::Failed)?;
    let mut summary = Summary::default();
    issue(db, password_hash, &mut world, &mut summary)
        .await
        .map_err(|error| match error {
            ServiceError::Conflict { detail, .. } => LoadError::Refused(detail),
            ServiceError::Internal(error) => LoadError::Failed(error),
            error => LoadError::Failed(error.into()),
        })?;
    progress(Progress::Plans(summary.plans));
    report(db, world, &mut summary, progress)
        .await
        .map_err(LoadError::HalfFilled)?;
    Ok(summary)
}

/// Units, accounts and plans, in one transaction: refused, it has written nothing.
async fn issue(
    db: &Db,
    password_hash: &str,
    world: &mut World,
    summary: &mut Summary,
) -> Result<(), ServiceError> {
    let accounts = accounts().map_err(ServiceError::Internal)?;
    let transaction = db.begin_write().await?;
    let usernames = accounts.iter().map(|account| account.username.as_str());
    refuse_unless_empty(&transaction, usernames).await?;
    reference::load_into(&transaction).await?;
    reference::load_holidays(&transaction).await?;
    let created_at =
        DateTime::<Utc>::from_timestamp_millis(ACCOUNTS_MADE_AT_MS).unwrap_or_default();
    for account in &accounts {
        let new = NewAccount {
            id: account.id(),
            username: account.username.clone(),
            display_name: account.display_name.clone(),
            password_hash: password_hash.to_owned(),
            simulated: true,
            must_change_password: false,
            created_at,
            created_by: None,
        };
        users::add(&transaction, new, &account.grants()).await?;
        if !account.enabled {
            users::set_disabled(&transaction, account.id(), true).await?;
        }
    }
    summary.accounts = accounts.len();
    let ids = DerivedIds::new("qg/group");
    for plans in world.plans() {
        let new = plans.iter().map(|new| plan_rows::NewPlan {
            plan: &new.plan,
            parent: new.parent,
            rule: PeriodRule::default(),
        });
        let new: Vec<_> = new.collect();
        plan_rows::insert_all(&transaction, &ids, &new).await?;
        summary.plans += new.len();
    }
    transaction.commit().await?;
    Ok(())
}

/// Periods and reports, one period to a transaction; a thread makes rows while others are stored.
async fn report(
    db: &Db,
    world: World,
    summary: &mut Summary,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> anyhow::Result<()> {
    let mut load = BulkLoad::begin(db, &TABLES).await?;
    let (give, mut batches) = mpsc::channel::<Batch>(WAITING);
    let making = tokio::task::spawn_blocking(move || {
        world.reports(|batch| give.blocking_send(batch).is_ok())
    });
    load.open().await?;
    while let Some(Batch { rows, ends }) = batches.recv().await {
        load.insert(&rows.periods).await?;
        load.insert(&rows.reports).await?;
        load.insert(&rows.lines).await?;
        load.insert(&rows.versions).await?;
        summary.reports += rows.reports.len();
        summary.lines += rows.lines.len();
        summary.versions += rows.versions.len();
        if let Some(period) = ends {
            load.commit().await?;
            load.open().await?;
            progress(Progress::Period(period, summary.reports, summary.lines));
        }
    }
    load.commit().await?;
    making.await??;
    progress(Progress::Indexing);
    load.put_back().await?;
    load.finish().await?;
    progress(Progress::RollingUp);
    rollup::rebuild(db).await?;
    Ok(())
}
