//! The simulated world: a server, devices, the network between them, and a notebook of everything
//! that anybody ever entered.

use crate::device::{Device, Task};
use crate::memory::Crash;
use crate::rng::Rng;
use crate::server::{APPROVER, REPORTER, Server, report_id, user};
use crate::wire::{Answer, Call, Leg};
use app::json::from_text;
use app::sync::ports::TransportError;
use app::sync::{Entry, EntryState, keys};
use domain::id::{DeviceId, OpId, ReportId, UserId};
use domain::sync::{Op, OpBody};
use domain::wire::sync::{Outcome, Unmerged};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// A field of a line or of the texts.
pub(crate) type Place = (ReportId, String, String);

/// A value that somebody entered.
pub(crate) struct Note {
    pub(crate) device: usize,
    pub(crate) place: Place,
    pub(crate) value: String,
    /// Rises with time.
    pub(crate) index: usize,
    /// The version of the place that the person had seen.
    pub(crate) seen: i64,
    /// The device said that it is saved.
    pub(crate) is_saved: Rc<Cell<bool>>,
    /// The person threw it away.
    pub(crate) is_dropped: bool,
    /// Entered since the application was last started.
    pub(crate) is_fresh: bool,
}

pub(crate) struct World {
    pub(crate) rng: Rc<Rng>,
    pub(crate) server: Server,
    pub(crate) devices: Vec<Device>,
    pub(crate) reports: Vec<ReportId>,
    /// Calls of a device that nobody waits for; the server may still get them.
    strays: Vec<(usize, Call)>,
    /// Every value, by itself where it is the only such.
    pub(crate) notes: BTreeMap<String, Note>,
    pub(crate) counter: usize,
    /// Operations that a device was told are stored.
    acknowledged: BTreeSet<OpId>,
    /// How much of the server's log was judged.
    judged: usize,
    /// Where the application was last seen: for whoever reads a failure.
    pub(crate) story: Vec<String>,
}

/// What several people enter alike.
pub(crate) const ALIKE: &str = "như nhau";

/// What a value that lost a conflict would be as an operation.
pub(crate) fn lost_op(report: ReportId, lost: &Unmerged) -> Op {
    let body = match lost.line {
        Some(line) => OpBody::EditLine {
            line,
            base_version: 0,
            edits: lost.fields.clone(),
        },
        None => OpBody::EditTexts {
            base_version: 0,
            edits: lost.texts.clone(),
        },
    };
    unsent(report, body)
}

/// An operation whose id does not matter.
pub(crate) fn unsent(report: ReportId, body: OpBody) -> Op {
    Op {
        op_id: OpId::from_u128(0),
        report,
        made_at: chrono::DateTime::default(),
        body,
    }
}

/// What makes the values of an operation unique, with their places.
pub(crate) fn values(op: &Op) -> Vec<(Place, String)> {
    match &op.body {
        OpBody::EditLine { line, edits, .. } => edits
            .iter()
            .map(|edit| {
                let field = edit.field().as_str().to_owned();
                ((op.report, line.to_string(), field), format!("{edit:?}"))
            })
            .collect(),
        OpBody::EditTexts { edits, .. } => edits
            .iter()
            .map(|edit| {
                let value = format!("{edit:?}");
                let field = value.split('(').next().unwrap().to_owned();
                ((op.report, "texts".to_owned(), field), value)
            })
            .collect(),
        _ => Vec::new(),
    }
}

impl World {
    pub(crate) fn new(seed: u64) -> Self {
        let rng = Rc::new(Rng::new(seed));
        let mut server = Server::default();
        let reports: Vec<ReportId> = (1..=1 + rng.below(3) as u128)
            .map(|n| {
                server.add_report(n);
                report_id(n)
            })
            .collect();
        // Two devices of one reporter, one of another, one of an approver; the first two to four.
        let people = [user(1), user(1), user(2), user(3)];
        let mut people: Vec<UserId> = people.into();
        if rng.one_in(2) {
            people.swap(1, 3);
        }
        people.truncate(2 + rng.below(3));
        for person in &people {
            for report in &reports {
                let rights = if *person == user(3) {
                    APPROVER
                } else {
                    REPORTER
                };
                server.rights.insert((*person, *report), rights);
            }
        }
        let devices = people
            .iter()
            .enumerate()
            .map(|(n, person)| {
                let device = Device::new(*person, seed.wrapping_mul(31).wrapping_add(n as u64));
                device.store.chance.replace(Some(Rc::clone(&rng)));
                device
            })
            .collect();
        Self {
            rng,
            server,
            devices,
            reports,
            strays: Vec::new(),
            notes: BTreeMap::new(),
            counter: 0,
            acknowledged: BTreeSet::new(),
            judged: 0,
            story: Vec::new(),
        }
    }

