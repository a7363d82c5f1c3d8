//! Recording a change.

use super::affected::carry_over;
use super::{may, refused, row};
use crate::db::counter;
use crate::db::territory::{self, StoredEvent};
use crate::db::{audit, people};
use crate::error::ServiceError;
use crate::service::Ctx;
use crate::service::text::bounded;
use domain::id::UnitEventId;
use domain::policy::{Action, Actor};
use domain::territory::{Territory, UnitEvent};
use domain::wire::admin::{NewUnitChange, UnitChangeRow};
use serde_json::json;
use std::collections::HashMap;

/// Records a change and moves the figures that count elsewhere by it.
///
/// # Errors
/// [`ServiceError::Forbidden`] for who does not administer the units around it,
/// [`ServiceError::Invalid`] naming the field: a day in the future, or what cannot be.
pub async fn record(
    ctx: Ctx<'_>,
    actor: &Actor,
    new: NewUnitChange,
) -> Result<UnitChangeRow, ServiceError> {
    if actor.roots(Action::ManageUnits).is_empty() {
        return Err(ServiceError::Forbidden);
    }
    if new.effective_on > ctx.clock.today() {
        let message =
            "Ngày có hiệu lực ở tương lai. Ghi nhận thay đổi khi nghị quyết đã có hiệu lực.";
        return Err(ServiceError::field("effective_on", "in_future", message));
    }
    let document = bounded("document", &new.document.unwrap_or_default())?;
    let done = store(ctx, actor, new.effective_on, new.change, document).await;
    if done.is_err() {
        // The counters raised meanwhile are back where they were.
        ctx.db.book().forget();
    }
    done
}

async fn store(
    ctx: Ctx<'_>,
    actor: &Actor,
    effective_on: chrono::NaiveDate,
    change: domain::territory::UnitChange,
    document: Option<String>,
) -> Result<UnitChangeRow, ServiceError> {
    let txn = ctx.db.begin_write().await?;
    let seq = counter::raise(&txn).await?.change;
    if !may(&txn, actor, &change).await? {
        return Err(ServiceError::Forbidden);
    }
    let base = territory::base(&txn).await?;
    let events = territory::events(&txn).await?;
    let events: Vec<UnitEvent> = events.into_iter().map(|stored| stored.event).collect();
    let old = Territory::build(&base, &events).map_err(|error| refused(&error))?;
    let event = UnitEvent {
        id: UnitEventId(ctx.ids.uuid()),
        effective_on,
        change,
        document,
        undone: false,
    };
    let new = old.with_event(&event).map_err(|error| refused(&error))?;
    let stored = StoredEvent {
        event,
        made_at: ctx.clock.now(),
        made_by: Some(actor.user),
        undone: None,
        undo_reason: None,
    };
    let book = ctx.db.book();
    let reports = carry_over(&txn, book, &old, &new, effective_on, seq, async || {
        territory::record(&txn, &stored).await
    })
    .await?;
    let entry = audit::Entry {
        id: ctx.ids.uuid(),
        at: stored.made_at,
        actor: Some(actor.user),
        action: "unit.change",
        unit: stored
            .event
            .change
            .units()
            .first()
            .map(|unit| (*unit).clone()),
        subject: stored.event.id.to_string(),
        detail: json!({ "event": stored.event, "reports": reports }),
    };
    audit::add(&txn, entry).await?;
    let people = people::load(&txn, [actor.user]).await?;
    txn.commit().await?;
    ctx.db.changes().notify();
    let people = HashMap::from([(actor.user, people.get(actor.user))]);
    Ok(row(&new, &stored, &people, Some(reports)))
}
