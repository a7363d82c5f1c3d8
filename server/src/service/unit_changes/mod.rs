//! Units change: renamed, retyped, moved, merged, split, by a resolution. Nothing is deleted, the
//! figures of earlier periods stay where they were and are shown in either boundaries, and a change
//! can be undone.

mod affected;
mod list;
mod record;
mod undo;

pub use list::list;
pub use record::record;
pub use undo::undo;

use crate::db::territory::StoredEvent;
use crate::db::units;
use crate::error::ServiceError;
use chrono::NaiveDate;
use domain::id::UnitId;
use domain::policy::{Action, Actor};
use domain::territory::{Territory, TerritoryError, UnitChange};
use domain::unit::UnitRef;
use domain::wire::admin::UnitChangeRow;
use domain::wire::report::{PersonRef, Stamp};
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::HashMap;

/// Whether the actor administers everything around a change: the units above those that change,
/// and those under which something appears.
async fn may<C: ConnectionTrait>(
    conn: &C,
    actor: &Actor,
    change: &UnitChange,
) -> Result<bool, DbErr> {
    for unit in change.units() {
        let line = units::ancestors_or_self(conn, unit).await?;
        // A new code has no line; what it hangs under is asked below. The unit itself does not
        // suffice: nobody merges the unit that they administer.
        let above = line.get(1..).unwrap_or_default();
        if !line.is_empty() && !actor.can(Action::ManageUnits, above) {
            return Ok(false);
        }
    }
    for parent in change.new_parents() {
        let line = units::ancestors_or_self(conn, parent).await?;
        if !actor.can(Action::ManageUnits, &line) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What is wrong with a change, at its field, with the remedy.
fn refused(error: &TerritoryError) -> ServiceError {
    ServiceError::field(error.field, "not_possible", &error.message_vi())
}

/// A change as it is shown.
fn row(
    territory: &Territory,
    stored: &StoredEvent,
    people: &HashMap<domain::id::UserId, PersonRef>,
    reports: Option<usize>,
) -> UnitChangeRow {
    let event = &stored.event;
    let before = event.effective_on.pred_opt().unwrap_or(NaiveDate::MIN);
    let named = |unit: &&UnitId| {
        let day = if territory.exists_at(unit, before) {
            before
        } else {
            NaiveDate::MAX
        };
        Some(UnitRef {
            id: (*unit).clone(),
            name: territory.name_at(unit, day)?.to_owned(),
            kind: territory.kind_at(unit, day)?,
        })
    };
    let stamp = |by, at| {
        people.get(&by).map(|person| Stamp {
            by: person.clone(),
            at,
        })
    };
    UnitChangeRow {
        id: event.id,
        effective_on: event.effective_on,
        units: event.change.units().iter().filter_map(named).collect(),
        change: event.change.clone(),
        document: event.document.clone(),
        made: stored.made_by.and_then(|by| stamp(by, stored.made_at)),
        undone: stored.undone.and_then(|mark| stamp(mark.by, mark.at)),
        undo_reason: stored.undo_reason.clone(),
        reports: reports.map(|count| u32::try_from(count).unwrap_or(u32::MAX)),
    }
}
