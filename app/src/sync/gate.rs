//! One at a time: what reads the store and then writes it must not be interleaved with another
//! such. Never held while the network is waited for.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::task::{Poll, Waker};

/// The gate.
#[derive(Default)]
pub(super) struct Gate {
    taken: Cell<bool>,
    waiting: RefCell<Vec<Waker>>,
}

/// Leave to go on; given back when dropped.
pub(super) struct Pass<'a>(&'a Gate);

impl Gate {
    /// Waits until nobody else is inside.
    pub(super) async fn enter(&self) -> Pass<'_> {
        poll_fn(|context| {
            if self.taken.replace(true) {
                self.waiting.borrow_mut().push(context.waker().clone());
                Poll::Pending
            } else {
                Poll::Ready(())
            }
        })
        .await;
        Pass(self)
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        self.0.taken.set(false);
        // All of them: one that was given up while it waited would swallow a single call.
        for waker in self.0.waiting.take() {
            waker.wake();
        }
    }
}
