//! Forgetting sign-ins that are over.

use crate::auth::refresh_token::REFRESH_DAYS;
use crate::db::sessions::{self, Over};
use crate::error::ServiceError;
use crate::service::Ctx;
use chrono::Duration;

/// Sign-ins stay so many days after their end: a request under way, or the clock of another server
/// process, never meets one that is half gone.
const KEPT_DAYS: i64 = 1;

/// So many in one transaction: on SQLite nobody else writes meanwhile.
const BATCH: u64 = 500;

/// Deletes the families of refresh tokens that were ended or ran out, with their tokens, and the
/// counts of failures that no longer count; says how many families. A family that still has a good
/// token keeps all its tokens: one that was used already and comes again must still end it.
///
/// # Errors
/// When the database fails.
pub async fn forget_ended(ctx: Ctx<'_>) -> Result<usize, ServiceError> {
    let now = ctx.clock.now();
    let txn = ctx.db.begin_write().await?;
    sessions::forget_old_failures(&txn, now).await?;
    txn.commit().await?;
    let over = Over {
        revoked_before: now - Duration::days(KEPT_DAYS),
        unused_since: now - Duration::days(REFRESH_DAYS + KEPT_DAYS),
        now,
    };
    let mut forgotten = 0;
    loop {
        let txn = ctx.db.begin_write().await?;
        let families = sessions::over(&txn, over, BATCH).await?;
        if families.is_empty() {
            return Ok(forgotten);
        }
        sessions::delete(&txn, &families).await?;
        txn.commit().await?;
        forgotten += families.len();
    }
}
