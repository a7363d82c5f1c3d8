//! The outbox: what was done on this device and is not settled yet.
//!
//! An entry is ready to send: the service worker sends entries that are `new` or `sent`, in the
//! order of their keys, without WASM, and writes the server's outcome into `answer`; the engine
//! settles such entries when it next looks.

use crate::json::{FromJson, Json, ToJson, from_text, to_text};
use crate::sync::ids::Ids;
use crate::sync::keys::{self, key};
use crate::sync::ports::{Clock, Entropy, Write};
use crate::sync::set::Set;
use crate::sync::slots::{is_empty, is_same_slot, is_step, merged, strip};
use domain::id::{OpId, ReportId};
use domain::sync::Op;
use domain::wire::sync::Outcome;
use litemap::LiteMap;

/// Where an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryState {
    /// Never sent.
    New,
    /// Sent, or to be sent again unchanged; the answer is not known.
    Sent,
    /// Another hand changed the same; the person chooses.
    Conflict,
    /// The server does not take it; the person decides what becomes of it.
    Refused,
    /// Kept by the server as a request to submit late.
    Late,
    /// A step that waits until what was done before it is settled.
    Blocked,
}

impl EntryState {
    const ALL: [Self; 6] = [
        Self::New,
        Self::Sent,
        Self::Conflict,
        Self::Refused,
        Self::Late,
        Self::Blocked,
    ];

    /// Its name in the store.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Sent => "sent",
            Self::Conflict => "conflict",
            Self::Refused => "refused",
            Self::Late => "late",
            Self::Blocked => "blocked",
        }
    }

    /// Whether it is on its way to the server.
    #[must_use]
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::New | Self::Sent)
    }

    /// Whether the server answered and the person has to do something.
    #[must_use]
    pub const fn is_stuck(self) -> bool {
        matches!(self, Self::Conflict | Self::Refused)
    }
}

impl FromJson for EntryState {
    fn from_json(json: &Json) -> Option<Self> {
        let name = json.text()?;
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

impl ToJson for EntryState {
    fn write(&self, out: &mut String) {
        self.as_str().write(out);
    }
}

/// An entry of the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What was done.
    pub op: Op,
    /// Where it stands.
    pub state: EntryState,
    /// What the server said.
    pub answer: Option<Outcome>,
    /// How often it was sent.
    pub tries: u32,
}

crate::json::both! {
    Entry { op, state, answer, tries }
}

impl Entry {
    /// Something just done.
    #[must_use]
    pub const fn new(op: Op) -> Self {
        Self {
            op,
            state: EntryState::New,
            answer: None,
            tries: 0,
        }
    }
}

/// The outbox as read from the store, with what is changed in it.
#[derive(Default)]
pub(super) struct Outbox {
    entries: LiteMap<OpId, Entry>,
    changed: Set<OpId>,
    /// Entries that this version cannot read: they stay where they are.
    pub(super) unreadable: usize,
}

impl Outbox {
    pub(super) fn read(listed: &[(String, String)]) -> Self {
        let mut outbox = Self::default();
        for (_, text) in listed {
            match from_text::<Entry>(text) {
                Some(entry) => {
                    outbox.entries.insert(entry.op.op_id, entry);
                }
                None => outbox.unreadable += 1,
            }
        }
        outbox
    }

    /// In the order in which they were made.
    pub(super) fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.values()
    }

    pub(super) fn get(&self, id: OpId) -> Option<&Entry> {
        self.entries.get(&id)
    }

    pub(super) fn last(&self) -> Option<OpId> {
        self.entries.last().map(|(id, _)| *id)
    }

    pub(super) fn put(&mut self, entry: Entry) {
        self.changed.insert(entry.op.op_id);
        self.entries.insert(entry.op.op_id, entry);
    }

    pub(super) fn remove(&mut self, id: OpId) -> Option<Entry> {
        self.changed.insert(id);
        self.entries.remove(&id)
    }

