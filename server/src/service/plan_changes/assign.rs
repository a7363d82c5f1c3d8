//! Assigning a task to units.

use super::carry::{Reach, carry_along};
use super::{Logged, allow, log, settled};
use crate::db::plans::{self, Member, NewPlan, Opening};
use crate::db::{counter, locks, units};
use crate::error::ServiceError;
use crate::service::Ctx;
use chrono::NaiveDate;
use domain::assignment::{assigned_task, class_of, member_plan, proposed};
use domain::id::{PlanId, TaskId, UnitId};
use domain::period::{Period, PeriodDays};
use domain::plan::{Plan, Task, TaskGroup};
use domain::policy::{Action, Actor};
use domain::unit::UnitRef;
use domain::wire::assignment::{Assign, AssignableUnit, Assigned, Assignments};
use sea_orm::ConnectionTrait;
use serde_json::json;
use std::collections::{HashMap, HashSet};

/// Who carries a task out, and who might: the units directly below the plan's, those first proposed
/// that its lead names.
///
/// # Errors
/// `NotFound` for what the actor may not see.
pub async fn assignments(
    ctx: Ctx<'_>,
    actor: &Actor,
    plan: PlanId,
    task: TaskId,
) -> Result<Assignments, ServiceError> {
    let conn = ctx.db.read();
    allow(conn, actor, plan, Action::ViewPlan).await?;
    let stored = plans::load(conn, plan).await?;
    let stored = stored.ok_or(ServiceError::NotFound)?;
    shown(ctx, conn, &stored.plan, task).await
}

/// Assigns a task to units below the plan's: each reports it as its own from the first open period on,
/// and the plan's line is what they come to together. Its own report has the line no more, unless it
/// carries out a task of a plan above: for that, it goes on answering as one. Locked periods stay as
/// they were. A unit without a plan below this one gets one, which holds what it was assigned.
///
/// # Errors
/// `NotFound`, `Forbidden`, `Invalid` for units that do not lie below the plan's or are no more.
pub async fn assign(
    ctx: Ctx<'_>,
    actor: &Actor,
    plan: PlanId,
    task: TaskId,
    ask: Assign,
) -> Result<Assigned, ServiceError> {
    let unit = allow(ctx.db.read(), actor, plan, Action::ChangePlan).await?;
    settled(ctx, store(ctx, actor, plan, unit, task, ask).await)
}

async fn store(
    ctx: Ctx<'_>,
    actor: &Actor,
    plan: PlanId,
    unit: UnitId,
    task: TaskId,
    ask: Assign,
) -> Result<Assigned, ServiceError> {
    let txn = ctx.db.begin_write().await?;
    let seq = counter::raise(&txn).await?.change;
    let stored = plans::load(&txn, plan).await?;
    let stored = stored.ok_or(ServiceError::NotFound)?;
    let (group, line) = find(&stored.plan, task).ok_or(ServiceError::NotFound)?;
    let carrying: HashSet<UnitId> = plans::members(&txn, task)
        .await?
        .into_iter()
        .map(|member| member.unit)
        .collect();
    let wanted = wanted(ctx, &txn, &unit, &ask.units).await?;
    let new: Vec<UnitRef> = wanted
        .into_iter()
        .filter(|unit| !carrying.contains(&unit.id))
        .collect();
    let open = open_periods(&txn, plan).await?;
    let asked_from = first_asked(&txn, plan, &open).await?;
    let below = plans::plans_below(&txn, plan).await?;
    let grown: Vec<PlanId> = new
        .iter()
        .filter_map(|unit| below.get(&unit.id).copied())
        .chain([plan])
        .collect();
    let reach = Reach {
        plans: grown.clone(),
        from: None,
        other_lines: grown,
    };
    let act = async || {
        for unit in &new {
            let to = match below.get(&unit.id) {
                Some(known) => *known,
                None => {
                    let id = PlanId(ctx.ids.uuid());
                    let made = member_plan(&stored.plan, id, unit.clone());
                    let row = NewPlan {
                        plan: &made,
                        parent: Some(plan),
                        rule: stored.rule,
                    };
                    plans::insert(&txn, ctx.ids, row).await?;
                    made.summary.id
                }
            };
            let task = assigned_task(line, TaskId(ctx.ids.uuid()), unit);
            plans::assign_task(&txn, ctx.ids, to, group, &task, asked_from).await?;
        }
        Ok(())
    };
    carry_along(ctx, &txn, &reach, seq, act).await?;
    let mut reports = 0;
    for (period, days) in open {
        let opening = Opening {
            root: plan,
            period,
            days: Some(days).filter(|_| period.kind == domain::period::PeriodKind::AdHoc),
            by: Some(actor.user),
            simulated: stored.plan.summary.simulated,
        };
        let opened = plans::open_period(&txn, ctx.db.book(), ctx.ids, opening).await?;
        reports += u32::try_from(opened.len()).unwrap_or(0);
    }
    let what = Logged {
        action: "plan.assign_task",
        unit,
        subject: task.to_string(),
        detail: json!({
            "plan": plan,
            "units": new.iter().map(|unit| &unit.id).collect::<Vec<_>>(),
            "from": asked_from,
            "reports": reports,
        }),
    };
    log(ctx, &txn, actor, what).await?;
    let assignments = shown(ctx, &txn, &stored.plan, task).await?;
    txn.commit().await?;
    Ok(Assigned {
        assignments,
        reports,
    })
}

