//! Which lines of which plans above a report's lines stand under.

use crate::db::codec::{date, from_json, from_name, name, quantity};
use crate::db::entity::{measure, plan, task};
use crate::db::plans;
use crate::db::text_uuid::TextUuid;
use chrono::NaiveDate;
use domain::deadline::Deadline;
use domain::id::{MeasureId, PlanId, TaskId, UnitId};
use domain::measure::{
    Amended, Amendment, Comparator, MeasureKind, MeasureRole, Threshold, threshold_on,
};
use domain::plan::Plan;
use domain::rollup::Links;
use domain::rollup::leaf::TaskRule;
use domain::status::TaskDue;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

/// Ids in one query.
const AT_ONCE: usize = 500;

/// A plan that reports are made on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Structure {
    /// Its reported measures, in its order.
    pub measures: Vec<OwnMeasure>,
    /// Its tasks, in its order.
    pub tasks: Vec<OwnTask>,
    /// The plans whose figures its reports count in, nearest first: those it carries out, or only
    /// itself where it carries out none or nobody carries it out.
    pub above: Vec<Above>,
}

/// A measure of the reporting plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnMeasure {
    /// Which.
    pub id: MeasureId,
    /// What is entered.
    pub kind: MeasureKind,
    /// The threshold of the plan as it was issued, as far as judging needs it.
    pub threshold: Option<Threshold>,
    /// What it became, whole.
    pub amendments: Vec<Amendment>,
}

impl OwnMeasure {
    /// The threshold in force in a period that ends on a day.
    #[must_use]
    pub fn threshold_on(&self, ends_on: NaiveDate) -> Option<&Threshold> {
        threshold_on(self.threshold.as_ref(), &self.amendments, ends_on)
    }
}

/// A task of the reporting plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnTask {
    /// Which.
    pub id: TaskId,
    /// Its deadline.
    pub due: TaskDue,
    /// The day from which it is called off: in its plan, or what it carries out in a plan above.
    pub cancelled_on: Option<NaiveDate>,
}

/// A plan whose figures a report counts in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Above {
    /// The plan.
    pub plan: PlanId,
    /// Its unit: figures are kept for it and the units between it and the report's.
    pub unit: UnitId,
    /// Which of its lines the report's lines stand under.
    pub links: Links,
}

impl Structure {
    /// Its tasks' rules in a period that ends on a day.
    #[must_use]
    pub fn task_rules(&self, ends_on: NaiveDate) -> Vec<TaskRule> {
        let rule = |task: &OwnTask| TaskRule {
            due: task.due,
            cancelled: task.cancelled_on.is_some_and(|day| day <= ends_on),
        };
        self.tasks.iter().map(rule).collect()
    }

    /// Makes a loaded plan read as on a day: its thresholds as in force then, what they were before
    /// and will be, and what is called off, here or above.
    pub fn read_on(&self, plan: &mut Plan, day: NaiveDate) {
        let targets = plan.target_groups.iter_mut();
        let targets = targets.flat_map(|group| &mut group.targets);
        for measure in targets.flat_map(|target| &mut target.measures) {
            let own = self.measures.iter().find(|own| own.id == measure.id);
            if let Some(own) = own.filter(|own| !own.amendments.is_empty()) {
                let amended = Amended {
                    issued: measure.threshold.take(),
                    changes: own.amendments.clone(),
                };
                measure.threshold = amended.on(day).cloned();
                measure.amended = Some(amended);
            }
        }
        let groups = plan.task_groups.iter_mut();
        let tasks = groups.flat_map(|group| &mut group.tasks);
        for task in tasks {
            let own = self.tasks.iter().find(|own| own.id == task.id);
            task.cancelled_on = own.and_then(|own| own.cancelled_on);
        }
    }
}

/// A measure or task with the one that it carries out.
struct Line<I> {
    id: I,
    parent: Option<I>,
}

/// Everything of plans that is needed to follow links.
#[derive(Default)]
struct Lines {
    measures: HashMap<PlanId, Vec<(Line<MeasureId>, OwnMeasure)>>,
    tasks: HashMap<PlanId, Vec<(Line<TaskId>, OwnTask)>>,
}

struct PlanRow {
    unit: UnitId,
    parent: Option<PlanId>,
}

