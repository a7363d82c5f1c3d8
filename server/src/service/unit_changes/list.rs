//! Recorded changes.

use super::row;
use crate::db::{people, territory, units};
use crate::error::ServiceError;
use crate::service::Ctx;
use domain::policy::{Action, Actor};
use domain::territory::{Territory, UnitEvent};
use domain::wire::admin::UnitChangeRow;
use std::collections::{HashMap, HashSet};

/// The changes of units that the actor administers, the newest first, undone ones too.
///
/// # Errors
/// [`ServiceError::Forbidden`] for who administers nothing.
pub async fn list(ctx: Ctx<'_>, actor: &Actor) -> Result<Vec<UnitChangeRow>, ServiceError> {
    let roots = actor.roots(Action::ManageUnits);
    if roots.is_empty() {
        return Err(ServiceError::Forbidden);
    }
    let conn = ctx.db.read();
    let within: HashSet<_> = units::all_within(conn, &roots).await?.into_iter().collect();
    let base = territory::base(conn).await?;
    let known = territory::events(conn).await?;
    // As if nothing had been undone: an undone change names its units too.
    let events: Vec<UnitEvent> = known.iter().map(|stored| stored.event.clone()).collect();
    let territory = Territory::build(&base, &events)
        .map_err(|error| ServiceError::Internal(anyhow::anyhow!("{error}")))?;
    let people = {
        let made = known.iter().filter_map(|stored| stored.made_by);
        let undone = known
            .iter()
            .filter_map(|stored| stored.undone.map(|mark| mark.by));
        let all: HashSet<_> = made.chain(undone).collect();
        let people = people::load(conn, all.iter().copied()).await?;
        all.into_iter()
            .map(|user| (user, people.get(user)))
            .collect::<HashMap<_, _>>()
    };
    let visible = known.iter().rev().filter(|stored| {
        let mut units = stored.event.change.units().into_iter();
        units.any(|unit| within.contains(unit))
    });
    Ok(visible
        .map(|stored| row(&territory, stored, &people, None))
        .collect())
}
