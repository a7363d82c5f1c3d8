//! A model of the server: `domain::sync::decide` and `HeldReport::apply`, with a sequence of
//! changes, the memory of operations, locks and requests to submit late. It speaks serde's JSON.

use app::sync::ports::TransportError;
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{LateRequestId, LineId, MeasureId, OpId, PlanId, ReportId, UnitId, UserId};
use domain::measure::Accumulation;
use domain::period::{Period, PeriodDays};
use domain::policy::Role;
use domain::report::{LineKind, Mark, ReportState, ReportTexts, Step};
use domain::sync::{
    Author, Effect, HeldLine, HeldReport, Op, OpBody, PROTOCOL, Refusal, RefusalCode, Rights,
    Verdict, decide,
};
use domain::unit::{UnitKind, UnitRef};
use domain::wire::auth::{Me, RoleAt};
use domain::wire::report::{
    LineReturn, PersonRef, ReportProgress, ReportRights, ReportSummary, Stamp, Version,
};
use domain::wire::sync::{
    LateRequest, LateState, LineContext, LineState, OpOutcome, Outcome, PeriodLock, Pulled, Push,
    Pushed, ReportChange, Theirs, Unmerged,
};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Reports of one page: few, so that pages are turned.
const PAGE: usize = 2;

/// An operation that the server stored.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) op: Op,
    pub(crate) author: Author,
    pub(crate) version: i64,
    pub(crate) at: DateTime<Utc>,
    /// What it changed; none where the report said so already.
    pub(crate) effect: Option<Effect>,
}

/// A request to submit late.
pub(crate) struct Request {
    pub(crate) late: LateRequest,
    pub(crate) ops: Vec<(Op, Author)>,
}

pub(crate) struct ServerReport {
    pub(crate) held: HeldReport,
    pub(crate) seq: u64,
    line_seq: BTreeMap<LineId, u64>,
    pub(crate) versions: Vec<(u64, Version)>,
    pub(crate) unmerged: Vec<(u64, Unmerged)>,
    pub(crate) lock: Option<PeriodLock>,
    pub(crate) is_late_open: bool,
    pub(crate) requests: Vec<Request>,
}

#[derive(Default)]
pub(crate) struct Server {
    pub(crate) reports: BTreeMap<ReportId, ServerReport>,
    pub(crate) rights: BTreeMap<(UserId, ReportId), Rights>,
    /// By id, and in the order in which they were stored.
    pub(crate) stored: BTreeMap<OpId, Stored>,
    pub(crate) log: Vec<OpId>,
    seq: u64,
    clock: i64,
    ids: u128,
}

pub(crate) fn user(n: u128) -> UserId {
    UserId::from_u128(0xa000 + n)
}

pub(crate) fn report_id(n: u128) -> ReportId {
    ReportId::from_u128(0xb000 + n)
}

/// The lines of every report: a count and a ratio.
pub(crate) fn lines() -> [(LineId, LineKind); 2] {
    let id = |n: u128| LineId::Measure(MeasureId::from_u128(0xc000 + n));
    [(id(1), LineKind::Count), (id(2), LineKind::Ratio)]
}

pub(crate) const REPORTER: Rights = Rights {
    view: true,
    edit: true,
    submit: true,
    approve: false,
    send_back: false,
};

pub(crate) const APPROVER: Rights = Rights {
    view: true,
    edit: false,
    submit: false,
    approve: true,
    send_back: true,
};

fn plan_id() -> PlanId {
    PlanId::from_u128(0xd000)
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 16).unwrap()
}

fn person(id: UserId) -> PersonRef {
    PersonRef {
        id,
        display_name: format!("Người {}", id.as_u128() & 0xfff),
    }
}

fn stamp(mark: Mark) -> Stamp {
    Stamp {
        by: person(mark.by),
        at: mark.at,
    }
}

impl Server {
    pub(crate) fn add_report(&mut self, n: u128) {
        let held = HeldReport {
            id: report_id(n),
            state: ReportState::Draft,
            version: 0,
            texts: ReportTexts::default(),
            submitted: None,
            approved: None,
            return_reason: None,
            locked: false,
            lines: lines()
                .map(|(id, kind)| HeldLine {
                    id,
                    kind,
                    accumulation: Accumulation::Flow,
                    entry: domain::report::LineEntry::default(),
                    version: 0,
                    updated: None,
                    returned: None,
                })
                .into(),
            past: Vec::new(),
        };
        self.seq += 1;
        let report = ServerReport {
            held,
            seq: self.seq,
            line_seq: BTreeMap::new(),
            versions: Vec::new(),
            unmerged: Vec::new(),
            lock: None,
            is_late_open: false,
            requests: Vec::new(),
        };
        self.reports.insert(report_id(n), report);
    }