/// Loads the structures of plans.
pub(super) async fn load<C: ConnectionTrait>(
    conn: &C,
    wanted: &[PlanId],
) -> Result<HashMap<PlanId, Structure>, DbErr> {
    let mut plans: HashMap<PlanId, PlanRow> = HashMap::new();
    let mut level: Vec<PlanId> = wanted.to_vec();
    while !level.is_empty() {
        let mut next = Vec::new();
        for (id, row) in rows(conn, &level).await? {
            next.extend(row.parent.filter(|parent| !plans.contains_key(parent)));
            plans.insert(id, row);
        }
        next.sort_unstable();
        next.dedup();
        level = next;
    }
    let carried_out = carried_out(conn, wanted).await?;
    let mut ids: Vec<PlanId> = plans.keys().copied().collect();
    ids.sort_unstable();
    let mut lines = lines(conn, &ids).await?;
    let measures = places(&lines.measures);
    let tasks = places(&lines.tasks);
    call_off(&mut lines.tasks, &tasks);
    let structure = |plan: &PlanId| {
        let own = Structure {
            measures: own(&lines.measures, *plan),
            tasks: own(&lines.tasks, *plan),
            above: Vec::new(),
        };
        let mut chain = Vec::new();
        let mut at = plans.get(plan);
        if !carried_out.contains(plan) {
            chain.extend(at.map(|row| (*plan, row)));
        }
        // A plan cannot carry itself out, but a damaged database must not hang a server.
        while let Some(parent) = at.and_then(|row| row.parent) {
            if chain.len() > 16 {
                break;
            }
            at = plans.get(&parent);
            chain.extend(at.map(|row| (parent, row)));
        }
        // A plan's own figures are kept only at the end of the chain: what carries another out is
        // read as its report.
        let above = chain.into_iter().map(|(id, row)| Above {
            plan: id,
            unit: row.unit.clone(),
            links: Links {
                measures: links(&lines.measures, &measures, *plan, id),
                tasks: links(&lines.tasks, &tasks, *plan, id),
            },
        });
        (
            *plan,
            Structure {
                above: above.collect(),
                ..own
            },
        )
    };
    Ok(wanted.iter().map(structure).collect())
}

fn own<I, T: Clone>(lines: &HashMap<PlanId, Vec<(Line<I>, T)>>, plan: PlanId) -> Vec<T> {
    let own = lines.get(&plan).into_iter().flatten();
    own.map(|(_, own)| own.clone()).collect()
}

/// Where each line stands: its plan, its place, and what it carries out.
type Places<I> = HashMap<I, (PlanId, u16, Option<I>)>;

fn places<I: Copy + Eq + Hash, T>(lines: &HashMap<PlanId, Vec<(Line<I>, T)>>) -> Places<I> {
    let mut places = HashMap::new();
    for (plan, lines) in lines {
        for (place, (line, _)) in (0_u16..).zip(lines) {
            places.insert(line.id, (*plan, place, line.parent));
        }
    }
    places
}

/// The places in `above` of the lines that `plan`'s lines carry out, over however many steps.
fn links<I: Copy + Eq + Hash, T>(
    lines: &HashMap<PlanId, Vec<(Line<I>, T)>>,
    places: &Places<I>,
    plan: PlanId,
    above: PlanId,
) -> Vec<Option<u16>> {
    let own = lines.get(&plan).into_iter().flatten();
    own.map(|(line, _)| {
        let mut at = Some(line.id);
        for _ in 0..16 {
            let (found, place, parent) = places.get(&at?)?;
            if *found == above {
                return Some(*place);
            }
            at = *parent;
        }
        None
    })
    .collect()
}

/// What is called off above is called off in every plan that carries it out.
fn call_off(tasks: &mut HashMap<PlanId, Vec<(Line<TaskId>, OwnTask)>>, places: &Places<TaskId>) {
    let all = tasks.values().flatten();
    let called_off: HashMap<TaskId, NaiveDate> = all
        .filter_map(|(line, own)| Some((line.id, own.cancelled_on?)))
        .collect();
    for (line, own) in tasks.values_mut().flatten() {
        let mut at = line.parent;
        for _ in 0..16 {
            let Some(id) = at else { break };
            let above = called_off.get(&id).copied();
            own.cancelled_on = own.cancelled_on.into_iter().chain(above).min();
            at = places.get(&id).and_then(|(_, _, parent)| *parent);
        }
    }
}

async fn rows<C: ConnectionTrait>(
    conn: &C,
    ids: &[PlanId],
) -> Result<Vec<(PlanId, PlanRow)>, DbErr> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(AT_ONCE) {
        let rows: Vec<(TextUuid, String, Option<TextUuid>)> = plan::Entity::find()
            .select_only()
            .columns([
                plan::Column::Id,
                plan::Column::UnitId,
                plan::Column::ParentPlanId,
            ])
            .filter(plan::Column::Id.is_in(chunk.iter().map(|id| TextUuid(id.0))))
            .into_tuple()
            .all(conn)
            .await?;
        found.extend(rows.into_iter().map(|(id, unit, parent)| {
            let row = PlanRow {
                unit: UnitId(unit),
                parent: parent.map(|parent| PlanId(parent.0)),
            };
            (PlanId(id.0), row)
        }));
    }
    Ok(found)
}

