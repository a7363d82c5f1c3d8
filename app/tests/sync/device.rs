//! A device of the simulation: the real engine over memory and a wire, started and killed at will.

use crate::memory::MemoryStore;
use crate::rng::Rng;
use crate::wire::{Call, Wire};
use app::json::from_text;
use app::sync::ports::{Clock, Entropy, Screen};
use app::sync::{Document, Engine, Entry, Ports, keys};
use domain::id::{ReportId, UserId};
use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// A future that the device works on.
pub(crate) type Task = Pin<Box<dyn Future<Output = ()>>>;

/// The device's clock, which may be wrong.
#[derive(Default)]
pub(crate) struct WrongClock {
    pub(crate) ms: Cell<i64>,
}

impl Clock for WrongClock {
    fn now_ms(&self) -> i64 {
        self.ms.get()
    }
}

struct Dice(Rng);

impl Entropy for Dice {
    fn random(&self) -> u64 {
        self.0.next()
    }
}

struct Blind;

impl Screen for Blind {
    fn changed(&self, _reports: &[ReportId]) {}
}

pub(crate) struct Device {
    pub(crate) user: UserId,
    pub(crate) store: Rc<MemoryStore>,
    pub(crate) wire: Rc<Wire>,
    pub(crate) clock: Rc<WrongClock>,
    dice: Rc<Dice>,
    pub(crate) engine: Option<Rc<Engine>>,
    pub(crate) tasks: Vec<Task>,
    /// Set while an exchange is under way: one at a time.
    pub(crate) is_exchanging: Rc<Cell<bool>>,
}

impl Device {
    pub(crate) fn new(user: UserId, seed: u64) -> Self {
        let clock = Rc::new(WrongClock::default());
        clock.ms.set(1_763_287_200_000);
        Self {
            user,
            store: Rc::default(),
            wire: Rc::default(),
            clock,
            dice: Rc::new(Dice(Rng::new(seed))),
            engine: None,
            tasks: Vec::new(),
            is_exchanging: Rc::default(),
        }
    }

    pub(crate) fn ports(&self) -> Ports {
        Ports {
            store: Rc::clone(&self.store) as _,
            transport: Rc::clone(&self.wire) as _,
            clock: Rc::clone(&self.clock) as _,
            entropy: Rc::clone(&self.dice) as _,
            screen: Rc::new(Blind),
        }
    }

    /// Starts the application, unless it dies while it starts.
    pub(crate) fn start(&mut self) {
        self.store.revive();
        let engine = self.finish(Engine::open(self.ports()));
        self.engine = engine.map(|engine| Rc::new(engine.unwrap()));
    }

    /// The phone dies. Calls on their way may still arrive at the server.
    pub(crate) fn kill(&mut self) -> Vec<Call> {
        self.tasks.clear();
        self.engine = None;
        self.is_exchanging.set(false);
        self.store.revive();
        self.wire.hang_up()
    }

    /// Runs something that needs only the store; `None` when the device dies meanwhile.
    pub(crate) fn finish<T>(&self, future: impl Future<Output = T>) -> Option<T> {
        finish(future, || self.store.is_dead())
    }

    /// Lets every task go on as far as it can.
    pub(crate) fn poll(&mut self) {
        let mut context = Context::from_waker(Waker::noop());
        self.tasks
            .retain_mut(|task| task.as_mut().poll(&mut context).is_pending());
    }

    pub(crate) fn entries(&self) -> Vec<Entry> {
        let listed = self.store.peek_all(keys::OUTBOX);
        listed
            .iter()
            .map(|(_, text)| from_text(text).unwrap())
            .collect()
    }

    pub(crate) fn document(&self, id: ReportId) -> Option<Document> {
        let text = self.store.peek(&format!("{}{id}", keys::REPORTS))?;
        Some(from_text(&text).unwrap())
    }
}

/// Runs a future to its end; `None` where that does not come.
pub(crate) fn finish<T>(future: impl Future<Output = T>, is_dead: impl Fn() -> bool) -> Option<T> {
    let mut future = std::pin::pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..10_000 {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return Some(value);
        }
        if is_dead() {
            return None;
        }
    }
    panic!("waits for ever");
}
