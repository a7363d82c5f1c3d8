//! What waits for the actor: reports to enter, reports to approve.

use super::reports::summaries;
use crate::db::reports::{self, StoredReport};
use crate::error::ServiceError;
use crate::service::Ctx;
use domain::policy::{Action, Actor};
use domain::wire::report::Work;
use domain::work;

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
        to_report: summaries(conn, ctx.db.book(), &to_report).await?,
        to_approve: summaries(conn, ctx.db.book(), &to_approve).await?,
    })
}

/// Of the reports sent, newest first, those that somebody still looks for.
fn still_of_interest(sent: Vec<StoredReport>) -> impl Iterator<Item = StoredReport> {
    let keys: Vec<_> = sent
        .iter()
        .map(|report| (report.plan, &report.unit, report.state))
        .collect();
    let kept = work::still_of_interest(&keys);
    let both = sent.into_iter().zip(kept);
    both.filter_map(|(report, kept)| kept.then_some(report))
}
