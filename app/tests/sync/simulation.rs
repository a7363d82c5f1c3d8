//! Thousands of random schedules of several devices, one server, and everything that goes wrong
//! between them. `TIENDO_SEED=n` replays one, with its story.

use crate::server::{APPROVER, REPORTER, lines, user};
use crate::world::{ALIKE, World, lost_op, unsent, values};
use app::sync::{Choice, EntryState, Imported};
use domain::id::ReportId;
use domain::quantity::Quantity;
use domain::report::{FieldEdit, LineKind, ReportState, TextEdit};
use domain::sync::{OpBody, Rights};
use domain::wire::report::{Report, ReturnLine};
use domain::wire::sync::Unmerged;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

/// Schedules of each of the tests, which run side by side.
const SCHEDULES: u64 = 1_000;

fn run(seed: u64) {
    let mut world = World::new(seed);
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let steps = 40 + world.rng.below(100);
        for _ in 0..steps {
            world.step();
            if world.rng.one_in(16) {
                world.nothing_vanished();
            }
        }
        world.settle();
    }));
    if let Err(panic) = outcome {
        for line in &world.story {
            eprintln!("{line}");
        }
        let text = panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
            .unwrap_or_default();
        panic!("TIENDO_SEED={seed}: {text}");
    }
}

fn range(n: u64) {
    if let Some(seed) = std::env::var("TIENDO_SEED")
        .ok()
        .and_then(|s| s.parse().ok())
    {
        if n == 0 {
            run(seed);
        }
        return;
    }
    for seed in n * SCHEDULES..(n + 1) * SCHEDULES {
        run(seed);
    }
}

#[test]
fn schedules_a() {
    range(0);
}

#[test]
fn schedules_b() {
    range(1);
}

#[test]
fn schedules_c() {
    range(2);
}

#[test]
fn schedules_d() {
    range(3);
}

impl World {
    fn step(&mut self) {
        let device = self.rng.below(self.devices.len());
        self.start(device);
        match self.rng.below(100) {
            0..=24 => self.edit(device),
            25..=32 => self.make_step(device),
            33..=44 => self.exchange(device),
            45..=69 => self.move_call(device, false),
            70..=72 => self.kill(device),
            73..=75 => self.doom(device),
            76..=77 => self.deliver_stray(),
            78..=79 => self.set_clock(device),
            80..=82 => self.lock(),
            83..=84 => self.decide_late(),
            85..=86 => self.change_role(device),
            87..=92 => self.choose(device),
            93..=94 => self.service_worker(device),
            95..=96 => self.restore(device),
            97..=98 => {
                let is_full = self.rng.one_in(2);
                self.devices[device].store.set_full(is_full);
            }
            _ => self.carry_file(device),
        }
        if !self.rng.one_in(4) {
            let worker = self.rng.below(self.devices.len());
            self.work(worker);
            self.work(device);
        }
    }

    fn unique(&mut self) -> i64 {
        self.counter += 1;
        i64::try_from(self.counter).unwrap()
    }

    /// The person types something into a place of a report that the device has.
    fn edit(&mut self, device: usize) {
        let report = *self.rng.pick(&self.reports).unwrap();
        let Some(document) = self.devices[device].document(report) else {
            return;
        };
        if !document.report.may.edit && !self.rng.one_in(8) {
            return;
        }
        let n = self.unique();
        let mut edits = Vec::new();
        let number = |n| Some(Quantity::from_int(n));
        let on_screen;
        let mut body = if self.rng.one_in(4) {
            on_screen = document.report.summary.version;
            let text = format!("t{n}");
            OpBody::EditTexts {
                base_version: on_screen,
                edits: vec![if self.rng.one_in(2) {
                    TextEdit::Obstacles(text)
                } else {
                    TextEdit::Notes(text)
                }],
            }
        } else {
            let (line, kind) = lines()[self.rng.below(2)];
            let held = document.report.lines.iter().find(|l| l.id == line).unwrap();
            on_screen = held.version;
            edits.push(match (kind, self.rng.below(8)) {
                (_, 0 | 1) => FieldEdit::Note(format!("n{n}")),
                // Now and then both write the same, which is no conflict.
                (_, 2) => FieldEdit::Note(ALIKE.to_owned()),
                // Now and then what the server does not take.
                (LineKind::Count, 3) => FieldEdit::Count(number(-n)),
                (LineKind::Count, _) => FieldEdit::Count(number(n)),
                (_, 3) => FieldEdit::Numerator(number(-n)),
                (_, 4 | 5) => FieldEdit::Numerator(number(n)),
                _ => FieldEdit::Denominator(number(1_000_000 + n)),
            });
            OpBody::EditLine {
                line,
                base_version: on_screen,
                edits,
            }
        };
        let mut screen = on_screen;
        if self.rng.one_in(10) {
            // The screen had not caught up with the store.
            screen = (screen - 1).max(0);
            match &mut body {
                OpBody::EditLine { base_version, .. } | OpBody::EditTexts { base_version, .. } => {
                    *base_version = screen;
                }
                _ => {}
            }
        }
        self.record(device, report, body, screen);
    }