    fn now(&mut self) -> DateTime<Utc> {
        self.clock += 1;
        DateTime::from_timestamp_millis(1_763_287_200_000 + self.clock).unwrap()
    }

    pub(crate) fn rights(&self, user: UserId, report: ReportId) -> Rights {
        self.rights
            .get(&(user, report))
            .copied()
            .unwrap_or_default()
    }

    /// Rises with everything that happens.
    pub(crate) fn changes(&self) -> (u64, usize) {
        (self.seq, self.log.len())
    }

    fn touch(&mut self, id: ReportId) -> u64 {
        self.seq += 1;
        self.reports.get_mut(&id).unwrap().seq = self.seq;
        self.seq
    }

    // --- push ---

    pub(crate) fn push(&mut self, user: UserId, body: &str) -> Result<String, TransportError> {
        let push: Push = serde_json::from_str(body).unwrap();
        assert_eq!(push.protocol, PROTOCOL);
        let author = Author {
            user,
            device: Some(push.device),
        };
        let mut behind = BTreeSet::new();
        let mut outcomes = Vec::new();
        for op in push.ops {
            let outcome = self.take(&op, author, &mut behind);
            outcomes.push(OpOutcome {
                op_id: op.op_id,
                outcome,
            });
        }
        let pushed = Pushed {
            at: self.now(),
            outcomes,
        };
        Ok(serde_json::to_string(&pushed).unwrap())
    }

    /// One operation. `behind` are the reports of which something before it was not applied.
    fn take(&mut self, op: &Op, author: Author, behind: &mut BTreeSet<ReportId>) -> Outcome {
        if let Some(known) = self.stored.get(&op.op_id) {
            if known.author.user != author.user {
                return refused(Refusal::forbidden());
            }
            return Outcome::Duplicate {
                version: known.version,
                at: known.at,
            };
        }
        let is_step = op.body.step() != Step::Save;
        if is_step && behind.contains(&op.report) {
            return refused(Refusal::blocked());
        }
        if let Some(request) = self.request_with(op)
            && request.late.state == LateState::Refused
        {
            let reason = request.late.reason.clone().unwrap_or_default();
            behind.insert(op.report);
            return refused(Refusal::new(RefusalCode::LateRefused, &reason));
        }
        let outcome = self.decide(op, author);
        if matches!(outcome, Outcome::Conflict { .. } | Outcome::Refused { .. }) {
            behind.insert(op.report);
        }
        outcome
    }

    fn request_with(&self, op: &Op) -> Option<&Request> {
        let requests = &self.reports.get(&op.report)?.requests;
        requests
            .iter()
            .find(|request| request.ops.iter().any(|(known, _)| known.op_id == op.op_id))
    }

    fn decide(&mut self, op: &Op, author: Author) -> Outcome {
        let rights = self.rights(author.user, op.report);
        let at = self.now();
        let Some(report) = self.reports.get_mut(&op.report) else {
            return refused(Refusal::not_found());
        };
        report.held.locked = report.lock.is_some() && !report.is_late_open;
        match decide(&report.held, op, author, rights, today()) {
            Verdict::Change(effect) => {
                self.apply(op, author, effect, at);
                let version = self.stored[&op.op_id].version;
                Outcome::Applied { version, at }
            }
            Verdict::Already => {
                let version = report.held.version;
                self.store(op, author, version, at, None);
                Outcome::Applied { version, at }
            }
            Verdict::Conflict(clash) => {
                let theirs = Theirs {
                    version: clash.version,
                    stamp: stamp(clash.mark),
                    entry: clash
                        .line
                        .and_then(|line| report.held.line(line))
                        .map(|line| line.entry.clone()),
                    texts: matches!(op.body, OpBody::EditTexts { .. })
                        .then(|| report.held.texts.clone()),
                };
                self.keep_unmerged(op, author, at);
                Outcome::Conflict {
                    theirs: Box::new(theirs),
                }
            }
            Verdict::Late => self.ask_late(op, author, at),
            Verdict::Refused(refusal) => refused(refusal),
        }
    }

    fn store(
        &mut self,
        op: &Op,
        author: Author,
        version: i64,
        at: DateTime<Utc>,
        effect: Option<Effect>,
    ) {
        let stored = Stored {
            op: op.clone(),
            author,
            version,
            at,
            effect,
        };
        assert!(
            self.stored.insert(op.op_id, stored).is_none(),
            "stored twice: {op:?}"
        );
        self.log.push(op.op_id);
    }