/// The task with its group.
fn find(plan: &Plan, id: TaskId) -> Option<(&TaskGroup, &Task)> {
    plan.task_groups.iter().find_map(|group| {
        let task = group.tasks.iter().find(|task| task.id == id)?;
        Some((group, task))
    })
}

/// The units asked for, each once: below the plan's and in force.
async fn wanted<C: ConnectionTrait>(
    ctx: Ctx<'_>,
    conn: &C,
    of: &UnitId,
    asked: &[UnitId],
) -> Result<Vec<UnitRef>, ServiceError> {
    let refused = |code, message: &str| Err(ServiceError::field("units", code, message));
    if asked.is_empty() {
        return refused(
            "required",
            "Chưa chọn đơn vị. Chọn ít nhất một đơn vị để giao.",
        );
    }
    let below: HashSet<UnitId> = units::all_within(conn, std::slice::from_ref(of))
        .await?
        .into_iter()
        .filter(|unit| unit != of)
        .collect();
    let at = counter::all(conn).await?;
    let lines = ctx.db.book().unit_lines(conn, &at).await?;
    let today = ctx.clock.today();
    let mut names = units::refs(conn, asked.iter().cloned()).await?;
    let mut found = Vec::new();
    for unit in asked {
        if !below.contains(unit) {
            return refused(
                "not_below",
                "Có đơn vị không trực thuộc đơn vị ban hành kế hoạch. Chỉ giao được cho đơn vị \
                trực thuộc; đơn vị khác báo cáo theo kế hoạch của mình.",
            );
        }
        if !lines.is_in_force(unit, today) {
            return refused(
                "not_in_force",
                "Có đơn vị không còn hoạt động. Bỏ chọn đơn vị đó, hoặc chọn đơn vị thay thế.",
            );
        }
        found.extend(names.remove(unit));
    }
    Ok(found)
}

/// The plan's periods that are not locked, oldest first.
async fn open_periods<C: ConnectionTrait>(
    conn: &C,
    plan: PlanId,
) -> Result<Vec<(Period, PeriodDays)>, ServiceError> {
    let all = plans::days(conn, [plan]).await?;
    let keys: Vec<(PlanId, Period)> = all.keys().copied().collect();
    let locked = locks::of(conn, keys.into_iter()).await?;
    let mut open: Vec<(Period, PeriodDays)> = all
        .into_iter()
        .filter(|(key, _)| !locked.contains_key(key))
        .map(|((_, period), days)| (period, days))
        .collect();
    open.sort_by_key(|(_, days)| days.ends_on);
    Ok(open)
}

/// The first cut-off for which an assignment of today is asked: that of the first open period, else
/// after the last one; none for a plan that has no period yet.
async fn first_asked<C: ConnectionTrait>(
    conn: &C,
    plan: PlanId,
    open: &[(Period, PeriodDays)],
) -> Result<Option<NaiveDate>, ServiceError> {
    if let Some((_, days)) = open.first() {
        return Ok(Some(days.ends_on));
    }
    let all: HashMap<_, PeriodDays> = plans::days(conn, [plan]).await?;
    let last = all.values().map(|days| days.ends_on).max();
    Ok(last.and_then(|day| day.succ_opt()))
}

async fn shown<C: ConnectionTrait>(
    ctx: Ctx<'_>,
    conn: &C,
    plan: &Plan,
    task: TaskId,
) -> Result<Assignments, ServiceError> {
    let (_, line) = find(plan, task).ok_or(ServiceError::NotFound)?;
    let at = counter::all(conn).await?;
    let lines = ctx.db.book().unit_lines(conn, &at).await?;
    let today = ctx.clock.today();
    let below: Vec<UnitRef> = units::children(conn, &plan.summary.unit.id)
        .await?
        .into_iter()
        .filter(|unit| lines.is_in_force(&unit.id, today))
        .collect();
    let named: HashSet<UnitId> = proposed(&line.lead_units, &below).into_iter().collect();
    let mut members: HashMap<UnitId, Member> = plans::members(conn, task)
        .await?
        .into_iter()
        .map(|member| (member.unit.clone(), member))
        .collect();
    let known: HashSet<UnitId> = below.iter().map(|unit| unit.id.clone()).collect();
    let others = members
        .keys()
        .filter(|unit| !known.contains(*unit))
        .cloned();
    let mut others: Vec<UnitRef> = units::refs(conn, others).await?.into_values().collect();
    others.sort_by_key(|unit| lines.place(&unit.id));
    let units = below.into_iter().chain(others).map(|unit| {
        let member = members.remove(&unit.id);
        AssignableUnit {
            named: named.contains(&unit.id),
            plan: member.as_ref().map(|member| member.plan),
            asked_from: member.as_ref().and_then(|member| member.asked_from),
            cancelled_on: member.and_then(|member| member.cancelled_on),
            unit,
        }
    });
    Ok(Assignments {
        task,
        no: line.no.clone(),
        name: line.name.clone(),
        lead_text: line.lead_text.clone(),
        is_class: line.lead_units.iter().any(|lead| class_of(lead).is_some()),
        units: units.collect(),
    })
}
