//! What units reported, for comparing a unit with its peers.

use crate::db::codec::{name, parse};
use crate::db::entity::{measure, report, report_line};
use crate::db::text_uuid::TextUuid;
use domain::id::{MeasureId, UnitId};
use domain::measure::{MeasureKind, per_mille};
use domain::period::Period;
use domain::report::ReportState;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QuerySelect,
};
use std::collections::{HashMap, HashSet};

/// The shares that units counted, in tenths of a percent, by the **parent plan's** measure and the
/// period, each with the unit.
pub type PeerFigures = HashMap<(MeasureId, Period), Vec<(UnitId, i64)>>;

/// Parent measure, period, unit, numerator, denominator.
type Row = (TextUuid, String, String, Option<i64>, Option<i64>);

/// What the units under parent measures have in their counted reports for several periods. Ratios
/// only: counts of unlike units do not compare.
///
/// # Errors
/// When the database fails.
pub async fn peer_figures<C: ConnectionTrait>(
    conn: &C,
    parents: &HashSet<MeasureId>,
    periods: &HashSet<Period>,
) -> Result<PeerFigures, DbErr> {
    if parents.is_empty() || periods.is_empty() {
        return Ok(PeerFigures::new());
    }
    let counted = [ReportState::Submitted, ReportState::Approved].map(ReportState::as_str);
    let rows: Vec<Row> = report_line::Entity::find()
        .select_only()
        .column(measure::Column::ParentMeasureId)
        .columns([report::Column::Period, report::Column::UnitId])
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
        .filter(report::Column::Period.is_in(periods.iter().map(Period::to_string)))
        .filter(report::Column::State.is_in(counted))
        .into_tuple()
        .all(conn)
        .await?;
    let mut figures = PeerFigures::new();
    for (parent, period, unit, numerator, denominator) in rows {
        let share = numerator
            .zip(denominator)
            .and_then(|(num, den)| per_mille(num.into(), den.into()));
        if let Some(share) = share {
            let key = (MeasureId(parent.0), parse("period", &period)?);
            figures.entry(key).or_default().push((UnitId(unit), share));
        }
    }
    Ok(figures)
}
