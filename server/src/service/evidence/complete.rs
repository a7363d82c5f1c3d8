//! From a whole upload to evidence.

use super::access::{editable, touch_line};
use super::content::examine;
use super::receive::whole;
use super::{EvidenceError, throw_away};
use crate::db::counter::{self, Counter};
use crate::db::evidence::{self, StoredEvidence};
use crate::db::reports::{self, Mark};
use crate::db::uploads::{self, StoredUpload};
use crate::error::ServiceError;
use crate::service::Ctx;
use crate::service::reports::open::open;
use crate::store::Store;
use anyhow::Context as _;
use domain::evidence::name_of_type;
use domain::policy::{Action, Actor};

/// Makes evidence of an upload whose bytes are all here. That it is evidence already is fine.
///
/// # Errors
/// `Refused`, after which the upload is gone; `NotFound`, `Forbidden`, `Conflict` (`wrong_state`,
/// `period_locked`), after which it waits.
pub(super) async fn complete(
    ctx: Ctx<'_>,
    store: &Store,
    actor: &Actor,
    upload: &StoredUpload,
) -> Result<(), EvidenceError> {
    // Before the work; what may change meanwhile is asked again inside the transaction.
    let opened = open(ctx, actor, upload.report).await?;
    opened.allow(actor, Action::EditReport)?;
    editable(ctx.db.read(), &opened.report).await?;

    let turn = store.turn().await?;
    let bytes = match whole(ctx, store, upload).await {
        Ok(bytes) => bytes,
        // Another connection may have completed it meanwhile, and thrown the parts away.
        Err(_) if evidence::find(ctx.db.read(), upload.id).await?.is_some() => return Ok(()),
        Err(error) => return Err(error),
    };
    let declared = upload.sha256.clone();
    let examined = tokio::task::spawn_blocking(move || examine(bytes, declared.as_deref()))
        .await
        .context("looking at a file failed")?;
    let content = match examined {
        Ok(content) => content,
        Err(refused) => {
            throw_away(ctx, store, upload.id).await?;
            return Err(EvidenceError::Refused(refused));
        }
    };
    let mut piece = StoredEvidence {
        id: upload.id,
        report: upload.report,
        line: upload.line,
        name: name_of_type(&upload.name, content.kind),
        media_type: content.kind.media_type().to_owned(),
        size: content.bytes.len() as u64,
        sha256: content.sha256,
        added: Mark {
            by: actor.user,
            at: ctx.clock.now(),
        },
        removed: None,
        seq: 0,
    };
    store.put_content(&piece.sha256, content.bytes).await?;
    drop(turn);

    if add(ctx, &mut piece).await? {
        tracing::info!(evidence = %piece.id, report = %piece.report, size = piece.size, "evidence added");
    }
    // It counts by now: bytes that cannot be deleted at this moment go when the upload expires.
    if let Err(error) = store.delete_parts(upload.id).await {
        tracing::warn!(upload = %upload.id, cause = ?error, "parts of an upload are left over");
    }
    Ok(())
}

/// In one transaction: the piece, its line, its report. Answers whether it was not there before.
async fn add(ctx: Ctx<'_>, piece: &mut StoredEvidence) -> Result<bool, EvidenceError> {
    let txn = ctx.db.begin_write().await?;
    // First of all: on PostgreSQL it keeps whoever else changes reports waiting until the commit.
    let seq = counter::next(&txn, Counter::Change).await?;
    let found = reports::find(&txn, piece.report).await?;
    let mut report = found.ok_or(ServiceError::NotFound)?;
    editable(&txn, &report).await?;
    // The same upload completed on two connections at once.
    if evidence::find(&txn, piece.id).await?.is_some() {
        return Ok(false);
    }
    piece.seq = seq;
    report.seq = seq;
    evidence::insert(&txn, piece).await?;
    touch_line(&txn, piece.report, piece.line, seq).await?;
    reports::update(&txn, &report).await?;
    uploads::forget_parts(&txn, piece.id).await?;
    txn.commit().await?;
    ctx.db.changes().notify();
    Ok(true)
}
