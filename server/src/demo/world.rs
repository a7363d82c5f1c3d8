//! Everything the demonstration holds, made without a database: the same on every machine.

use super::assigned;
use super::cascade::{self, TAM_MY};
use super::departments::{self, CITY, OFFICE};
use super::figures::{PERIODS, Subject};
use super::plans::verbatim;
use super::progress::office_task;
use super::seed::Seed;
use super::size::Size;
use super::story::{LineStory, Story};
use super::tasks::{TaskTemplate, Texts, templates, texts};
use super::words::Words;
use crate::db::entity::plan_period;
use crate::db::simulated::Rows;
use crate::db::text_uuid::TextUuid;
use crate::db::units::UnitRecord;
use crate::reference::{holidays, official_units};
use anyhow::Context as _;
use chrono::NaiveDate;
use domain::calendar::WorkCalendar;
use domain::id::{LineId, PlanId};
use domain::period::{Period, PeriodDays, PeriodRule};
use domain::plan::Plan;
use domain::unit::{UnitKind, UnitRef};

/// The months that are open.
const MONTHS: [u32; PERIODS] = [9, 10, 11];
const YEAR: i32 = 2026;

/// A plan of the demonstration.
pub(crate) struct DemoPlan {
    /// What its ids are derived from.
    pub(crate) key: String,
    /// The plan.
    pub(crate) plan: Plan,
    /// The plan it carries out.
    pub(crate) parent: Option<PlanId>,
    /// Whether it is what the plan above assigned to a department.
    pub(crate) assigned: bool,
}

/// Everything.
pub(crate) struct World {
    /// Departments to add to the official units.
    pub(crate) departments: Vec<UnitRecord>,
    /// Parents before their children.
    pub(crate) plans: Vec<DemoPlan>,
    /// The first cut-off for which departments report what they are assigned.
    pub(crate) assigned_from: Option<NaiveDate>,
    /// Periods, reports, lines, versions.
    pub(crate) rows: Rows,
}

impl World {
    /// Makes it.
    ///
    /// # Errors
    /// When an embedded file is damaged; tests make one.
    pub(crate) fn make() -> anyhow::Result<Self> {
        let units = official_units()?;
        let communes: Vec<UnitRef> = units
            .iter()
            .filter(|record| record.parent.as_ref().is_some_and(|id| id.as_str() == CITY))
            .map(|record| record.unit.clone())
            .collect();
        let departments = departments::departments(&communes);
        let find = |code: &str| {
            let found = units
                .iter()
                .chain(&departments)
                .find(|u| u.unit.id.as_str() == code);
            found
                .map(|record| record.unit.clone())
                .with_context(|| format!("no unit {code}"))
        };
        let templates = templates()?;
        let plans = plans(&find, &communes, &templates)?;
        let rows = rows(&plans, &templates, &texts()?)?;
        let (_, days) = periods()?;
        Ok(Self {
            assigned_from: days.get(assigned::FROM).map(|days| days.ends_on),
            departments,
            plans,
            rows,
        })
    }
}

fn plans(
    find: &impl Fn(&str) -> anyhow::Result<UnitRef>,
    communes: &[UnitRef],
    templates: &[TaskTemplate],
) -> anyhow::Result<Vec<DemoPlan>> {
    let seed = Seed::read()?;
    let office = verbatim(&seed, "A", find(OFFICE)?)?;
    let model = verbatim(&seed, "B", find(TAM_MY)?)?;
    let of_office = assigned::plans(&office)?;
    let city = cascade::city(&model, find(CITY)?, templates);
    let parent = Some(city.summary.id);
    let mut plans = vec![
        DemoPlan {
            key: "A".to_owned(),
            plan: office,
            parent: None,
            assigned: false,
        },
        DemoPlan {
            key: cascade::CITY.to_owned(),
            plan: city,
            parent: None,
            assigned: false,
        },
    ];
    plans.splice(1..1, of_office);
    plans.extend(communes.iter().map(|unit| {
        let (key, plan) = if unit.id.as_str() == TAM_MY {
            ("B".to_owned(), cascade::tam_my(model.clone(), templates))
        } else {
            (
                unit.id.0.clone(),
                cascade::commune(&model, unit.clone(), templates),
            )
        };
        DemoPlan {
            key,
            plan,
            parent,
            assigned: false,
        }
    }));
    Ok(plans)
}

