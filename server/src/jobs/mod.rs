//! What `tiendo serve` does by itself, beside answering requests: one file per job.
//!
//! A job is a loop around one service function. It never ends the server: what fails is logged and
//! tried again the next time. Several server processes on one database run it side by side, so a
//! job must do no harm when done twice.

pub mod forget_sign_ins;

use crate::state::AppState;
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior};

/// How often sign-ins that are over are looked for.
const HOUR: Duration = Duration::from_secs(3_600);

/// Runs every job until it is dropped.
pub async fn run(state: AppState) {
    let mut hourly = tokio::time::interval_at(Instant::now() + HOUR, HOUR);
    // After the machine slept, once is enough.
    hourly.set_missed_tick_behavior(MissedTickBehavior::Delay);
    forget_sign_ins::run(&state, async || {
        hourly.tick().await;
        true
    })
    .await;
}
