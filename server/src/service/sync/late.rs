//! Requests to submit late: who locked (or a leader or co-ordinator of that unit) lets them in or
//! refuses them.

use super::locks::reason;
use super::{Batch, Decided, Job, Origin, Shapes, decide_in};
use crate::db::counter::{self, Counter};
use crate::db::late::{self, LateOp, StoredRequest};
use crate::db::locks;
use crate::db::people::{self, People};
use crate::db::reports::{self, StoredReport};
use crate::db::rollup::Book;
use crate::db::{audit, sync, units, users};
use crate::error::ServiceError;
use crate::service::Ctx;
use crate::service::reports::summaries;
use domain::id::{LateRequestId, LineId, ReportId, UnitId, UserId};
use domain::policy::{Action, Actor};
use domain::report::{Mark, Step};
use domain::sync::OpBody;
use domain::wire::report::Stamp;
use domain::wire::sync::{Because, LateRequest, LateRow, LateState};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Most requests of one answer.
const MOST: u64 = 200;

/// Requests that the actor may decide, or might have, those waiting first.
///
/// # Errors
/// When the database fails.
pub async fn list(ctx: Ctx<'_>, actor: &Actor) -> Result<Vec<LateRow>, ServiceError> {
    let conn = ctx.db.read();
    let roots = actor.roots(Action::DecideLate);
    let found = late::list_visible_to(conn, &roots, MOST).await?;
    let mine = decidable(conn, actor, found).await?;
    rows(conn, ctx.db.book(), mine).await
}

/// Lets a request in: the lock no longer holds for its report, and its operations are decided in
/// their order, as what their authors may do now.
///
/// # Errors
/// `NotFound`, `Forbidden`, `Conflict` (`already_decided`).
pub async fn accept(
    ctx: Ctx<'_>,
    shapes: &Shapes,
    actor: &Actor,
    id: LateRequestId,
) -> Result<LateRow, ServiceError> {
    let request = find(ctx, actor, id).await?;
    let txn = ctx.db.begin_write().await?;
    let raised = counter::raise(&txn).await?;
    let seq = raised.change;
    let batch = Batch {
        ids: ctx.ids,
        shapes,
        at: ctx.clock.now(),
        today: ctx.clock.today(),
        seq,
        tree: raised.tree,
    };
    locks::touch(&txn, &[request.report], seq, Some(true)).await?;
    if let_in(ctx, &txn, batch, actor.user, vec![request], None).await? == 0 {
        return Err(decided_already());
    }
    txn.commit().await?;
    ctx.db.changes().notify();
    one(ctx, id, actor).await
}

/// Refuses a request. Its operations stay in the database, and on the devices.
///
/// # Errors
/// As [`accept`], and `Invalid` without a reason.
pub async fn refuse(
    ctx: Ctx<'_>,
    actor: &Actor,
    id: LateRequestId,
    because: Because,
) -> Result<LateRow, ServiceError> {
    let request = find(ctx, actor, id).await?;
    let reason = reason(&because, true)?;
    let mark = Mark {
        by: actor.user,
        at: ctx.clock.now(),
    };
    let txn = ctx.db.begin_write().await?;
    let seq = counter::next(&txn, Counter::Change).await?;
    let state = LateState::Refused;
    if late::decide(&txn, &[id], state, mark, reason.as_deref()).await? == 0 {
        return Err(decided_already());
    }
    locks::touch(&txn, &[request.report], seq, None).await?;
    let detail = json!({ "report": request.report.to_string(), "reason": reason });
    log(ctx, &txn, mark, "late.refuse", &request, detail).await?;
    txn.commit().await?;
    ctx.db.changes().notify();
    one(ctx, id, actor).await
}

fn decided_already() -> ServiceError {
    ServiceError::Conflict {
        code: "already_decided",
        detail: "Đề nghị này đã được xử lý. Tải lại trang.".to_owned(),
    }
}

