//! What screens show: what the server said, with what waits on this device over it.

use crate::draft::Slot;
use crate::json::from_text;
use crate::sync::document::Row;
use crate::sync::engine::Engine;
use crate::sync::keys::{self, key};
use crate::sync::outbox::{Entry, EntryState, Outbox};
use crate::sync::ports::{StoreError, TransportError};
use crate::sync::set::Set;
use crate::sync::slots::{is_step, slot};
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{LateRequestId, OpId, PlanId, ReportId};
use domain::plan::Plan;
use domain::policy::Role;
use domain::progress;
use domain::report::{ReportState, Step};
use domain::sync::outbox::overlay;
use domain::sync::{Op, OpBody, Refusal};
use domain::wire::auth::Me;
use domain::wire::report::{Report, ReportSummary, Version, Work};
use domain::wire::sync::{Outcome, Theirs, Unmerged};
use litemap::LiteMap;
use std::sync::Arc;

/// Where a line, the texts or a step stand between this device and the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SlotState {
    /// In memory only: the store did not take it.
    Unsaved,
    /// *Trên máy*.
    OnDevice,
    /// *Máy chủ đã nhận*, when.
    Received(DateTime<Utc>),
    /// *Đã duyệt*.
    Approved,
    /// Another hand changed the same: the person chooses.
    Conflict(Box<Theirs>),
    /// The server does not take it.
    Refused(Refusal),
    /// Kept by the server until a leader decides.
    Late(LateRequestId),
    /// A step that waits until what was done before it is settled.
    Blocked,
}

impl SlotState {
    /// What is more pressing is what is shown.
    const fn rank(&self) -> u8 {
        match self {
            Self::Approved | Self::Received(_) => 0,
            Self::Late(_) => 1,
            Self::Blocked => 2,
            Self::OnDevice => 3,
            Self::Refused(_) => 4,
            Self::Conflict(_) => 5,
            Self::Unsaved => 6,
        }
    }

    fn of(entry: &Entry) -> Self {
        match (entry.state, &entry.answer) {
            (EntryState::Conflict, Some(Outcome::Conflict { theirs })) => {
                Self::Conflict(theirs.clone())
            }
            (EntryState::Refused, Some(Outcome::Refused { refusal })) => {
                Self::Refused(refusal.clone())
            }
            (EntryState::Late, Some(Outcome::Late { request })) => Self::Late(*request),
            (EntryState::Blocked, _) => Self::Blocked,
            _ => Self::OnDevice,
        }
    }
}

/// A slot's state, with the operation that choices are about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotView {
    /// Where it stands.
    pub state: SlotState,
    /// The waiting operation; none once the server has everything.
    pub op: Option<OpId>,
}

/// A step that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingStep {
    /// Its operation.
    pub op: OpId,
    /// Which.
    pub step: Step,
    /// Where it stands.
    pub state: SlotState,
}

/// A report as this device shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportView {
    /// The server's, with what waits laid over it. Its versions are what edits are based on.
    pub report: Report,
    /// Newest first; what the server has said.
    pub versions: Vec<Version>,
    /// Values that lost a conflict.
    pub unmerged: Vec<Unmerged>,
    /// Slots in which something was ever entered.
    pub slots: LiteMap<Slot, SlotView>,
    /// The last step that waits.
    pub step: Option<WaitingStep>,
}

/// What the badge sums up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// On their way to the server.
    pub waiting: usize,
    /// That need the person: conflicts, refusals, steps held back by them.
    pub attention: usize,
    /// Requests to submit late that a leader decides.
    pub late: usize,
    /// That the store did not take: in memory only.
    pub unsaved: usize,
    /// Written by a newer version of the application; kept.
    pub unreadable: usize,
    /// Whether an exchange is under way.
    pub sending: bool,
    /// Whether the last call got an answer.
    pub online: bool,
    /// When the server was last spoken to.
    pub last_exchange: Option<DateTime<Utc>>,
    /// What stands in the way.
    pub trouble: Option<Trouble>,
}

/// What stands in the way of keeping or sending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The device does not keep anything (more).
    Store(StoreError),
    /// The server does not take it; see [`TransportError`].
    Call(TransportError),
}

