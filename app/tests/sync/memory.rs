//! A store in memory that dies when told to: before or after any of its calls.

use crate::rng::Rng;
use app::sync::ports::{Local, LocalStore, StoreError, Write};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

/// When the device dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Crash {
    /// Before the call with this number takes effect.
    Before(usize),
    /// After it, before it answers.
    After(usize),
}

#[derive(Default)]
pub(crate) struct MemoryStore {
    data: RefCell<BTreeMap<String, String>>,
    calls: Cell<usize>,
    crash: Cell<Option<Crash>>,
    is_dead: Cell<bool>,
    is_full: Cell<bool>,
    /// Where given, calls answer later now and then, so that tasks interleave.
    pub(crate) chance: RefCell<Option<Rc<Rng>>>,
}

impl MemoryStore {
    /// What is in it, beside the engine.
    pub(crate) fn peek(&self, key: &str) -> Option<String> {
        self.data.borrow().get(key).cloned()
    }

    pub(crate) fn peek_all(&self, prefix: &str) -> Vec<(String, String)> {
        let data = self.data.borrow();
        let found = data.range(prefix.to_owned()..);
        found
            .take_while(|(key, _)| key.starts_with(prefix))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect()
    }

    /// What the service worker does: changes a value behind the engine's back.
    pub(crate) fn poke(&self, key: &str, value: String) {
        self.data.borrow_mut().insert(key.to_owned(), value);
    }

    /// Calls made so far.
    pub(crate) fn calls(&self) -> usize {
        self.calls.get()
    }

    pub(crate) fn crash(&self, crash: Crash) {
        self.crash.set(Some(crash));
    }

    /// The device is started again: what was committed is there.
    pub(crate) fn revive(&self) {
        self.is_dead.set(false);
        self.crash.set(None);
    }

    pub(crate) fn is_dead(&self) -> bool {
        self.is_dead.get()
    }

    /// Without room: nothing is put that is not there, or is longer than what is there.
    pub(crate) fn set_full(&self, is_full: bool) {
        self.is_full.set(is_full);
    }

    /// Runs a call, or dies before or after it.
    fn call<'a, T: 'a>(&'a self, act: impl FnOnce() -> T + 'a) -> Local<'a, T> {
        let chance = self.chance.borrow().clone();
        let mut pause = chance.is_some_and(|rng| rng.one_in(3));
        let mut act = Some(act);
        Box::pin(poll_fn(move |context| {
            if self.is_dead.get() {
                return Poll::Pending;
            }
            if std::mem::take(&mut pause) {
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            let number = self.calls.get();
            self.calls.set(number + 1);
            let (before, after) = match self.crash.get() {
                Some(Crash::Before(at)) => (at == number, false),
                Some(Crash::After(at)) => (false, at == number),
                None => (false, false),
            };
            if before {
                self.is_dead.set(true);
                return Poll::Pending;
            }
            let done = (act.take().unwrap())();
            if after {
                self.is_dead.set(true);
                return Poll::Pending;
            }
            Poll::Ready(done)
        }))
    }

    fn commit_now(&self, writes: Vec<Write>) -> Result<(), StoreError> {
        let mut data = self.data.borrow().clone();
        for write in writes {
            match write {
                Write::Put { key, value } => {
                    let before = data.get(&key).map_or(0, String::len);
                    if self.is_full.get() && value.len() > before {
                        return Err(StoreError::Full);
                    }
                    data.insert(key, value);
                }
                Write::Delete { key } => drop(data.remove(&key)),
                Write::DeletePrefix { prefix } => data.retain(|key, _| !key.starts_with(&prefix)),
            }
        }
        self.data.replace(data);
        Ok(())
    }
}

impl LocalStore for MemoryStore {
    fn get<'a>(&'a self, key: &'a str) -> Local<'a, Result<Option<String>, StoreError>> {
        self.call(move || Ok(self.peek(key)))
    }

    fn list<'a>(&'a self, prefix: &'a str) -> Local<'a, Result<Vec<(String, String)>, StoreError>> {
        self.call(move || Ok(self.peek_all(prefix)))
    }

    fn commit(&self, writes: Vec<Write>) -> Local<'_, Result<(), StoreError>> {
        self.call(move || self.commit_now(writes))
    }
}