/// A request that the actor may decide: 404 where they may not see the report, 403 where the lock
/// is of a unit above their own.
async fn find(
    ctx: Ctx<'_>,
    actor: &Actor,
    id: LateRequestId,
) -> Result<StoredRequest, ServiceError> {
    let conn = ctx.db.read();
    let roots = actor.roots(Action::ViewReport);
    let request = late::find_visible_to(conn, &roots, id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let mine = decidable(conn, actor, vec![request]).await?.pop();
    mine.map(|(request, _)| request)
        .ok_or(ServiceError::Forbidden)
}

/// The requests that the actor has the right to decide: at the unit of every plan whose lock holds
/// the report, else at the report's own unit.
async fn decidable<C: ConnectionTrait>(
    conn: &C,
    actor: &Actor,
    requests: Vec<StoredRequest>,
) -> Result<Vec<(StoredRequest, StoredReport)>, DbErr> {
    let ids: Vec<ReportId> = requests.iter().map(|request| request.report).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found = sync::reports(conn, &ids).await?;
    let reports: HashMap<ReportId, StoredReport> = found
        .into_iter()
        .map(|found| (found.report.id, found.report))
        .collect();
    let locks = locks::of(conn, reports.values().map(|r| (r.plan, r.period))).await?;
    let locking = locks.values().flatten().map(|lock| lock.unit.clone());
    let own = reports.values().map(|report| report.unit.clone());
    let all: HashSet<UnitId> = locking.chain(own).collect();
    let above = units::lines_of(conn, &all).await?;
    let may = |unit: &UnitId| {
        let line = above.get(unit);
        line.is_some_and(|line| actor.can(Action::DecideLate, line))
    };
    let allowed = |report: &StoredReport| {
        let held = locks.get(&(report.plan, report.period));
        may(&report.unit) && held.into_iter().flatten().all(|lock| may(&lock.unit))
    };
    let mine = requests.into_iter().filter_map(|request| {
        let report = reports.get(&request.report)?.clone();
        allowed(&report).then_some((request, report))
    });
    Ok(mine.collect())
}

/// The requests that wait on reports.
pub(super) async fn open_requests<C: ConnectionTrait>(
    conn: &C,
    free: &[ReportId],
) -> Result<Vec<StoredRequest>, DbErr> {
    let last = late::last_of(conn, free).await?;
    let mut open: Vec<_> = last
        .into_values()
        .filter(|request| request.state == LateState::Waiting)
        .collect();
    open.sort_by_key(|request| (request.asked.at, request.id));
    Ok(open)
}

/// Decides the operations of requests; answers how many requests still waited.
pub(super) async fn let_in<C: ConnectionTrait>(
    ctx: Ctx<'_>,
    conn: &C,
    batch: Batch<'_>,
    by: UserId,
    requests: Vec<StoredRequest>,
    reason: Option<&str>,
) -> Result<u64, ServiceError> {
    let mark = Mark { by, at: batch.at };
    let ids: Vec<LateRequestId> = requests.iter().map(|request| request.id).collect();
    let decided = late::decide(conn, &ids, LateState::Accepted, mark, reason).await?;
    if decided == 0 {
        return Ok(0);
    }
    let mut ops = late::ops(conn, &ids).await?;
    let mut jobs = Vec::new();
    let mut of_request = Vec::new();
    let mut actors: HashMap<UserId, Actor> = HashMap::new();
    for request in &requests {
        for late in ops.remove(&request.id).unwrap_or_default() {
            let user = late.author.user;
            let actor = match actors.entry(user) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(actor_now(conn, user).await?),
            };
            add(&mut jobs, &mut of_request, request.id, late, actor);
        }
    }
    let done = decide_in(conn, ctx.db.book(), batch, &jobs).await?;
    for request in &requests {
        let mut outcomes = BTreeMap::new();
        for ((job, done), of) in jobs.iter().zip(&done).zip(&of_request) {
            if *of == request.id {
                let ops = job.ops.iter().zip(&done.ops);
                outcomes.extend(ops.map(|(op, d)| (op.op_id.to_string(), outcome(d))));
            }
        }
        let detail = json!({
            "report": request.report.to_string(),
            "reason": reason,
            "outcomes": outcomes,
        });
        log(ctx, conn, mark, "late.accept", request, detail).await?;
    }
    Ok(decided)
}

/// Operations of one person in a row are one job.
fn add(
    jobs: &mut Vec<Job>,
    of_request: &mut Vec<LateRequestId>,
    request: LateRequestId,
    late: LateOp,
    actor: &Actor,
) {
    match jobs.last_mut() {
        Some(job) if job.author == late.author && of_request.last() == Some(&request) => {
            job.ops.push(late.op);
        }
        _ => {
            of_request.push(request);
            jobs.push(Job {
                author: late.author,
                actor: actor.clone(),
                ops: vec![late.op],
                origin: Origin::Accepted,
            });
        }
    }
}