/// The open periods with their days.
///
/// # Errors
/// When the list of days off is damaged.
fn periods() -> anyhow::Result<([Period; PERIODS], [PeriodDays; PERIODS])> {
    let days_off = holidays()?.into_iter().map(|sourced| sourced.day);
    let calendar = WorkCalendar::new(days_off);
    let mut found = Vec::with_capacity(PERIODS);
    for month in MONTHS {
        let period = Period::month(YEAR, month).context("month")?;
        let days = period.days_under(PeriodRule::default(), &calendar);
        found.push((period, days.context("days of the month")?));
    }
    let (periods, days): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    let wrong = |_| anyhow::anyhow!("number of periods");
    Ok((
        periods.try_into().map_err(wrong)?,
        days.try_into().map_err(|_| anyhow::anyhow!("days"))?,
    ))
}

fn rows(plans: &[DemoPlan], templates: &[TaskTemplate], texts: &Texts) -> anyhow::Result<Rows> {
    let (periods, days) = periods()?;
    let mut rows = Rows::default();
    let mut departments = 0;
    for demo in plans {
        let from = if demo.assigned { assigned::FROM } else { 0 };
        for (period, days) in periods.iter().zip(&days).skip(from) {
            rows.periods.push(plan_period::Model {
                plan_id: TextUuid(demo.plan.summary.id.0),
                period: period.to_string(),
                starts_on: days.starts_on.to_string(),
                ends_on: days.ends_on.to_string(),
                due_on: days.due_on.to_string(),
                locked_at: None,
                locked_by: None,
                lock_reason: None,
                locks_on: None,
                opened_by: None,
            });
        }
        if demo.assigned {
            let (period, days) = (periods[assigned::FROM], days[assigned::FROM]);
            let told = assigned::report(demo, departments, period, days)?;
            departments += 1;
            rows.reports.push(told.report);
            rows.lines.extend(told.lines);
            rows.versions.extend(told.versions);
            continue;
        }
        // The city's figures are rolled up from its communes: it reports nothing itself.
        let unit = &demo.plan.summary.unit;
        if unit.kind.is_province_level() {
            continue;
        }
        let subject = Subject {
            key: if unit.kind == UnitKind::Department {
                &demo.key
            } else {
                unit.id.as_str()
            },
            words: Words::of(unit.kind),
            size: Size::of(unit),
            texts,
        };
        let mut lines = lines(&subject, &demo.plan, templates, &days);
        for (place, (period, days)) in periods.into_iter().zip(days).enumerate() {
            if demo.key == "A" && place == assigned::FROM {
                // From here on the departments report it.
                let own = |line: &LineStory| {
                    line.no != assigned::TASK || matches!(line.id, LineId::Measure(_))
                };
                lines.retain(own);
            }
            let story = Story {
                key: &demo.key,
                plan: &demo.plan,
                subject: &subject,
                lines: &lines,
                place,
                period,
                days,
            };
            let told = story.tell()?;
            rows.reports.push(told.report);
            rows.lines.extend(told.lines);
            rows.versions.extend(told.versions);
        }
    }
    Ok(rows)
}

/// Every line of the plan's reports with its figures.
fn lines(
    subject: &Subject<'_>,
    plan: &Plan,
    templates: &[TaskTemplate],
    days: &[PeriodDays; PERIODS],
) -> Vec<LineStory> {
    let mut lines = Vec::new();
    for (sitting, group) in plan.target_groups.iter().enumerate() {
        for target in &group.targets {
            for (place, measure) in target.measures.iter().enumerate() {
                if measure.is_reported() {
                    lines.push(LineStory {
                        id: LineId::Measure(measure.id),
                        no: target.no.clone(),
                        sitting: sitting.min(1),
                        series: subject.measure(target, measure, place),
                    });
                }
            }
        }
    }
    for (task, template) in plan.tasks().zip(templates) {
        let series = match subject.texts.office_tasks.get(&task.no) {
            Some(notes) if !task.simulated => office_task(task, notes, days),
            _ => subject.task(task, template, days),
        };
        let id = LineId::Task(task.id);
        lines.push(LineStory {
            id,
            no: task.no.clone(),
            sitting: 2,
            series,
        });
    }
    lines
}
