//! Submitting, withdrawing, approving, returning: one step each, made on the version that the
//! person saw.

use super::get::get;
use super::open::{action_of, after, open};
use crate::db::counter::{self, Counter};
use crate::db::plans::{self, PlanShape};
use crate::db::reports::{self, Mark, StoredLine, StoredReport, StoredReturn};
use crate::db::versions::{self, StoredVersion};
use crate::error::ServiceError;
use crate::service::Ctx;
use domain::id::{LineId, ReportId};
use domain::policy::Actor;
use domain::report::{Basis, Step};
use domain::validate::{MAX_TEXT, Problem};
use domain::wire::problem::FieldProblem;
use domain::wire::report::{AtVersion, LineChange, Report, ReturnLine, ReturnReport};
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::HashMap;

/// Sends the report to the unit's approver; it closes for editing.
///
/// # Errors
/// `NotFound`, `Forbidden`, `Conflict` (`wrong_state`, `stale_version`).
pub async fn submit(
    ctx: Ctx<'_>,
    actor: &Actor,
    id: ReportId,
    seen: AtVersion,
) -> Result<Report, ServiceError> {
    take(ctx, actor, id, Step::Submit, plain(seen)).await
}

/// Takes back what was submitted and not yet approved.
///
/// # Errors
/// As [`submit`].
pub async fn withdraw(
    ctx: Ctx<'_>,
    actor: &Actor,
    id: ReportId,
    seen: AtVersion,
) -> Result<Report, ServiceError> {
    take(ctx, actor, id, Step::Withdraw, plain(seen)).await
}

/// Approves the report: it counts as official, and reasons for returning are settled.
///
/// # Errors
/// As [`submit`].
pub async fn approve(
    ctx: Ctx<'_>,
    actor: &Actor,
    id: ReportId,
    seen: AtVersion,
) -> Result<Report, ServiceError> {
    take(ctx, actor, id, Step::Approve, plain(seen)).await
}

/// Returns the report with a reason for the whole, for lines, or both; it opens for editing.
///
/// # Errors
/// As [`submit`], and `Invalid` without any reason or with one for an unknown line.
pub async fn return_report(
    ctx: Ctx<'_>,
    actor: &Actor,
    id: ReportId,
    request: ReturnReport,
) -> Result<Report, ServiceError> {
    take(ctx, actor, id, Step::Return, request).await
}

/// A step without reasons, in the form of one with.
const fn plain(seen: AtVersion) -> ReturnReport {
    ReturnReport {
        version: seen.version,
        reason: String::new(),
        lines: Vec::new(),
    }
}

async fn take(
    ctx: Ctx<'_>,
    actor: &Actor,
    id: ReportId,
    step: Step,
    request: ReturnReport,
) -> Result<Report, ServiceError> {
    let opened = open(ctx, actor, id).await?;
    opened.allow(actor, action_of(step))?;
    if step == Step::Return {
        let shapes = plans::shapes(ctx.db.read(), [opened.report.plan]).await?;
        check_reasons(&request, shapes.get(&opened.report.plan))?;
    }
    let mark = Mark {
        by: actor.user,
        at: ctx.clock.now(),
    };
    let txn = ctx.db.begin_write().await?;
    let found = reports::find_for_update(&txn, id).await?;
    let mut report = found.ok_or(ServiceError::NotFound)?;
    let state = after(report.state, step)?;
    if report.version != request.version {
        return Err(stale());
    }
    // What counts now, or no longer, stands beside the lines of the periods after.
    let later = if report.state.counts(Basis::Received) == state.counts(Basis::Received) {
        Vec::new()
    } else {
        reports::later_for_update(&txn, &report).await?
    };
    report.state = state;
    report.version += 1;
    report.updated_at = Some(mark.at);
    report.seq = counter::next(&txn, Counter::Change).await?;
    settle(&mut report, step, mark, &request.reason);
    let changes = match step {
        Step::Return => return_lines(&txn, &report, mark, request.lines).await?,
        Step::Approve => {
            reports::clear_returns(&txn, id, report.seq).await?;
            Vec::new()
        }
        Step::Save | Step::Submit | Step::Withdraw => Vec::new(),
    };
    reports::update(&txn, &report).await?;
    reports::renew(&txn, &later, report.seq).await?;
    versions::insert(&txn, &[version(&report, step, mark, changes)]).await?;
    txn.commit().await?;
    ctx.db.changes().notify();
    get(ctx, actor, id).await
}

