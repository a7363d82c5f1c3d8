//! What is read from the device, and asked of the server where the device does not keep it.

use super::{engine, with};
use crate::client::http::ApiError;
use crate::client::{api, sending};
use crate::sync::QueueItem;
use chrono::NaiveDate;
use domain::id::{PlanId, ReportId};
use domain::plan::{Plan, PlanSummary};
use domain::wire::report::{Report, Version, Work};
use domain::wire::sync::Unmerged;
use std::sync::Arc;

/// A report's history.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// The report.
    pub report: Report,
    /// Newest first.
    pub versions: Vec<Version>,
    /// Values that lost a conflict.
    pub unmerged: Vec<Unmerged>,
}

/// Takes a plan from the device, or fetches it. With the cut-off of a period its thresholds are
/// those that judge that period, whenever the plan came to the device.
///
/// # Errors
/// See [`ApiError`].
pub async fn plan(id: PlanId, ends_on: Option<NaiveDate>) -> Result<Arc<Plan>, ApiError> {
    if let Some(engine) = engine()
        && let Ok(Some(plan)) = engine.plan(id, ends_on).await
    {
        return Ok(plan);
    }
    if let Some(plan) = with(|desk| desk.plans.get(&id).cloned()).flatten() {
        return Ok(plan);
    }
    let mut plan = api::plan(id).await?;
    let is_amended = plan.judge(ends_on);
    let plan = Arc::new(plan);
    if !is_amended {
        with(|desk| desk.plans.insert(id, Arc::clone(&plan)));
    }
    Ok(plan)
}

/// Plans that the device keeps.
pub async fn kept_plans() -> Vec<PlanSummary> {
    match engine() {
        Some(engine) => engine.plan_summaries().await.unwrap_or_default(),
        None => Vec::new(),
    }
}

/// What there is to do, from what the device keeps; asked of the server only where nothing was ever
/// pulled.
///
/// # Errors
/// See [`ApiError`].
pub async fn work() -> Result<Work, ApiError> {
    if let Some(engine) = engine() {
        sending::settled(&engine).await;
        if engine.is_complete().await
            && let Ok(work) = engine.work_view().await
        {
            return Ok(work);
        }
    }
    api::work().await
}

/// Every operation that waits.
pub async fn queue() -> Vec<QueueItem> {
    match engine() {
        Some(engine) => engine.queue().await.unwrap_or_default(),
        None => Vec::new(),
    }
}

/// A report's history, from the device or from the server.
///
/// # Errors
/// See [`ApiError`].
pub async fn history(id: ReportId) -> Result<History, ApiError> {
    if let Some(engine) = engine() {
        if engine.report_view(id).await.ok().flatten().is_none() {
            sending::settled(&engine).await;
        }
        if let Ok(Some(view)) = engine.report_view(id).await {
            return Ok(History {
                report: view.report,
                versions: view.versions,
                unmerged: view.unmerged,
            });
        }
    }
    Ok(History {
        report: api::report(id).await?,
        versions: api::get(&format!("reports/{id}/versions")).await?,
        // Kept on the devices that may enter or approve the report, and nowhere else.
        unmerged: Vec::new(),
    })
}

/// Forgets a plan that was fetched: it has changed.
#[cfg(feature = "full")]
pub fn forget_plan(id: PlanId) {
    with(|desk| desk.plans.remove(&id));
}
