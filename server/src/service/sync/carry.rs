//! Deciding operations one after the other, in memory.

use super::gather::Gathered;
use super::work::Work;
use super::{Decided, Done, Job, Origin};
use crate::db::sync::{AppliedOp, Kept, KnownOp};
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{EvidenceId, LateRequestId, OpId, ReportId, UserId};
use domain::report::{Mark, Step};
use domain::sync::{Clash, Effect, Op, OpBody, Refusal, RefusalCode, Rights, Verdict, decide};
use domain::wire::problem::FieldProblem;
use domain::wire::sync::LateState;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Stands for a request that is not known before every operation is decided.
const UNNAMED: LateRequestId = LateRequestId(Uuid::nil());

/// An operation that came after a lock.
pub(super) struct LateAt {
    pub(super) job: usize,
    pub(super) op: usize,
    pub(super) report: ReportId,
}

/// Reports while a batch is decided, and everything to be stored for it.
pub(super) struct Carry {
    at: DateTime<Utc>,
    today: NaiveDate,
    /// What sending an operation again is answered, and to whom.
    seen: HashMap<OpId, (UserId, Decided)>,
    evidence: HashMap<EvidenceId, (ReportId, bool)>,
    /// Reports on which an operation of the push was not applied.
    blocked: HashSet<ReportId>,
    pub(super) works: HashMap<ReportId, Work>,
    pub(super) applied: Vec<AppliedOp>,
    pub(super) unmerged: Vec<Kept>,
    pub(super) removed: Vec<(EvidenceId, Mark)>,
    pub(super) late: Vec<LateAt>,
}

impl Carry {
    pub(super) fn new(known: HashMap<OpId, KnownOp>, at: DateTime<Utc>, today: NaiveDate) -> Self {
        let seen = known
            .into_iter()
            .filter_map(|(op, known)| Some((op, again(known)?)));
        Self {
            at,
            today,
            seen: seen.collect(),
            evidence: HashMap::new(),
            blocked: HashSet::new(),
            works: HashMap::new(),
            applied: Vec::new(),
            unmerged: Vec::new(),
            removed: Vec::new(),
            late: Vec::new(),
        }
    }

    pub(super) fn is_new(&self, op: OpId) -> bool {
        !self.seen.contains_key(&op)
    }

    pub(super) fn take(&mut self, gathered: Gathered) {
        self.works = gathered.works;
        self.evidence = gathered.evidence;
    }

    /// Decides a job's operations in order.
    pub(super) fn job(&mut self, index: usize, job: &Job) -> Done {
        if job.origin != Origin::Accepted {
            self.blocked.clear();
        }
        let mut rights: Option<(ReportId, Rights)> = None;
        let mut ops = Vec::with_capacity(job.ops.len());
        for (place, op) in job.ops.iter().enumerate() {
            let decided = match self.seen.get(&op.op_id) {
                Some((user, decided)) if *user == job.author.user => decided.clone(),
                // Nothing is said about whose it is.
                Some(_) => Decided::Refused(Refusal::forbidden()),
                None => self.new_op(index, place, job, op, &mut rights),
            };
            if decided.blocks() {
                self.blocked.insert(op.report);
            }
            ops.push(decided);
        }
        let standing = (job.origin == Origin::Plain)
            .then(|| job.ops.last())
            .flatten()
            .and_then(|op| self.works.get(&op.report))
            .map(Work::standing);
        Done {
            at: self.at,
            ops,
            standing,
        }
    }

    fn new_op(
        &mut self,
        index: usize,
        place: usize,
        job: &Job,
        op: &Op,
        rights: &mut Option<(ReportId, Rights)>,
    ) -> Decided {
        let decided = self.decide(index, place, job, op, rights);
        let again = match &decided {
            Decided::Applied { version } | Decided::Already { version, .. } => {
                if job.origin != Origin::Plain {
                    self.applied.push(AppliedOp {
                        op: op.op_id,
                        user: job.author.user,
                        report: op.report,
                        version: *version,
                    });
                }
                Decided::Duplicate {
                    version: *version,
                    at: self.at,
                }
            }
            other => other.clone(),
        };
        self.seen.insert(op.op_id, (job.author.user, again));
        decided
    }

