//! Beginning an upload.

use super::access::editable;
use super::{EvidenceError, Progress, Stage, expiry, progress_of, throw_away};
use crate::db::uploads::{self, StoredUpload};
use crate::db::{evidence, plans};
use crate::error::ServiceError;
use crate::service::Ctx;
use crate::service::reports::open::open;
use crate::store::Store;
use domain::evidence::{MAX_BYTES, clean_name};
use domain::id::{EvidenceId, LineId, ReportId};
use domain::policy::{Action, Actor};

/// What a client says about the file that it is going to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUpload {
    /// An id made on the device; without it the server makes one.
    pub id: Option<EvidenceId>,
    /// For which report.
    pub report: ReportId,
    /// For which line.
    pub line: LineId,
    /// The file's name.
    pub name: String,
    /// What the client takes it for; decides nothing.
    pub declared_type: String,
    /// Bytes in all.
    pub length: u64,
    /// SHA-256 of the whole, hexadecimal.
    pub sha256: Option<String>,
}

/// Begins an upload, or finds the one that was begun with the same id: a device that did not get
/// the answer asks again. Answers whether it is new.
///
/// # Errors
/// `NotFound`, `Forbidden`, `Conflict` (`wrong_state`, `period_locked`, `id_taken`), `Invalid`,
/// `TooLarge`.
pub async fn create(
    ctx: Ctx<'_>,
    store: &Store,
    actor: &Actor,
    new: NewUpload,
) -> Result<(Progress, bool), EvidenceError> {
    let opened = open(ctx, actor, new.report).await?;
    opened.allow(actor, Action::EditReport)?;
    if let Some(id) = new.id
        && let Some(known) = known(ctx, store, actor, id, &new).await?
    {
        return Ok((known, false));
    }
    check(ctx, &new, opened.report.plan).await?;
    editable(ctx.db.read(), &opened.report).await?;
    let upload = row(
        ctx,
        actor,
        &new,
        new.id.unwrap_or_else(|| EvidenceId(ctx.ids.uuid())),
    );
    let txn = ctx.db.begin_write().await?;
    let inserted = uploads::insert(&txn, &upload).await;
    let stored = match inserted {
        Ok(()) => txn.commit().await,
        Err(error) => Err(error),
    };
    if let Err(error) = stored {
        // The same request on another connection was faster.
        let faster = known(ctx, store, actor, upload.id, &new).await?;
        return faster.map(|known| (known, false)).ok_or(error.into());
    }
    let progress = Progress {
        offset: 0,
        stage: Stage::Uploading,
        upload,
    };
    Ok((progress, true))
}

/// The upload with this id, where there is one: under way, waiting, or evidence since long ago.
async fn known(
    ctx: Ctx<'_>,
    store: &Store,
    actor: &Actor,
    id: EvidenceId,
    new: &NewUpload,
) -> Result<Option<Progress>, EvidenceError> {
    if let Some(piece) = evidence::find(ctx.db.read(), id).await? {
        if piece.added.by != actor.user {
            return Err(ServiceError::NotFound.into());
        }
        if (piece.report, piece.line) != (new.report, new.line) {
            return Err(taken());
        }
        return Ok(Some(Progress {
            upload: row(ctx, actor, new, id),
            offset: new.length,
            stage: Stage::Stored,
        }));
    }
    let Some(upload) = uploads::find(ctx.db.read(), id).await? else {
        return Ok(None);
    };
    if upload.user != actor.user {
        return Err(ServiceError::NotFound.into());
    }
    if upload.expires_at <= ctx.clock.now() {
        throw_away(ctx, store, id).await?;
        return Ok(None);
    }
    let same = (upload.report, upload.line, upload.length, &upload.sha256)
        == (new.report, new.line, new.length, &new.sha256);
    if !same {
        return Err(taken());
    }
    progress_of(ctx, upload).await.map(Some)
}

fn taken() -> EvidenceError {
    EvidenceError::Service(ServiceError::Conflict {
        code: "id_taken",
        detail: "Mã minh chứng này đã dùng cho tệp khác. Chọn lại tệp để gửi.".to_owned(),
    })
}

fn row(ctx: Ctx<'_>, actor: &Actor, new: &NewUpload, id: EvidenceId) -> StoredUpload {
    let now = ctx.clock.now();
    StoredUpload {
        id,
        user: actor.user,
        report: new.report,
        line: new.line,
        name: clean_name(&new.name),
        declared_type: new.declared_type.clone(),
        length: new.length,
        received: 0,
        sha256: new.sha256.clone(),
        created_at: now,
        expires_at: expiry(now),
    }
}

async fn check(
    ctx: Ctx<'_>,
    new: &NewUpload,
    plan: domain::id::PlanId,
) -> Result<(), EvidenceError> {
    if new.length > MAX_BYTES {
        return Err(EvidenceError::TooLarge);
    }
    let field = |field: &str, code: &str, message: &str| {
        Err(EvidenceError::Service(ServiceError::field(
            field, code, message,
        )))
    };
    if new.length == 0 {
        return field("length", "empty", "Tệp không có nội dung. Chọn tệp khác.");
    }
    let shapes = plans::shapes(ctx.db.read(), ctx.db.book(), [plan]).await?;
    let has = |line| {
        shapes
            .get(&plan)
            .is_some_and(|shape| shape.line(line).is_some())
    };
    if !has(new.line) {
        return field(
            "line",
            "unknown_line",
            "Dòng này không có trong báo cáo. Tải lại trang.",
        );
    }
    Ok(())
}
