//! Periods of plans: opening one makes the reports that are expected.

use super::delegate;
use crate::clock::Ids;
use crate::db::codec::{corrupt, date, from_name, name, natural, small};
use crate::db::counter::{self, Counter};
use crate::db::entity::{plan, plan_period, report};
use crate::db::rollup::{self, Book};
use crate::db::text_uuid::TextUuid;
use crate::db::{bulk, calendar};
use domain::id::{PlanId, ReportId, UnitId, UserId};
use domain::period::{Period, PeriodDays, PeriodRule};
use domain::report::ReportState;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{HashMap, HashSet};

/// A report that opening a period has made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedReport {
    /// The report: a draft, version 0.
    pub report: ReportId,
    /// On which plan.
    pub plan: PlanId,
    /// Who reports.
    pub unit: UnitId,
    /// The days of the period under that plan's rule.
    pub days: PeriodDays,
}

/// Which period to open, for a plan and every plan that carries it out.
#[derive(Clone, Copy, Debug)]
pub struct Opening {
    /// The plan.
    pub root: PlanId,
    /// The period.
    pub period: Period,
    /// Its days, for an ad hoc one (đột xuất); others follow from each plan's rule.
    pub days: Option<PeriodDays>,
    /// Who opens it.
    pub by: Option<UserId>,
    /// *Mô phỏng*.
    pub simulated: bool,
}

/// Opens a period. Each plan that has lines of its own gets a report, as long as its unit is in force
/// when the period ends: one whose every line the plans below carry out gets none. What is open
/// already stays as it is, so that opening twice does no harm and later plans can be added.
/// Due dates are counted by the working calendar as it is now.
///
/// # Errors
/// When the database fails, the plan is unknown, or a period without days of its own is given none.
pub async fn open_period<C: ConnectionTrait>(
    conn: &C,
    book: &Book,
    ids: &dyn Ids,
    opening: Opening,
) -> Result<Vec<OpenedReport>, DbErr> {
    let Opening {
        root,
        period,
        days: given,
        by,
        simulated,
    } = opening;
    let plans = family(conn, root).await?;
    if plans.is_empty() {
        return Err(corrupt("plan", &root));
    }
    let known = known(conn, &plans, period).await?;
    let calendar = calendar::work_calendar(conn).await?;
    let seq = counter::next(conn, Counter::Change).await?;
    let (mut periods, mut new) = (Vec::new(), Vec::new());
    let mut days_of = HashMap::with_capacity(plans.len());
    for plan in &plans {
        let rule = rule(plan)?;
        let days = given.or_else(|| period.days_under(rule, &calendar));
        let days = days.ok_or_else(|| corrupt("rule", &plan.id))?;
        days_of.insert(plan.id, days);
        if !known.periods.contains(&plan.id) {
            // A plan below takes part in the lock of the one above.
            let locks_on = (plan.id.0 == root.0)
                .then(|| rule.locks_on(days.due_on, &calendar))
                .flatten();
            new.push((PlanId(plan.id.0), days.ends_on));
            periods.push(plan_period::Model {
                locks_on: locks_on.map(|day| day.to_string()),
                opened_by: by.map(|by| TextUuid(by.0)),
                ..period_row(plan.id, period, days)
            });
        }
    }
    let insert = async || bulk::insert(conn, 10, periods).await;
    delegate::hand_down(conn, book, &new, seq, insert).await?;
    let (mut reports, mut opened) = (Vec::new(), Vec::new());
    let at = counter::all(conn).await?;
    let lines = book.unit_lines(conn, &at).await?;
    let all = plans.iter().map(|plan| PlanId(plan.id.0));
    let structures = book.structures(conn, &at, all).await?;
    for plan in plans
        .iter()
        .filter(|plan| !known.reports.contains(&plan.id))
    {
        let Some(days) = days_of.get(&plan.id).copied() else {
            continue;
        };
        let unit = UnitId(plan.unit_id.clone());
        let structure = structures.get(&PlanId(plan.id.0));
        let asks = structure.is_none_or(|structure| structure.asks_on(days.ends_on));
        if asks && lines.is_in_force(&unit, days.ends_on) {
            let report = ReportId(ids.uuid());
            reports.push(report_row(report, plan, period, simulated, seq));
            opened.push(OpenedReport {
                report,
                plan: PlanId(plan.id.0),
                unit,
                days,
            });
        }
    }
    bulk::insert(conn, 19, reports).await?;
    name_again(conn, opened.iter().map(|opened| opened.plan), seq).await?;
    let made: Vec<ReportId> = opened.iter().map(|opened| opened.report).collect();
    rollup::refresh(conn, book, &made, seq).await?;
    Ok(opened)
}

/// A plan comes to devices with its reports: with its first ones it counts as changed.
async fn name_again<C: ConnectionTrait>(
    conn: &C,
    plans: impl Iterator<Item = PlanId>,
    seq: i64,
) -> Result<(), DbErr> {
    let plans: Vec<TextUuid> = plans.map(|plan| TextUuid(plan.0)).collect();
    for chunk in plans.chunks(1_000) {
        let reported_before = Query::select()
            .column(report::Column::PlanId)
            .from(report::Entity)
            .and_where(report::Column::PlanId.is_in(chunk.iter().copied()))
            .and_where(report::Column::Seq.lt(seq))
            .take();
        plan::Entity::update_many()
            .col_expr(plan::Column::Seq, Expr::value(seq))
            .filter(plan::Column::Id.is_in(chunk.iter().copied()))
            .filter(plan::Column::Id.not_in_subquery(reported_before))
            .exec(conn)
            .await?;
    }
    Ok(())
}

