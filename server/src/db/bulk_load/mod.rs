//! Millions of rows into a database that nobody uses yet, as fast as each engine takes them:
//! SQLite by prepared statements of many rows, PostgreSQL by `COPY`.
//!
//! One connection does it all. On it a commit does not wait for the disk, and secondary indexes and
//! foreign keys of the tables that are filled are away until [`BulkLoad::finish`] puts them back as
//! they were: as the database itself described them. **A load that fails leaves a database without
//! them: it has to be deleted.** Nobody else may write meanwhile; SQLite's only writing connection
//! is taken.

mod postgres;
mod sqlite;

use super::Db;
use postgres::Postgres;
use sea_orm::sqlx;
use sea_orm::{DbErr, EntityTrait, IdenStatic as _, Iterable as _, ModelTrait, RuntimeErr};
use sqlite::Sqlite;

/// A load under way.
pub(crate) struct BulkLoad {
    engine: Engine,
}

enum Engine {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

/// A table with its columns, in the order of the entity.
struct Shape<E: EntityTrait> {
    table: &'static str,
    columns: Vec<E::Column>,
}

impl<E: EntityTrait> Shape<E> {
    fn new() -> Self {
        Self {
            table: E::default().table_name(),
            columns: E::Column::iter().collect(),
        }
    }

    /// `"id", "by"`: some names are words of SQL.
    fn names(&self) -> String {
        let names: Vec<String> = self
            .columns
            .iter()
            .map(|column| format!("\"{}\"", column.as_str()))
            .collect();
        names.join(", ")
    }
}

impl BulkLoad {
    /// Takes the connection and puts the indexes (and on PostgreSQL the foreign keys) of `tables`
    /// away.
    ///
    /// # Errors
    /// When the database fails, as for every step.
    pub(crate) async fn begin(db: &Db, tables: &[&str]) -> Result<Self, DbErr> {
        let engine = if db.is_postgres() {
            Engine::Postgres(Postgres::begin(db, tables).await?)
        } else {
            Engine::Sqlite(Sqlite::begin(db, tables).await?)
        };
        Ok(Self { engine })
    }

    /// Begins a transaction.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn open(&mut self) -> Result<(), DbErr> {
        match &mut self.engine {
            Engine::Sqlite(engine) => engine.run("BEGIN IMMEDIATE").await,
            Engine::Postgres(engine) => engine.run("BEGIN").await,
        }
    }

    /// Commits it.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn commit(&mut self) -> Result<(), DbErr> {
        match &mut self.engine {
            Engine::Sqlite(engine) => engine.run("COMMIT").await,
            Engine::Postgres(engine) => engine.run("COMMIT").await,
        }
    }

    /// Stores rows. Foreign keys are not looked at on SQLite, and on PostgreSQL only in
    /// [`BulkLoad::finish`].
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn insert<M: ModelTrait>(&mut self, rows: &[M]) -> Result<(), DbErr> {
        if rows.is_empty() {
            return Ok(());
        }
        let shape = Shape::<M::Entity>::new();
        match &mut self.engine {
            Engine::Sqlite(engine) => engine.insert(&shape, rows).await,
            Engine::Postgres(engine) => engine.copy(&shape, rows).await,
        }
    }

    /// Puts indexes and foreign keys back.
    ///
    /// # Errors
    /// When the database fails, or PostgreSQL finds a row that refers to nothing.
    pub(crate) async fn put_back(&mut self) -> Result<(), DbErr> {
        match &mut self.engine {
            Engine::Sqlite(engine) => engine.put_back().await,
            Engine::Postgres(engine) => engine.put_back().await,
        }
    }

    /// Counts what the planner has to know, and closes the connection with its settings; the pool
    /// opens another.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn finish(self) -> Result<(), DbErr> {
        match self.engine {
            Engine::Sqlite(engine) => engine.finish().await,
            Engine::Postgres(engine) => engine.finish().await,
        }
    }
}

fn failed(error: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(error.into()))
}

fn unknown_type() -> DbErr {
    DbErr::Type("a column of a type that a bulk load does not know".to_owned())
}
