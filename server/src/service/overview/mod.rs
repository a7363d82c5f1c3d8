//! The leader's views: a plan rolled up over the units that carry it out, and the proof behind
//! every figure. Few flat queries in one snapshot; everything else is the domain's rules.

mod figures;
mod proof;
mod ranking;
mod tasks;
mod trend;
mod view;

use crate::db::overview::{lines, periods, snapshot};
use crate::db::plans;
use crate::error::ServiceError;
use crate::service::Ctx;
use domain::id::PlanId;
use domain::period::Period;
use domain::policy::{Action, Actor};
use domain::report::Basis;
use domain::wire::overview::{Overview, OverviewChoice};
use figures::Figures;
use serde::Deserialize;
use tasks::Tasks;
use trend::Trend;
use utoipa::IntoParams;
use view::View;

pub use proof::{measure_proof, task_proof};

/// What to show of a plan's view: the query of `GET /api/v1/overviews/{plan}` and below.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct Ask {
    /// The period, `2026-M11`; without it the newest that has ended, or the newest where none has.
    #[param(value_type = Option<String>)]
    pub period: Option<Period>,
    /// Which reports count; without it the approved ones.
    #[param(inline)]
    pub basis: Basis,
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
    ask: Ask,
) -> Result<Overview, ServiceError> {
    let conn = snapshot(ctx.db).await?;
    let view = View::open(&conn, ctx, actor, plan, ask).await?;
    let received = view.received();
    let measures = lines::measures(&conn, ctx.db.kept(), &received).await?;
    let tasks = lines::tasks(&conn, ctx.db.kept(), &received).await?;
    let trend = Trend::load(&conn, ctx, &view).await?;
    drop(conn);
    let figures = Figures::of(&view, &measures, &trend);
    let tasks = Tasks::of(&view, &tasks);
    Ok(Overview {
        ranking: ranking::ranking(&view, &figures.standings, &tasks.shares),
        targets: figures.targets,
        task_groups: tasks.groups,
        silent: view.silent(),
        coverage: view.coverage(),
        period: view.chosen.period,
        days: view.chosen.days,
        basis: view.basis,
        plan: view.plan.summary,
    })
}
