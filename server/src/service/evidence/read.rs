//! Reading evidence.

use crate::db::evidence::{self, StoredEvidence};
use crate::error::ServiceError;
use crate::service::Ctx;
use crate::service::reports::open::open;
use domain::id::EvidenceId;
use domain::policy::Actor;

/// A piece that the actor may see: whoever may read its report.
///
/// # Errors
/// `NotFound` for all others, and for one that was taken off.
pub async fn find(
    ctx: Ctx<'_>,
    actor: &Actor,
    id: EvidenceId,
) -> Result<StoredEvidence, ServiceError> {
    let piece = evidence::find(ctx.db.read(), id)
        .await?
        .filter(|piece| piece.removed.is_none())
        .ok_or(ServiceError::NotFound)?;
    open(ctx, actor, piece.report).await?;
    Ok(piece)
}
