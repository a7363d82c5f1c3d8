//! Uploads that nobody finished.

use super::{EvidenceError, throw_away};
use crate::db::uploads;
use crate::service::Ctx;
use crate::store::Store;

/// Most uploads that are thrown away at one time; the rest follow the next time.
const AT_ONCE: u64 = 500;

/// Throws away what has expired; answers how many. One that cannot be thrown away is left for the
/// next time and does not stop the others.
///
/// # Errors
/// When the database fails.
pub async fn forget_expired(ctx: Ctx<'_>, store: &Store) -> Result<usize, EvidenceError> {
    let mut gone = 0;
    for id in uploads::expired(ctx.db.read(), ctx.clock.now(), AT_ONCE).await? {
        match throw_away(ctx, store, id).await {
            Ok(()) => gone += 1,
            Err(error) => {
                tracing::warn!(upload = %id, cause = ?error, "cannot throw an expired upload away");
            }
        }
    }
    Ok(gone)
}