    pub(crate) fn tell(&mut self, what: impl FnOnce() -> String) {
        if std::env::var_os("TIENDO_SEED").is_some() {
            let what = what();
            self.story.push(what);
        }
    }

    // --- the network ---

    /// Carries one call of a device on, or loses it.
    pub(crate) fn move_call(&mut self, device: usize, is_reliable: bool) {
        let wire = Rc::clone(&self.devices[device].wire);
        let Some(number) = self.rng.pick(&wire.under_way()).copied() else {
            return;
        };
        let leg = wire.legs.borrow_mut().remove(&number);
        let leg = match leg {
            Some(Leg::There(call)) if !is_reliable && self.rng.one_in(10) => {
                self.tell(|| format!("{device}: {call:?} lost"));
                Leg::Here(Err(self.failure()))
            }
            Some(Leg::There(call)) => {
                if !is_reliable && self.rng.one_in(10) {
                    self.strays.push((device, call.clone()));
                }
                Leg::Back(self.serve(device, &call))
            }
            Some(Leg::Back(_)) if !is_reliable && self.rng.one_in(8) => {
                self.tell(|| format!("{device}: answer lost"));
                Leg::Here(Err(TransportError::Offline))
            }
            Some(Leg::Back(answer)) => {
                self.answered(device, &answer);
                Leg::Here(answer)
            }
            _ => return,
        };
        wire.legs.borrow_mut().insert(number, leg);
    }

    fn failure(&self) -> TransportError {
        if self.rng.one_in(2) {
            TransportError::Offline
        } else {
            TransportError::Retry {
                after_seconds: None,
            }
        }
    }

    fn serve(&mut self, device: usize, call: &Call) -> Answer {
        self.tell(|| format!("{device}: {call:?}"));
        let person = self.devices[device].user;
        let answer = match call {
            Call::Push(body) => self.server.push(person, body),
            Call::Pull(cursor) => self.server.pull(person, cursor),
        };
        self.tell(|| format!("{device}: -> {answer:?}"));
        self.judge();
        answer
    }

    /// The device is about to read an answer. Calls that it gave up before have arrived by now, or
    /// never will: a connection does not outlive the next answer.
    fn answered(&mut self, device: usize, answer: &Answer) {
        let strays = std::mem::take(&mut self.strays);
        let (own, others) = strays.into_iter().partition(|(of, _)| *of == device);
        self.strays = others;
        for (_, call) in own {
            if self.rng.one_in(2) {
                drop(self.serve(device, &call));
            }
        }
        if let Ok(text) = answer {
            self.note_acknowledged(text);
        }
    }

    fn note_acknowledged(&mut self, text: &str) {
        let Some(pushed) = from_text::<domain::wire::sync::Pushed>(text) else {
            return;
        };
        for outcome in pushed.outcomes {
            if let Outcome::Applied { .. } | Outcome::Duplicate { .. } = outcome.outcome {
                self.acknowledged.insert(outcome.op_id);
            }
        }
    }

    /// A call that nobody waits for arrives after all.
    pub(crate) fn deliver_stray(&mut self) {
        if !self.strays.is_empty() {
            let at = self.rng.below(self.strays.len());
            let (device, call) = self.strays.swap_remove(at);
            drop(self.serve(device, &call));
        }
    }

    // --- the device ---

    /// Lets a device work, and buries it if it dies of that.
    pub(crate) fn work(&mut self, device: usize) {
        self.devices[device].poll();
        if self.devices[device].store.is_dead() {
            self.kill(device);
        }
    }

    pub(crate) fn kill(&mut self, device: usize) {
        self.tell(|| format!("{device}: killed"));
        for call in self.devices[device].kill() {
            self.strays.push((device, call));
        }
        for note in self.notes.values_mut() {
            note.is_fresh &= note.device != device;
        }
    }

    pub(crate) fn start(&mut self, device: usize) {
        if self.devices[device].engine.is_none() {
            self.devices[device].start();
            if self.devices[device].engine.is_none() {
                self.kill(device);
            }
        }
    }

    /// The device dies some calls of its store later.
    pub(crate) fn doom(&mut self, device: usize) {
        let store = &self.devices[device].store;
        let at = store.calls() + self.rng.below(12);
        store.crash(if self.rng.one_in(2) {
            Crash::Before(at)
        } else {
            Crash::After(at)
        });
    }

    pub(crate) fn spawn(&mut self, device: usize, task: Task) {
        self.devices[device].tasks.push(task);
    }

