//! Something that a screen fetches: waiting, there, or failed.

use crate::client::desk;
use crate::client::http::ApiError;
use crate::view::prelude::*;
use leptos::task::spawn_local;
use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Poll, Waker};

/// How far a fetch is.
#[derive(Clone, Debug)]
pub enum Load<T> {
    /// Not there yet.
    Waiting,
    /// There.
    Ready(T),
    /// Not to be had.
    Failed(ApiError),
}

/// A fetch that a screen shows and may repeat.
#[derive(Clone)]
pub struct Loaded<T: Clone + Send + Sync + 'static> {
    state: ArcRwSignal<Load<T>>,
    again: ArcRwSignal<u32>,
    answered: Arc<Mutex<Answered>>,
}

/// How many of the calls for another fetch have been answered, and who waits for that.
#[derive(Default)]
struct Answered {
    calls: u32,
    waiting: Vec<Waker>,
}

impl<T: Clone + Send + Sync + 'static> Loaded<T> {
    /// Fetches now, and anew when [`Loaded::reload`] is called or a signal read while *building*
    /// the future changes.
    pub fn new<F>(fetch: impl Fn() -> F + 'static) -> Self
    where
        F: Future<Output = Result<T, ApiError>> + 'static,
    {
        Self::fetching(fetch, |_, _| false)
    }

    /// The same for what is kept on the device: read anew whenever something there changes, and
    /// drawn anew only where that changed it. A failure takes nothing off the screen.
    pub fn kept<F>(read: impl Fn() -> F + 'static) -> Self
    where
        F: Future<Output = Result<T, ApiError>> + 'static,
        T: PartialEq,
    {
        let changes = desk::changes();
        let read = move || {
            changes.track();
            read()
        };
        Self::fetching(read, |known, outcome| match (known, outcome) {
            (Load::Ready(known), Ok(new)) => known == new,
            (Load::Ready(_), Err(_)) => true,
            _ => false,
        })
    }

    fn fetching<F>(
        fetch: impl Fn() -> F + 'static,
        is_old: fn(&Load<T>, &Result<T, ApiError>) -> bool,
    ) -> Self
    where
        F: Future<Output = Result<T, ApiError>> + 'static,
    {
        let loaded = Self {
            state: ArcRwSignal::new(Load::Waiting),
            again: ArcRwSignal::new(0),
            answered: Arc::default(),
        };
        let Self {
            state,
            again,
            answered,
        } = loaded.clone();
        let asked = Rc::new(Cell::new(0_u32));
        Effect::new(move || {
            let calls = again.get();
            let turn = asked.get() + 1;
            asked.set(turn);
            let future = fetch();
            let (state, asked) = (state.clone(), Rc::clone(&asked));
            let answered = Arc::clone(&answered);
            spawn_local(async move {
                let outcome = future.await;
                // Drawn in a task of its own, apart from the reading of the answer: on a slow phone
                // the two together would keep a tap waiting.
                crate::client::http::pause(0).await;
                // An answer to an older question must not cover the newer one.
                if asked.get() != turn {
                    return;
                }
                if !state.with_untracked(|known| is_old(known, &outcome)) {
                    state.set(outcome.map_or_else(Load::Failed, Load::Ready));
                }
                let mut answered = answered.lock().unwrap_or_else(PoisonError::into_inner);
                answered.calls = calls;
                for waker in std::mem::take(&mut answered.waiting) {
                    waker.wake();
                }
            });
        });
        loaded
    }

    /// How far it is; tracked.
    #[must_use]
    pub fn get(&self) -> Load<T> {
        self.state.get()
    }

    /// Puts a value in place without fetching: the answer of a step that was just taken.
    pub fn put(&self, value: T) {
        self.state.set(Load::Ready(value));
    }

    /// Fetches again. A value on show stays until the new one is there.
    pub fn reload(&self) {
        if matches!(self.state.get_untracked(), Load::Failed(_)) {
            self.state.set(Load::Waiting);
        }
        self.again.update(|turn| *turn += 1);
    }

    /// Takes a step on the server and fetches again before it counts as done, so that what is said
    /// of it never stands beside what it has changed. A refused step fetches nothing; a failure of
    /// the fetch is shown in its place and takes nothing from the step.
    ///
    /// # Errors
    ///
    /// As the step.
    pub async fn after<A>(
        self,
        step: impl Future<Output = Result<A, ApiError>>,
    ) -> Result<A, ApiError> {
        let answer = step.await?;
        self.reload();
        let calls = self.again.get_untracked();
        poll_fn(|context| {
            let mut answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
            if answered.calls >= calls {
                return Poll::Ready(());
            }
            answered.waiting.push(context.waker().clone());
            Poll::Pending
        })
        .await;
        Ok(answer)
    }
}
