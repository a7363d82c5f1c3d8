//! Locks periods whose time of grace is over.

use crate::service::sync;
use crate::state::AppState;

/// Once at the start and then whenever `next` comes back with `true`; ends when it says `false`.
pub async fn run(state: &AppState, mut next: impl AsyncFnMut() -> bool) {
    loop {
        match sync::lock_after_grace(state.ctx()).await {
            Ok(0) => {}
            Ok(periods) => tracing::info!(periods, "locked periods whose grace is over"),
            Err(error) => tracing::error!(%error, cause = ?error, "cannot lock periods"),
        }
        if !next().await {
            return;
        }
    }
}
