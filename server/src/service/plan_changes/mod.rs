//! What changes in a plan after it was issued: a threshold from a day on, a task called off, what a
//! line carries out. Each is recorded by who follows the plan up ([`ChangePlan`](domain::policy::Action::ChangePlan)) and takes
//! the figures along in the same transaction; earlier periods stay as they were.

mod amend;
mod assign;
mod cancel;
mod carry;
mod link;
mod links;
mod list;

pub use amend::amend;
pub use assign::{assign, assignments};
pub use cancel::{cancel, restore};
pub use link::link;
pub use links::links;
pub use list::{changes, unlinked};

use crate::db::audit;
use crate::error::ServiceError;
use crate::service::Ctx;
use crate::service::plans::allow;
use domain::id::UnitId;
use domain::policy::Actor;
use sea_orm::ConnectionTrait;

/// What a transaction came to. One that was undone has raised counters that are back where they
/// were: what was read under their numbers is forgotten.
fn settled<T>(ctx: Ctx<'_>, done: Result<T, ServiceError>) -> Result<T, ServiceError> {
    if done.is_err() {
        ctx.db.book().forget();
    } else {
        ctx.db.changes().notify();
    }
    done
}

/// Something to be logged.
struct Logged {
    action: &'static str,
    unit: UnitId,
    subject: String,
    detail: serde_json::Value,
}

async fn log<C: ConnectionTrait>(
    ctx: Ctx<'_>,
    conn: &C,
    actor: &Actor,
    what: Logged,
) -> Result<(), ServiceError> {
    let entry = audit::Entry {
        id: ctx.ids.uuid(),
        at: ctx.clock.now(),
        actor: Some(actor.user),
        action: what.action,
        unit: Some(what.unit),
        subject: what.subject,
        detail: what.detail,
    };
    Ok(audit::add(conn, entry).await?)
}
