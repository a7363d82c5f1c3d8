//! Deletes sign-ins that are over, so that their tables do not grow for ever.

use crate::service::sign_ins;
use crate::state::AppState;

/// Once at the start and then whenever `next` comes back with `true`; ends when it says `false`.
pub async fn run(state: &AppState, mut next: impl AsyncFnMut() -> bool) {
    loop {
        match sign_ins::forget_ended(state.ctx()).await {
            Ok(0) => {}
            Ok(sessions) => tracing::info!(sessions, "forgot sign-ins that are over"),
            Err(error) => tracing::error!(%error, cause = ?error, "cannot forget sign-ins"),
        }
        if !next().await {
            return;
        }
    }
}
