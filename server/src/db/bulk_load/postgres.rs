//! PostgreSQL's half: `COPY` in its text format.

use super::{Shape, failed, unknown_type};
use crate::db::Db;
use sea_orm::sqlx::pool::PoolConnection;
use sea_orm::sqlx::{self, AssertSqlSafe, Row as _};
use sea_orm::{DbErr, ModelTrait, Value};
use std::fmt::Write as _;

/// Everyone may set these for a session of their own.
const SETTINGS: [&str; 2] = [
    "SET synchronous_commit = off",
    "SET maintenance_work_mem = '256MB'",
];

/// How to put each foreign key and each index of a table away, and back; indexes that a constraint
/// made stay.
const PARTS: &str = "\
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname), \
format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, \
pg_get_constraintdef(oid)) \
FROM pg_constraint WHERE contype = 'f' AND conrelid = format('%I', $1::text)::regclass \
UNION ALL \
SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid) \
FROM pg_index WHERE indrelid = format('%I', $1::text)::regclass \
AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND contype <> 'f')";

/// Text that is sent at once.
const PIECE: usize = 1 << 20;

pub(super) struct Postgres {
    connection: PoolConnection<sqlx::Postgres>,
    put_back: Vec<String>,
}

impl Postgres {
    pub(super) async fn begin(db: &Db, tables: &[&str]) -> Result<Self, DbErr> {
        let pool = db.write.get_postgres_connection_pool();
        let mut this = Self {
            connection: pool.acquire().await.map_err(failed)?,
            put_back: Vec::new(),
        };
        this.connection.close_on_drop();
        for setting in SETTINGS {
            this.run(setting).await?;
        }
        for table in tables {
            let parts = sqlx::query(PARTS)
                .bind(*table)
                .fetch_all(&mut *this.connection)
                .await
                .map_err(failed)?;
            for part in parts {
                let away: String = part.try_get(0).map_err(failed)?;
                this.run(&away).await?;
                this.put_back.push(part.try_get(1).map_err(failed)?);
            }
        }
        Ok(this)
    }

    pub(super) async fn run(&mut self, sql: &str) -> Result<(), DbErr> {
        let sql = AssertSqlSafe(sql.to_owned());
        let done = sqlx::raw_sql(sql).execute(&mut *self.connection).await;
        done.map(|_| ()).map_err(failed)
    }

    pub(super) async fn copy<M: ModelTrait>(
        &mut self,
        shape: &Shape<M::Entity>,
        rows: &[M],
    ) -> Result<(), DbErr> {
        let statement = format!("COPY \"{}\" ({}) FROM STDIN", shape.table, shape.names());
        let mut copy = self
            .connection
            .copy_in_raw(&statement)
            .await
            .map_err(failed)?;
        let mut text = String::with_capacity(PIECE + PIECE / 8);
        for row in rows {
            for (place, column) in shape.columns.iter().enumerate() {
                if place > 0 {
                    text.push('\t');
                }
                write(&mut text, row.get(*column))?;
            }
            text.push('\n');
            if text.len() >= PIECE {
                copy.send(text.as_bytes()).await.map_err(failed)?;
                text.clear();
            }
        }
        copy.send(text.as_bytes()).await.map_err(failed)?;
        copy.finish().await.map(|_| ()).map_err(failed)
    }

    pub(super) async fn put_back(&mut self) -> Result<(), DbErr> {
        for sql in std::mem::take(&mut self.put_back) {
            self.run(&sql).await?;
        }
        Ok(())
    }

    pub(super) async fn finish(mut self) -> Result<(), DbErr> {
        self.run("ANALYZE").await?;
        self.connection.close().await.map_err(failed)
    }
}

/// A cell of `COPY`'s text format.
fn write(text: &mut String, value: Value) -> Result<(), DbErr> {
    match value {
        Value::Bool(Some(true)) => text.push('t'),
        Value::Bool(Some(false)) => text.push('f'),
        Value::Int(Some(number)) => number_in(text, number.into())?,
        Value::BigInt(Some(number)) => number_in(text, number)?,
        Value::String(Some(value)) => text_in(text, &value),
        Value::Bool(None) | Value::Int(None) | Value::BigInt(None) | Value::String(None) => {
            text.push_str("\\N");
        }
        _ => return Err(unknown_type()),
    }
    Ok(())
}

fn number_in(text: &mut String, number: i64) -> Result<(), DbErr> {
    write!(text, "{number}").map_err(|error| DbErr::Type(error.to_string()))
}

fn text_in(text: &mut String, value: &str) {
    if !value.contains(['\\', '\n', '\r', '\t']) {
        text.push_str(value);
        return;
    }
    for c in value.chars() {
        match c {
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            c => text.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_copy() {
        let table: [(Value, &str); 6] = [
            ("một\thai\\\nba".into(), "một\\thai\\\\\\nba"),
            ("\\N".into(), "\\\\N"),
            (Value::String(None), "\\N"),
            (true.into(), "t"),
            ((-5_i64).into(), "-5"),
            ("".into(), ""),
        ];
        for (value, expected) in table {
            let mut text = String::new();
            write(&mut text, value).unwrap();
            assert_eq!(text, expected);
        }
    }
}
