//! Taking evidence off its line. The content stays: another line may have the same, and what an
//! approver has seen can be shown again.

use super::access::{editable, touch_line};
use crate::db::counter::{self, Counter};
use crate::db::evidence::{self, StoredEvidence};
use crate::db::reports::{self, Mark};
use crate::error::ServiceError;
use crate::service::Ctx;
use crate::service::reports::open::open;
use domain::id::EvidenceId;
use domain::policy::{Action, Actor};
use sea_orm::{ConnectionTrait, DbErr};

/// Takes a piece off. Twice is as good as once.
///
/// # Errors
/// `NotFound`, `Forbidden`, `Conflict` (`wrong_state`, `period_locked`).
pub async fn remove(ctx: Ctx<'_>, actor: &Actor, id: EvidenceId) -> Result<(), ServiceError> {
    let piece = evidence::find(ctx.db.read(), id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let opened = open(ctx, actor, piece.report).await?;
    opened.allow(actor, Action::EditReport)?;
    let mark = Mark {
        by: actor.user,
        at: ctx.clock.now(),
    };
    let txn = ctx.db.begin_write().await?;
    // First of all: on PostgreSQL it keeps whoever else changes reports waiting until the commit.
    let seq = counter::next(&txn, Counter::Change).await?;
    let found = reports::find(&txn, piece.report).await?;
    let mut report = found.ok_or(ServiceError::NotFound)?;
    editable(&txn, &report).await?;
    if piece.removed.is_some() {
        return Ok(());
    }
    report.seq = seq;
    if take_off(&txn, &piece, mark, report.seq).await? {
        reports::update(&txn, &report).await?;
        txn.commit().await?;
        ctx.db.changes().notify();
    }
    Ok(())
}

/// Marks a piece as taken off and gives its line the place in the sequence of changes; the report's
/// own is the caller's, who has raised the sequence and checked everything. Answers whether the
/// piece was there until now.
///
/// # Errors
/// When the database fails.
pub async fn take_off<C: ConnectionTrait>(
    conn: &C,
    piece: &StoredEvidence,
    mark: Mark,
    seq: i64,
) -> Result<bool, DbErr> {
    if !evidence::mark_removed(conn, piece.id, mark, seq).await? {
        return Ok(false);
    }
    touch_line(conn, piece.report, piece.line, seq).await?;
    Ok(true)
}
