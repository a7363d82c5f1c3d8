//! Earlier periods' figures, for the sparklines.

use super::view::View;
use crate::db::overview::lines::{self, ReportAt};
use crate::db::overview::rows;
use crate::error::ServiceError;
use crate::service::Ctx;
use domain::id::MeasureId;
use domain::measure::{MeasureKind, per_mille};
use domain::period::Period;
use domain::plan::Measure;
use domain::rollup::{Sums, contribution_of};
use domain::wire::report::TrendPoint;
use sea_orm::ConnectionTrait;
use std::collections::HashMap;

/// The sums of earlier periods under the view's basis.
pub(super) struct Trend {
    /// Oldest first.
    periods: Vec<Period>,
    sums: HashMap<(MeasureId, Period), Sums>,
}

impl Trend {
    /// Sums up what the parts reported in the periods before the chosen one.
    pub(super) async fn load<C: ConnectionTrait>(
        conn: &C,
        ctx: Ctx<'_>,
        view: &View,
    ) -> Result<Self, ServiceError> {
        let mut periods = view.earlier();
        let reports = rows::earlier(conn, &view.scope, &periods, view.basis).await?;
        let at: Vec<ReportAt> = reports.iter().map(|r| (r.report, r.version)).collect();
        let held = lines::measures(conn, ctx.db.kept(), &at).await?;
        let measures = view.plan.reported_measures();
        let kinds: HashMap<MeasureId, MeasureKind> = measures
            .map(|(_, measure)| (measure.id, measure.kind))
            .collect();
        let mut sums: HashMap<(MeasureId, Period), Sums> = HashMap::new();
        for report in &reports {
            let Some(entries) = held.get(&report.report) else {
                continue;
            };
            for link in &view.links(report.plan).measures {
                let part = view.scope.measure_of(link).and_then(|measure| {
                    let kind = *kinds.get(&measure)?;
                    Some((measure, contribution_of(kind, entries.get(&link.id)?)?))
                });
                if let Some((measure, part)) = part {
                    let sums = sums.entry((measure, report.period)).or_default();
                    sums.numerator += part.numerator;
                    sums.denominator += part.denominator;
                }
            }
        }
        periods.reverse();
        Ok(Self { periods, sums })
    }

    /// A measure's points, oldest first, the chosen period's own share last. A period in which
    /// nothing was counted has no point; a plain sum has no share, and so no points.
    pub(super) fn points(
        &self,
        measure: &Measure,
        chosen: Period,
        now: Option<i64>,
    ) -> Vec<TrendPoint> {
        let share = |period: &Period| {
            let sums = self.sums.get(&(measure.id, *period))?;
            per_mille(sums.numerator, sums.denominator)
        };
        let earlier = self.periods.iter().map(|period| (*period, share(period)));
        earlier
            .chain([(chosen, now)])
            .filter_map(|(period, per_mille)| {
                per_mille.map(|per_mille| TrendPoint { period, per_mille })
            })
            .collect()
    }
}
