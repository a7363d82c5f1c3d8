//! Sums of earlier periods, for the sparklines. Summed by the database, since only the sums are
//! shown; that they equal the domain's roll-up is a test.

use super::{Scope, edge};
use crate::db::codec::parse;
use crate::db::entity::{measure, report, report_line};
use domain::id::MeasureId;
use domain::measure::MeasureKind;
use domain::period::Period;
use domain::report::{Basis, ReportState};
use domain::rollup::Sums;
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, JoinType, QueryFilter, QuerySelect};

/// Sums are taken in two halves, so that no sum of 64-bit thousandths can run over.
const SPLIT: i64 = 1_000_000_000;

/// What the parts entered for one of the plan's measures in one period, under one basis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeriodSums {
    /// In which period.
    pub period: Period,
    /// For which measure of the plan.
    pub measure: MeasureId,
    ratio: Sums,
    milestone: Sums,
}

impl PeriodSums {
    /// The sums under the measure's kind; `None` for a plain sum, which has no share.
    #[must_use]
    pub const fn of(&self, kind: MeasureKind) -> Option<Sums> {
        match kind {
            MeasureKind::Ratio => Some(self.ratio),
            MeasureKind::Milestone => Some(self.milestone),
            MeasureKind::Count => None,
        }
    }
}

/// The sums of the given periods, of every measure or only one.
///
/// # Errors
/// When the database fails.
pub async fn sums<C: ConnectionTrait>(
    conn: &C,
    scope: &Scope,
    periods: &[Period],
    basis: Basis,
    only: Option<MeasureId>,
) -> Result<Vec<PeriodSums>, DbErr> {
    type Row = (
        String,
        String,
        Option<i64>,
        Option<i64>,
        Option<i64>,
        Option<i64>,
        i64,
        i64,
    );
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
    let mut select = scope
        .parts()
        .filter(report::Column::Period.is_in(periods.iter().map(Period::to_string)))
        .filter(report::Column::State.is_in(counted))
        .column(report::Column::Period)
        .column(scope.measure())
        .join(
            JoinType::InnerJoin,
            edge(report::Column::Id, report_line::Column::ReportId),
        )
        .join(
            JoinType::InnerJoin,
            edge(report_line::Column::MeasureId, measure::Column::Id),
        )
        .filter(report_line::Column::NotApplicable.is_null())
        .filter(scope.measure().is_not_null())
        .group_by(report::Column::Period)
        .group_by(scope.measure());
    if let Some(only) = only {
        select = select.filter(scope.measure().eq(only.to_string()));
    }
    for (index, column) in ["numerator", "denominator"].into_iter().enumerate() {
        select = select
            .column_as(half(column, '/'), format!("high_{index}"))
            .column_as(half(column, '%'), format!("low_{index}"));
    }
    let rows: Vec<Row> = select
        .column_as(
            Expr::cust("COUNT(CASE WHEN report_line.reached THEN 1 END)"),
            "reached",
        )
        .column_as(Expr::cust("COUNT(report_line.reached)"), "judged")
        .into_tuple()
        .all(conn)
        .await?;
    rows.into_iter()
        .map(
            |(period, measure, n_high, n_low, d_high, d_low, reached, judged)| {
                Ok(PeriodSums {
                    period: parse("period", &period)?,
                    measure: parse("measure id", &measure)?,
                    ratio: Sums {
                        numerator: joined(n_high, n_low),
                        denominator: joined(d_high, d_low),
                    },
                    milestone: Sums {
                        numerator: i128::from(reached) * 1_000,
                        denominator: i128::from(judged) * 1_000,
                    },
                })
            },
        )
        .collect()
}

/// One half of a sum over the lines that have both numerator and denominator.
fn half(column: &str, operator: char) -> SimpleExpr {
    Expr::cust(format!(
        "CAST(SUM(CASE WHEN report_line.numerator IS NOT NULL \
         AND report_line.denominator IS NOT NULL \
         THEN report_line.{column} {operator} {SPLIT} END) AS BIGINT)"
    ))
}

fn joined(high: Option<i64>, low: Option<i64>) -> i128 {
    i128::from(high.unwrap_or_default()) * i128::from(SPLIT) + i128::from(low.unwrap_or_default())
}
