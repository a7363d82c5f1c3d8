//! Every reporting unit below a unit, ranked.

use super::Ask;
use super::ranking::{linked, ranked};
use super::served::{Of, Served};
use super::view::{Opened, parts_of};
use crate::db::overview::{periods, snapshot};
use crate::db::rollup::leaves_in_period;
use crate::error::ServiceError;
use crate::service::Ctx;
use domain::id::PlanId;
use domain::policy::Actor;
use domain::report::Basis;
use domain::wire::overview::{CommuneRanking, RankedCommune, RankedUnit};
use sea_orm::ConnectionTrait;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;

/// Most units of one answer.
const MOST: usize = 500;

/// Which of them to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct Page {
    /// How many of the best to leave out.
    pub skip: usize,
    /// How many to show, 500 at most.
    pub take: usize,
}

impl Default for Page {
    fn default() -> Self {
        Self { skip: 0, take: 50 }
    }
}

/// Every reporting unit below the view's unit, best first, equals by name. Periods made up of
/// months are ranked by the last of them.
///
/// # Errors
/// As [`super::overview`].
pub async fn communes(
    ctx: Ctx<'_>,
    actor: &Actor,
    plan: PlanId,
    ask: &Ask,
    page: Page,
) -> Result<CommuneRanking, ServiceError> {
    let conn = snapshot(ctx.db).await?;
    let opened = Opened::open(&conn, ctx, actor, plan).await?;
    communes_of(&conn, ctx, opened, ask, page).await
}

/// The same as JSON, as it was answered before where nothing has changed.
///
/// # Errors
/// As [`communes`].
pub async fn communes_json(
    ctx: Ctx<'_>,
    served: &Served,
    actor: &Actor,
    plan: PlanId,
    ask: &Ask,
    page: Page,
) -> Result<Arc<[u8]>, ServiceError> {
    let screen = format!("communes {} {}", page.skip, page.take);
    let screen = (Of::Figures, screen);
    served
        .answer(ctx, actor, screen, plan, ask, async |conn, opened| {
            communes_of(conn, ctx, opened, ask, page).await
        })
        .await
}

async fn communes_of<C: ConnectionTrait>(
    conn: &C,
    ctx: Ctx<'_>,
    opened: Opened,
    ask: &Ask,
    page: Page,
) -> Result<CommuneRanking, ServiceError> {
    let Opened { plan, lines, at } = opened;
    let today = ctx.clock.today();
    let own = &plan.summary.unit.id;
    let open = periods::periods(conn, plan.summary.id, own).await?;
    let chosen = super::view::choose(&open, ask.period, today).ok_or(ServiceError::NotFound)?;
    let day = chosen.days.ends_on;
    let unit = ask.unit.as_ref().unwrap_or(own);
    if !lines.line(ask.boundaries, unit, day).contains(own) {
        return Err(ServiceError::NotFound);
    }
    let last = parts_of(&open, chosen.period).pop();
    let mut rows = Vec::new();
    for stored in leaves_in_period(conn, last.unwrap_or(chosen.period)).await? {
        let line = lines.line(ask.boundaries, &stored.unit, day);
        if let Some(place) = line.iter().position(|above| above == unit) {
            let within = place.checked_sub(1).filter(|below| *below > 0);
            rows.push((stored, within.and_then(|below| line.get(below).cloned())));
        }
    }
    let plans = rows.iter().map(|(stored, _)| stored.plan);
    let structures = ctx.db.book().structures(conn, &at, plans).await?;
    rows.sort_by_key(|(stored, _)| lines.place(&stored.unit));
    let mut standings = Vec::with_capacity(rows.len());
    for (stored, within) in rows {
        let above = structures.get(&stored.plan).and_then(|structure| {
            let mut above = structure.above.iter();
            above.find(|above| above.plan == plan.summary.id)
        });
        if let Some(above) = above {
            let links = stored.leaf.elsewhere.own(&above.links);
            let standing = stored.leaf.standing(
                ask.basis,
                today,
                linked(&links.measures),
                linked(&links.tasks),
            );
            standings.push(((stored, within), standing));
        }
    }
    let total = standings.len();
    let all = ranked(standings, |(stored, within), rank, standing| {
        let (stored, within) = (stored.clone(), within.clone());
        (stored, within, rank, standing)
    });
    let shown = all.into_iter().skip(page.skip).take(page.take.min(MOST));
    let units = shown.filter_map(|(stored, within, rank, standing)| {
        let heads = stored.leaf.heads();
        let state = stored.leaf.state;
        Some(RankedCommune {
            within: within.and_then(|unit| lines.name(ask.boundaries, &unit, day)),
            ranked: RankedUnit {
                rank,
                unit: lines.name(ask.boundaries, &stored.unit, day)?,
                report: Some(stored.report),
                state: Some(state),
                late: !state.counts(Basis::Received)
                    && stored.leaf.due_on.is_some_and(|due| today > due),
                coverage: heads.coverage(today, heads.counting(ask.basis)),
                opens: false,
                met: standing.met,
                applicable: standing.applicable,
                tasks_done: standing.done,
                tasks_overdue: standing.overdue,
                tasks: standing.tasks,
            },
        })
    });
    Ok(CommuneRanking {
        total: u32::try_from(total).unwrap_or(u32::MAX),
        units: units.collect(),
    })
}
