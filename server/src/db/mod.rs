//! Persistence. SQL is only here: one file per aggregate, returning domain types.
//!
//! **Invariants.** Writes go through [`Db::begin_write`], which on SQLite takes the write lock at
//! once (a transaction that reads first and writes later fails as soon as another writer was
//! faster). Inside a transaction every query gets the transaction, never the pool. Queries for
//! data with a scope are named `*_visible_to` and take the roots of [`domain::policy::Actor::roots`].

pub mod audit;
mod bulk;
pub(crate) mod bulk_load;
pub mod calendar;
pub(crate) mod codec;
pub mod counter;
pub mod entity;
pub mod evidence;
pub mod late;
mod lists;
pub mod locks;
pub mod overview;
pub mod people;
pub mod plans;
pub mod reports;
pub mod rollup;
pub mod sessions;
pub mod simulated;
pub mod sync;
pub mod territory;
pub mod text_uuid;
pub mod unit_search;
pub mod units;
pub mod uploads;
pub mod users;
pub mod versions;

use crate::changes::Changes;
use migrations::Migrator;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use std::sync::Arc;
use std::time::Duration;

/// Connections that only read, for SQLite; PostgreSQL shares one pool.
const READERS: u32 = 8;
/// Connections to PostgreSQL.
const POSTGRES_CONNECTIONS: u32 = 16;
/// How long a writer waits for another process's write lock on SQLite.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Pages (4 KB) of SQLite's log after which they are written back into the file. Under load the same
/// pages change again and again: writing them back every 1,000 pages, as by default, costs more than
/// reading a longer log.
const CHECKPOINT_PAGES: &str = "8000";
/// Prepared statements kept for each connection to SQLite: what a request uses, not every length of
/// list that ever came.
const STATEMENTS: usize = 64;
/// Rows that SQLite's thread reads ahead of who asked. With 50, as by default, the two take turns all
/// the time: measured, 71,000 to 97,000 changes of thread in place of 50,000 to 57,000 for the same
/// 492 first looks at views (`docs/decisions/0009-figures.md`).
const ROWS_AHEAD: usize = 1_000;

/// The database: one writer and several readers on SQLite, one pool on PostgreSQL.
#[derive(Clone, Debug)]
pub struct Db {
    read: DatabaseConnection,
    write: DatabaseConnection,
    book: Arc<rollup::Book>,
    changes: Changes,
}

impl Db {
    /// Connects by URL: `sqlite://data/tiendo.db` (created when missing; its folder must exist)
    /// or `postgres://user:password@host/name`.
    ///
    /// # Errors
    /// When the database cannot be opened or reached.
    pub async fn connect(url: &str) -> Result<Self, DbErr> {
        if url.starts_with("sqlite:") {
            let write = Database::connect(sqlite(url, 1)).await?;
            let read = Database::connect(sqlite(url, READERS)).await?;
            return Ok(Self {
                read,
                write,
                book: Arc::default(),
                changes: Changes::default(),
            });
        }
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(POSTGRES_CONNECTIONS)
            .sqlx_logging(false)
            .record_stmt_in_spans(false);
        let pool = Database::connect(options).await?;
        Ok(Self {
            read: pool.clone(),
            write: pool,
            book: Arc::default(),
            changes: Changes::default(),
        })
    }

    /// Brings the schema up to date; does nothing when it is.
    ///
    /// # Errors
    /// When a migration fails, or the database has one that this program does not know.
    pub async fn migrate(&self) -> Result<(), DbErr> {
        Migrator::up(&self.write, None).await
    }

    /// For reading outside a transaction.
    #[must_use]
    pub const fn read(&self) -> &DatabaseConnection {
        &self.read
    }

    /// What the roll-up has read before.
    #[must_use]
    pub fn book(&self) -> &rollup::Book {
        &self.book
    }

    /// Whom to tell after a commit that raised the sequence of changes.
    #[must_use]
    pub const fn changes(&self) -> &Changes {
        &self.changes
    }

    /// A transaction that will write. Dropping it without `commit()` undoes it.
    ///
    /// # Errors
    /// When the database is gone, or the write lock cannot be had in time.
    pub async fn begin_write(&self) -> Result<DatabaseTransaction, DbErr> {
        self.write
            .begin_with_options(TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..TransactionOptions::default()
            })
            .await
    }

    /// Whether this is PostgreSQL.
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        self.read.get_database_backend() == DbBackend::Postgres
    }

    /// Closes every connection, writing SQLite's log back into the file.
    ///
    /// # Errors
    /// When a connection was already broken.
    pub async fn close(self) -> Result<(), DbErr> {
        self.read.close().await?;
        self.write.close().await
    }
}

fn sqlite(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    // In KiB, as SQLite reads negative numbers. The writer changes the ends of a dozen indexes in
    // every commit.
    let cache = if connections == 1 { "-16000" } else { "-2000" };
    options
        .max_connections(connections)
        // A file that was open stays open; asking costs a turn of the connection's thread.
        .test_before_acquire(false)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .map_sqlx_sqlite_opts(move |options| {
            options
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                // An answer leaves only when the commit is on disk.
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(BUSY_TIMEOUT)
                .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
                .pragma("cache_size", cache)
                .statement_cache_capacity(STATEMENTS)
                .row_buffer_size(ROWS_AHEAD)
        });
    options
}
