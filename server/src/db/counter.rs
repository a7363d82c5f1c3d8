//! Numbers that only grow, raised inside the write transaction. While one is raised its row is
//! locked until the commit, so whoever reads the sequence of changes never sees a number before a
//! smaller one: a pull skips nothing.

use crate::db::entity::counter;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use sea_orm::{ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait, Statement};

/// Which number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counter {
    /// The sequence of changes that devices pull.
    Change,
    /// Changes of the tree of units: whose scope holds what.
    Tree,
    /// Rights given or taken: grants, disabled accounts, ended sessions.
    Access,
    /// Changes of what figures mean: plans, links, thresholds, tasks called off.
    Plan,
}

impl Counter {
    const fn name(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Tree => "tree",
            Self::Access => "access",
            Self::Plan => "plan",
        }
    }
}

/// Raises a number by one and answers it. Inside a write transaction only.
///
/// # Errors
/// When the database fails.
pub async fn next<C: ConnectionTrait>(conn: &C, which: Counter) -> Result<i64, DbErr> {
    let raise = Query::update()
        .table(counter::Entity)
        .value(
            counter::Column::Value,
            Expr::col(counter::Column::Value).add(1),
        )
        .and_where(counter::Column::Name.eq(which.name()))
        .returning_col(counter::Column::Value)
        .take();
    let row = conn.query_one(&raise).await?;
    row.ok_or_else(|| missing(which))?.try_get("", "value")
}

/// What [`raise`] answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Raised {
    /// [`Counter::Change`], raised.
    pub change: i64,
    /// [`Counter::Tree`] at that moment.
    pub tree: i64,
}

/// Raises [`Counter::Change`] like [`next`], and looks at [`Counter::Tree`] in the same statement.
///
/// # Errors
/// When the database fails.
pub async fn raise<C: ConnectionTrait>(conn: &C) -> Result<Raised, DbErr> {
    let sql = "UPDATE counter SET value = value + 1 WHERE name = 'change' \
        RETURNING value AS change, (SELECT value FROM counter AS other WHERE other.name = 'tree') AS tree";
    let raise = Statement::from_string(conn.get_database_backend(), sql);
    let row = conn.query_one_raw(raise).await?;
    let row = row.ok_or_else(|| missing(Counter::Change))?;
    Ok(Raised {
        change: row.try_get("", "change")?,
        tree: row.try_get("", "tree")?,
    })
}

/// All of them at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// [`Counter::Change`].
    pub change: i64,
    /// [`Counter::Tree`].
    pub tree: i64,
    /// [`Counter::Access`].
    pub access: i64,
    /// [`Counter::Plan`].
    pub plan: i64,
}

/// All of them in one query.
///
/// # Errors
/// When the database fails.
pub async fn all<C: ConnectionTrait>(conn: &C) -> Result<Counters, DbErr> {
    let rows = counter::Entity::find().all(conn).await?;
    let value = |which: Counter| {
        let row = rows.iter().find(|row| row.name == which.name());
        row.map(|row| row.value).ok_or_else(|| missing(which))
    };
    Ok(Counters {
        change: value(Counter::Change)?,
        tree: value(Counter::Tree)?,
        access: value(Counter::Access)?,
        plan: value(Counter::Plan)?,
    })
}

fn missing(which: Counter) -> DbErr {
    DbErr::RecordNotFound(format!("counter {}", which.name()))
}

/// A number as it is now.
///
/// # Errors
/// When the database fails.
pub async fn now<C: ConnectionTrait>(conn: &C, which: Counter) -> Result<i64, DbErr> {
    let row = counter::Entity::find_by_id(which.name()).one(conn).await?;
    row.map(|row| row.value).ok_or_else(|| missing(which))
}