    /// Begins an exchange, unless one is under way.
    pub(crate) fn exchange(&mut self, device: usize) {
        let phone = &mut self.devices[device];
        let Some(engine) = phone.engine.clone() else {
            return;
        };
        if phone.is_exchanging.replace(true) {
            return;
        }
        let is_exchanging = Rc::clone(&phone.is_exchanging);
        phone.tasks.push(Box::pin(async move {
            engine.cycle().await;
            is_exchanging.set(false);
        }));
    }

    /// What the service worker does with the outbox while no page sends.
    pub(crate) fn service_worker(&mut self, device: usize) {
        let phone = &self.devices[device];
        if phone.is_exchanging.get() || !phone.wire.under_way().is_empty() {
            return;
        }
        let Some(id) = phone.store.peek(keys::DEVICE) else {
            return;
        };
        let entries = phone.store.peek_all(keys::OUTBOX);
        let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        let mut ops = Vec::new();
        for (key, text) in &entries {
            let mut entry = read(text);
            if entry["state"] != "new" && entry["state"] != "sent" {
                continue;
            }
            if !entry["answer"].is_null() {
                // The engine has to look first.
                return;
            }
            ops.push(entry["op"].clone());
            entry["state"] = "sent".into();
            phone.store.poke(key, entry.to_string());
        }
        if ops.is_empty() {
            return;
        }
        let device_id: serde_json::Value = read(&id);
        let body = serde_json::json!({"protocol": 1, "device": device_id, "ops": ops});
        let answer = self.serve(device, &Call::Push(body.to_string()));
        let Ok(text) = answer.clone() else { return };
        if self.rng.one_in(5) {
            return;
        }
        self.answered(device, &answer);
        let pushed = read(&text);
        let store = &self.devices[device].store;
        for outcome in pushed["outcomes"].as_array().unwrap() {
            let key = format!("o/{}", outcome["op_id"].as_str().unwrap());
            if let Some(text) = store.peek(&key) {
                let mut entry = read(&text);
                entry["answer"] = outcome["outcome"].clone();
                store.poke(&key, entry.to_string());
            }
        }
    }

    // --- the notebook ---

    /// What the person sees in a place: their own value that waits, else the server's, by the
    /// version of it.
    pub(crate) fn seen(&self, device: usize, place: &Place, on_screen: i64) -> i64 {
        let waiting: BTreeSet<String> = self.devices[device]
            .entries()
            .iter()
            .flat_map(|entry| values(&entry.op))
            .filter(|(known, _)| known == place)
            .map(|(_, value)| value)
            .collect();
        let own = self
            .notes
            .values()
            .filter(|note| {
                let in_memory = note.is_fresh && !note.is_saved.get();
                note.device == device
                    && note.place == *place
                    && (in_memory || waiting.contains(&note.value))
            })
            .max_by_key(|note| note.index);
        own.map_or(on_screen, |note| note.seen.min(on_screen))
    }

    /// Writes down what somebody entered. What several enter alike is never the only such.
    pub(crate) fn note(&mut self, device: usize, op: &Op, screen: i64, is_saved: &Rc<Cell<bool>>) {
        for (place, value) in values(op) {
            let seen = self.seen(device, &place, screen);
            self.counter += 1;
            let key = if value.contains(ALIKE) {
                format!("{value} {}", self.counter)
            } else {
                value.clone()
            };
            let note = Note {
                device,
                place,
                value,
                index: self.counter,
                seen,
                is_saved: Rc::clone(is_saved),
                is_dropped: false,
                is_fresh: true,
            };
            self.notes.insert(key, note);
        }
    }

    fn device_of(&self, id: DeviceId) -> Option<usize> {
        self.devices.iter().position(|device| {
            let known = device.store.peek(keys::DEVICE);
            known.and_then(|text| from_text(&text)) == Some(id)
        })
    }

