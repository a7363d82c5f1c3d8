//! Finding reports.

use super::row::{StoredLine, StoredReport};
use crate::db::entity::{plan_period, report, report_line};
use crate::db::text_uuid::TextUuid;
use crate::db::units;
use domain::id::{PlanId, ReportId, UnitId};
use domain::period::Period;
use domain::report::ReportState;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationDef, Select,
};
use std::collections::{HashMap, HashSet};

/// Which reports to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// On one plan.
    pub plan: Option<PlanId>,
    /// Of one unit.
    pub unit: Option<UnitId>,
    /// For one period.
    pub period: Option<Period>,
    /// In one state.
    pub state: Option<ReportState>,
    /// At most so many.
    pub limit: u64,
}

/// A report by its id, if its unit lies in the subtrees of `roots`.
///
/// # Errors
/// When the database fails.
pub async fn find_visible_to<C: ConnectionTrait>(
    conn: &C,
    roots: &[UnitId],
    id: ReportId,
) -> Result<Option<StoredReport>, DbErr> {
    one(
        conn,
        scoped(roots).filter(report::Column::Id.eq(TextUuid(id.0))),
    )
    .await
}

/// A report by its id, whoever asks: for data that was found visible before.
///
/// # Errors
/// When the database fails.
pub async fn find<C: ConnectionTrait>(
    conn: &C,
    id: ReportId,
) -> Result<Option<StoredReport>, DbErr> {
    one(conn, report::Entity::find_by_id(TextUuid(id.0))).await
}

/// The reports of units in the subtrees of `roots`, newest period first.
///
/// # Errors
/// When the database fails.
pub async fn list_visible_to<C: ConnectionTrait>(
    conn: &C,
    roots: &[UnitId],
    filter: &Filter,
) -> Result<Vec<StoredReport>, DbErr> {
    let mut query = scoped(roots);
    if let Some(plan) = filter.plan {
        query = query.filter(report::Column::PlanId.eq(TextUuid(plan.0)));
    }
    if let Some(unit) = &filter.unit {
        query = query.filter(report::Column::UnitId.eq(unit.as_str()));
    }
    if let Some(period) = filter.period {
        query = query.filter(report::Column::Period.eq(period.to_string()));
    }
    if let Some(state) = filter.state {
        query = query.filter(report::Column::State.eq(state.as_str()));
    }
    query = query
        .order_by_desc(report::Column::Period)
        .order_by_asc(report::Column::Id)
        .limit(filter.limit);
    all(conn, query).await
}

/// Reports still to be entered in the subtrees of `roots`, the earliest due first.
///
/// # Errors
/// When the database fails.
pub async fn to_report_visible_to<C: ConnectionTrait>(
    conn: &C,
    roots: &[UnitId],
    limit: u64,
) -> Result<Vec<StoredReport>, DbErr> {
    let open = [ReportState::Draft, ReportState::Returned];
    all(conn, by_due_date(scoped(roots), &open, limit)).await
}

/// Submitted reports in the subtrees of `roots`; the earliest due first.
///
/// # Errors
/// When the database fails.
pub async fn to_approve_visible_to<C: ConnectionTrait>(
    conn: &C,
    roots: &[UnitId],
    limit: u64,
) -> Result<Vec<StoredReport>, DbErr> {
    let sent = [ReportState::Submitted];
    all(conn, by_due_date(scoped(roots), &sent, limit)).await
}

/// Submitted and approved reports in the subtrees of `roots`, the latest due first.
///
/// # Errors
/// When the database fails.
pub async fn sent_visible_to<C: ConnectionTrait>(
    conn: &C,
    roots: &[UnitId],
    limit: u64,
) -> Result<Vec<StoredReport>, DbErr> {
    let sent = [ReportState::Submitted, ReportState::Approved].map(ReportState::as_str);
    let query = scoped(roots)
        .filter(report::Column::State.is_in(sent))
        .join(JoinType::InnerJoin, period_of_report())
        .order_by_desc(plan_period::Column::DueOn)
        .order_by_asc(report::Column::Id)
        .limit(limit);
    all(conn, query).await
}

/// The counted reports (submitted or approved) on several plans, in no particular order.
///
/// # Errors
/// When the database fails.
pub async fn counted<C: ConnectionTrait>(
    conn: &C,
    plans: &HashSet<PlanId>,
) -> Result<Vec<StoredReport>, DbErr> {
    if plans.is_empty() {
        return Ok(Vec::new());
    }
    let counted = [ReportState::Submitted, ReportState::Approved].map(ReportState::as_str);
    let query = report::Entity::find()
        .filter(report::Column::PlanId.is_in(plans.iter().map(|id| TextUuid(id.0))))
        .filter(report::Column::State.is_in(counted));
    all(conn, query).await
}

/// The lines of several reports, each in no particular order.
///
/// # Errors
/// When the database fails.
pub async fn lines<C: ConnectionTrait>(
    conn: &C,
    reports: &[ReportId],
) -> Result<HashMap<ReportId, Vec<StoredLine>>, DbErr> {
    let mut found: HashMap<ReportId, Vec<StoredLine>> = HashMap::new();
    for chunk in reports.chunks(500) {
        let rows = report_line::Entity::find()
            .filter(report_line::Column::ReportId.is_in(chunk.iter().map(|id| TextUuid(id.0))))
            .all(conn)
            .await?;
        for row in rows {
            let report = ReportId(row.report_id.0);
            found.entry(report).or_default().push(row.try_into()?);
        }
    }
    Ok(found)
}

fn scoped(roots: &[UnitId]) -> Select<report::Entity> {
    report::Entity::find().filter(report::Column::UnitId.in_subquery(units::within(roots)))
}

fn by_due_date(
    query: Select<report::Entity>,
    states: &[ReportState],
    limit: u64,
) -> Select<report::Entity> {
    query
        .filter(report::Column::State.is_in(states.iter().map(|state| state.as_str())))
        .join(JoinType::InnerJoin, period_of_report())
        .order_by_asc(plan_period::Column::DueOn)
        .order_by_asc(report::Column::Id)
        .limit(limit)
}

fn period_of_report() -> RelationDef {
    report::Entity::belongs_to(plan_period::Entity)
        .from((report::Column::PlanId, report::Column::Period))
        .to((plan_period::Column::PlanId, plan_period::Column::Period))
        .into()
}

async fn one<C: ConnectionTrait>(
    conn: &C,
    query: Select<report::Entity>,
) -> Result<Option<StoredReport>, DbErr> {
    query.one(conn).await?.map(TryInto::try_into).transpose()
}

async fn all<C: ConnectionTrait>(
    conn: &C,
    query: Select<report::Entity>,
) -> Result<Vec<StoredReport>, DbErr> {
    let rows = query.all(conn).await?;
    rows.into_iter().map(TryInto::try_into).collect()
}
