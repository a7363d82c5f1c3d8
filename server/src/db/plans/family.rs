//! Which plans carry out which, and their reports.

use crate::db::codec::date;
use crate::db::entity::{plan, plan_period, report};
use crate::db::text_uuid::TextUuid;
use crate::db::units;
use chrono::NaiveDate;
use domain::id::{PlanId, ReportId, UnitId};
use sea_orm::sea_query::{Expr, ExprTrait, IntoCondition};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QuerySelect,
    RelationDef,
};
use std::collections::HashMap;

/// Plans in one query.
pub(super) const AT_ONCE: usize = 500;

/// Most plans above a plan: a damaged database must not hang a server.
const MOST_ABOVE: usize = 16;

/// The plans that a plan carries out, nearest first.
///
/// # Errors
/// When the database fails, as for every function here.
pub async fn above<C: ConnectionTrait>(conn: &C, of: PlanId) -> Result<Vec<PlanId>, DbErr> {
    let mut found = Vec::new();
    let mut at = of;
    while found.len() < MOST_ABOVE {
        let row: Option<Option<TextUuid>> = plan::Entity::find_by_id(TextUuid(at.0))
            .select_only()
            .column(plan::Column::ParentPlanId)
            .into_tuple()
            .one(conn)
            .await?;
        let Some(parent) = row.flatten() else {
            break;
        };
        at = PlanId(parent.0);
        found.push(at);
    }
    Ok(found)
}

/// A plan and every plan that carries it out, over however many steps.
///
/// # Errors
/// When the database fails.
pub async fn family<C: ConnectionTrait>(conn: &C, root: PlanId) -> Result<Vec<PlanId>, DbErr> {
    let mut found = vec![root];
    let mut level = vec![TextUuid(root.0)];
    while !level.is_empty() {
        let mut below: Vec<TextUuid> = Vec::new();
        for chunk in level.chunks(AT_ONCE) {
            let rows: Vec<TextUuid> = plan::Entity::find()
                .select_only()
                .column(plan::Column::Id)
                .filter(plan::Column::ParentPlanId.is_in(chunk.iter().copied()))
                .into_tuple()
                .all(conn)
                .await?;
            below.extend(rows);
        }
        found.extend(below.iter().map(|id| PlanId(id.0)));
        level = below;
    }
    Ok(found)
}

/// The units of those of the plans that lie in the subtrees of `roots`.
///
/// # Errors
/// When the database fails.
pub async fn units_visible_to<C: ConnectionTrait>(
    conn: &C,
    roots: &[UnitId],
    plans: &[PlanId],
) -> Result<HashMap<PlanId, UnitId>, DbErr> {
    let mut found = HashMap::new();
    for chunk in plans.chunks(AT_ONCE) {
        let rows: Vec<(TextUuid, String)> = plan::Entity::find()
            .select_only()
            .columns([plan::Column::Id, plan::Column::UnitId])
            .filter(plan::Column::Id.is_in(chunk.iter().map(|id| TextUuid(id.0))))
            .filter(plan::Column::UnitId.in_subquery(units::within(roots)))
            .into_tuple()
            .all(conn)
            .await?;
        found.extend(
            rows.into_iter()
                .map(|(id, unit)| (PlanId(id.0), UnitId(unit))),
        );
    }
    Ok(found)
}

/// A report with the day on which its period is cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CutOff {
    /// The report.
    pub report: ReportId,
    /// Its plan.
    pub plan: PlanId,
    /// The day; none for a report from before its plan's periods were kept.
    pub ends_on: Option<NaiveDate>,
}

/// The reports on plans.
///
/// # Errors
/// When the database fails.
pub async fn cut_offs<C: ConnectionTrait>(
    conn: &C,
    plans: &[PlanId],
) -> Result<Vec<CutOff>, DbErr> {
    let mut found = Vec::new();
    for chunk in plans.chunks(AT_ONCE) {
        let rows: Vec<(TextUuid, TextUuid, Option<String>)> = report::Entity::find()
            .select_only()
            .columns([report::Column::Id, report::Column::PlanId])
            .column(plan_period::Column::EndsOn)
            .join(JoinType::LeftJoin, its_period())
            .filter(report::Column::PlanId.is_in(chunk.iter().map(|id| TextUuid(id.0))))
            .into_tuple()
            .all(conn)
            .await?;
        for (report, plan, ends_on) in rows {
            found.push(CutOff {
                report: ReportId(report.0),
                plan: PlanId(plan.0),
                ends_on: ends_on.as_deref().map(date).transpose()?,
            });
        }
    }
    Ok(found)
}

/// From a report to its plan's period.
pub(in crate::db) fn its_period() -> RelationDef {
    report::Entity::belongs_to(plan_period::Entity)
        .from(report::Column::PlanId)
        .to(plan_period::Column::PlanId)
        .on_condition(|_, _| {
            Expr::col((plan_period::Entity, plan_period::Column::Period))
                .equals((report::Entity, report::Column::Period))
                .into_condition()
        })
        .into()
}

/// Says that plans changed: devices that hold one get it anew, together with its next report.
///
/// # Errors
/// When the database fails.
pub async fn raise<C: ConnectionTrait>(conn: &C, plans: &[PlanId], seq: i64) -> Result<(), DbErr> {
    for chunk in plans.chunks(AT_ONCE) {
        plan::Entity::update_many()
            .col_expr(plan::Column::Seq, Expr::value(seq))
            .filter(plan::Column::Id.is_in(chunk.iter().map(|id| TextUuid(id.0))))
            .exec(conn)
            .await?;
    }
    Ok(())
}