    fn record(&mut self, device: usize, report: ReportId, body: OpBody, screen: i64) {
        let Some(engine) = self.devices[device].engine.clone() else {
            return;
        };
        self.tell(|| format!("{device}: records {body:?}"));
        let is_saved = Rc::new(Cell::new(false));
        self.note(device, &unsent(report, body.clone()), screen, &is_saved);
        let task = Box::pin(async move {
            if engine.record(report, body).await.is_ok() {
                is_saved.set(true);
            }
        });
        self.spawn(device, task);
        // Typing reaches the engine at once, in order.
        self.work(device);
    }

    fn make_step(&mut self, device: usize) {
        let report = *self.rng.pick(&self.reports).unwrap();
        let Some(document) = self.devices[device].document(report) else {
            return;
        };
        let base_version = document.report.summary.version;
        let body = if self.devices[device].user == user(3) {
            if self.rng.one_in(2) {
                OpBody::Approve { base_version }
            } else {
                let n = self.unique();
                OpBody::Return {
                    base_version,
                    reason: String::new(),
                    lines: vec![ReturnLine {
                        line: lines()[0].0,
                        reason: format!("r{n}"),
                    }],
                }
            }
        } else if document.report.summary.state == ReportState::Submitted {
            OpBody::Withdraw { base_version }
        } else {
            OpBody::Submit { base_version }
        };
        self.record(device, report, body, base_version);
    }

    fn set_clock(&mut self, device: usize) {
        let wrong = i64::try_from(self.rng.below(20_000_000)).unwrap() - 10_000_000;
        self.devices[device].clock.ms.set(1_763_287_200_000 + wrong);
    }

    fn lock(&mut self) {
        let report = *self.rng.pick(&self.reports).unwrap();
        let is_locked = self.server.reports[&report].lock.is_none();
        self.tell(|| format!("server: {report} locked: {is_locked}"));
        self.server.lock(report, is_locked);
    }

    fn decide_late(&mut self) {
        let report = *self.rng.pick(&self.reports).unwrap();
        let is_accepted = self.rng.one_in(2);
        self.tell(|| format!("server: {report} late accepted: {is_accepted}"));
        self.server.decide_late(report, is_accepted);
        self.judge();
    }

    /// A role is taken away, or given back.
    fn change_role(&mut self, device: usize) {
        let person = self.devices[device].user;
        let report = *self.rng.pick(&self.reports).unwrap();
        let full = if person == user(3) {
            APPROVER
        } else {
            REPORTER
        };
        let held = self.server.rights(person, report);
        let rights = if held != full {
            full
        } else if self.rng.one_in(2) {
            Rights::default()
        } else {
            Rights {
                view: true,
                ..Rights::default()
            }
        };
        self.tell(|| format!("server: rights of {device} on {report}: {rights:?}"));
        self.server.rights.insert((person, report), rights);
    }