/// Stores how a plan's periods are cut from now on; what is open stays as it is.
///
/// # Errors
/// When the database fails.
pub async fn set_rule<C: ConnectionTrait>(
    conn: &C,
    plan: PlanId,
    rule: PeriodRule,
) -> Result<(), DbErr> {
    use plan::Column as P;
    let grace = rule.grace_working_days.map(small).transpose()?;
    plan::Entity::update_many()
        .col_expr(P::RuleCutoffDay, Expr::value(small(rule.cutoff_day)?))
        .col_expr(
            P::RuleDueWorkingDays,
            Expr::value(small(rule.due_working_days)?),
        )
        .col_expr(P::RuleGraceWorkingDays, Expr::value(grace))
        .col_expr(P::RuleWeekCutoff, Expr::value(name(&rule.week_cutoff)?))
        .filter(P::Id.eq(TextUuid(plan.0)))
        .exec(conn)
        .await
        .map(|_| ())
}

/// The days of periods by plan and period.
///
/// # Errors
/// When the database fails.
pub async fn days<C: ConnectionTrait>(
    conn: &C,
    plans: impl IntoIterator<Item = PlanId>,
) -> Result<HashMap<(PlanId, Period), PeriodDays>, DbErr> {
    let ids: HashSet<PlanId> = plans.into_iter().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = plan_period::Entity::find()
        .filter(plan_period::Column::PlanId.is_in(ids.into_iter().map(|id| TextUuid(id.0))))
        .all(conn)
        .await?;
    rows.into_iter()
        .map(|row| {
            let period: Period = crate::db::codec::parse("period", &row.period)?;
            let days = PeriodDays {
                starts_on: date(&row.starts_on)?,
                ends_on: date(&row.ends_on)?,
                due_on: date(&row.due_on)?,
            };
            Ok(((PlanId(row.plan_id.0), period), days))
        })
        .collect()
}

/// The plan and every plan below it, parents first.
async fn family<C: ConnectionTrait>(conn: &C, root: PlanId) -> Result<Vec<plan::Model>, DbErr> {
    let mut found = plan::Entity::find_by_id(TextUuid(root.0)).all(conn).await?;
    let mut level: Vec<TextUuid> = found.iter().map(|plan| plan.id).collect();
    while !level.is_empty() {
        let below = plan::Entity::find()
            .filter(plan::Column::ParentPlanId.is_in(level))
            .order_by_asc(plan::Column::Id)
            .all(conn)
            .await?;
        level = below.iter().map(|plan| plan.id).collect();
        found.extend(below);
    }
    Ok(found)
}

/// Plans that have the period, and plans that have a report for it.
struct Known {
    periods: HashSet<TextUuid>,
    reports: HashSet<TextUuid>,
}

async fn known<C: ConnectionTrait>(
    conn: &C,
    plans: &[plan::Model],
    period: Period,
) -> Result<Known, DbErr> {
    let ids = || plans.iter().map(|plan| plan.id);
    let periods = plan_period::Entity::find()
        .filter(plan_period::Column::PlanId.is_in(ids()))
        .filter(plan_period::Column::Period.eq(period.to_string()))
        .all(conn)
        .await?;
    let reports = report::Entity::find()
        .filter(report::Column::PlanId.is_in(ids()))
        .filter(report::Column::Period.eq(period.to_string()))
        .all(conn)
        .await?;
    Ok(Known {
        periods: periods.into_iter().map(|row| row.plan_id).collect(),
        reports: reports.into_iter().map(|row| row.plan_id).collect(),
    })
}

fn rule(plan: &plan::Model) -> Result<PeriodRule, DbErr> {
    Ok(PeriodRule {
        cutoff_day: natural(plan.rule_cutoff_day)?,
        due_working_days: natural(plan.rule_due_working_days)?,
        grace_working_days: plan.rule_grace_working_days.map(natural).transpose()?,
        week_cutoff: from_name("weekday", &plan.rule_week_cutoff)?,
    })
}

fn period_row(plan_id: TextUuid, period: Period, days: PeriodDays) -> plan_period::Model {
    plan_period::Model {
        plan_id,
        period: period.to_string(),
        starts_on: days.starts_on.to_string(),
        ends_on: days.ends_on.to_string(),
        due_on: days.due_on.to_string(),
        locked_at: None,
        locked_by: None,
        lock_reason: None,
        locks_on: None,
        opened_by: None,
    }
}

fn report_row(
    id: ReportId,
    plan: &plan::Model,
    period: Period,
    simulated: bool,
    seq: i64,
) -> report::Model {
    report::Model {
        id: TextUuid(id.0),
        plan_id: plan.id,
        unit_id: plan.unit_id.clone(),
        period: period.to_string(),
        state: ReportState::Draft.as_str().to_owned(),
        version: 0,
        simulated,
        obstacles: String::new(),
        recommendations: String::new(),
        notes: String::new(),
        submitted_by: None,
        submitted_at: None,
        approved_by: None,
        approved_at: None,
        return_reason: None,
        updated_at: None,
        seq,
        whole_seq: seq,
        late_open: false,
    }
}
