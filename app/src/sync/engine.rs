//! The engine itself: what it works with, and recording.

use crate::json::{from_text, to_text};
use crate::sync::document::Document;
use crate::sync::gate::Gate;
use crate::sync::ids::{self, Ids};
use crate::sync::keys::{self, key};
use crate::sync::outbox::{Entry, EntryState, Outbox};
use crate::sync::ports::{Clock, Entropy, Local, LocalStore, Screen, StoreError, Transport, Write};
use crate::sync::schedule::Schedule;
use crate::sync::set::Set;
use crate::sync::slots::{is_same_slot, is_step, merged, set_base, share_a_field};
use crate::sync::views::Trouble;
use chrono::{DateTime, Utc};
use domain::id::{DeviceId, OpId, PlanId, ReportId};
use domain::plan::Plan;
use domain::sync::{MAX_OPS, Op, OpBody};
use domain::wire::auth::Me;
use domain::wire::report::PersonRef;
use litemap::LiteMap;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

/// What the engine works with.
#[derive(Clone)]
pub struct Ports {
    /// Where everything is kept.
    pub store: Rc<dyn LocalStore>,
    /// The server.
    pub transport: Rc<dyn Transport>,
    /// The device's clock.
    pub clock: Rc<dyn Clock>,
    /// Randomness.
    pub entropy: Rc<dyn Entropy>,
    /// Who is told what changed.
    pub screen: Rc<dyn Screen>,
}

/// Something done that the store has not taken yet.
#[derive(Clone)]
pub(super) struct Unsaved {
    pub(super) report: ReportId,
    pub(super) made_at: DateTime<Utc>,
    pub(super) body: OpBody,
}

/// The sync engine of one person on one device.
pub struct Engine {
    pub(super) ports: Ports,
    pub(super) device: DeviceId,
    pub(super) me: RefCell<Option<Me>>,
    pub(super) gate: Gate,
    pub(super) ids: Ids,
    pub(super) schedule: RefCell<Schedule>,
    /// Most operations of the next push: smaller after one was refused as a whole.
    pub(super) limit: Cell<usize>,
    /// Done, not kept: the store was full or away. In memory only, and shown as such.
    pub(super) unsaved: RefCell<Vec<Unsaved>>,
    pub(super) is_online: Cell<bool>,
    pub(super) is_sending: Cell<bool>,
    pub(super) is_live: Cell<bool>,
    pub(super) trouble: RefCell<Option<Trouble>>,
    pub(super) plans: RefCell<LiteMap<PlanId, Arc<Plan>>>,
    /// Reports whose submission waits for photos.
    pub(super) held: RefCell<Set<ReportId>>,
}