    fn apply(&mut self, op: &Op, author: Author, effect: Effect, at: DateTime<Utc>) {
        let seq = self.touch(op.report);
        let mark = Mark {
            by: author.user,
            at,
        };
        let report = self.reports.get_mut(&op.report).unwrap();
        report.held.apply(&effect, author, mark);
        for change in &effect.lines {
            report.line_seq.insert(change.line, seq);
        }
        if effect.step == Step::Approve {
            // It clears the reasons of every line.
            for line in &report.held.lines {
                report.line_seq.insert(line.id, seq);
            }
        }
        let version = Version {
            version: effect.version,
            step: effect.step,
            state: effect.state,
            stamp: stamp(mark),
            reason: effect.reason.clone(),
            changes: effect.lines.clone(),
            texts: effect.texts.clone(),
        };
        report.versions.push((seq, version));
        self.store(op, author, effect.version, at, Some(effect));
    }

    fn keep_unmerged(&mut self, op: &Op, author: Author, at: DateTime<Utc>) {
        let (line, fields, texts) = match &op.body {
            OpBody::EditLine { line, edits, .. } => (Some(*line), edits.clone(), Vec::new()),
            OpBody::EditTexts { edits, .. } => (None, Vec::new(), edits.clone()),
            _ => return,
        };
        let is_known = self.reports[&op.report]
            .unmerged
            .iter()
            .any(|(_, known)| known.op_id == op.op_id);
        if is_known {
            return;
        }
        let seq = self.touch(op.report);
        let unmerged = Unmerged {
            op_id: op.op_id,
            line,
            fields,
            texts,
            stamp: stamp(Mark {
                by: author.user,
                at,
            }),
        };
        let report = self.reports.get_mut(&op.report).unwrap();
        report.unmerged.push((seq, unmerged));
    }

    // --- locks and late requests ---

    fn ask_late(&mut self, op: &Op, author: Author, at: DateTime<Utc>) -> Outcome {
        if let Some(request) = self.request_with(op) {
            return Outcome::Late {
                request: request.late.id,
            };
        }
        self.touch(op.report);
        self.ids += 1;
        let id = LateRequestId::from_u128(self.ids);
        let report = self.reports.get_mut(&op.report).unwrap();
        let is_waiting = |request: &&mut Request| request.late.state == LateState::Waiting;
        let known = report.requests.last_mut().filter(is_waiting);
        if let Some(request) = known {
            request.ops.push((op.clone(), author));
            return Outcome::Late {
                request: request.late.id,
            };
        }
        report.requests.push(Request {
            late: LateRequest {
                id,
                state: LateState::Waiting,
                asked: stamp(Mark {
                    by: author.user,
                    at,
                }),
                decided: None,
                reason: None,
            },
            ops: vec![(op.clone(), author)],
        });
        Outcome::Late { request: id }
    }

    pub(crate) fn lock(&mut self, id: ReportId, is_locked: bool) {
        let at = self.now();
        let report = self.reports.get_mut(&id).unwrap();
        report.is_late_open = false;
        report.lock = is_locked.then(|| PeriodLock {
            stamp: stamp(Mark { by: user(9), at }),
            reason: None,
        });
        self.touch(id);
    }

    /// A leader decides the request that waits on a report.
    pub(crate) fn decide_late(&mut self, id: ReportId, is_accepted: bool) {
        let at = self.now();
        let report = self.reports.get_mut(&id).unwrap();
        let Some(request) = report.requests.last_mut() else {
            return;
        };
        if request.late.state != LateState::Waiting {
            return;
        }
        request.late.decided = Some(stamp(Mark { by: user(9), at }));
        if is_accepted {
            request.late.state = LateState::Accepted;
            report.is_late_open = true;
            let ops = request.ops.clone();
            let mut behind = BTreeSet::new();
            for (op, author) in ops {
                self.take(&op, author, &mut behind);
            }
        } else {
            request.late.state = LateState::Refused;
            request.late.reason = Some("Quá hạn".to_owned());
        }
        self.touch(id);
    }

    // --- pull ---

    fn scope(&self, user: UserId) -> String {
        let mut scope = String::new();
        for ((of, report), rights) in &self.rights {
            if *of == user && rights.view {
                let _ = write!(
                    scope,
                    "{:x}{}{}",
                    report.as_u128(),
                    rights.edit,
                    rights.approve
                );
            }
        }
        scope
    }

