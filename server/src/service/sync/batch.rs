//! Deciding many operations in one write transaction: load, decide in memory, store, commit.

use super::carry::{Carry, LateAt, is_unnamed};
use super::gather::gather;
use super::{Decided, Done, Job, Shapes};
use crate::clock::{Clock, Ids};
use crate::db::counter;
use crate::db::late::{self, LateOp, StoredRequest};
use crate::db::rollup::{self, Book};
use crate::db::{Db, evidence, sync, versions};
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{LateRequestId, ReportId};
use domain::report::{Mark, Step};
use domain::wire::sync::LateState;
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::HashMap;

/// What a batch is decided with.
#[derive(Clone, Copy)]
pub struct Batch<'a> {
    /// Makes the ids of late requests.
    pub ids: &'a dyn Ids,
    /// Lines of plans.
    pub shapes: &'a Shapes,
    /// Now.
    pub at: DateTime<Utc>,
    /// The day in Vietnam.
    pub today: NaiveDate,
    /// The batch's place in the sequence of changes.
    pub seq: i64,
    /// The tree of units that rights are judged by.
    pub tree: i64,
}

/// Decides jobs in their order, all in one transaction. What it answers is durable.
///
/// # Errors
/// When the database fails; then nothing was stored.
pub async fn decide_batch(
    db: &Db,
    clock: &dyn Clock,
    ids: &dyn Ids,
    shapes: &Shapes,
    jobs: &[Job],
) -> Result<Vec<Done>, DbErr> {
    let txn = db.begin_write().await?;
    // First of all: on PostgreSQL it keeps every other process waiting until the commit.
    let raised = counter::raise(&txn).await?;
    let batch = Batch {
        ids,
        shapes,
        at: clock.now(),
        today: clock.today(),
        seq: raised.change,
        tree: raised.tree,
    };
    let done = decide_in(&txn, db.book(), batch, jobs).await?;
    txn.commit().await?;
    db.changes().notify();
    Ok(done)
}

/// The same in a transaction that somebody else began and commits.
///
/// # Errors
/// When the database fails.
pub async fn decide_in<C: ConnectionTrait>(
    conn: &C,
    book: &Book,
    batch: Batch<'_>,
    jobs: &[Job],
) -> Result<Vec<Done>, DbErr> {
    let ids: Vec<_> = jobs
        .iter()
        .flat_map(|job| job.ops.iter().map(|op| op.op_id))
        .collect();
    let mut carry = Carry::new(sync::known(conn, &ids).await?, batch.at, batch.today);
    let gathered = gather(conn, book, batch, jobs, |op| carry.is_new(op.op_id)).await?;
    carry.take(gathered);
    let mut done: Vec<Done> = jobs
        .iter()
        .enumerate()
        .map(|(index, job)| carry.job(index, job))
        .collect();
    if !carry.late.is_empty() {
        keep_late(conn, batch, jobs, &carry, &mut done).await?;
    }
    store(conn, book, batch, carry).await?;
    Ok(done)
}

/// Puts what came after a lock into the reports' requests, and names those in the answers.
async fn keep_late<C: ConnectionTrait>(
    conn: &C,
    batch: Batch<'_>,
    jobs: &[Job],
    carry: &Carry,
    done: &mut [Done],
) -> Result<(), DbErr> {
    let mut reports: Vec<ReportId> = carry.late.iter().map(|late| late.report).collect();
    reports.sort_unstable();
    reports.dedup();
    let mut open: HashMap<ReportId, (LateRequestId, i32)> = late::waiting(conn, &reports).await?;
    let (mut requests, mut ops) = (Vec::new(), Vec::new());
    for LateAt { job, op, report } in &carry.late {
        let Some((author, late)) = jobs
            .get(*job)
            .and_then(|job| Some((job.author, job.ops.get(*op)?)))
        else {
            continue;
        };
        let (request, position) = open.entry(*report).or_insert_with(|| {
            let request = LateRequestId(batch.ids.uuid());
            requests.push(StoredRequest {
                id: request,
                report: *report,
                state: LateState::Waiting,
                asked: Mark {
                    by: author.user,
                    at: batch.at,
                },
                decided: None,
                reason: None,
            });
            (request, 0)
        });
        ops.push(LateOp {
            request: *request,
            position: *position,
            author,
            op: late.clone(),
        });
        *position = position.saturating_add(1);
    }
    late::insert(conn, &requests).await?;
    late::insert_ops(conn, &ops).await?;
    // Also the answers to operations that the batch holds twice.
    for (job, done) in jobs.iter().zip(done) {
        for (op, decided) in job.ops.iter().zip(&mut done.ops) {
            if let Decided::Late { request } = decided
                && let Some((waiting, _)) = open.get(&op.report)
                && is_unnamed(*request)
            {
                *request = *waiting;
            }
        }
    }
    Ok(())
}

/// Stores what was done, in a statement or two per table.
async fn store<C: ConnectionTrait>(
    conn: &C,
    book: &Book,
    batch: Batch<'_>,
    carry: Carry,
) -> Result<(), DbErr> {
    let seq = batch.seq;
    let (mut reports, mut lines, mut made) = (Vec::new(), Vec::new(), Vec::new());
    let (mut otherwise, mut stepped) = (Vec::new(), Vec::new());
    for finished in carry.works.into_values().filter_map(|w| w.finish(seq)) {
        let id = finished.report.id;
        lines.extend(finished.lines.into_iter().map(|line| (id, line)));
        // A save alone counts nowhere.
        if finished.versions.iter().any(|made| made.step != Step::Save) {
            stepped.push(id);
        }
        made.extend(finished.versions);
        if finished.counts_otherwise {
            otherwise.push(reports.len());
        }
        reports.push(finished.report);
    }
    sync::put_reports(conn, &reports).await?;
    sync::put_lines(conn, &lines).await?;
    versions::insert(conn, &made).await?;
    sync::record(conn, &carry.applied, batch.at).await?;
    sync::keep_unmerged(conn, &carry.unmerged, seq).await?;
    for (piece, mark) in &carry.removed {
        evidence::mark_removed(conn, *piece, *mark, seq).await?;
    }
    let otherwise: Vec<_> = otherwise
        .into_iter()
        .filter_map(|at| reports.get(at))
        .collect();
    sync::raise_whole(conn, &otherwise, seq).await?;
    rollup::refresh(conn, book, &stepped, seq).await
}