    /// Judges what the server stored since: nothing unseen was overwritten, and the values of one
    /// device came in the order in which they were entered.
    pub(crate) fn judge(&mut self) {
        for at in self.judged..self.server.log.len() {
            let stored = &self.server.stored[&self.server.log[at]];
            let Some(effect) = &stored.effect else {
                continue;
            };
            let held = &self.server.reports[&stored.op.report].held;
            let author = stored.author.device.and_then(|id| self.device_of(id));
            for (place, value) in values(&stored.op) {
                let changed = effect.lines.iter().any(|change| {
                    change.line.to_string() == place.1
                        && change
                            .before
                            .differing(&change.after)
                            .iter()
                            .any(|field| field.as_str() == place.2)
                }) || effect.texts.iter().any(|text| format!("{text:?}") == value);
                let Some(note) = self.notes.get(&value).filter(|_| changed) else {
                    continue;
                };
                for past in held.past.iter().filter(|p| p.version < effect.version) {
                    let touches = past.lines.iter().any(|change| {
                        change.line.to_string() == place.1
                            && change
                                .before
                                .differing(&change.after)
                                .iter()
                                .any(|field| field.as_str() == place.2)
                    }) || (place.1 == "texts"
                        && past
                            .texts
                            .iter()
                            .any(|text| format!("{text:?}").starts_with(&place.2)));
                    assert!(
                        !touches
                            || past.author.is_same_hand(stored.author)
                            || past.version <= note.seen,
                        "overwrote what nobody had seen: {value} in {place:?}, seen {}, over {past:?}",
                        note.seen,
                    );
                    let before = touches.then_some(()).and_then(|()| {
                        let op = self.server.stored.values().find(|s| {
                            s.op.report == place.0
                                && s.version == past.version
                                && s.effect.is_some()
                        })?;
                        let (_, value) = values(&op.op)
                            .into_iter()
                            .find(|(known, _)| *known == place)?;
                        self.notes.get(&value)
                    });
                    if let (Some(before), true) = (before, past.author == stored.author)
                        && before.device == note.device
                        && Some(note.device) == author
                    {
                        assert!(
                            before.index <= note.index,
                            "out of order: {value} of {place:?} came after a later value"
                        );
                    }
                }
            }
        }
        self.judged = self.server.log.len();
    }

    /// Every value that a device called saved is on the server, kept there as not chosen, or in
    /// its outbox; or a later one of the same device and place is; or the person dropped it.
    pub(crate) fn nothing_vanished(&self) {
        let mut there: BTreeSet<(Place, String)> = BTreeSet::new();
        for stored in self.server.stored.values() {
            there.extend(values(&stored.op));
        }
        for report in self.server.reports.values() {
            for (_, unmerged) in &report.unmerged {
                there.extend(values(&lost_op(report.held.id, unmerged)));
            }
        }
        for device in &self.devices {
            for entry in device.entries() {
                there.extend(values(&entry.op));
            }
        }
        let mut best: BTreeMap<(usize, &Place), usize> = BTreeMap::new();
        for note in self.notes.values() {
            if note.is_dropped || there.contains(&(note.place.clone(), note.value.clone())) {
                let best = best.entry((note.device, &note.place)).or_default();
                *best = note.index.max(*best);
            }
        }
        for (value, note) in self.notes.iter().filter(|(_, note)| note.is_saved.get()) {
            let best = best.get(&(note.device, &note.place)).copied();
            assert!(
                best.is_some_and(|best| best >= note.index),
                "vanished: {value} of device {} in {:?}",
                note.device,
                note.place
            );
        }
        for id in &self.acknowledged {
            let times = self
                .server
                .log
                .iter()
                .filter(|stored| *stored == id)
                .count();
            assert_eq!(times, 1, "acknowledged but not stored once: {id}");
        }
    }

    /// The entries that a choice about one of them is about.
    pub(crate) fn group(&self, device: usize, of: &Entry) -> Vec<Entry> {
        let slot = |op: &Op| match &op.body {
            OpBody::EditLine { line, .. } => Some(line.to_string()),
            OpBody::EditTexts { .. } => Some("texts".to_owned()),
            _ => None,
        };
        let mut entries = self.devices[device].entries();
        entries.retain(|entry| {
            entry.state == of.state
                && entry.op.report == of.op.report
                && (entry.op.op_id == of.op.op_id
                    || (slot(&of.op).is_some() && slot(&entry.op) == slot(&of.op)))
        });
        entries
    }

    /// The person has seen what the other hand wrote.
    pub(crate) fn note_choice(&mut self, device: usize, of: &Entry) {
        let Some(Outcome::Conflict { theirs }) = &of.answer else {
            return;
        };
        let version = theirs.version;
        for entry in self.group(device, of) {
            for (_, value) in values(&entry.op) {
                if let Some(note) = self.notes.get_mut(&value) {
                    note.seen = note.seen.max(version);
                }
            }
        }
    }

    /// The person throws something away.
    pub(crate) fn note_drop(&mut self, device: usize, of: &Entry) {
        for entry in self.group(device, of) {
            for (place, value) in values(&entry.op) {
                for note in self.notes.values_mut() {
                    note.is_dropped |= note.place == place && note.value == value;
                }
            }
        }
    }

    /// A random waiting operation of a device that a person can decide about.
    pub(crate) fn pick_entry(&self, device: usize) -> Option<Entry> {
        let mut entries = self.devices[device].entries();
        entries.retain(|entry| entry.state.is_stuck() || entry.state == EntryState::Blocked);
        self.rng.pick(&entries).cloned()
    }
}