    pub(crate) fn pull(&mut self, user: UserId, cursor: &str) -> Result<String, TransportError> {
        let scope = self.scope(user);
        // Position, kind of walk, where the walk began, scope. A report may come late in a walk
        // with changes from before the page: what it is sent is what changed since the walk began.
        let parts: Vec<&str> = cursor.splitn(4, '.').collect();
        let number = |at: usize| {
            parts
                .get(at)
                .and_then(|part| part.parse().ok())
                .unwrap_or(0)
        };
        let reset = parts.get(3) != Some(&scope.as_str());
        let was_round = parts.get(1) == Some(&"round");
        let (position, from): (u64, u64) = if reset {
            (0, 0)
        } else {
            (number(0), number(2))
        };
        let is_round = reset || was_round;
        let mut due: Vec<&ServerReport> = self
            .reports
            .values()
            .filter(|report| report.seq > position)
            .filter(|report| self.rights(user, report.held.id).view)
            .collect();
        due.sort_by_key(|report| report.seq);
        let more = due.len() > PAGE;
        due.truncate(PAGE);
        let position = due.last().map_or(position, |report| report.seq);
        let reports = due
            .iter()
            .map(|report| self.change(user, report, is_round, from))
            .collect();
        let since = if more { from } else { position };
        let kind = if is_round && more { "round" } else { "on" };
        let pulled = Pulled {
            cursor: format!("{position}.{kind}.{since}.{scope}"),
            more,
            reset,
            me: reset.then(|| self.me(user)),
            plans: Vec::new(),
            reports,
            gone: Vec::new(),
        };
        Ok(serde_json::to_string(&pulled).unwrap())
    }

    fn me(&self, id: UserId) -> Me {
        Me {
            id,
            username: String::new(),
            display_name: person(id).display_name,
            simulated: true,
            must_change_password: false,
            roles: vec![RoleAt {
                role: Role::Reporter,
                unit: unit(),
            }],
            today: today(),
        }
    }

    fn change(&self, user: UserId, report: &ServerReport, whole: bool, from: u64) -> ReportChange {
        let held = &report.held;
        let rights = self.rights(user, held.id);
        let may = |step: Step| rights.allow(step) && held.state.after(step).is_some();
        let due = |line: &&HeldLine| {
            whole || report.line_seq.get(&line.id).is_some_and(|seq| *seq > from)
        };
        let sent: Vec<&HeldLine> = held.lines.iter().filter(due).collect();
        let context = |line: &&HeldLine| LineContext {
            kind: line.kind,
            accumulation: line.accumulation,
            previous: None,
            history: Vec::new(),
            peers: None,
        };
        let newer = |seq: u64| whole || seq > from;
        let versions = report.versions.iter().rev().filter(|(seq, _)| newer(*seq));
        let unmerged = report.unmerged.iter().filter(|(seq, _)| newer(*seq));
        ReportChange {
            summary: summary(held),
            may: ReportRights {
                edit: may(Step::Save),
                submit: may(Step::Submit),
                withdraw: may(Step::Withdraw),
                approve: may(Step::Approve),
                send_back: may(Step::Return),
            },
            texts: held.texts.clone(),
            submitted: held.submitted.map(stamp),
            approved: held.approved.map(stamp),
            return_reason: held.return_reason.clone(),
            lock: report.lock.clone(),
            late: report.requests.last().map(|request| request.late.clone()),
            whole,
            lines: sent.iter().map(|line| line_state(line)).collect(),
            context: if whole {
                sent.iter().map(context).collect()
            } else {
                Vec::new()
            },
            versions: versions.map(|(_, version)| version.clone()).collect(),
            unmerged: unmerged.map(|(_, unmerged)| unmerged.clone()).collect(),
        }
    }

    /// A report as somebody who sees it should have it.
    pub(crate) fn expected(&self, user: UserId, id: ReportId) -> ReportChange {
        self.change(user, &self.reports[&id], true, 0)
    }
}

fn refused(refusal: Refusal) -> Outcome {
    Outcome::Refused { refusal }
}

fn unit() -> UnitRef {
    UnitRef {
        id: UnitId::new("21004"),
        name: "Xã Tam Mỹ".to_owned(),
        kind: UnitKind::Commune,
    }
}

fn summary(held: &HeldReport) -> ReportSummary {
    let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
    ReportSummary {
        id: held.id,
        unit: unit(),
        plan: plan_id(),
        plan_title: "Đề án".to_owned(),
        plan_number: None,
        programme: None,
        simulated: true,
        period: Period::month(2026, 11).unwrap(),
        days: PeriodDays {
            starts_on: day(1),
            ends_on: day(14),
            due_on: day(17),
        },
        state: held.state,
        version: held.version,
        progress: ReportProgress::default(),
        updated_at: held.past.last().map(|past| past.mark.at),
    }
}

fn line_state(line: &HeldLine) -> LineState {
    LineState {
        id: line.id,
        entry: line.entry.clone(),
        version: line.version,
        updated: line.updated.map(stamp),
        returned: line.returned.as_ref().map(|returned| LineReturn {
            reason: returned.reason.clone(),
            stamp: stamp(returned.mark),
            addressed: line
                .updated
                .is_some_and(|updated| updated.at > returned.mark.at),
        }),
        evidence: Vec::new(),
    }
}
