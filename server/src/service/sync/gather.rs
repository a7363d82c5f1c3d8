//! Everything that a batch of operations is decided on, in a few flat queries.

use super::batch::Batch;
use super::work::{AskedLines, Work};
use super::{Job, Origin};
use crate::db::locks;
use crate::db::reports::StoredLine;
use crate::db::rollup::Book;
use crate::db::sync::{self, PastOf};
use domain::id::{EvidenceId, LineId, PlanId, ReportId};
use domain::sync::{Author, Op, OpBody, Past};
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Above so many named lines a report is loaded whole.
const MANY_LINES: usize = 24;

/// What operations need of one report.
#[derive(Default)]
struct Need {
    whole: bool,
    lines: HashSet<LineId>,
}

impl Need {
    fn add(&mut self, op: &Op, origin: Origin) {
        // How far the report is depends on every line; approving settles every returned one.
        self.whole |= origin == Origin::Plain;
        match &op.body {
            OpBody::EditLine { line, .. } => {
                self.lines.insert(*line);
            }
            OpBody::Return { lines, .. } => self.lines.extend(lines.iter().map(|line| line.line)),
            OpBody::Approve { .. } => self.whole = true,
            OpBody::EditTexts { .. }
            | OpBody::Submit { .. }
            | OpBody::Withdraw { .. }
            | OpBody::RemoveEvidence { .. } => {}
        }
        self.whole |= self.lines.len() > MANY_LINES;
    }
}

/// What was loaded.
pub(super) struct Gathered {
    pub(super) works: HashMap<ReportId, Work>,
    /// Pieces that operations take off: their report, and whether they are off already.
    pub(super) evidence: HashMap<EvidenceId, (ReportId, bool)>,
}

/// Loads what the operations for which `is_new` holds need.
///
/// # Errors
/// When the database fails.
pub(super) async fn gather<C: ConnectionTrait>(
    conn: &C,
    book: &Book,
    batch: Batch<'_>,
    jobs: &[Job],
    is_new: impl Fn(&Op) -> bool,
) -> Result<Gathered, DbErr> {
    let mut needs: HashMap<ReportId, Need> = HashMap::new();
    let mut evidence = Vec::new();
    for (job, op) in ops(jobs).filter(|(_, op)| is_new(op)) {
        needs.entry(op.report).or_default().add(op, job.origin);
        if let OpBody::RemoveEvidence { evidence: piece } = &op.body {
            evidence.push(*piece);
        }
    }
    let mut gathered = Gathered {
        works: HashMap::with_capacity(needs.len()),
        evidence: sync::evidence(conn, &evidence).await?,
    };
    if needs.is_empty() {
        return Ok(gathered);
    }
    let ids: Vec<ReportId> = needs.keys().copied().collect();
    let found = sync::reports(conn, &ids).await?;
    let plans: HashMap<PlanId, i64> = found
        .iter()
        .map(|found| (found.report.plan, found.plan_seq))
        .collect();
    let shapes = batch.shapes.of(conn, book, &plans).await?;
    let units = found.iter().map(|found| &found.report.unit).collect();
    let ancestors = batch.shapes.ancestors.of(conn, batch.tree, units).await?;
    let locks = locks::of(conn, found.iter().map(|f| (f.report.plan, f.report.period))).await?;
    let mut lines = lines(conn, &needs, &found).await?;
    for found in found {
        let report = found.report;
        let Some(shape) = shapes.get(&report.plan) else {
            continue;
        };
        let need = needs.remove(&report.id).unwrap_or_default();
        let locked = !report.late_open && locks.contains_key(&(report.plan, report.period));
        let stored = lines.remove(&report.id).unwrap_or_default();
        let above = ancestors.get(&report.unit).cloned().unwrap_or_default();
        let wanted = |line: LineId| need.whole || need.lines.contains(&line);
        let asked = AskedLines {
            shape: Arc::clone(shape),
            ends_on: found.ends_on,
        };
        let work = Work::new(report, asked, above, locked, wanted, stored);
        gathered.works.insert(work.held.id, work);
    }
    remember(conn, jobs, is_new, &mut gathered.works).await?;
    Ok(gathered)
}

fn ops(jobs: &[Job]) -> impl Iterator<Item = (&Job, &Op)> {
    jobs.iter()
        .flat_map(|job| job.ops.iter().map(move |op| (job, op)))
}

async fn lines<C: ConnectionTrait>(
    conn: &C,
    needs: &HashMap<ReportId, Need>,
    found: &[sync::WithPlan],
) -> Result<HashMap<ReportId, Vec<StoredLine>>, DbErr> {
    let (mut whole, mut some) = (Vec::new(), Vec::new());
    for report in found.iter().map(|found| &found.report) {
        match needs.get(&report.id) {
            Some(need) if need.whole => whole.push(report.id),
            Some(need) => some.extend(need.lines.iter().map(|line| (report.id, *line))),
            None => {}
        }
    }
    sync::lines(conn, &whole, &some).await
}

/// Loads what other hands did since the version that an operation was made against, where that is
/// older than what it would change.
async fn remember<C: ConnectionTrait>(
    conn: &C,
    jobs: &[Job],
    is_new: impl Fn(&Op) -> bool,
    works: &mut HashMap<ReportId, Work>,
) -> Result<(), DbErr> {
    let mut wanted: HashMap<ReportId, PastOf> = HashMap::new();
    for (job, op) in ops(jobs).filter(|(_, op)| is_new(op)) {
        let Some(work) = works.get(&op.report) else {
            continue;
        };
        if let Some(after) = outdated(work, &op.body) {
            wanted
                .entry(op.report)
                .and_modify(|known| widen(known, after, job.author))
                .or_insert(PastOf {
                    report: op.report,
                    after,
                    but: Some(job.author),
                });
        }
    }
    let wanted: Vec<PastOf> = wanted.into_values().collect();
    for version in sync::past(conn, &wanted).await? {
        if let Some(work) = works.get_mut(&version.report) {
            work.held.past.push(Past {
                version: version.version,
                author: Author {
                    user: version.mark.by,
                    device: version.device,
                },
                mark: version.mark,
                lines: version.changes,
                texts: version.texts,
            });
        }
    }
    Ok(())
}

fn widen(known: &mut PastOf, after: i64, author: Author) {
    known.after = known.after.min(after);
    if known.but != Some(author) {
        known.but = None;
    }
}

/// The version that an operation was made against, if what it is about was changed since.
fn outdated(work: &Work, body: &OpBody) -> Option<i64> {
    let base = body.base_version()?;
    let now = match body {
        OpBody::EditLine { line, .. } => work.held.line(*line)?.version,
        _ => work.held.version,
    };
    (now > base).then_some(base)
}
