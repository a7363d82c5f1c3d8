//! Rows for the rolled-up views beside the figures themselves ([`crate::db::rollup`]): which plans
//! and periods there are, and who stands behind a line.

pub mod periods;
pub mod reports;

use super::Db;
use sea_orm::{
    AccessMode, DatabaseTransaction, DbErr, IsolationLevel, TransactionOptions, TransactionTrait,
};

/// A read transaction that sees one state of the database throughout, so that a figure and its
/// parts agree even while reports are being approved.
///
/// # Errors
/// When the database fails.
pub async fn snapshot(db: &Db) -> Result<DatabaseTransaction, DbErr> {
    let options = TransactionOptions {
        // SQLite's readers always see one state; it knows no levels.
        isolation_level: db.is_postgres().then_some(IsolationLevel::RepeatableRead),
        access_mode: db.is_postgres().then_some(AccessMode::ReadOnly),
        sqlite_transaction_mode: None,
    };
    db.read().begin_with_options(options).await
}