impl Engine {
    /// Opens the store; a new device gets its id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn open(ports: Ports) -> Result<Self, StoreError> {
        let known = ports.store.get(keys::DEVICE).await?;
        let device = if let Some(device) = known.and_then(|text| from_text(&text)) {
            device
        } else {
            let device = ids::device(&*ports.clock, &*ports.entropy);
            let write = Write::Put {
                key: keys::DEVICE.to_owned(),
                value: to_text(&device),
            };
            ports.store.commit(vec![write]).await?;
            device
        };
        let me = ports.store.get(keys::ME).await?;
        Ok(Self {
            device,
            me: RefCell::new(me.and_then(|text| from_text(&text))),
            gate: Gate::default(),
            ids: Ids::default(),
            schedule: RefCell::default(),
            limit: Cell::new(MAX_OPS),
            unsaved: RefCell::default(),
            is_online: Cell::new(true),
            is_sending: Cell::new(false),
            is_live: Cell::new(false),
            trouble: RefCell::default(),
            plans: RefCell::default(),
            held: RefCell::default(),
            ports,
        })
    }

    /// This device.
    #[must_use]
    pub const fn device(&self) -> DeviceId {
        self.device
    }

    /// Who is signed in, as the server last said.
    #[must_use]
    pub fn me(&self) -> Option<Me> {
        self.me.borrow().clone()
    }

    pub(super) fn me_ref(&self) -> Option<PersonRef> {
        self.me.borrow().as_ref().map(|me| PersonRef {
            id: me.id,
            display_name: me.display_name.clone(),
        })
    }

    /// Writes down what the person did. It is durable when this answers `Ok`; when the store does
    /// not take it, it stays in memory, is shown as not saved, and is tried again with the next
    /// one, with [`Engine::save_again`] and before each exchange.
    ///
    /// `base_version` in the body is the version on the person's screen.
    ///
    /// # Errors
    /// When the store is full or fails.
    pub fn record(&self, report: ReportId, body: OpBody) -> Local<'_, Result<(), StoreError>> {
        // At once, not when first polled: the order of the calls is the order of what was done.
        let made_at = self.now();
        self.unsaved.borrow_mut().push(Unsaved {
            report,
            made_at,
            body,
        });
        Box::pin(self.save_again())
    }

    /// Tries again to keep what the store did not take.
    ///
    /// # Errors
    /// When the store is still full or fails.
    pub async fn save_again(&self) -> Result<(), StoreError> {
        let _pass = self.gate.enter().await;
        let waiting = self.unsaved.borrow().clone();
        if waiting.is_empty() {
            return Ok(());
        }
        let kept = self.keep(&waiting).await;
        if kept.is_ok() {
            self.unsaved.borrow_mut().drain(..waiting.len());
        }
        self.note_store(&kept);
        let reports: Set<ReportId> = waiting.iter().map(|unsaved| unsaved.report).collect();
        self.show(reports);
        kept
    }

    async fn keep(&self, waiting: &[Unsaved]) -> Result<(), StoreError> {
        let mut outbox = self.outbox().await?;
        for unsaved in waiting {
            self.add(&mut outbox, unsaved);
        }
        self.commit(&outbox, Vec::new()).await
    }

    /// Adds something done to the outbox.
    pub(super) fn add(&self, outbox: &mut Outbox, done: &Unsaved) {
        if is_repeated(outbox, done) {
            return;
        }
        let mut op = Op {
            op_id: self.next_id(),
            report: done.report,
            made_at: done.made_at,
            body: done.body.clone(),
        };
        if is_step(&op.body) {
            // Doing it again settles what became of it the last time.
            let step = op.body.step();
            let earlier = outbox.ids(|entry| {
                entry.op.report == op.report
                    && entry.op.body.step() == step
                    && (entry.state.is_stuck() || entry.state == EntryState::Blocked)
            });
            for id in earlier {
                outbox.remove(id);
            }
        } else {
            // What waits hides what the server says beneath it: the person has seen no more of
            // these fields than they had when they began.
            let base = outbox
                .entries()
                .filter(|entry| entry.op.report == op.report)
                .filter(|entry| share_a_field(&entry.op.body, &op.body))
                .filter_map(|entry| entry.op.body.base_version())
                .chain(op.body.base_version())
                .min();
            if let Some(base) = base {
                set_base(&mut op.body, base);
            }
            // What was refused stands on screen under the new value: it is sent again with it.
            let refused = outbox
                .ids(|entry| entry.state == EntryState::Refused && is_same_slot(&entry.op, &op));
            if let Some(refused) = outbox.take(&refused) {
                op = merged(vec![refused, op.clone()]).unwrap_or(op);
            }
        }
        outbox.put(Entry::new(op));
        self.tidy(outbox);
    }

    pub(super) fn tidy(&self, outbox: &mut Outbox) {
        outbox.tidy(&self.ids, &*self.ports.clock, &*self.ports.entropy);
    }

    pub(super) fn next_id(&self) -> OpId {
        self.ids.next(&*self.ports.clock, &*self.ports.entropy)
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.ports.clock.now_ms()).unwrap_or_default()
    }

    /// The outbox as it is in the store.
    pub(super) async fn outbox(&self) -> Result<Outbox, StoreError> {
        let outbox = Outbox::read(&self.ports.store.list(keys::OUTBOX).await?);
        if let Some(last) = outbox.last() {
            self.ids.above(last);
        }
        Ok(outbox)
    }

    /// A report as the device keeps it.
    pub(super) async fn document(&self, id: ReportId) -> Result<Option<Document>, StoreError> {
        let text = self.ports.store.get(&key(keys::REPORTS, &id)).await?;
        Ok(text.and_then(|text| from_text(&text)))
    }

    /// Everything in one commit.
    pub(super) async fn commit(&self, outbox: &Outbox, more: Vec<Write>) -> Result<(), StoreError> {
        let mut writes = outbox.writes();
        writes.extend(more);
        if writes.is_empty() {
            return Ok(());
        }
        self.ports.store.commit(writes).await
    }

    pub(super) fn show(&self, reports: Set<ReportId>) {
        let reports: Vec<ReportId> = reports.iter().copied().collect();
        self.ports.screen.changed(&reports);
    }

    /// Remembers how the store does.
    pub(super) fn note_store<T>(&self, outcome: &Result<T, StoreError>) {
        let mut trouble = self.trouble.borrow_mut();
        match outcome {
            Err(error) => *trouble = Some(Trouble::Store(error.clone())),
            Ok(_) if matches!(*trouble, Some(Trouble::Store(_))) => *trouble = None,
            Ok(_) => {}
        }
    }
}

/// A second tap on the same button.
fn is_repeated(outbox: &Outbox, done: &Unsaved) -> bool {
    let mut others = outbox.entries().filter(|e| e.op.report == done.report);
    others.next_back().is_some_and(|last| {
        last.state.is_under_way() && last.op.body == done.body && is_step(&done.body)
    })
}

/// The writes that keep a document and what lists show of it.
pub(super) fn keep_document(document: &Document) -> [Write; 2] {
    let id = document.report.summary.id;
    let put = |group, value| Write::Put {
        key: key(group, &id),
        value,
    };
    [
        put(keys::REPORTS, to_text(document)),
        put(keys::ROWS, to_text(&document.row())),
    ]
}