/// A waiting operation, for the page that lists them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueItem {
    /// It, where it stands, what the server said.
    pub entry: Entry,
    /// Its report, where the device (still) has it.
    pub report: Option<ReportSummary>,
}

impl Engine {
    /// A report with what waits over it; `None` where the device does not have it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn report_view(&self, id: ReportId) -> Result<Option<ReportView>, StoreError> {
        let outbox = self.outbox().await?;
        self.view(id, &outbox).await
    }

    async fn view(&self, id: ReportId, outbox: &Outbox) -> Result<Option<ReportView>, StoreError> {
        let Some(document) = self.document(id).await? else {
            return Ok(None);
        };
        let mut report = document.known(self.me_ref().as_ref());
        let unsaved = self.unsaved_entries(id);
        let waiting: Vec<(&Entry, SlotState)> = outbox
            .entries()
            .filter(|entry| entry.op.report == id)
            .map(|entry| (entry, SlotState::of(entry)))
            .chain(unsaved.iter().map(|entry| (entry, SlotState::Unsaved)))
            .collect();
        let mut slots = settled(&report);
        let mut step = None;
        for (entry, state) in &waiting {
            let op = entry.op.op_id;
            if is_step(&entry.op.body) {
                step = Some(WaitingStep {
                    op,
                    step: entry.op.body.step(),
                    state: state.clone(),
                });
            } else if let Some(slot) = place(&report, &entry.op.body) {
                let known = slots.get(&slot).map_or(0, |known| known.state.rank());
                if state.rank() >= known {
                    let state = state.clone();
                    slots.insert(
                        slot,
                        SlotView {
                            state,
                            op: Some(op),
                        },
                    );
                }
            }
        }
        overlay(&mut report, waiting.iter().map(|(entry, _)| &entry.op));
        if (!waiting.is_empty() || !document.ahead.is_empty())
            && let Some(plan) = self.plan(report.summary.plan, None).await?
        {
            // Not every report has every line of its plan.
            let has = |id| report.lines.iter().any(|line| line.id == id);
            let lines = plan.counted_lines().filter(|(id, ..)| has(*id));
            report.summary.progress = progress::of_lines(lines, |id| {
                let line = report.lines.iter().find(|line| line.id == id)?;
                Some((&line.entry, line.returned.is_some()))
            });
        }
        Ok(Some(ReportView {
            report,
            versions: document.versions,
            unmerged: document.unmerged,
            slots,
            step,
        }))
    }

    fn unsaved_entries(&self, report: ReportId) -> Vec<Entry> {
        let unsaved = self.unsaved.borrow();
        let of_report = unsaved.iter().filter(|unsaved| unsaved.report == report);
        let entries = of_report.map(|unsaved| {
            Entry::new(Op {
                op_id: OpId::from_u128(u128::MAX),
                report,
                made_at: unsaved.made_at,
                body: unsaved.body.clone(),
            })
        });
        entries.collect()
    }

    /// A plan with its texts. With the cut-off of a period its thresholds are those that judge that
    /// period.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn plan(
        &self,
        id: PlanId,
        ends_on: Option<NaiveDate>,
    ) -> Result<Option<Arc<Plan>>, StoreError> {
        if let Some(plan) = self.plans.borrow().get(&id) {
            return Ok(Some(Arc::clone(plan)));
        }
        let text = self.ports.store.get(&key(keys::PLANS, &id)).await?;
        let Some(mut plan) = text.and_then(|text| from_text::<Plan>(&text)) else {
            return Ok(None);
        };
        let is_amended = plan.judge(ends_on);
        let plan = Arc::new(plan);
        // One that reads otherwise in another period is read anew each time.
        if !is_amended {
            self.plans.borrow_mut().insert(id, Arc::clone(&plan));
        }
        Ok(Some(plan))
    }

    /// What there is to do: the list of `GET /api/v1/work`, from what the device has.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn work_view(&self) -> Result<Work, StoreError> {
        let outbox = self.outbox().await?;
        let waiting: Set<ReportId> = outbox.entries().map(|entry| entry.op.report).collect();
        let me = self.me();
        let (mut enter, mut approve) = (Vec::new(), Vec::new());
        for (_, text) in self.ports.store.list(keys::ROWS).await? {
            let Some(mut row) = from_text::<Row>(&text) else {
                continue;
            };
            let id = row.summary.id;
            if (row.is_ahead || waiting.contains(&id))
                && let Some(view) = self.view(id, &outbox).await?
            {
                (row.summary, row.may) = (view.report.summary, view.report.may);
            }
            if row.may.approve {
                approve.push(row.summary.clone());
            }
            if enters(&row, me.as_ref()) {
                enter.push(row.summary);
            }
        }
        Ok(domain::work::work(enter, approve))
    }

    /// What the badge says.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn summary(&self) -> Result<Summary, StoreError> {
        let outbox = self.outbox().await?;
        let count = |wanted: fn(EntryState) -> bool| {
            outbox.entries().filter(|entry| wanted(entry.state)).count()
        };
        let exchange = self.ports.store.get(keys::EXCHANGE).await?;
        let exchange = exchange.and_then(|ms| from_text::<i64>(&ms));
        Ok(Summary {
            waiting: count(EntryState::is_under_way),
            attention: count(|state| state.is_stuck() || state == EntryState::Blocked),
            late: count(|state| state == EntryState::Late),
            unsaved: self.unsaved.borrow().len(),
            unreadable: outbox.unreadable,
            sending: self.is_sending.get(),
            online: self.is_online.get(),
            last_exchange: exchange.and_then(DateTime::from_timestamp_millis),
            trouble: self.trouble.borrow().clone(),
        })
    }

    /// Every waiting operation, in the order in which they were made.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn queue(&self) -> Result<Vec<QueueItem>, StoreError> {
        let outbox = self.outbox().await?;
        let mut items = Vec::new();
        for entry in outbox.entries() {
            let key = key(keys::ROWS, &entry.op.report);
            let row = self.ports.store.get(&key).await?;
            let row = row.and_then(|text| from_text::<Row>(&text));
            items.push(QueueItem {
                entry: entry.clone(),
                report: row.map(|row| row.summary),
            });
        }
        Ok(items)
    }
}

