//! The engine's life: exchange, wait, exchange.

use crate::sync::engine::Engine;
use crate::sync::ports::{Alarm, TransportError};
use crate::sync::pull::Pull;
use crate::sync::push::Sent;
use crate::sync::schedule::{Failure, Next};
use crate::sync::set::Set;
use crate::sync::views::Trouble;

/// Most calls in a row, and most turns of sending and fetching, of one exchange: a server that
/// never says "done" does not keep the device awake.
const MAX_CALLS: usize = 1_000;
const MAX_ROUNDS: usize = 4;

impl Engine {
    /// Exchanges and waits, for as long as it is polled. One tab of a device does this.
    pub async fn run(&self, alarm: &dyn Alarm) {
        loop {
            let next = self.cycle().await;
            alarm.wait(next.after_ms, next.wake).await;
        }
    }

    /// Says whether server-sent events come: then there is less to ask for.
    pub fn set_live(&self, is_live: bool) {
        self.is_live.set(is_live);
    }

    /// One exchange, and when to have the next.
    pub async fn cycle(&self) -> Next {
        self.is_sending.set(true);
        self.show(Set::new());
        let outcome = self.exchange().await;
        self.is_sending.set(false);
        self.is_online
            .set(outcome != Err(Failure::Call(TransportError::Offline)));
        self.trouble.replace(match &outcome {
            Err(Failure::Store(error)) => Some(Trouble::Store(error.clone())),
            Err(Failure::Call(TransportError::Offline | TransportError::Retry { .. })) => None,
            Err(Failure::Call(error)) => Some(Trouble::Call(error.clone())),
            Ok(()) => None,
        });
        self.show(Set::new());
        let random = self.ports.entropy.random();
        let is_live = self.is_live.get();
        self.schedule.borrow_mut().next(&outcome, is_live, random)
    }

    /// Sends all that waits, then fetches all that changed, until neither has anything.
    ///
    /// # Errors
    /// The first failure; what was done until then is kept.
    pub async fn exchange(&self) -> Result<(), Failure> {
        let kept = self.save_again().await;
        for round in 0..MAX_ROUNDS {
            let mut sent = Sent::Nothing;
            for _ in 0..MAX_CALLS {
                match self.push_once().await? {
                    Sent::Nothing => break,
                    Sent::Something => sent = Sent::Something,
                }
            }
            // What was fetched may let something go that waited.
            if round > 0 && sent == Sent::Nothing {
                break;
            }
            for _ in 0..MAX_CALLS {
                if self.pull_once().await? == Pull::Done {
                    break;
                }
            }
        }
        Ok(kept?)
    }
}
