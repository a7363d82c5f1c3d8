//! Reports as lists show them.

use crate::db::codec::corrupt;
use crate::db::plans::{self, PlanTitle};
use crate::db::reports::{self, StoredReport};
use crate::db::rollup::Book;
use crate::db::units;
use chrono::NaiveDate;
use domain::id::{PlanId, UnitId};
use domain::period::{Period, PeriodDays};
use domain::unit::UnitRef;
use domain::wire::report::{ReportProgress, ReportSummary};
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::HashMap;

/// What summaries need beside the reports themselves.
pub(super) struct Heads {
    units: HashMap<UnitId, UnitRef>,
    plans: HashMap<PlanId, PlanTitle>,
    days: HashMap<(PlanId, Period), PeriodDays>,
}

impl Heads {
    pub(super) async fn load<C: ConnectionTrait>(
        conn: &C,
        reports: &[StoredReport],
    ) -> Result<Self, DbErr> {
        Ok(Self {
            units: units::refs(conn, reports.iter().map(|report| report.unit.clone())).await?,
            plans: plans::titles(conn, reports.iter().map(|report| report.plan)).await?,
            days: plans::days(conn, reports.iter().map(|report| report.plan)).await?,
        })
    }

    /// The cut-off of a report's period.
    pub(super) fn ends_on(&self, report: &StoredReport) -> Option<NaiveDate> {
        let days = self.days.get(&(report.plan, report.period))?;
        Some(days.ends_on)
    }

    pub(super) fn summary(
        &self,
        report: &StoredReport,
        progress: ReportProgress,
    ) -> Result<ReportSummary, DbErr> {
        let missing = |what| corrupt(what, &report.id);
        let unit = self
            .units
            .get(&report.unit)
            .ok_or_else(|| missing("unit"))?;
        let plan = self
            .plans
            .get(&report.plan)
            .ok_or_else(|| missing("plan"))?;
        let days = self.days.get(&(report.plan, report.period));
        Ok(ReportSummary {
            id: report.id,
            unit: unit.clone(),
            plan: report.plan,
            plan_title: plan.title.clone(),
            plan_number: plan.number.clone(),
            programme: plan.programme.clone(),
            simulated: report.simulated,
            period: report.period,
            days: *days.ok_or_else(|| missing("period"))?,
            state: report.state,
            version: report.version,
            progress,
            updated_at: report.updated_at,
        })
    }
}

/// Reports as lists show them, in the same order.
pub(crate) async fn summaries<C: ConnectionTrait>(
    conn: &C,
    book: &Book,
    reports: &[StoredReport],
) -> Result<Vec<ReportSummary>, DbErr> {
    if reports.is_empty() {
        return Ok(Vec::new());
    }
    let heads = Heads::load(conn, reports).await?;
    let progress = reports::of_reports(conn, book, reports, |r| heads.ends_on(r)).await?;
    let of = |report: &StoredReport| progress.get(&report.id).copied().unwrap_or_default();
    reports
        .iter()
        .map(|report| heads.summary(report, of(report)))
        .collect()
}
