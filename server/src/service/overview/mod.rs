//! The leader's views: a plan rolled up over the units that carry it out, and the proof behind
//! every figure. Few flat queries in one snapshot; everything else is the domain's rules.

mod communes;
mod figures;
mod proof;
mod ranking;
mod read;
mod served;
mod view;

use crate::db::overview::{periods, snapshot};
use crate::db::plans;
use crate::error::ServiceError;
use crate::service::Ctx;
use domain::id::{PlanId, UnitId};
use domain::period::Period;
use domain::policy::{Action, Actor};
use domain::report::Basis;
use domain::rollup::Boundaries;
use domain::wire::overview::{Matrix, Overview, OverviewChoice};
use figures::Trend;
use sea_orm::ConnectionTrait;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;
use view::{Opened, View};

pub use communes::{Page, communes, communes_json};
pub use proof::{measure_proof, measure_proof_json, task_proof};
pub use served::{Of, Served};

/// What to show of a plan's view: the query of `GET /api/v1/overviews/{plan}` and below.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct Ask {
    /// The period, `2026-M11`; without it the newest that has ended, or the newest where none has.
    #[param(value_type = Option<String>)]
    pub period: Option<Period>,
    /// Which reports count; without it the approved ones.
    #[param(inline)]
    pub basis: Basis,
    /// Whose figures: the plan's own unit or one below it; without it the plan's own.
    #[param(value_type = Option<String>)]
    pub unit: Option<UnitId>,
    /// In which boundaries units stand; without it as they were when the period ended.
    #[param(inline)]
    pub boundaries: Boundaries,
}

/// The plans that the actor may look at rolled up, newest year first.
///
/// # Errors
/// When the database fails.
pub async fn choices(ctx: Ctx<'_>, actor: &Actor) -> Result<Vec<OverviewChoice>, ServiceError> {
    let roots = actor.roots(Action::ViewOverview);
    if roots.is_empty() {
        return Ok(Vec::new());
    }
    let conn = snapshot(ctx.db).await?;
    let mut found = periods::choices_visible_to(&conn, &roots).await?;
    let plans = plans::list_of(&conn, found.keys().copied()).await?;
    Ok(plans
        .into_iter()
        .filter_map(|plan| {
            let periods = found.remove(&plan.id)?;
            Some(OverviewChoice { plan, periods })
        })
        .collect())
}

/// One screen that says how the whole stands.
///
/// # Errors
/// 404 for a plan that the actor may not read, or a period that is not open for it; 403 for a plan
/// that the actor may read but not look at rolled up.
pub async fn overview(
    ctx: Ctx<'_>,
    actor: &Actor,
    plan: PlanId,
    ask: &Ask,
) -> Result<Overview, ServiceError> {
    let conn = snapshot(ctx.db).await?;
    let opened = Opened::open(&conn, ctx, actor, plan).await?;
    overview_of(&conn, ctx, opened, ask).await
}

/// The same as JSON, as it was answered before where nothing has changed.
///
/// # Errors
/// As [`overview`].
pub async fn overview_json(
    ctx: Ctx<'_>,
    served: &Served,
    actor: &Actor,
    plan: PlanId,
    ask: &Ask,
) -> Result<Arc<[u8]>, ServiceError> {
    let screen = (Of::Figures, String::new());
    served
        .answer(ctx, actor, screen, plan, ask, async |conn, opened| {
            overview_of(conn, ctx, opened, ask).await
        })
        .await
}

async fn overview_of<C: ConnectionTrait>(
    conn: &C,
    ctx: Ctx<'_>,
    opened: Opened,
    ask: &Ask,
) -> Result<Overview, ServiceError> {
    let view = View::of(conn, ctx, opened, ask).await?;
    let trend = Trend::load(conn, ctx, &view).await?;
    Ok(Overview {
        ranking: ranking::ranking(&view),
        targets: figures::targets(&view, &trend),
        task_groups: figures::task_groups(&view),
        silent: view.silent(),
        coverage: view.coverage(),
        period: view.chosen.period,
        days: view.chosen.days,
        basis: view.basis,
        boundaries: view.boundaries,
        unit: view.unit,
        path: view.path,
        plan: view.plan.summary.clone(),
    })
}

/// Every part against every measure.
///
/// # Errors
/// As [`overview`].
pub async fn matrix(
    ctx: Ctx<'_>,
    actor: &Actor,
    plan: PlanId,
    ask: &Ask,
) -> Result<Matrix, ServiceError> {
    let conn = snapshot(ctx.db).await?;
    let view = View::open(&conn, ctx, actor, plan, ask).await?;
    Ok(ranking::matrix(&view))
}

/// The same as JSON, as it was answered before where nothing has changed.
///
/// # Errors
/// As [`overview`].
pub async fn matrix_json(
    ctx: Ctx<'_>,
    served: &Served,
    actor: &Actor,
    plan: PlanId,
    ask: &Ask,
) -> Result<Arc<[u8]>, ServiceError> {
    let screen = (Of::Figures, "matrix".to_owned());
    served
        .answer(ctx, actor, screen, plan, ask, async |conn, opened| {
            let view = View::of(conn, ctx, opened, ask).await?;
            Ok(ranking::matrix(&view))
        })
        .await
}
