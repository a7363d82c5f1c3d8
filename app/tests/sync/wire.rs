//! The network between a device and the server: calls lie on it until somebody carries them on,
//! loses them, or loses their answer.

use app::sync::ports::{Local, Transport, TransportError};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::task::Poll;

/// A call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    Push(String),
    Pull(String),
}

/// An answer, or why there is none.
pub(crate) type Answer = Result<String, TransportError>;

/// Where a call is.
#[derive(Clone, Debug)]
pub(crate) enum Leg {
    /// On its way there.
    There(Call),
    /// The server has carried it out; the answer is on its way back.
    Back(Answer),
    /// The answer is at the device.
    Here(Answer),
}

/// One device's connection.
#[derive(Default)]
pub(crate) struct Wire {
    pub(crate) legs: RefCell<BTreeMap<u64, Leg>>,
    next: Cell<u64>,
}

impl Wire {
    fn call(&self, call: Call) -> Local<'_, Answer> {
        let number = self.next.get();
        self.next.set(number + 1);
        self.legs.borrow_mut().insert(number, Leg::There(call));
        Box::pin(poll_fn(move |_| {
            let mut legs = self.legs.borrow_mut();
            match legs.get(&number) {
                Some(Leg::Here(answer)) => {
                    let answer = answer.clone();
                    legs.remove(&number);
                    Poll::Ready(answer)
                }
                _ => Poll::Pending,
            }
        }))
    }

    /// Calls that are under way.
    pub(crate) fn under_way(&self) -> Vec<u64> {
        let legs = self.legs.borrow();
        let moving = legs.iter().filter(|(_, leg)| !matches!(leg, Leg::Here(_)));
        moving.map(|(number, _)| *number).collect()
    }

    /// Nobody waits for answers any more. Calls on their way there may still arrive.
    pub(crate) fn hang_up(&self) -> Vec<Call> {
        let legs = self.legs.take().into_values();
        legs.filter_map(|leg| match leg {
            Leg::There(call) => Some(call),
            _ => None,
        })
        .collect()
    }
}

impl Transport for Wire {
    fn push(&self, body: String) -> Local<'_, Answer> {
        self.call(Call::Push(body))
    }

    fn pull<'a>(&'a self, cursor: &'a str) -> Local<'a, Answer> {
        self.call(Call::Pull(cursor.to_owned()))
    }
}
