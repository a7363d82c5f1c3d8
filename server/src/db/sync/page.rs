//! Pages of the reports in a scope, in the order of their last change.

use crate::db::entity::{plan, report, tombstone};
use crate::db::reports::StoredReport;
use crate::db::text_uuid::TextUuid;
use crate::db::units;
use domain::id::{PlanId, ReportId, UnitId};
use sea_orm::sea_query::{Expr, ExprTrait as _, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

/// Reports of a plan's twelve newest periods are held on devices; older ones are read online.
const RECENT: &str = "(SELECT COUNT(*) FROM plan_period AS newer JOIN plan_period AS own \
    ON own.plan_id = newer.plan_id AND newer.ends_on > own.ends_on \
    WHERE own.plan_id = report.plan_id AND own.period = report.period) < 12";

/// A place in the order of sequence and id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The sequence.
    pub seq: i64,
    /// The last report of it before the place; `None`: all of it lies before.
    pub after: Option<ReportId>,
}

impl Place {
    /// Whether a report lies behind the place. The first half alone is what an index can use.
    fn is_before(self) -> SimpleExpr {
        let seq = report::Column::Seq;
        match self.after {
            None => seq.gt(self.seq),
            Some(after) => seq.gte(self.seq).and(
                seq.gt(self.seq)
                    .or(report::Column::Id.gt(TextUuid(after.0))),
            ),
        }
    }

    /// Whether a report lies before the place.
    fn is_behind(self) -> SimpleExpr {
        let seq = report::Column::Seq;
        match self.after {
            None => seq.lte(self.seq),
            Some(after) => seq.lte(self.seq).and(
                seq.lt(self.seq)
                    .or(report::Column::Id.lte(TextUuid(after.0))),
            ),
        }
    }
}

fn scoped(roots: &[UnitId]) -> Select<report::Entity> {
    report::Entity::find().filter(report::Column::UnitId.in_subquery(units::within(roots)))
}

/// The reports behind a place that devices hold, at most `limit`.
///
/// # Errors
/// When the database fails, as for every function here.
pub async fn page_visible_to<C: ConnectionTrait>(
    conn: &C,
    roots: &[UnitId],
    place: Place,
    limit: u64,
) -> Result<Vec<StoredReport>, DbErr> {
    let rows = scoped(roots)
        .filter(place.is_before())
        .filter(Expr::cust(RECENT))
        .order_by_asc(report::Column::Seq)
        .order_by_asc(report::Column::Id)
        .limit(limit)
        .all(conn)
        .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The reports between two places that are too old for devices: one that holds such a report has
/// it as it was, and drops it.
///
/// # Errors
/// When the database fails.
pub async fn old_visible_to<C: ConnectionTrait>(
    conn: &C,
    roots: &[UnitId],
    from: Place,
    to: Place,
) -> Result<Vec<ReportId>, DbErr> {
    let rows: Vec<TextUuid> = scoped(roots)
        .select_only()
        .column(report::Column::Id)
        .filter(from.is_before())
        .filter(to.is_behind())
        .filter(Expr::cust(RECENT).not())
        .order_by_asc(report::Column::Seq)
        .order_by_asc(report::Column::Id)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|id| ReportId(id.0)).collect())
}

/// The tombstones after a sequence, up to and including another.
///
/// # Errors
/// When the database fails.
pub async fn gone_visible_to<C: ConnectionTrait>(
    conn: &C,
    roots: &[UnitId],
    after: i64,
    to: i64,
) -> Result<Vec<ReportId>, DbErr> {
    let rows = tombstone::Entity::find()
        .filter(tombstone::Column::Seq.gt(after))
        .filter(tombstone::Column::Seq.lte(to))
        .filter(tombstone::Column::UnitId.in_subquery(units::within(roots)))
        .order_by_asc(tombstone::Column::Seq)
        .order_by_asc(tombstone::Column::ReportId)
        .all(conn)
        .await?;
    let gone = rows.into_iter().map(|row| ReportId(row.report_id.0));
    Ok(gone.collect())
}

/// Which of the plans changed after a sequence.
///
/// # Errors
/// When the database fails.
pub async fn plans_changed_after<C: ConnectionTrait>(
    conn: &C,
    plans: impl IntoIterator<Item = PlanId>,
    base: i64,
) -> Result<Vec<PlanId>, DbErr> {
    let rows: Vec<TextUuid> = plan::Entity::find()
        .select_only()
        .column(plan::Column::Id)
        .filter(plan::Column::Id.is_in(plans.into_iter().map(|id| TextUuid(id.0))))
        .filter(plan::Column::Seq.gt(base))
        .order_by_asc(plan::Column::Id)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|id| PlanId(id.0)).collect())
}

/// Which of the plans an earlier page of the round came with already: those of which a report lies
/// before the place.
///
/// # Errors
/// When the database fails.
pub async fn named_plans<C: ConnectionTrait>(
    conn: &C,
    plans: &[PlanId],
    base: i64,
    place: Place,
) -> Result<Vec<PlanId>, DbErr> {
    let rows: Vec<TextUuid> = report::Entity::find()
        .select_only()
        .column(report::Column::PlanId)
        .distinct()
        .filter(report::Column::PlanId.is_in(plans.iter().map(|id| TextUuid(id.0))))
        .filter(report::Column::Seq.gt(base))
        .filter(place.is_behind())
        .filter(Expr::cust(RECENT))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|id| PlanId(id.0)).collect())
}
