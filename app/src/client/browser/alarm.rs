//! The engine's clock, randomness and alarm.

use super::js;
use crate::client::dom;
use crate::sync::ports::{Alarm, Clock, Entropy, Local, Wake};
use crate::view::listen;
use js_sys::{Function, Promise};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen_futures::JsFuture;

/// The device's clock and the browser's randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct Device;

impl Clock for Device {
    fn now_ms(&self) -> i64 {
        i64::try_from(dom::now()).unwrap_or(i64::MAX)
    }
}

impl Entropy for Device {
    fn random(&self) -> u64 {
        (u64::from(js::random_u32()) << 32) | u64::from(js::random_u32())
    }
}

/// Why an alarm rings before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ring {
    /// Something was recorded here, or the server said that something changed.
    Work,
    /// The network is back, or the person asks.
    Connection,
}

impl Ring {
    const fn ends(self, wake: Wake) -> bool {
        match wake {
            Wake::Anything => true,
            Wake::Connection => matches!(self, Self::Connection),
            Wake::Nothing => false,
        }
    }
}

/// Who waits, for what, and how they are told.
struct Waiter {
    number: u32,
    wake: Wake,
    tell: Function,
}

/// Waits by the browser's timers. What rings while nobody waits is remembered for the next wait.
#[derive(Default)]
pub struct BrowserAlarm {
    waiters: RefCell<Vec<Waiter>>,
    missed: Cell<Option<Ring>>,
    numbers: Cell<u32>,
}

impl BrowserAlarm {
    /// An alarm that rings by itself when the network comes back, and when the person comes back to
    /// the page (whose timers the browser may have stopped).
    #[must_use]
    pub fn start() -> Rc<Self> {
        let alarm = Rc::new(Self::default());
        let ringing = Rc::clone(&alarm);
        listen("online", move |_| ringing.ring(Ring::Connection));
        let ringing = Rc::clone(&alarm);
        listen("visibilitychange", move |_| {
            if !dom::document().hidden() {
                ringing.ring(Ring::Connection);
            }
        });
        alarm
    }

    /// Ends the waits that wait for this.
    pub fn ring(&self, ring: Ring) {
        if self.waiters.borrow().is_empty() && self.missed.get() != Some(Ring::Connection) {
            self.missed.set(Some(ring));
        }
        for waiter in self.waiters.borrow().iter() {
            if ring.ends(waiter.wake) {
                let _ = waiter.tell.call0(&wasm_bindgen::JsValue::UNDEFINED);
            }
        }
    }
}

impl Alarm for BrowserAlarm {
    fn wait(&self, milliseconds: Option<u64>, wake: Wake) -> Local<'_, ()> {
        Box::pin(async move {
            // It rang during the exchange: what it was about may not have been part of it.
            if self.missed.take().is_some_and(|ring| ring.ends(wake)) {
                return;
            }
            let number = self.numbers.get();
            self.numbers.set(number.wrapping_add(1));
            let mut timer = None;
            let rung = Promise::new(&mut |tell, _| {
                timer = milliseconds.and_then(|ms| {
                    let ms = i32::try_from(ms).unwrap_or(i32::MAX);
                    dom::window()
                        .set_timeout_with_callback_and_timeout_and_arguments_0(&tell, ms)
                        .ok()
                });
                self.waiters
                    .borrow_mut()
                    .push(Waiter { number, wake, tell });
            });
            let _ = JsFuture::from(rung).await;
            if let Some(timer) = timer {
                dom::window().clear_timeout_with_handle(timer);
            }
            self.waiters
                .borrow_mut()
                .retain(|waiter| waiter.number != number);
        })
    }
}