/// Which of the plans others carry out.
async fn carried_out<C: ConnectionTrait>(
    conn: &C,
    ids: &[PlanId],
) -> Result<HashSet<PlanId>, DbErr> {
    let mut found = HashSet::new();
    for chunk in ids.chunks(AT_ONCE) {
        let rows: Vec<TextUuid> = plan::Entity::find()
            .select_only()
            .column(plan::Column::ParentPlanId)
            .distinct()
            .filter(plan::Column::ParentPlanId.is_in(chunk.iter().map(|id| TextUuid(id.0))))
            .into_tuple()
            .all(conn)
            .await?;
        found.extend(rows.into_iter().map(|id| PlanId(id.0)));
    }
    Ok(found)
}

async fn lines<C: ConnectionTrait>(conn: &C, plans: &[PlanId]) -> Result<Lines, DbErr> {
    type MeasureRow = (
        TextUuid,
        TextUuid,
        Option<TextUuid>,
        String,
        Option<i64>,
        Option<String>,
    );
    type TaskRow = (TextUuid, TextUuid, Option<TextUuid>, String, Option<String>);
    let mut lines = Lines::default();
    for chunk in plans.chunks(AT_ONCE) {
        let ids = || chunk.iter().map(|id| TextUuid(id.0));
        let rows: Vec<MeasureRow> = measure::Entity::find()
            .select_only()
            .columns([
                measure::Column::PlanId,
                measure::Column::Id,
                measure::Column::ParentMeasureId,
                measure::Column::Kind,
                measure::Column::Value,
                measure::Column::EvaluateAs,
            ])
            .filter(measure::Column::PlanId.is_in(ids()))
            .filter(measure::Column::Role.eq(name(&MeasureRole::Headline)?))
            .order_by_asc(measure::Column::PlanId)
            .order_by_asc(measure::Column::Sort)
            .into_tuple()
            .all(conn)
            .await?;
        let mut amended = plans::amendments(conn, chunk).await?;
        for (plan, id, parent, kind, value, scored) in rows {
            let id = MeasureId(id.0);
            let line = Line {
                id,
                parent: parent.map(|parent| MeasureId(parent.0)),
            };
            let own = OwnMeasure {
                id,
                kind: from_name("measure kind", &kind)?,
                threshold: threshold(value, scored.as_deref())?,
                amendments: amended
                    .remove(&id)
                    .unwrap_or_default()
                    .into_iter()
                    .map(|stored| stored.amendment)
                    .collect(),
            };
            let of_plan = lines.measures.entry(PlanId(plan.0)).or_default();
            of_plan.push((line, own));
        }
        let rows: Vec<TaskRow> = task::Entity::find()
            .select_only()
            .columns([
                task::Column::PlanId,
                task::Column::Id,
                task::Column::ParentTaskId,
                task::Column::Deadline,
                task::Column::CancelledOn,
            ])
            .filter(task::Column::PlanId.is_in(ids()))
            .order_by_asc(task::Column::PlanId)
            .order_by_asc(task::Column::Sort)
            .into_tuple()
            .all(conn)
            .await?;
        for (plan, id, parent, deadline, cancelled) in rows {
            let id = TaskId(id.0);
            let line = Line {
                id,
                parent: parent.map(|parent| TaskId(parent.0)),
            };
            let deadline: Deadline = from_json(&deadline)?;
            let own = OwnTask {
                id,
                due: TaskDue::from(&deadline),
                cancelled_on: cancelled.as_deref().map(date).transpose()?,
            };
            lines
                .tasks
                .entry(PlanId(plan.0))
                .or_default()
                .push((line, own));
        }
    }
    Ok(lines)
}

/// A threshold as far as judging needs it.
fn threshold(value: Option<i64>, scored: Option<&str>) -> Result<Option<Threshold>, DbErr> {
    let (Some(value), Some(scored)) = (quantity(value), scored) else {
        return Ok(None);
    };
    let evaluate_as: Comparator = from_name("comparator", scored)?;
    Ok(Some(Threshold {
        comparator: evaluate_as,
        surface: String::new(),
        value,
        unit: String::new(),
        evaluate_as,
        aspirational: false,
    }))
}
