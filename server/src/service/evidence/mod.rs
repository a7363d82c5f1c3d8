//! Photos and files behind the lines of reports: uploads that survive a dead link (tus 1.0), and
//! what becomes of them.
//!
//! **What is acknowledged is durable.** A part of an upload is an object of its own, written and
//! synced before its row says that it counts; the row's commit is what moves the offset. After a
//! crash the offset is therefore never ahead of the bytes, and bytes without a row are thrown away
//! with the upload. Several server processes may work on one upload: of two parts for the same
//! place one row wins, and the other client is told to ask for the offset again.

mod access;
mod complete;
mod content;
mod create;
mod expire;
mod read;
mod receive;
mod remove;

pub use crate::db::evidence::StoredEvidence;
pub use crate::db::uploads::StoredUpload;
pub use content::Refused;
pub use create::{NewUpload, create};
pub use expire::forget_expired;
pub use read::find;
pub use receive::{Algorithm, Checksum, Chunk, receive};
pub use remove::{remove, take_off};

use crate::db::evidence;
use crate::db::uploads;
use crate::error::ServiceError;
use crate::service::Ctx;
use crate::store::Store;
use chrono::{DateTime, Duration, Utc};
use domain::id::EvidenceId;
use domain::policy::Actor;

/// How long an upload is kept after its last byte: a report that was submitted meanwhile may come
/// back after a week of holidays, and the photo is still there.
pub const KEPT_DAYS: i64 = 14;

/// Why an upload or a piece of evidence is refused.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    /// As everywhere.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// The upload was there and has expired. 410.
    #[error("expired")]
    Gone,
    /// The bytes do not begin where the last ones ended, or others were faster. 409.
    #[error("the offset does not match")]
    OffsetMismatch,
    /// More than a file, or this file, may have. 413.
    #[error("too large")]
    TooLarge,
    /// What arrived does not hash to what the client said; it was thrown away. 460.
    #[error("the checksum does not match")]
    ChecksumMismatch,
    /// The connection broke or stood still; what had arrived is kept. 400.
    #[error("cut off")]
    CutOff,
    /// The whole file cannot be evidence; the upload was thrown away. 422.
    #[error("refused: {0:?}")]
    Refused(Refused),
}

impl From<sea_orm::DbErr> for EvidenceError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Service(error.into())
    }
}

impl From<anyhow::Error> for EvidenceError {
    fn from(error: anyhow::Error) -> Self {
        Self::Service(ServiceError::Internal(error))
    }
}

/// How far an upload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Bytes are missing.
    Uploading,
    /// All bytes are here, but the report could not take them: it was submitted or locked
    /// meanwhile. An empty `PATCH` at the end tries again.
    Waiting,
    /// It is evidence.
    Stored,
}

impl Stage {
    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Uploading => "uploading",
            Self::Waiting => "waiting",
            Self::Stored => "stored",
        }
    }
}

/// An upload as its client sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The upload.
    pub upload: StoredUpload,
    /// Bytes that are durable: the offset at which to go on.
    pub offset: u64,
    /// How far it is.
    pub stage: Stage,
}

/// How far an upload of the actor's own is.
///
/// # Errors
/// `NotFound` for another person's, `Gone` after it has expired.
pub async fn progress(
    ctx: Ctx<'_>,
    actor: &Actor,
    id: EvidenceId,
) -> Result<Progress, EvidenceError> {
    let upload = uploads::find(ctx.db.read(), id)
        .await?
        .filter(|upload| upload.user == actor.user)
        .ok_or(ServiceError::NotFound)?;
    let progress = progress_of(ctx, upload).await?;
    let expired = progress.upload.expires_at <= ctx.clock.now();
    if expired && progress.stage != Stage::Stored {
        return Err(EvidenceError::Gone);
    }
    Ok(progress)
}

/// Ends an upload of the actor's own and throws its bytes away. Evidence that it has become stays:
/// that is taken off by [`remove()`].
///
/// # Errors
/// `NotFound` for another person's.
pub async fn terminate(
    ctx: Ctx<'_>,
    store: &Store,
    actor: &Actor,
    id: EvidenceId,
) -> Result<(), EvidenceError> {
    match progress(ctx, actor, id).await {
        Ok(_) | Err(EvidenceError::Gone) => throw_away(ctx, store, id).await,
        Err(error) => Err(error),
    }
}

async fn progress_of(ctx: Ctx<'_>, upload: StoredUpload) -> Result<Progress, EvidenceError> {
    let stage = if evidence::find(ctx.db.read(), upload.id).await?.is_some() {
        Stage::Stored
    } else if upload.received == upload.length {
        Stage::Waiting
    } else {
        Stage::Uploading
    };
    let offset = match stage {
        Stage::Stored | Stage::Waiting => upload.length,
        Stage::Uploading => upload.received,
    };
    Ok(Progress {
        upload,
        offset,
        stage,
    })
}

/// The bytes first: a row without bytes is thrown away again next time, bytes without a row never.
async fn throw_away(ctx: Ctx<'_>, store: &Store, id: EvidenceId) -> Result<(), EvidenceError> {
    store.delete_parts(id).await?;
    let txn = ctx.db.begin_write().await?;
    uploads::delete(&txn, id).await?;
    Ok(txn.commit().await?)
}

fn expiry(now: DateTime<Utc>) -> DateTime<Utc> {
    now + Duration::days(KEPT_DAYS)
}
