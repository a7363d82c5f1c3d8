//! Undoing a change.

use super::affected::carry_over;
use super::{may, refused, row};
use crate::db::counter;
use crate::db::{audit, people, territory};
use crate::error::ServiceError;
use crate::service::{Ctx, sync};
use domain::id::UnitEventId;
use domain::policy::{Action, Actor};
use domain::report::Mark;
use domain::territory::{Territory, UnitEvent, UnitSpan};
use domain::wire::admin::UnitChangeRow;
use domain::wire::sync::Because;
use serde_json::json;
use std::collections::HashMap;

/// Undoes a change, as if it had never been recorded; it stays in the list, with the reason. The
/// units that it made stay too, no longer in force, with what they reported.
///
/// # Errors
/// `NotFound` for an unknown change, `Forbidden` as for recording one, `Invalid` without a reason or
/// where a later change builds upon it.
pub async fn undo(
    ctx: Ctx<'_>,
    actor: &Actor,
    event: UnitEventId,
    because: Because,
) -> Result<UnitChangeRow, ServiceError> {
    if actor.roots(Action::ManageUnits).is_empty() {
        return Err(ServiceError::Forbidden);
    }
    let reason = sync::reason(&because, true)?.unwrap_or_default();
    let done = store(ctx, actor, event, &reason).await;
    if done.is_err() {
        // The counters raised meanwhile are back where they were.
        ctx.db.book().forget();
    }
    done
}

async fn store(
    ctx: Ctx<'_>,
    actor: &Actor,
    id: UnitEventId,
    reason: &str,
) -> Result<UnitChangeRow, ServiceError> {
    let txn = ctx.db.begin_write().await?;
    let seq = counter::raise(&txn).await?.change;
    let base = territory::base(&txn).await?;
    let known = territory::events(&txn).await?;
    let mut stored = known
        .iter()
        .find(|stored| stored.event.id == id)
        .cloned()
        .ok_or(ServiceError::NotFound)?;
    if !may(&txn, actor, &stored.event.change).await? {
        return Err(ServiceError::Forbidden);
    }
    let events: Vec<UnitEvent> = known.into_iter().map(|stored| stored.event).collect();
    let old = Territory::build(&base, &events).map_err(|error| refused(&error))?;
    Territory::undo(&base, &events, id).map_err(|error| refused(&error))?;
    // What the units that it made have reported by now must still count somewhere: they stay as
    // units of one day, under what they were put under.
    let ghosts = ghosts(&stored.event);
    let base: Vec<UnitSpan> = base.into_iter().chain(ghosts.iter().cloned()).collect();
    let left: Vec<UnitEvent> = events
        .iter()
        .cloned()
        .map(|event| UnitEvent {
            undone: event.undone || event.id == id,
            ..event
        })
        .collect();
    let new = Territory::build(&base, &left).map_err(|error| refused(&error))?;
    let mark = Mark {
        by: actor.user,
        at: ctx.clock.now(),
    };
    let from = stored.event.effective_on;
    let book = ctx.db.book();
    let reports = carry_over(&txn, book, &old, &new, from, seq, async || {
        territory::insert_base(&txn, &ghosts).await?;
        territory::mark_undone(&txn, id, mark, reason).await
    })
    .await?;
    let entry = audit::Entry {
        id: ctx.ids.uuid(),
        at: mark.at,
        actor: Some(actor.user),
        action: "unit.undo_change",
        unit: stored
            .event
            .change
            .units()
            .first()
            .map(|unit| (*unit).clone()),
        subject: id.to_string(),
        detail: json!({ "reason": reason, "reports": reports }),
    };
    audit::add(&txn, entry).await?;
    let made = stored.made_by.into_iter().chain([actor.user]);
    let people = people::load(&txn, made.clone()).await?;
    let people: HashMap<_, _> = made.map(|user| (user, people.get(user))).collect();
    txn.commit().await?;
    ctx.db.changes().notify();
    stored.event.undone = true;
    stored.undone = Some(mark);
    stored.undo_reason = Some(reason.to_owned());
    Ok(row(&old, &stored, &people, Some(reports)))
}

/// The units that a change made, as units of its first day only.
fn ghosts(event: &UnitEvent) -> Vec<UnitSpan> {
    let made = event.change.makes().into_iter();
    made.map(|(unit, new)| UnitSpan {
        unit: unit.clone(),
        name: new.name.clone(),
        kind: new.kind,
        parent: Some(new.parent.clone()),
        valid_from: Some(event.effective_on),
        valid_to: event.effective_on.succ_opt(),
    })
    .collect()
}
