//! Which lines of which plans above a report's lines stand under.

use super::delegated;
use super::plan_lines::{self, Line, Lines};
use crate::db::entity::plan;
use crate::db::text_uuid::TextUuid;
use chrono::NaiveDate;
use domain::assignment::Asked;
use domain::id::{LineId, MeasureId, PlanId, TaskId, UnitId};
use domain::measure::{Amendment, MeasureKind, Threshold, threshold_on};
use domain::plan::Plan;
use domain::rollup::leaf::TaskRule;
use domain::rollup::{Elsewhere, Links};
use domain::status::TaskDue;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashMap;
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
    /// The plans whose figures its reports count in, nearest first: itself and those it carries out.
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
    /// The first cut-off for which plans below carry it out: from then on it is theirs to report.
    pub delegated_from: Option<NaiveDate>,
}

impl OwnMeasure {
    /// Which of the plan's reports have it.
    #[must_use]
    pub const fn asked(&self) -> Asked {
        Asked {
            from: None,
            until: self.delegated_from,
        }
    }

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
    /// The first cut-off for which it was assigned; none: from the plan's first.
    pub asked_from: Option<NaiveDate>,
    /// The first cut-off for which plans below carry it out: from then on it is theirs to report.
    pub delegated_from: Option<NaiveDate>,
    /// The first cut-off for which it is assigned to units below while the plan still answers for it
    /// to a plan above: from then on those units count in the plan's own figures, and its own report
    /// only above.
    pub assigned_from: Option<NaiveDate>,
}

impl OwnTask {
    /// Which of the plan's reports have it, as far as it is not called off.
    #[must_use]
    pub const fn asked(&self) -> Asked {
        Asked {
            from: self.asked_from,
            until: self.delegated_from,
        }
    }
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

    /// Its lines that its own report does not have in a period that ends on a day, though they are not
    /// called off: plans below carry them out, or they were assigned later.
    #[must_use]
    pub fn elsewhere(&self, ends_on: NaiveDate) -> Elsewhere {
        let places = |asked: &mut dyn Iterator<Item = Asked>| {
            (0_u16..)
                .zip(asked)
                .filter(|(_, asked)| !asked.on(ends_on))
                .map(|(place, _)| place)
                .collect()
        };
        Elsewhere {
            measures: places(&mut self.measures.iter().map(OwnMeasure::asked)),
            tasks: places(&mut self.tasks.iter().map(OwnTask::asked)),
            assigned: places(&mut self.tasks.iter().map(|task| Asked {
                from: None,
                until: task.assigned_from,
            })),
        }
    }

    /// Which reports have a line: not those from before it was assigned, nor once others carry it out
    /// or it is called off.
    #[must_use]
    pub fn asked(&self, line: LineId) -> Asked {
        match line {
            LineId::Measure(id) => {
                let found = self.measures.iter().find(|measure| measure.id == id);
                found.map_or_else(Asked::default, OwnMeasure::asked)
            }
            LineId::Task(id) => {
                let found = self.tasks.iter().find(|task| task.id == id);
                found.map_or_else(Asked::default, |task| task.asked().until(task.cancelled_on))
            }
        }
    }

    /// Whether a report for a period that ends on a day has any line.
    #[must_use]
    pub fn asks_on(&self, ends_on: NaiveDate) -> bool {
        let measures = self
            .measures
            .iter()
            .map(|measure| LineId::Measure(measure.id));
        let tasks = self.tasks.iter().map(|task| LineId::Task(task.id));
        let mut lines = measures.chain(tasks);
        lines.any(|line| self.asked(line).on(ends_on))
    }

    /// Makes a loaded plan read as on a day: its thresholds as in force then, what they were before
    /// and will be, and what is called off, here or above.
    pub fn read_on(&self, plan: &mut Plan, day: NaiveDate) {
        let targets = plan.target_groups.iter_mut();
        let targets = targets.flat_map(|group| &mut group.targets);
        for measure in targets.flat_map(|target| &mut target.measures) {
            let own = self.measures.iter().find(|own| own.id == measure.id);
            if let Some(own) = own.filter(|own| !own.amendments.is_empty()) {
                measure.read_on(&own.amendments, day);
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
    let mut ids: Vec<PlanId> = plans.keys().copied().collect();
    ids.sort_unstable();
    let mut lines = plan_lines::load(conn, &ids).await?;
    let measures = places(&lines.measures);
    let tasks = places(&lines.tasks);
    call_off(&mut lines.tasks, &tasks);
    let delegated = delegated::load(conn, wanted).await?;
    for (_, own) in lines.measures.values_mut().flatten() {
        let since = delegated.get(&LineId::Measure(own.id));
        own.delegated_from = since.and_then(|since| since.carried_out);
    }
    for (line, own) in lines.tasks.values_mut().flatten() {
        let since = delegated.get(&LineId::Task(own.id)).copied();
        let since = since.unwrap_or_default();
        own.delegated_from = since.carried_out;
        if line.parent.is_some() {
            own.assigned_from = since.assigned;
        } else {
            own.delegated_from = since.carried_out.into_iter().chain(since.assigned).min();
        }
    }
    let structure = |plan: &PlanId| {
        let own = Structure {
            measures: own(&lines.measures, *plan),
            tasks: own(&lines.tasks, *plan),
            above: Vec::new(),
        };
        let mut at = plans.get(plan);
        let mut chain: Vec<_> = at.map(|row| (*plan, row)).into_iter().collect();
        // What was only assigned counts in the plan that assigned it and no further up.
        let longest = if only_assigned(&lines, *plan) { 2 } else { 16 };
        // A plan cannot carry itself out, but a damaged database must not hang a server.
        while let Some(parent) = at.and_then(|row| row.parent) {
            if chain.len() >= longest {
                break;
            }
            at = plans.get(&parent);
            chain.extend(at.map(|row| (parent, row)));
        }
        let above = chain.into_iter().map(|(id, row)| Above {
            plan: id,
            unit: row.unit.clone(),
            links: Links {
                measures: links(&lines.measures, &measures, *plan, id),
                tasks: links(&lines.tasks, &tasks, *plan, id),
                to_itself: id == *plan,
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

/// Whether a plan has nothing but tasks that the plan above assigned.
fn only_assigned(lines: &Lines, plan: PlanId) -> bool {
    let tasks = lines.tasks.get(&plan).map_or(&[][..], Vec::as_slice);
    let has_measures = lines.measures.get(&plan).is_some_and(|own| !own.is_empty());
    !has_measures && !tasks.is_empty() && tasks.iter().all(|(line, _)| line.assigned)
}

/// Where a line stands.
struct LinePlace<I> {
    plan: PlanId,
    place: u16,
    /// What it carries out.
    parent: Option<I>,
    assigned: bool,
}

type Places<I> = HashMap<I, LinePlace<I>>;

fn places<I: Copy + Eq + Hash, T>(lines: &HashMap<PlanId, Vec<(Line<I>, T)>>) -> Places<I> {
    let mut places = HashMap::new();
    for (plan, lines) in lines {
        for (place, (line, _)) in (0_u16..).zip(lines) {
            let place = LinePlace {
                plan: *plan,
                place,
                parent: line.parent,
                assigned: line.assigned,
            };
            places.insert(line.id, place);
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
        let mut at = line.id;
        let mut is_last = false;
        for _ in 0..16 {
            let found = places.get(&at)?;
            if found.plan == above {
                return Some(found.place);
            }
            if is_last {
                return None;
            }
            is_last = found.assigned;
            at = found.parent?;
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
            at = places.get(&id).and_then(|place| place.parent);
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