/// Somebody with the roles held now; whose account is disabled has none.
async fn actor_now<C: ConnectionTrait>(conn: &C, user: UserId) -> Result<Actor, DbErr> {
    let account = users::lookup(conn, user).await?;
    let grants = match account {
        Some(account) if !account.disabled => users::grants(conn, user).await?,
        _ => Vec::new(),
    };
    Ok(Actor { user, grants })
}

/// The stable name of what became of an operation, for the log.
fn outcome(decided: &Decided) -> serde_json::Value {
    match decided {
        Decided::Applied { .. } | Decided::Already { .. } => json!("applied"),
        Decided::Duplicate { .. } => json!("duplicate"),
        Decided::Conflict { .. } | Decided::Stale => json!("conflict"),
        Decided::Late { .. } => json!("late"),
        Decided::Refused(refusal) => json!(refusal.code),
    }
}

async fn log<C: ConnectionTrait>(
    ctx: Ctx<'_>,
    conn: &C,
    mark: Mark,
    action: &'static str,
    request: &StoredRequest,
    detail: serde_json::Value,
) -> Result<(), ServiceError> {
    let report = reports::find(conn, request.report).await?;
    let entry = audit::Entry {
        id: ctx.ids.uuid(),
        at: mark.at,
        actor: Some(mark.by),
        action,
        unit: report.map(|report| report.unit),
        subject: request.id.to_string(),
        detail,
    };
    Ok(audit::add(conn, entry).await?)
}

async fn one(ctx: Ctx<'_>, id: LateRequestId, actor: &Actor) -> Result<LateRow, ServiceError> {
    let conn = ctx.db.read();
    let roots = actor.roots(Action::ViewReport);
    let request = late::find_visible_to(conn, &roots, id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let report = reports::find(conn, request.report)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let row = rows(conn, ctx.db.book(), vec![(request, report)])
        .await?
        .pop();
    row.ok_or(ServiceError::NotFound)
}

async fn rows<C: ConnectionTrait>(
    conn: &C,
    book: &Book,
    found: Vec<(StoredRequest, StoredReport)>,
) -> Result<Vec<LateRow>, ServiceError> {
    let ids: Vec<LateRequestId> = found.iter().map(|(request, _)| request.id).collect();
    let (requests, reports): (Vec<StoredRequest>, Vec<StoredReport>) = found.into_iter().unzip();
    let mut ops = late::ops(conn, &ids).await?;
    let marks = requests.iter().flat_map(marks).map(|mark| mark.by);
    let authors = ops.values().flatten().map(|late| late.author.user);
    let people = people::load(conn, marks.chain(authors)).await?;
    let heads = summaries(conn, book, &reports).await?;
    let rows = requests.into_iter().zip(heads).map(|(found, report)| {
        let ops = ops.remove(&found.id).unwrap_or_default();
        row(&found, report, &ops, &people)
    });
    Ok(rows.collect())
}

fn row(
    found: &StoredRequest,
    report: domain::wire::report::ReportSummary,
    ops: &[LateOp],
    people: &People,
) -> LateRow {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let lines: HashSet<LineId> = ops
        .iter()
        .filter_map(|late| match late.op.body {
            OpBody::EditLine { line, .. } => Some(line),
            _ => None,
        })
        .collect();
    let mut authors: Vec<UserId> = Vec::new();
    for late in ops {
        if !authors.contains(&late.author.user) {
            authors.push(late.author.user);
        }
    }
    LateRow {
        request: request(found, people),
        report,
        ops: count(ops.len()),
        lines: count(lines.len()),
        submits: ops
            .last()
            .is_some_and(|late| late.op.body.step() == Step::Submit),
        people: authors.into_iter().map(|user| people.get(user)).collect(),
    }
}

/// Whom a request names.
pub(crate) fn marks(request: &StoredRequest) -> impl Iterator<Item = Mark> + use<> {
    [Some(request.asked), request.decided].into_iter().flatten()
}

/// A request as people see it.
pub(crate) fn request(found: &StoredRequest, people: &People) -> LateRequest {
    LateRequest {
        id: found.id,
        state: found.state,
        asked: stamp(found.asked, people),
        decided: found.decided.map(|mark| stamp(mark, people)),
        reason: found.reason.clone(),
    }
}

fn stamp(mark: Mark, people: &People) -> Stamp {
    Stamp {
        by: people.get(mark.by),
        at: mark.at,
    }
}
