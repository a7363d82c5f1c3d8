//! The parts' reports: those of the chosen period, and those of earlier ones.

use super::proof::mark;
use super::{Scope, edge, report_state, unit_ref};
use crate::db::codec::{date, parse};
use crate::db::entity::{plan_period, report, unit};
use crate::db::reports::Mark;
use crate::db::text_uuid::TextUuid;
use chrono::NaiveDate;
use domain::id::{PlanId, ReportId};
use domain::period::Period;
use domain::report::{Basis, ReportState};
use domain::unit::UnitRef;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, IntoCondition};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, JoinType, QueryFilter, QuerySelect};

/// A part's report in one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChildReport {
    /// The report.
    pub report: ReportId,
    /// Its version.
    pub version: i64,
    /// On which plan.
    pub plan: PlanId,
    /// Who reports.
    pub unit: UnitRef,
    /// The unit's name as it is sorted.
    pub name_folded: String,
    /// Where the report stands.
    pub state: ReportState,
    /// The last day in time, where the period is open for the part's plan.
    pub due_on: Option<NaiveDate>,
    /// Who approved it, where it is approved.
    pub approved: Option<Mark>,
}

impl ChildReport {
    /// Whether its due date has passed.
    #[must_use]
    pub fn past_due(&self, today: NaiveDate) -> bool {
        self.due_on.is_some_and(|due| today > due)
    }
}

/// A part's report of an earlier period, as the trend needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EarlierReport {
    /// The report.
    pub report: ReportId,
    /// Its version.
    pub version: i64,
    /// On which plan.
    pub plan: PlanId,
    /// For which period.
    pub period: Period,
}

/// The parts' reports for one period, by the unit's name.
///
/// # Errors
/// When the database fails.
pub async fn reports<C: ConnectionTrait>(
    conn: &C,
    scope: &Scope,
    period: Period,
) -> Result<Vec<ChildReport>, DbErr> {
    type Row = (
        TextUuid,
        i64,
        TextUuid,
        String,
        Option<TextUuid>,
        Option<i64>,
        String,
        String,
        String,
        String,
        Option<String>,
    );
    let rows: Vec<Row> = scope
        .reports(period)
        .columns([
            report::Column::Id,
            report::Column::Version,
            report::Column::PlanId,
            report::Column::State,
            report::Column::ApprovedBy,
            report::Column::ApprovedAt,
        ])
        .columns([
            unit::Column::Id,
            unit::Column::Name,
            unit::Column::NameFolded,
            unit::Column::Kind,
        ])
        .column(plan_period::Column::DueOn)
        .join(
            JoinType::InnerJoin,
            edge(report::Column::UnitId, unit::Column::Id),
        )
        .join(
            JoinType::LeftJoin,
            edge(report::Column::PlanId, plan_period::Column::PlanId)
                .on_condition(|_, _| same_period()),
        )
        .into_tuple()
        .all(conn)
        .await?;
    let mut reports = rows
        .into_iter()
        .map(
            |(report, version, plan, state, by, on, id, name, name_folded, kind, due_on)| {
                Ok(ChildReport {
                    report: ReportId(report.0),
                    version,
                    plan: PlanId(plan.0),
                    unit: unit_ref(id, name, &kind)?,
                    name_folded,
                    state: report_state(&state)?,
                    due_on: due_on.as_deref().map(date).transpose()?,
                    approved: mark(by, on)?,
                })
            },
        )
        .collect::<Result<Vec<_>, DbErr>>()?;
    // Here, not in SQL: collations differ between databases.
    reports.sort_by(|a, b| {
        (&a.name_folded, &a.unit.id, a.report).cmp(&(&b.name_folded, &b.unit.id, b.report))
    });
    Ok(reports)
}

fn same_period() -> Condition {
    Expr::col((plan_period::Entity, plan_period::Column::Period))
        .equals((report::Entity, report::Column::Period))
        .into_condition()
}

/// The parts' reports for earlier periods that count under the basis, in no particular order.
///
/// # Errors
/// When the database fails.
pub async fn earlier<C: ConnectionTrait>(
    conn: &C,
    scope: &Scope,
    periods: &[Period],
    basis: Basis,
) -> Result<Vec<EarlierReport>, DbErr> {
    if periods.is_empty() {
        return Ok(Vec::new());
    }
    let counted = [
        ReportState::Draft,
        ReportState::Submitted,
        ReportState::Approved,
        ReportState::Returned,
    ]
    .into_iter()
    .filter(|state| state.counts(basis))
    .map(ReportState::as_str);
    let rows: Vec<(TextUuid, i64, TextUuid, String)> = scope
        .parts()
        .columns([
            report::Column::Id,
            report::Column::Version,
            report::Column::PlanId,
            report::Column::Period,
        ])
        .filter(report::Column::Period.is_in(periods.iter().map(Period::to_string)))
        .filter(report::Column::State.is_in(counted))
        .into_tuple()
        .all(conn)
        .await?;
    rows.into_iter()
        .map(|(report, version, plan, period)| {
            Ok(EarlierReport {
                report: ReportId(report.0),
                version,
                plan: PlanId(plan.0),
                period: parse("period", &period)?,
            })
        })
        .collect()
}