    /// Changes an entry.
    pub(super) fn set(&mut self, id: OpId, state: EntryState, answer: Option<Outcome>) {
        if let Some(entry) = self.entries.get_mut(&id) {
            entry.state = state;
            entry.answer = answer;
            self.changed.insert(id);
        }
    }

    /// The ids of the entries that pass.
    pub(super) fn ids(&self, wanted: impl Fn(&Entry) -> bool) -> Vec<OpId> {
        let passing = self.entries().filter(|entry| wanted(entry));
        passing.map(|entry| entry.op.op_id).collect()
    }

    /// The ids of an entry and of those about the same place that stand like it, in order.
    pub(super) fn group(&self, like: &Entry) -> Vec<OpId> {
        self.ids(|entry| {
            entry.state == like.state
                && (entry.op.op_id == like.op.op_id || is_same_slot(&entry.op, &like.op))
        })
    }

    /// Takes entries about one place out and makes one operation of them, with the id of the last.
    /// What the person entered later into the same fields stays the last word. `None` where
    /// nothing is left.
    pub(super) fn take(&mut self, group: &[OpId]) -> Option<Op> {
        let mut parts = Vec::new();
        for id in group {
            let mut op = self.remove(*id)?.op;
            for later in self
                .entries()
                .map(|later| &later.op)
                .filter(|later| later.op_id >= *id)
            {
                if is_same_slot(later, &op) && !group.contains(&later.op_id) {
                    strip(&mut op.body, &later.body);
                }
            }
            if !is_empty(&op.body) {
                parts.push(op);
            }
        }
        merged(parts)
    }

    /// Holds steps back behind what is stuck, and lets those go that nothing stands before any
    /// more. One that is let go gets a new id: it comes after what was done meanwhile to settle
    /// the rest. (The server has not stored it: a refused operation is not kept.)
    ///
    /// And what the server holds as late is sent again before anything newer of the same report:
    /// the lock may be gone meanwhile, and the order must stay.
    pub(super) fn tidy(&mut self, ids: &Ids, clock: &dyn Clock, entropy: &dyn Entropy) {
        let mut stuck: Set<ReportId> = Set::new();
        let mut held = Vec::new();
        for entry in self.entries() {
            let report = entry.op.report;
            if entry.state.is_stuck() {
                stuck.insert(report);
            } else if entry.state == EntryState::New
                && is_step(&entry.op.body)
                && stuck.contains(&report)
            {
                held.push(entry.op.op_id);
            }
        }
        let free = self
            .ids(|entry| entry.state == EntryState::Blocked && !stuck.contains(&entry.op.report));
        for id in held {
            self.set(id, EntryState::Blocked, None);
        }
        for id in free {
            if let Some(mut entry) = self.remove(id) {
                entry.op.op_id = ids.next(clock, entropy);
                self.put(Entry::new(entry.op));
            }
        }
        let mut newer: Set<ReportId> = Set::new();
        let mut late = Vec::new();
        for entry in self.entries().rev() {
            if entry.state.is_under_way() {
                newer.insert(entry.op.report);
            } else if entry.state == EntryState::Late && newer.contains(&entry.op.report) {
                late.push(entry.op.op_id);
            }
        }
        for id in late {
            self.set(id, EntryState::Sent, None);
        }
    }

    /// The writes that make the store like this.
    pub(super) fn writes(&self) -> Vec<Write> {
        let write = |id: &OpId| {
            let key = key(keys::OUTBOX, id);
            match self.entries.get(id) {
                Some(entry) => Write::Put {
                    key,
                    value: to_text(entry),
                },
                None => Write::Delete { key },
            }
        };
        self.changed.iter().map(write).collect()
    }

    /// Of these, what only takes entries out.
    pub(super) fn deletions(&self) -> Vec<Write> {
        let mut writes = self.writes();
        writes.retain(|write| matches!(write, Write::Delete { .. }));
        writes
    }
}
