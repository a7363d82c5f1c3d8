//! Sending: what is claimed from the outbox, and what becomes of it.

use crate::json::{from_text, to_text};
use crate::sync::document::Document;
use crate::sync::engine::{Engine, keep_document};
use crate::sync::outbox::{EntryState, Outbox};
use crate::sync::ports::{StoreError, TransportError, Write};
use crate::sync::schedule::Failure;
use crate::sync::set::Set;
use crate::sync::slots::{is_empty, is_same_slot, strip};
use domain::id::{LateRequestId, OpId, ReportId};
use domain::sync::outbox::squash;
use domain::sync::{MAX_OPS, Op, OpBody, PROTOCOL, Refusal, RefusalCode};
use domain::wire::problem::Problem;
use domain::wire::sync::{LateRequest, LateState, OpOutcome, Outcome, Push, Pushed};
use litemap::LiteMap;

/// Most bytes of one push: well below what servers and gateways take.
const MAX_BYTES: usize = 200_000;

/// What a push did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// There was nothing to send.
    Nothing,
    /// Something was settled; there may be more.
    Something,
}

/// Documents that are being changed.
#[derive(Default)]
pub(super) struct Documents {
    loaded: LiteMap<ReportId, Option<Document>>,
    changed: Set<ReportId>,
}

impl Documents {
    async fn load(
        &mut self,
        engine: &Engine,
        id: ReportId,
    ) -> Result<Option<&mut Document>, StoreError> {
        let document = match self.loaded.remove(&id) {
            Some(known) => known,
            None => engine.document(id).await?,
        };
        Ok(self.loaded.entry(id).or_insert(document).as_mut())
    }

    fn writes(&self) -> Vec<Write> {
        let changed = self.changed.iter().filter_map(|id| self.loaded.get(id));
        changed.flatten().flat_map(keep_document).collect()
    }
}

impl Engine {
    /// Sends what waits, as much as one push holds, and settles what the server says.
    ///
    /// # Errors
    /// When the store or the call fails; nothing is lost by it.
    pub async fn push_once(&self) -> Result<Sent, Failure> {
        let ops = self.claim().await?;
        if ops.is_empty() {
            return Ok(Sent::Nothing);
        }
        let ids: Vec<OpId> = ops.iter().map(|op| op.op_id).collect();
        let push = Push {
            protocol: PROTOCOL,
            device: self.device,
            ops,
        };
        match self.ports.transport.push(to_text(&push)).await {
            Ok(text) => {
                // A gateway that answers 200 in its own words is no server.
                let pushed: Pushed = from_text(&text).ok_or(TransportError::Offline)?;
                let (sent, outcomes) = (ids.len(), pushed.outcomes);
                if !outcomes.iter().any(|outcome| ids.contains(&outcome.op_id)) {
                    return Err(TransportError::Offline.into());
                }
                self.settle(outcomes).await?;
                self.limit
                    .set((sent * 2).max(self.limit.get()).min(MAX_OPS));
                Ok(Sent::Something)
            }
            Err(TransportError::Refused(problem)) => self.refused(&ids, problem).await,
            Err(error) => Err(error.into()),
        }
    }

    /// The server took exception to the push as a whole. Half of it is tried, down to the one
    /// operation that it is about, so that one does not stop all.
    async fn refused(&self, ids: &[OpId], problem: Box<Problem>) -> Result<Sent, Failure> {
        if !matches!(problem.status, 400 | 413 | 422) {
            return Err(TransportError::Refused(problem).into());
        }
        if let [id] = ids {
            self.limit.set(MAX_OPS);
            let refusal = Refusal {
                errors: problem.errors,
                ..Refusal::new(RefusalCode::Invalid, &problem.detail)
            };
            let outcome = Outcome::Refused { refusal };
            self.settle(vec![OpOutcome {
                op_id: *id,
                outcome,
            }])
            .await?;
        } else {
            self.limit.set(ids.len() / 2);
        }
        Ok(Sent::Something)
    }

