//! What waits for the actor: reports to enter, reports to approve.

use super::reports::summaries;
use crate::db::reports::{self, StoredReport};
use crate::error::ServiceError;
use crate::service::Ctx;
use domain::policy::{Action, Actor};
use domain::report::ReportState;
use domain::wire::report::Work;
use std::collections::HashSet;

/// Most reports of one list; the earliest due come first, so that none of them is missed.
const LIMIT: u64 = 200;

/// The actor's work, most urgent first.
///
/// # Errors
/// When the database fails.
pub async fn work(ctx: Ctx<'_>, actor: &Actor) -> Result<Work, ServiceError> {
    let conn = ctx.db.read();
    let edit = actor.roots(Action::EditReport);
    let approve = actor.roots(Action::ApproveReport);
    let mut to_report = reports::to_report_visible_to(conn, &edit, LIMIT).await?;
    let sent = reports::sent_visible_to(conn, &edit, LIMIT).await?;
    to_report.extend(still_of_interest(sent));
    let to_approve = reports::to_approve_visible_to(conn, &approve, LIMIT).await?;
    Ok(Work {
        to_report: summaries(conn, &to_report).await?,
        to_approve: summaries(conn, &to_approve).await?,
    })
}

/// Of the reports sent, newest first: all that wait for approval, and of the approved ones the
/// latest of each unit and plan, so that its reporters see that it went through.
fn still_of_interest(sent: Vec<StoredReport>) -> impl Iterator<Item = StoredReport> {
    let mut seen = HashSet::new();
    sent.into_iter().filter(move |report| {
        let is_latest = seen.insert((report.plan, report.unit.clone()));
        report.state == ReportState::Submitted || is_latest
    })
}
