//! `GET /api/v1/reports`.

use super::summaries;
use crate::db::reports::{self, Filter};
use crate::error::ServiceError;
use crate::service::Ctx;
use domain::id::{PlanId, UnitId};
use domain::period::Period;
use domain::policy::{Action, Actor};
use domain::report::ReportState;
use domain::wire::report::ReportSummary;
use serde::Deserialize;
use utoipa::IntoParams;

/// Reports of one answer where nothing else is asked for.
const DEFAULT_LIMIT: u64 = 200;
/// Most reports of one answer: more than the largest province has communes.
const MAX_LIMIT: u64 = 500;

/// Which reports to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListReports {
    /// On this plan.
    #[param(value_type = Option<String>)]
    pub plan: Option<PlanId>,
    /// Of this unit.
    #[param(value_type = Option<String>)]
    pub unit: Option<UnitId>,
    /// For this period, `2026-M11`.
    #[param(value_type = Option<String>)]
    pub period: Option<Period>,
    /// In this state.
    pub state: Option<ReportState>,
    /// At most so many (200; no more than 500).
    pub limit: Option<u64>,
}

/// Visible reports that pass the filter, newest period first. What the actor may not see is left
/// out without a word.
///
/// # Errors
/// When the database fails.
pub async fn list(
    ctx: Ctx<'_>,
    actor: &Actor,
    query: ListReports,
) -> Result<Vec<ReportSummary>, ServiceError> {
    let filter = Filter {
        plan: query.plan,
        unit: query.unit,
        period: query.period,
        state: query.state,
        limit: query.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT),
    };
    let conn = ctx.db.read();
    let roots = actor.roots(Action::ViewReport);
    let found = reports::list_visible_to(conn, &roots, &filter).await?;
    Ok(summaries(conn, ctx.db.book(), &found).await?)
}