    /// Takes what goes into the next push and marks it as sent, in one commit: from here on it may
    /// be known to the server.
    async fn claim(&self) -> Result<Vec<Op>, StoreError> {
        let _pass = self.gate.enter().await;
        let mut outbox = self.outbox().await?;
        let mut documents = Documents::default();
        self.settle_answered(&mut outbox, &mut documents).await?;
        self.tidy(&mut outbox);
        squash_new(&mut outbox);
        let mut ops = Vec::new();
        let mut bytes = 0;
        let waiting = self.may_go(&outbox);
        for id in waiting.into_iter().take(self.limit.get()) {
            let Some(mut entry) = outbox.get(id).cloned() else {
                continue;
            };
            bytes += to_text(&entry.op).len() + 1;
            if bytes > MAX_BYTES && !ops.is_empty() {
                break;
            }
            ops.push(entry.op.clone());
            entry.state = EntryState::Sent;
            entry.tries += 1;
            outbox.put(entry);
        }
        match self.commit(&outbox, documents.writes()).await {
            // A full store takes no mark, but what is sent makes room: it goes as it is kept.
            Err(StoreError::Full) => {
                let kept = self.outbox().await?;
                ops.clear();
                for entry in self.may_go(&kept).into_iter().filter_map(|id| kept.get(id)) {
                    let is_held = outbox
                        .get(entry.op.op_id)
                        .is_some_and(|e| !e.state.is_under_way());
                    if !is_held && ops.len() < self.limit.get() {
                        ops.push(entry.op.clone());
                    }
                }
            }
            kept => kept?,
        }
        self.show(documents.changed);
        Ok(ops)
    }

    /// What is on its way, in order, without what waits for photos.
    fn may_go(&self, outbox: &Outbox) -> Vec<OpId> {
        let held = self.held.borrow();
        let mut stopped: Set<ReportId> = Set::new();
        let mut ids = Vec::new();
        for entry in outbox.entries().filter(|e| e.state.is_under_way()) {
            let report = entry.op.report;
            if matches!(entry.op.body, OpBody::Submit { .. }) && held.contains(&report) {
                stopped.insert(report);
            }
            if !stopped.contains(&report) {
                ids.push(entry.op.op_id);
            }
        }
        ids
    }

    /// Settles what the service worker sent while no page was open.
    async fn settle_answered(
        &self,
        outbox: &mut Outbox,
        documents: &mut Documents,
    ) -> Result<(), StoreError> {
        let answered = outbox
            .ids(|entry| entry.state.is_under_way() && entry.answer.is_some())
            .into_iter();
        let outcomes: Vec<OpOutcome> = answered
            .filter_map(|op_id| {
                let outcome = outbox.get(op_id)?.answer.clone()?;
                Some(OpOutcome { op_id, outcome })
            })
            .collect();
        for outcome in outcomes {
            self.settle_one(outbox, documents, outcome).await?;
        }
        Ok(())
    }

    /// Settles the server's answers: everything in one commit.
    pub(super) async fn settle(&self, outcomes: Vec<OpOutcome>) -> Result<(), StoreError> {
        let _pass = self.gate.enter().await;
        let mut outbox = self.outbox().await?;
        let mut documents = Documents::default();
        let mut reports = Set::new();
        for outcome in outcomes {
            if let Some(entry) = outbox.get(outcome.op_id) {
                reports.insert(entry.op.report);
            }
            self.settle_one(&mut outbox, &mut documents, outcome)
                .await?;
        }
        self.tidy(&mut outbox);
        match self.commit(&outbox, documents.writes()).await {
            // No room to write down what the server said: what it has is taken out, which makes
            // room, and the pull brings the rest.
            Err(StoreError::Full) => self.ports.store.commit(outbox.deletions()).await?,
            kept => kept?,
        }
        self.show(reports);
        Ok(())
    }

