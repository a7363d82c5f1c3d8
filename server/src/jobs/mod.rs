//! What `tiendo serve` does by itself, beside answering requests: one file per job.
//!
//! A job is a loop around one service function. It never ends the server: what fails is logged and
//! tried again the next time. Several server processes on one database run it side by side, so a
//! job must do no harm when done twice.

pub mod forget_sign_ins;
pub mod forget_uploads;
pub mod lock_periods;

use crate::state::AppState;
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior};

/// How often what has expired is looked for.
const HOUR: Duration = Duration::from_secs(3_600);

/// Runs every job until it is dropped.
pub async fn run(state: AppState) {
    // One line per job; they take turns in this task.
    tokio::join!(
        forget_sign_ins::run(&state, hourly()),
        forget_uploads::run(&state, hourly()),
        lock_periods::run(&state, hourly()),
    );
}

/// Comes back every hour, for ever.
fn hourly() -> impl AsyncFnMut() -> bool {
    let mut hours = tokio::time::interval_at(Instant::now() + HOUR, HOUR);
    // After the machine slept, once is enough.
    hours.set_missed_tick_behavior(MissedTickBehavior::Delay);
    async move || {
        hours.tick().await;
        true
    }
}
