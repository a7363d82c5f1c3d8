//! Submitting, withdrawing, approving, returning: one step each, made on exactly the version that
//! the person saw. The rules are [`domain::sync::decide`]'s.

use super::get::get;
use super::plain::{Plain, refused, stale};
use crate::committer::Committer;
use crate::error::ServiceError;
use crate::service::Ctx;
use crate::service::sync::Decided;
use domain::id::ReportId;
use domain::policy::Actor;
use domain::sync::OpBody;
use domain::wire::report::{AtVersion, Report, ReturnReport};

/// Sends the report to the unit's approver; it closes for editing.
///
/// # Errors
/// `NotFound`, `Forbidden`, `Conflict` (`wrong_state`, `stale_version`, `period_locked`).
pub async fn submit(
    ctx: Ctx<'_>,
    committer: &Committer,
    actor: &Actor,
    id: ReportId,
    seen: AtVersion,
) -> Result<Report, ServiceError> {
    let base_version = seen.version;
    take(ctx, committer, actor, id, OpBody::Submit { base_version }).await
}

/// Takes back what was submitted and not yet approved.
///
/// # Errors
/// As [`submit`].
pub async fn withdraw(
    ctx: Ctx<'_>,
    committer: &Committer,
    actor: &Actor,
    id: ReportId,
    seen: AtVersion,
) -> Result<Report, ServiceError> {
    let base_version = seen.version;
    take(ctx, committer, actor, id, OpBody::Withdraw { base_version }).await
}

/// Approves the report: it counts as official, and reasons for returning are settled.
///
/// # Errors
/// As [`submit`].
pub async fn approve(
    ctx: Ctx<'_>,
    committer: &Committer,
    actor: &Actor,
    id: ReportId,
    seen: AtVersion,
) -> Result<Report, ServiceError> {
    let base_version = seen.version;
    take(ctx, committer, actor, id, OpBody::Approve { base_version }).await
}

/// Returns the report with a reason for the whole, for lines, or both; it opens for editing.
///
/// # Errors
/// As [`submit`], and `Invalid` without any reason or with one for an unknown line.
pub async fn return_report(
    ctx: Ctx<'_>,
    committer: &Committer,
    actor: &Actor,
    id: ReportId,
    request: ReturnReport,
) -> Result<Report, ServiceError> {
    let body = OpBody::Return {
        base_version: request.version,
        reason: request.reason,
        lines: request.lines,
    };
    take(ctx, committer, actor, id, body).await
}

async fn take(
    ctx: Ctx<'_>,
    committer: &Committer,
    actor: &Actor,
    id: ReportId,
    body: OpBody,
) -> Result<Report, ServiceError> {
    let plain = Plain { ctx, actor, id };
    let done = plain.commit(committer, std::iter::once(body)).await?;
    match done.ops.into_iter().next() {
        Some(Decided::Refused(refusal)) => Err(refused(refusal)),
        Some(Decided::Stale | Decided::Conflict { .. }) => Err(stale()),
        Some(_) => get(ctx, actor, id).await,
        None => Err(ServiceError::NotFound),
    }
}
