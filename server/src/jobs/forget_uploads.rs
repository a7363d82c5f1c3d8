//! Throws uploads away that nobody finished, so that the object store does not grow for ever.

use crate::service::evidence;
use crate::state::AppState;

/// Once at the start and then whenever `next` comes back with `true`; ends when it says `false`.
pub async fn run(state: &AppState, mut next: impl AsyncFnMut() -> bool) {
    loop {
        match evidence::forget_expired(state.ctx(), &state.store).await {
            Ok(0) => {}
            Ok(uploads) => tracing::info!(uploads, "threw away uploads that have expired"),
            Err(error) => {
                tracing::error!(%error, cause = ?error, "cannot look for expired uploads");
            }
        }
        if !next().await {
            return;
        }
    }
}