fn stale() -> ServiceError {
    ServiceError::Conflict {
        code: "stale_version",
        detail: "Báo cáo đã thay đổi sau khi bạn mở. Tải lại để xem số liệu mới nhất.".to_owned(),
    }
}

/// Who submitted and approved, and why it came back, after a step.
fn settle(report: &mut StoredReport, step: Step, mark: Mark, reason: &str) {
    match step {
        Step::Save => {}
        Step::Submit => report.submitted = Some(mark),
        Step::Withdraw => report.submitted = None,
        Step::Approve => {
            report.approved = Some(mark);
            report.return_reason = None;
        }
        Step::Return => {
            report.submitted = None;
            report.approved = None;
            let reason = reason.trim();
            report.return_reason = (!reason.is_empty()).then(|| reason.to_owned());
        }
    }
}

fn version(
    report: &StoredReport,
    step: Step,
    mark: Mark,
    changes: Vec<LineChange>,
) -> StoredVersion {
    StoredVersion {
        report: report.id,
        version: report.version,
        step,
        state: report.state,
        mark,
        reason: report
            .return_reason
            .clone()
            .filter(|_| step == Step::Return),
        changes,
        texts: Vec::new(),
        seq: report.seq,
        device: None,
    }
}

/// Puts the reasons on the lines; a reason from before stays on the others until approval.
async fn return_lines<C: ConnectionTrait>(
    conn: &C,
    report: &StoredReport,
    mark: Mark,
    reasons: Vec<ReturnLine>,
) -> Result<Vec<LineChange>, DbErr> {
    let stored = reports::lines(conn, &[report.id]).await?.remove(&report.id);
    let mut held: HashMap<LineId, StoredLine> = stored
        .unwrap_or_default()
        .into_iter()
        .map(|line| (line.id, line))
        .collect();
    let mut returned = Vec::with_capacity(reasons.len());
    let mut changes = Vec::with_capacity(reasons.len());
    for ReturnLine { line: id, reason } in reasons {
        let reason = reason.trim().to_owned();
        let mut line = held.remove(&id).unwrap_or_else(|| StoredLine::empty(id));
        changes.push(LineChange {
            line: id,
            before: line.entry.clone(),
            after: line.entry.clone(),
            reason: Some(reason.clone()),
        });
        line.returned = Some(StoredReturn { reason, mark });
        line.seq = report.seq;
        returned.push(line);
    }
    reports::put_lines(conn, report.id, &returned).await?;
    Ok(changes)
}

/// At least one reason, none empty, each for a line of the report, each line once.
fn check_reasons(request: &ReturnReport, shape: Option<&PlanShape>) -> Result<(), ServiceError> {
    let mut problems = Vec::new();
    if request.lines.is_empty() && request.reason.trim().is_empty() {
        problems.push(problem(
            None,
            "reason_missing",
            Problem::ReasonMissing.message_vi(),
        ));
    }
    if is_long(&request.reason) {
        problems.push(problem(None, "too_long", Problem::TooLong.message_vi()));
    }
    for (index, ReturnLine { line, reason }) in request.lines.iter().enumerate() {
        let repeated = request
            .lines
            .iter()
            .take(index)
            .any(|other| other.line == *line);
        let (code, message) = if shape.is_none_or(|shape| shape.line(*line).is_none()) {
            ("unknown_line", "Dòng này không có trong báo cáo.")
        } else if repeated {
            ("repeated_line", "Mỗi dòng chỉ ghi một lý do.")
        } else if reason.trim().is_empty() {
            ("reason_missing", Problem::ReasonMissing.message_vi())
        } else if is_long(reason) {
            ("too_long", Problem::TooLong.message_vi())
        } else {
            continue;
        };
        problems.push(problem(Some(*line), code, message));
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(ServiceError::Invalid(problems))
    }
}

fn is_long(text: &str) -> bool {
    text.chars().count() > MAX_TEXT
}

fn problem(line: Option<LineId>, code: &str, message: &str) -> FieldProblem {
    FieldProblem {
        line,
        field: "reason".to_owned(),
        code: code.to_owned(),
        message: message.to_owned(),
    }
}