    fn decide(
        &mut self,
        index: usize,
        place: usize,
        job: &Job,
        op: &Op,
        rights: &mut Option<(ReportId, Rights)>,
    ) -> Decided {
        let step = op.body.step();
        if step != Step::Save && self.blocked.contains(&op.report) {
            return Decided::Refused(Refusal::blocked());
        }
        let Some(work) = self.works.get_mut(&op.report) else {
            return Decided::Refused(Refusal::not_found());
        };
        let rights = match rights {
            Some((report, rights)) if *report == op.report => *rights,
            _ => {
                let now = Rights::of(&job.actor, &work.ancestors);
                *rights = Some((op.report, now));
                now
            }
        };
        let plain = job.origin == Origin::Plain;
        let mark = Mark {
            by: job.author.user,
            at: self.at,
        };
        match decide(&work.held, op, job.author, rights, self.today) {
            Verdict::Change(effect) => {
                let seen = op.body.base_version();
                if plain && step != Step::Save && seen != Some(work.held.version) {
                    return Decided::Stale;
                }
                if let OpBody::RemoveEvidence { evidence } = op.body {
                    return self.take_off(evidence, op.report, effect, (index, job), mark);
                }
                let version = work.carry_out(effect, (index, job.author), mark, plain);
                Decided::Applied { version }
            }
            Verdict::Already => Decided::Already {
                version: work.held.version,
                line: match op.body {
                    OpBody::EditLine { line, .. } => work.held.line(line).map(|held| held.version),
                    _ => None,
                },
            },
            Verdict::Conflict(clash) => self.clashed(op, clash, mark),
            Verdict::Late if plain => Decided::Refused(Refusal::locked()),
            Verdict::Late => {
                work.touch();
                self.late.push(LateAt {
                    job: index,
                    op: place,
                    report: op.report,
                });
                Decided::Late { request: UNNAMED }
            }
            Verdict::Refused(refusal) => Decided::Refused(refusal),
        }
    }

    /// Nothing is overwritten; values that were sent are kept.
    fn clashed(&mut self, op: &Op, clash: Clash, mark: Mark) -> Decided {
        let Some(work) = self.works.get_mut(&op.report) else {
            return Decided::Refused(Refusal::not_found());
        };
        let (mut entry, mut texts) = (None, None);
        let mut keep = |line, fields, texts| {
            work.touch();
            self.unmerged.push(Kept {
                op: op.op_id,
                report: op.report,
                line,
                fields,
                texts,
                mark,
            });
        };
        match &op.body {
            OpBody::EditLine { line, edits, .. } => {
                keep(Some(*line), edits.clone(), Vec::new());
                entry = work.held.line(*line).map(|held| held.entry.clone());
            }
            OpBody::EditTexts { edits, .. } => {
                keep(None, Vec::new(), edits.clone());
                texts = Some(work.held.texts.clone());
            }
            OpBody::Submit { .. }
            | OpBody::Withdraw { .. }
            | OpBody::Approve { .. }
            | OpBody::Return { .. }
            | OpBody::RemoveEvidence { .. } => {}
        }
        Decided::Conflict {
            clash,
            entry,
            texts,
        }
    }

    /// The domain knows the report; which pieces there are is known here.
    fn take_off(
        &mut self,
        piece: EvidenceId,
        report: ReportId,
        effect: Effect,
        by: (usize, &Job),
        mark: Mark,
    ) -> Decided {
        let (index, job) = by;
        let known = self.evidence.get_mut(&piece);
        let (Some((of, removed)), Some(work)) = (known, self.works.get_mut(&report)) else {
            return Decided::Refused(no_such_piece());
        };
        if *of != report {
            return Decided::Refused(no_such_piece());
        }
        if *removed {
            return Decided::Already {
                version: work.held.version,
                line: None,
            };
        }
        *removed = true;
        self.removed.push((piece, mark));
        let plain = job.origin == Origin::Plain;
        let version = work.carry_out(effect, (index, job.author), mark, plain);
        Decided::Applied { version }
    }
}

fn no_such_piece() -> Refusal {
    Refusal::invalid(vec![FieldProblem {
        line: None,
        field: "evidence".to_owned(),
        code: "unknown_evidence".to_owned(),
        message: "Tệp này không có trong báo cáo. Tải lại trang.".to_owned(),
    }])
}

/// Whether a late operation's request was not known when it was decided.
pub(super) fn is_unnamed(request: LateRequestId) -> bool {
    request == UNNAMED
}

/// What an operation that came before is answered; nothing where it is to be decided (again).
fn again(known: KnownOp) -> Option<(UserId, Decided)> {
    match known {
        KnownOp::Applied { user, version, at } => Some((user, Decided::Duplicate { version, at })),
        KnownOp::Late {
            user,
            request,
            state,
            reason,
        } => match state {
            LateState::Waiting => Some((user, Decided::Late { request })),
            LateState::Refused => Some((user, Decided::Refused(late_refused(reason.as_deref())))),
            // It was decided then, and not applied: what stood in its way may be gone.
            LateState::Accepted => None,
        },
    }
}

fn late_refused(reason: Option<&str>) -> Refusal {
    let why = reason.unwrap_or_default();
    Refusal::new(
        RefusalCode::LateRefused,
        &format!("Đề nghị nộp muộn bị từ chối: {why}"),
    )
}