    /// The person decides about something that the server did not take.
    fn choose(&mut self, device: usize) {
        let Some(entry) = self.pick_entry(device) else {
            return;
        };
        let Some(engine) = self.devices[device].engine.clone() else {
            return;
        };
        let id = entry.op.op_id;
        let choice = self.rng.below(5);
        self.tell(|| format!("{device}: chooses {choice} for {entry:?}"));
        let task: crate::device::Task = match (entry.state, choice) {
            (EntryState::Conflict, 0 | 1) => {
                self.note_choice(device, &entry);
                Box::pin(async move { drop(engine.choose(id, Choice::Mine).await) })
            }
            (EntryState::Conflict, 2 | 3) => {
                Box::pin(async move { drop(engine.choose(id, Choice::Theirs).await) })
            }
            (EntryState::Refused, 0..=2) => {
                Box::pin(async move { drop(engine.choose(id, Choice::Retry).await) })
            }
            _ => {
                self.note_drop(device, &entry);
                Box::pin(async move { drop(engine.choose(id, Choice::Discard).await) })
            }
        };
        self.spawn(device, task);
    }

    /// The person takes a value back that lost a conflict.
    fn restore(&mut self, device: usize) {
        let report = *self.rng.pick(&self.reports).unwrap();
        let Some(document) = self.devices[device].document(report) else {
            return;
        };
        let Some(lost) = self.rng.pick(&document.unmerged).cloned() else {
            return;
        };
        let (Some(engine), Some(screen)) = (
            self.devices[device].engine.clone(),
            screen_of(&document.report, &lost),
        ) else {
            return;
        };
        let op = lost_op(report, &lost);
        let waiting: Vec<String> = self
            .devices
            .iter()
            .flat_map(crate::device::Device::entries)
            .flat_map(|entry| values(&entry.op))
            .map(|(_, value)| value)
            .collect();
        if values(&op).iter().any(|(_, value)| waiting.contains(value)) {
            return;
        }
        self.tell(|| format!("{device}: restores {lost:?}"));
        let is_saved = Rc::new(Cell::new(false));
        self.note(device, &op, screen, &is_saved);
        self.spawn(
            device,
            Box::pin(async move {
                if engine.restore(report, &lost).await.is_ok() {
                    is_saved.set(true);
                }
            }),
        );
    }

    /// What was not sent goes in a file to another device, mostly of the same person.
    fn carry_file(&mut self, device: usize) {
        let to = self.rng.below(self.devices.len());
        let (Some(from_engine), Some(to_engine)) = (
            self.devices[device].engine.clone(),
            self.devices[to].engine.clone(),
        ) else {
            return;
        };
        let (from, onto) = (&self.devices[device], &self.devices[to]);
        if to == device || !from.tasks.is_empty() || !onto.tasks.is_empty() {
            return;
        }
        let file = from.finish(from_engine.export_json());
        let Some(file) = file else {
            self.kill(device);
            return;
        };
        let Ok(Some(file)) = file else { return };
        let imported = onto.finish(to_engine.import_json(&file));
        if imported.is_none() {
            self.kill(to);
        } else if from.user != onto.user {
            let refused = [Imported::NotYours];
            assert!(imported.is_none_or(|done| done.is_ok_and(|done| refused.contains(&done))));
        }
    }
}

/// The version of what a lost value would go over.
fn screen_of(report: &Report, lost: &Unmerged) -> Option<i64> {
    match lost.line {
        Some(id) => {
            let line = report.lines.iter().find(|line| line.id == id)?;
            Some(line.version)
        }
        None => Some(report.summary.version),
    }
}

// --- the end: everybody is connected ---

impl World {
    fn settle(&mut self) {
        for device in &self.devices {
            device.store.chance.replace(None);
            device.store.set_full(false);
        }
        if !self.rng.one_in(4) {
            let people: Vec<_> = self.server.rights.keys().copied().collect();
            for (person, report) in people {
                let full = if person == user(3) {
                    APPROVER
                } else {
                    REPORTER
                };
                self.server.rights.insert((person, report), full);
            }
        }
        for round in 0..60 {
            let before = self.server.changes();
            let mut is_quiet = true;
            for device in 0..self.devices.len() {
                self.connect(device);
                is_quiet &= !self.decide_everything(device, round);
            }
            for report in self.reports.clone() {
                let accept = self.rng.one_in(2);
                self.server.decide_late(report, accept);
                self.judge();
            }
            if is_quiet && before == self.server.changes() {
                break;
            }
            assert!(round < 59, "never at rest");
        }
        for device in 0..self.devices.len() {
            self.connect(device);
        }
        self.nothing_vanished();
        self.converged();
    }