    async fn settle_one(
        &self,
        outbox: &mut Outbox,
        documents: &mut Documents,
        OpOutcome { op_id, outcome }: OpOutcome,
    ) -> Result<(), StoreError> {
        let Some(entry) = outbox.get(op_id).filter(|e| e.state.is_under_way()) else {
            return Ok(());
        };
        let report = entry.op.report;
        match outcome {
            Outcome::Applied { version, at } | Outcome::Duplicate { version, at } => {
                let Some(entry) = outbox.remove(op_id) else {
                    return Ok(());
                };
                supersede(outbox, &entry.op);
                if let Some(document) = documents.load(self, report).await? {
                    document.acknowledge(entry.op, version, at);
                    documents.changed.insert(report);
                }
            }
            Outcome::Conflict { .. } => outbox.set(op_id, EntryState::Conflict, Some(outcome)),
            Outcome::Late { request } => {
                outbox.set(op_id, EntryState::Late, Some(outcome));
                // The decision may have come before this answer.
                let document = documents.load(self, report).await?;
                let late = document.and_then(|document| document.report.late.as_ref());
                if let Some(late) = late.filter(|late| late.id == request) {
                    decided(outbox, op_id, late);
                }
            }
            Outcome::Refused { ref refusal } => {
                let state = if refusal.code.may_pass_later() {
                    EntryState::Blocked
                } else {
                    EntryState::Refused
                };
                outbox.set(op_id, state, Some(outcome));
            }
        }
        Ok(())
    }
}

/// Squashes what was never sent. What was sent stands between: the order of values stays.
fn squash_new(outbox: &mut Outbox) {
    let mut runs: Vec<Vec<Op>> = vec![Vec::new()];
    for entry in outbox.entries() {
        match (entry.state, runs.last_mut()) {
            (EntryState::New, Some(run)) => run.push(entry.op.clone()),
            (EntryState::Sent, _) => runs.push(Vec::new()),
            _ => {}
        }
    }
    for run in runs {
        let squashed = squash(&run);
        if squashed.superseded.is_empty() {
            continue;
        }
        for id in squashed.superseded {
            outbox.remove(id);
        }
        for op in squashed.ops {
            if let Some(mut entry) = outbox.get(op.op_id).cloned() {
                entry.op = op;
                outbox.put(entry);
            }
        }
    }
}

/// The server has a later value: earlier ones of the same fields that it did not take are no
/// longer anybody's wish.
fn supersede(outbox: &mut Outbox, stored: &Op) {
    let earlier = outbox.ids(|entry| {
        entry.op.op_id < stored.op_id && entry.state.is_stuck() && is_same_slot(&entry.op, stored)
    });
    for id in earlier {
        let Some(mut entry) = outbox.get(id).cloned() else {
            continue;
        };
        if !strip(&mut entry.op.body, &stored.body) {
            continue;
        }
        if is_empty(&entry.op.body) {
            outbox.remove(id);
        } else {
            outbox.put(entry);
        }
    }
}

/// What the server decided about a request to submit late.
fn decided(outbox: &mut Outbox, id: OpId, late: &LateRequest) {
    match late.state {
        LateState::Waiting => {}
        LateState::Accepted => outbox.set(id, EntryState::Sent, None),
        LateState::Refused => {
            let detail = late.reason.as_deref().unwrap_or_default();
            let refusal = Refusal::new(RefusalCode::LateRefused, detail);
            outbox.set(id, EntryState::Refused, Some(Outcome::Refused { refusal }));
        }
    }
}

/// What a report's lock and its last request mean for what waits in a request. With another
/// request, or without the lock, the server is asked again: it knows what it made of them.
pub(super) fn look_at_late(
    outbox: &mut Outbox,
    report: ReportId,
    is_locked: bool,
    late: Option<&LateRequest>,
) {
    let waiting: Vec<(OpId, Option<LateRequestId>)> = outbox
        .entries()
        .filter(|entry| entry.op.report == report && entry.state == EntryState::Late)
        .map(|entry| {
            let request = match &entry.answer {
                Some(Outcome::Late { request }) => Some(*request),
                _ => None,
            };
            (entry.op.op_id, request)
        })
        .collect();
    for (id, request) in waiting {
        match late.filter(|late| Some(late.id) == request) {
            Some(late) if is_locked || late.state != LateState::Waiting => {
                decided(outbox, id, late);
            }
            _ => outbox.set(id, EntryState::Sent, None),
        }
    }
}
