//! `GET /api/v1/reports/{id}/versions`.

use super::open::open;
use crate::db::people::{self, People};
use crate::db::versions::{self as stored, StoredVersion};
use crate::error::ServiceError;
use crate::service::Ctx;
use domain::id::ReportId;
use domain::policy::Actor;
use domain::wire::report::{Stamp, Version};

/// Every step in a report's life, newest first.
///
/// # Errors
/// `NotFound` for what the actor may not see.
pub async fn versions(
    ctx: Ctx<'_>,
    actor: &Actor,
    id: ReportId,
) -> Result<Vec<Version>, ServiceError> {
    let opened = open(ctx, actor, id).await?;
    let conn = ctx.db.read();
    let found = stored::after(conn, opened.report.id, 0).await?;
    let people = people::load(conn, found.iter().map(|version| version.mark.by)).await?;
    Ok(found
        .into_iter()
        .map(|version| wire_version(version, &people))
        .collect())
}

/// A version as it is answered.
pub(crate) fn wire_version(version: StoredVersion, people: &People) -> Version {
    Version {
        version: version.version,
        step: version.step,
        state: version.state,
        stamp: Stamp {
            by: people.get(version.mark.by),
            at: version.mark.at,
        },
        reason: version.reason,
        changes: version.changes,
        texts: version.texts,
    }
}