/// The slots that the server has something in.
fn settled(report: &Report) -> LiteMap<Slot, SlotView> {
    let state = |at| match report.summary.state {
        ReportState::Approved => SlotState::Approved,
        _ => SlotState::Received(at),
    };
    let mut slots = LiteMap::new_vec();
    for line in &report.lines {
        if let Some(updated) = &line.updated {
            let state = state(updated.at);
            slots.insert(Slot::Line(line.id), SlotView { state, op: None });
        }
    }
    let texts = &report.texts;
    let is_empty =
        texts.obstacles.is_empty() && texts.recommendations.is_empty() && texts.notes.is_empty();
    if let Some(at) = report.summary.updated_at.filter(|_| !is_empty) {
        let state = state(at);
        slots.insert(Slot::Texts, SlotView { state, op: None });
    }
    slots
}

/// Where an operation shows.
fn place(report: &Report, body: &OpBody) -> Option<Slot> {
    if let OpBody::RemoveEvidence { evidence } = body {
        let has = |line: &&domain::wire::report::Line| {
            line.evidence.iter().any(|piece| piece.id == *evidence)
        };
        return report
            .lines
            .iter()
            .find(has)
            .map(|line| Slot::Line(line.id));
    }
    slot(body)
}

/// Whether the person may enter the report, in whatever state it is. Of an approved one the rights
/// of the moment do not tell; it is on the device because it is entered or approved here.
fn enters(row: &Row, me: Option<&Me>) -> bool {
    let may = row.may;
    match row.summary.state {
        ReportState::Draft | ReportState::Returned => may.edit,
        ReportState::Submitted => may.withdraw,
        ReportState::Approved => {
            !may.send_back
                || me.is_some_and(|me| {
                    let held = me.roles.iter();
                    held.filter(|held| held.role == Role::Reporter)
                        .any(|held| held.unit.id == row.summary.unit.id)
                })
        }
    }
}
