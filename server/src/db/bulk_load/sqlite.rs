//! SQLite's half: one prepared statement for each number of rows.

use super::{Shape, failed, unknown_type};
use crate::db::{Db, bulk};
use sea_orm::sqlx::pool::PoolConnection;
use sea_orm::sqlx::sqlite::SqliteArguments;
use sea_orm::sqlx::{self, Arguments as _, AssertSqlSafe, Row as _};
use sea_orm::{DbErr, EntityTrait, ModelTrait, Value};

/// The connection must be of no use for anything else: whoever crashes it starts anew. Foreign keys
/// are off because four look-ups per line are most of the work; tests look whether all is well.
/// 128 MB of cache and a second thread are for sorting when indexes are made.
const SETTINGS: [&str; 5] = [
    "PRAGMA synchronous = OFF",
    "PRAGMA foreign_keys = OFF",
    "PRAGMA cache_size = -131072",
    "PRAGMA wal_autocheckpoint = 32000",
    "PRAGMA threads = 2",
];

/// The planner needs a rough picture only; a full count would read the whole file.
const ANALYZE: [&str; 3] = [
    "PRAGMA analysis_limit = 1000",
    "ANALYZE",
    "PRAGMA wal_checkpoint(TRUNCATE)",
];

pub(super) struct Sqlite {
    connection: PoolConnection<sqlx::Sqlite>,
    put_back: Vec<String>,
}

impl Sqlite {
    pub(super) async fn begin(db: &Db, tables: &[&str]) -> Result<Self, DbErr> {
        let pool = db.write.get_sqlite_connection_pool();
        let mut this = Self {
            connection: pool.acquire().await.map_err(failed)?,
            put_back: Vec::new(),
        };
        // Whatever happens, nobody else gets a connection with these settings.
        this.connection.close_on_drop();
        for setting in SETTINGS {
            this.run(setting).await?;
        }
        for table in tables {
            this.put_away(table).await?;
        }
        Ok(this)
    }

    /// Those that a constraint of the table made have no text of their own, and stay.
    async fn put_away(&mut self, table: &str) -> Result<(), DbErr> {
        let indexes = sqlx::query(
            "SELECT name, sql FROM sqlite_master \
             WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL ORDER BY name",
        )
        .bind(table)
        .fetch_all(&mut *self.connection)
        .await
        .map_err(failed)?;
        for index in indexes {
            let name: String = index.try_get(0).map_err(failed)?;
            self.put_back.push(index.try_get(1).map_err(failed)?);
            self.run(&format!("DROP INDEX \"{name}\"")).await?;
        }
        Ok(())
    }

    pub(super) async fn run(&mut self, sql: &str) -> Result<(), DbErr> {
        let sql = AssertSqlSafe(sql.to_owned());
        let done = sqlx::raw_sql(sql).execute(&mut *self.connection).await;
        done.map(|_| ()).map_err(failed)
    }

    pub(super) async fn insert<M: ModelTrait>(
        &mut self,
        shape: &Shape<M::Entity>,
        rows: &[M],
    ) -> Result<(), DbErr> {
        let columns = &shape.columns;
        let mut left = rows;
        while !left.is_empty() {
            let count = bulk::rows_of_next(left.len(), columns.len());
            let (now, later) = left.split_at(count);
            left = later;
            let mut arguments = SqliteArguments::default();
            arguments.reserve(count * columns.len(), 0);
            for row in now {
                for column in columns {
                    bind(&mut arguments, row.get(*column))?;
                }
            }
            let statement = AssertSqlSafe(statement(shape, count));
            sqlx::query_with(statement, arguments)
                .execute(&mut *self.connection)
                .await
                .map_err(failed)?;
        }
        Ok(())
    }

    pub(super) async fn put_back(&mut self) -> Result<(), DbErr> {
        for sql in std::mem::take(&mut self.put_back) {
            self.run(&sql).await?;
        }
        Ok(())
    }

    pub(super) async fn finish(mut self) -> Result<(), DbErr> {
        for sql in ANALYZE {
            self.run(sql).await?;
        }
        self.connection.close().await.map_err(failed)
    }
}

fn statement<E: EntityTrait>(shape: &Shape<E>, rows: usize) -> String {
    let row = format!("({})", vec!["?"; shape.columns.len()].join(","));
    format!(
        "INSERT INTO \"{}\" ({}) VALUES {}",
        shape.table,
        shape.names(),
        vec![row.as_str(); rows].join(",")
    )
}

fn bind(arguments: &mut SqliteArguments, value: Value) -> Result<(), DbErr> {
    let added = match value {
        Value::Bool(value) => arguments.add(value),
        Value::Int(value) => arguments.add(value),
        Value::BigInt(value) => arguments.add(value),
        Value::String(value) => arguments.add(value),
        _ => return Err(unknown_type()),
    };
    added.map_err(|error| DbErr::Type(error.to_string()))
}