    fn connect(&mut self, device: usize) {
        // What was begun before comes to its end first.
        for _ in 0..2 {
            self.devices[device].store.revive();
            self.start(device);
            let mut turns = 0;
            self.exchange(device);
            while !self.devices[device].tasks.is_empty() {
                self.work(device);
                self.move_call(device, true);
                turns += 1;
                assert!(turns < 5_000, "device {device} is stuck");
            }
        }
    }

    /// The person decides about everything; answers whether there was something.
    fn decide_everything(&mut self, device: usize, round: usize) -> bool {
        let mut is_any = false;
        while let Some(entry) = {
            let mut stuck = self.devices[device].entries();
            let person = self.devices[device].user;
            stuck.retain(|entry| {
                let rights = self.server.rights(person, entry.op.report);
                entry.state.is_stuck()
                    && rights != Rights::default()
                    && (rights.edit || rights.approve)
            });
            self.rng.pick(&stuck).cloned()
        } {
            is_any = true;
            let engine = self.devices[device].engine.clone().unwrap();
            let id = entry.op.op_id;
            let gives_up = round > 6;
            let done = match entry.state {
                EntryState::Conflict if !gives_up && self.rng.one_in(2) => {
                    self.note_choice(device, &entry);
                    self.devices[device].finish(engine.choose(id, Choice::Mine))
                }
                EntryState::Conflict => {
                    self.devices[device].finish(engine.choose(id, Choice::Theirs))
                }
                _ if !gives_up && self.rng.one_in(3) => {
                    self.devices[device].finish(engine.choose(id, Choice::Retry))
                }
                _ => {
                    self.note_drop(device, &entry);
                    self.devices[device].finish(engine.choose(id, Choice::Discard))
                }
            };
            assert_eq!(done, Some(Ok(true)), "{entry:?}");
        }
        is_any
    }

    /// Every device shows what the server holds; what it may not see is gone; nothing is left
    /// under way.
    fn converged(&self) {
        for (n, device) in self.devices.iter().enumerate() {
            let mut left = device.entries();
            left.retain(|entry| {
                let rights = self.server.rights(device.user, entry.op.report);
                rights.edit || rights.approve || entry.state.is_under_way()
            });
            assert!(left.is_empty(), "device {n} still has {left:?}");
            for id in &self.reports {
                let document = device.document(*id);
                if !self.server.rights(device.user, *id).view {
                    assert_eq!(document, None, "device {n} keeps what it may not see");
                    continue;
                }
                let document = document.unwrap();
                let expected = self.server.expected(device.user, *id);
                assert_eq!(document.ahead, []);
                let report = &document.report;
                assert_eq!(report.summary, expected.summary, "device {n}");
                assert_eq!(report.may, expected.may, "device {n}");
                assert_eq!(report.texts, expected.texts, "device {n}");
                assert_eq!(report.submitted, expected.submitted, "device {n}");
                assert_eq!(report.approved, expected.approved, "device {n}");
                assert_eq!(report.return_reason, expected.return_reason);
                assert_eq!(report.lock, expected.lock, "device {n}");
                assert_eq!(report.late, expected.late, "device {n}");
                for (line, state) in report.lines.iter().zip(&expected.lines) {
                    assert_eq!(line.entry, state.entry, "device {n}");
                    assert_eq!(line.version, state.version, "device {n}");
                    assert_eq!(line.updated, state.updated, "device {n}");
                    assert_eq!(line.returned, state.returned, "device {n}");
                }
                assert_eq!(document.versions, expected.versions, "device {n}");
                assert_eq!(document.unmerged, expected.unmerged, "device {n}");
                let engine = device.engine.as_ref().unwrap();
                let view = device.finish(engine.report_view(*id)).unwrap().unwrap();
                let is_alone = device.entries().iter().all(|e| e.op.report != *id);
                if is_alone {
                    assert_eq!(view.unwrap().report, *report, "device {n}");
                }
            }
        }
    }
}
