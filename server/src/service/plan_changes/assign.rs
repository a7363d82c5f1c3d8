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
use domain::unit::{UnitKind, UnitRef};
use domain::wire::assignment::{Assign, Assigned, AssignedUnit, PlanAssignments, TaskAssignments};
use sea_orm::ConnectionTrait;
use serde_json::json;
use std::collections::{HashMap, HashSet};

/// Which tasks of a plan are assigned to which units, and whom the others' leads name.
///
/// # Errors
/// `NotFound` for what the actor may not see.
pub async fn assignments(
    ctx: Ctx<'_>,
    actor: &Actor,
    plan: PlanId,
) -> Result<PlanAssignments, ServiceError> {
    let conn = ctx.db.read();
    let may = allow(conn, actor, plan, Action::ChangePlan).await;
    let may_assign = match may {
        Ok(_) => true,
        Err(ServiceError::Forbidden) => false,
        Err(error) => return Err(error),
    };
    let stored = plans::load(conn, plan).await?;
    let plan = stored.ok_or(ServiceError::NotFound)?.plan;
    let units = below(ctx, conn, &plan.summary.unit.id).await?;
    let tasks: Vec<&Task> = plan.tasks().collect();
    let tasks = shown(ctx, conn, &tasks, plan.summary.unit.kind, &units).await?;
    Ok(PlanAssignments {
        may_assign,
        units,
        tasks,
        plan: plan.summary,
    })
}

/// Assigns a task to units below the plan's: each reports it as its own from the first period on that
/// reports are still awaited for, and the plan's line is what they come to together. Its own report
/// has the line no more, unless it carries out a task of a plan above: for that, it goes on answering
/// as one. Earlier periods stay as they were. A unit without a plan below this one gets one, which
/// holds what it was assigned.
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
    let carrying: HashSet<UnitId> = plans::members(&txn, &[task])
        .await?
        .into_iter()
        .map(|member| member.unit)
        .collect();
    let wanted = wanted(ctx, &txn, &unit, &ask.units).await?;
    let new: Vec<UnitRef> = wanted
        .into_iter()
        .filter(|unit| !carrying.contains(&unit.id))
        .collect();
    let open = open_periods(ctx, &txn, plan).await?;
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
    let below = self::below(ctx, &txn, &stored.plan.summary.unit.id).await?;
    let of = stored.plan.summary.unit.kind;
    let task = shown(ctx, &txn, &[line], of, &below).await?.pop();
    let task = task.ok_or(ServiceError::NotFound)?;
    txn.commit().await?;
    Ok(Assigned { task, reports })
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

/// The plan's periods that reports are still awaited for, oldest first: not locked and not due yet.
async fn open_periods<C: ConnectionTrait>(
    ctx: Ctx<'_>,
    conn: &C,
    plan: PlanId,
) -> Result<Vec<(Period, PeriodDays)>, ServiceError> {
    let today = ctx.clock.today();
    let all = plans::days(conn, [plan]).await?;
    let keys: Vec<(PlanId, Period)> = all.keys().copied().collect();
    let locked = locks::of(conn, keys).await?;
    let mut open: Vec<(Period, PeriodDays)> = all
        .into_iter()
        .filter(|(key, days)| !locked.contains_key(key) && days.due_on >= today)
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

/// The units directly below one, as far as they are in force.
async fn below<C: ConnectionTrait>(
    ctx: Ctx<'_>,
    conn: &C,
    of: &UnitId,
) -> Result<Vec<UnitRef>, ServiceError> {
    let at = counter::all(conn).await?;
    let lines = ctx.db.book().unit_lines(conn, &at).await?;
    let today = ctx.clock.today();
    let mut below = units::children(conn, of).await?;
    below.retain(|unit| lines.is_in_force(&unit.id, today));
    Ok(below)
}

async fn shown<C: ConnectionTrait>(
    ctx: Ctx<'_>,
    conn: &C,
    tasks: &[&Task],
    of: UnitKind,
    below: &[UnitRef],
) -> Result<Vec<TaskAssignments>, ServiceError> {
    let at = counter::all(conn).await?;
    let lines = ctx.db.book().unit_lines(conn, &at).await?;
    let ids: Vec<TaskId> = tasks.iter().map(|task| task.id).collect();
    let mut members: HashMap<TaskId, Vec<Member>> = HashMap::new();
    let mut names = HashSet::new();
    for member in plans::members(conn, &ids).await? {
        if member.assigned {
            names.insert(member.unit.clone());
        }
        members.entry(member.of).or_default().push(member);
    }
    let names = units::refs(conn, names).await?;
    let shown = tasks.iter().map(|task| {
        let (mut assigned, own): (Vec<Member>, Vec<Member>) = members
            .remove(&task.id)
            .unwrap_or_default()
            .into_iter()
            .partition(|member| member.assigned);
        assigned.sort_by_key(|member| lines.place(&member.unit));
        let assigned = assigned.into_iter().filter_map(|member| {
            Some(AssignedUnit {
                unit: names.get(&member.unit)?.clone(),
                plan: member.plan,
                task: member.task,
                asked_from: member.asked_from,
                cancelled_on: member.cancelled_on,
            })
        });
        TaskAssignments {
            task: task.id,
            no: task.no.clone(),
            name: task.name.clone(),
            lead_text: task.lead_text.clone(),
            is_class: task.lead_units.iter().any(|lead| class_of(lead).is_some()),
            named: proposed(&task.lead_units, of, below),
            members: assigned.collect(),
            carried_out: u32::try_from(own.len()).unwrap_or(u32::MAX),
        }
    });
    Ok(shown.collect())
}
