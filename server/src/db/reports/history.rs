//! What a unit's peers reported.

use super::row::StoredReport;
use crate::db::codec::name;
use crate::db::entity::{measure, report, report_line};
use crate::db::text_uuid::TextUuid;
use domain::id::MeasureId;
use domain::measure::{MeasureKind, per_mille};
use domain::period::Period;
use domain::report::ReportState;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QuerySelect,
};
use std::collections::HashMap;

/// The shares that peers counted for one period, in tenths of a percent, by the **parent plan's**
/// measure.
pub type PeerFigures = HashMap<MeasureId, Vec<i64>>;

/// What the other units under the same parent measures have in their counted reports for a
/// period. Ratios only: counts of unlike units do not compare.
///
/// # Errors
/// When the database fails.
pub async fn peer_figures<C: ConnectionTrait>(
    conn: &C,
    report: &StoredReport,
    parents: &[MeasureId],
    period: Period,
) -> Result<PeerFigures, DbErr> {
    if parents.is_empty() {
        return Ok(PeerFigures::new());
    }
    let counted = [ReportState::Submitted, ReportState::Approved].map(ReportState::as_str);
    let rows: Vec<(TextUuid, Option<i64>, Option<i64>)> = report_line::Entity::find()
        .select_only()
        .column(measure::Column::ParentMeasureId)
        .columns([
            report_line::Column::Numerator,
            report_line::Column::Denominator,
        ])
        .join(
            JoinType::InnerJoin,
            report_line::Entity::belongs_to(measure::Entity)
                .from(report_line::Column::MeasureId)
                .to(measure::Column::Id)
                .into(),
        )
        .join(
            JoinType::InnerJoin,
            report_line::Entity::belongs_to(report::Entity)
                .from(report_line::Column::ReportId)
                .to(report::Column::Id)
                .into(),
        )
        .filter(measure::Column::ParentMeasureId.is_in(parents.iter().map(|id| TextUuid(id.0))))
        .filter(measure::Column::Kind.eq(name(&MeasureKind::Ratio)?))
        .filter(report_line::Column::NotApplicable.is_null())
        .filter(report::Column::Period.eq(period.to_string()))
        .filter(report::Column::State.is_in(counted))
        .filter(report::Column::UnitId.ne(report.unit.as_str()))
        .into_tuple()
        .all(conn)
        .await?;
    let mut figures = PeerFigures::new();
    for (parent, numerator, denominator) in rows {
        let share = numerator
            .zip(denominator)
            .and_then(|(num, den)| per_mille(num.into(), den.into()));
        if let Some(share) = share {
            figures.entry(MeasureId(parent.0)).or_default().push(share);
        }
    }
    Ok(figures)
}
