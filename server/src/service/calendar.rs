//! The working calendar: who edits which days are off. Due dates of periods opened from then on are
//! counted by it, and those of open periods are counted anew in the same transaction.

use crate::db::calendar::{self, SourcedDay};
use crate::db::{audit, units};
use crate::error::ServiceError;
use crate::reference::NATION;
use crate::service::{Ctx, periods};
use chrono::{Datelike as _, NaiveDate};
use domain::calendar::CalendarDay;
use domain::id::UnitId;
use domain::policy::{Action, Actor};
use domain::wire::calendar::{DayRow, NewDay, RemovedDay, SavedDay};
use sea_orm::ConnectionTrait;
use serde_json::json;

/// Longest name or source of a day, in characters.
const LONGEST: usize = 300;

/// The days of a year that are off, or worked though they are weekends, in order. Anybody signed in
/// may read them.
///
/// # Errors
/// When the database fails.
pub async fn list(ctx: Ctx<'_>, year: Option<i32>) -> Result<Vec<DayRow>, ServiceError> {
    let days = calendar::list(ctx.db.read()).await?;
    Ok(days
        .into_iter()
        .filter(|sourced| year.is_none_or(|year| sourced.day.date.year() == year))
        .map(row)
        .collect())
}

/// Says what a day is, in place of what was said before. Answers the open periods whose due day
/// moved by it.
///
/// # Errors
/// [`ServiceError::Forbidden`] for who does not administer the country, [`ServiceError::Invalid`]
/// naming the field.
pub async fn put(
    ctx: Ctx<'_>,
    actor: &Actor,
    date: NaiveDate,
    new: NewDay,
) -> Result<SavedDay, ServiceError> {
    let txn = ctx.db.begin_write().await?;
    allow(&txn, actor).await?;
    let text = |field: &'static str, text: &str| {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() || text.chars().count() > LONGEST {
            let message = match field {
                "name" => "Nhập tên ngày nghỉ hoặc ngày làm bù, tối đa 300 ký tự.",
                _ => "Nhập văn bản làm căn cứ, tối đa 300 ký tự.",
            };
            return Err(ServiceError::field(field, "required", message));
        }
        Ok(text)
    };
    let sourced = SourcedDay {
        day: CalendarDay {
            date,
            kind: new.kind,
            name: text("name", &new.name)?,
        },
        source: text("source", &new.source)?,
    };
    let before = calendar::work_calendar(&txn).await?;
    calendar::put(&txn, std::slice::from_ref(&sourced)).await?;
    let after = calendar::work_calendar(&txn).await?;
    let moved = periods::move_due(ctx, &txn, actor.user, &before, &after).await?;
    log(
        ctx,
        &txn,
        actor,
        "calendar.put",
        date,
        json!({ "name": sourced.day.name }),
    )
    .await?;
    txn.commit().await?;
    ctx.db.changes().notify();
    Ok(SavedDay {
        row: row(sourced),
        moved,
    })
}

/// Makes a day an ordinary one again. Answers the open periods whose due day moved by it.
///
/// # Errors
/// As [`put`]; `NotFound` for a day of which nothing is said.
pub async fn remove(
    ctx: Ctx<'_>,
    actor: &Actor,
    date: NaiveDate,
) -> Result<RemovedDay, ServiceError> {
    let txn = ctx.db.begin_write().await?;
    allow(&txn, actor).await?;
    let before = calendar::work_calendar(&txn).await?;
    if !calendar::remove(&txn, date).await? {
        return Err(ServiceError::NotFound);
    }
    let after = calendar::work_calendar(&txn).await?;
    let moved = periods::move_due(ctx, &txn, actor.user, &before, &after).await?;
    log(ctx, &txn, actor, "calendar.remove", date, json!({})).await?;
    txn.commit().await?;
    ctx.db.changes().notify();
    Ok(RemovedDay { moved })
}

async fn allow<C: ConnectionTrait>(conn: &C, actor: &Actor) -> Result<(), ServiceError> {
    let line = units::ancestors_or_self(conn, &UnitId::new(NATION)).await?;
    if actor.can(Action::ManageUnits, &line) {
        Ok(())
    } else {
        Err(ServiceError::Forbidden)
    }
}

async fn log<C: ConnectionTrait>(
    ctx: Ctx<'_>,
    conn: &C,
    actor: &Actor,
    action: &'static str,
    date: NaiveDate,
    detail: serde_json::Value,
) -> Result<(), ServiceError> {
    let entry = audit::Entry {
        id: ctx.ids.uuid(),
        at: ctx.clock.now(),
        actor: Some(actor.user),
        action,
        unit: Some(UnitId::new(NATION)),
        subject: date.to_string(),
        detail,
    };
    Ok(audit::add(conn, entry).await?)
}

fn row(sourced: SourcedDay) -> DayRow {
    DayRow {
        day: sourced.day,
        source: sourced.source,
    }
}
