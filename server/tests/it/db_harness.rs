//! A fresh database per test, on SQLite (a file in a temporary folder) and on PostgreSQL.
//!
//! `TIENDO_TEST_POSTGRES_URL` names a PostgreSQL database in which the user may create others;
//! `cargo xtask test` sets it. Without it the PostgreSQL half is skipped on a developer's machine
//! and fails in CI, so that it can never go missing unnoticed.

use sea_orm::{ConnectionTrait, Database};
use server::clock::{Ids, RandomIds};
use server::db::Db;
use std::future::Future;
use tempfile::TempDir;

const ADMIN_URL: &str = "TIENDO_TEST_POSTGRES_URL";

/// Runs a test's body on a migrated SQLite database.
pub(crate) async fn on_sqlite<F: Future<Output = ()>>(body: impl FnOnce(Db) -> F) {
    let (db, _folder) = sqlite().await;
    body(db.clone()).await;
    db.close().await.unwrap();
}

/// A migrated SQLite database in its own folder, which lives as long as the handle.
pub(crate) async fn sqlite() -> (Db, TempDir) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("test.db");
    let db = Db::connect(&format!("sqlite://{}", file.display()))
        .await
        .unwrap();
    db.migrate().await.unwrap();
    (db, folder)
}

/// Runs a test's body on a migrated PostgreSQL database, which is dropped afterwards.
pub(crate) async fn on_postgres<F: Future<Output = ()>>(body: impl FnOnce(Db) -> F) {
    let Ok(admin_url) = std::env::var(ADMIN_URL) else {
        assert!(std::env::var_os("CI").is_none(), "{ADMIN_URL} is not set");
        eprintln!("SKIPPED on PostgreSQL: {ADMIN_URL} is not set");
        return;
    };
    let admin = Database::connect(&admin_url).await.unwrap();
    let name = format!("tiendo_test_{}", RandomIds.uuid().simple());
    admin
        .execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await
        .unwrap();
    let db = Db::connect(&with_database(&admin_url, &name))
        .await
        .unwrap();
    db.migrate().await.unwrap();
    body(db.clone()).await;
    db.close().await.unwrap();
    admin
        .execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)"))
        .await
        .unwrap();
}

/// The URL of another database on the same server: the path is replaced, parameters stay.
fn with_database(url: &str, name: &str) -> String {
    let (address, parameters) = url.split_once('?').unwrap_or((url, ""));
    let host_at = address.find("://").map_or(0, |at| at + 3);
    let host_end = address[host_at..]
        .find('/')
        .map_or(address.len(), |at| host_at + at);
    let mut out = format!("{}/{name}", &address[..host_end]);
    if !parameters.is_empty() {
        out.push('?');
        out.push_str(parameters);
    }
    out
}

/// Makes each function two tests, `<name>::on_sqlite` and `<name>::on_postgres`.
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($db:ident: $type:ty) $body:block)+) => {$(
        mod $name {
            use super::*;

            $(#[$meta])*
            async fn body($db: $type) $body

            #[tokio::test]
            async fn on_sqlite() {
                $crate::db_harness::on_sqlite(body).await;
            }

            #[tokio::test]
            async fn on_postgres() {
                $crate::db_harness::on_postgres(body).await;
            }
        }
    )+};
}
pub(crate) use on_both;

#[test]
fn the_database_of_a_url_is_replaced() {
    let table = [
        ("postgres://u:p@h:5432/postgres", "postgres://u:p@h:5432/x"),
        ("postgres://u@h", "postgres://u@h/x"),
        (
            "postgres://u@h/a?host=/tmp/pg",
            "postgres://u@h/x?host=/tmp/pg",
        ),
    ];
    for (url, expected) in table {
        assert_eq!(with_database(url, "x"), expected);
    }
}
