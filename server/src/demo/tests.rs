//! What the demonstration must be, whatever its figures.

mod verbatim;

use super::cascade;
use super::ids;
use super::people::{ACCOUNTS, Staff};
use super::world::{DemoPlan, World};
use crate::db::codec;
use crate::db::entity::report_line;
use chrono::NaiveDate;
use domain::id::{LineId, UnitId};
use domain::measure::{MeasureKind, MeasureRole};
use domain::plan::Plan;
use domain::report::{Basis, LineEntry, ReportState, TaskProgress};
use domain::rollup::leaf::value_of;
use domain::rollup::{Figure, MeasureCell};
use domain::validate::{check_line, has_error};
use std::collections::{BTreeMap, HashMap, HashSet};

const NOVEMBER: &str = "2026-M11";

fn plan<'a>(world: &'a World, key: &str) -> &'a Plan {
    let id = ids::plan(key);
    &world
        .plans
        .iter()
        .find(|demo| demo.plan.summary.id == id)
        .unwrap()
        .plan
}

fn children(world: &World) -> impl Iterator<Item = &DemoPlan> {
    let city = Some(ids::plan(cascade::CITY));
    world.plans.iter().filter(move |demo| demo.parent == city)
}

fn entry(row: &report_line::Model) -> LineEntry {
    LineEntry {
        numerator: codec::quantity(row.numerator),
        denominator: codec::quantity(row.denominator),
        count: codec::quantity(row.count),
        reached: row.reached,
        progress: row
            .progress
            .as_deref()
            .map(|p| TaskProgress::from_name(p).unwrap()),
        completed_on: row.completed_on.as_deref().map(|day| day.parse().unwrap()),
        behind: row.behind,
        note: row.note.clone(),
        not_applicable: row.not_applicable.clone(),
    }
}

/// The city's figure for each of its reported measures, by target and place.
fn city_figures(world: &World, period: &str, basis: Basis) -> BTreeMap<String, Figure> {
    let reports: HashMap<_, _> = world
        .rows
        .reports
        .iter()
        .filter(|report| report.period == period)
        .map(|report| (report.id, ReportState::from_name(&report.state).unwrap()))
        .collect();
    let mut parents = HashMap::new();
    for demo in children(world) {
        for (_, measure) in demo.plan.reported_measures() {
            parents.insert(
                LineId::Measure(measure.id).to_string(),
                measure.parent.unwrap(),
            );
        }
    }
    let mut lines: HashMap<_, Vec<(ReportState, LineEntry)>> = HashMap::new();
    for row in &world.rows.lines {
        if let (Some(state), Some(parent)) = (reports.get(&row.report_id), parents.get(&row.line)) {
            lines.entry(*parent).or_default().push((*state, entry(row)));
        }
    }
    let city = plan(world, cascade::CITY);
    let mut figures = BTreeMap::new();
    for (target, measure) in city.reported_measures() {
        let mut cell = MeasureCell::default();
        for (state, entry) in &lines[&measure.id] {
            let value = value_of(measure.kind, measure.threshold.as_ref(), Some(entry));
            let due = NaiveDate::from_ymd_opt(2026, 1, 1);
            cell.add(&MeasureCell::one(*state, due, value), 1);
        }
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        let figure = cell.figure(measure.kind, measure.threshold.as_ref(), basis, today);
        let threshold = measure.threshold.as_ref().map(|t| t.value.format_vi());
        let name = format!(
            "{} ≥{} {}",
            target.no,
            threshold.unwrap_or_default(),
            measure.subject
        );
        figures.insert(name, figure);
    }
    figures
}

#[test]
fn plans_and_lines() {
    let world = World::make().unwrap();
    assert_eq!(world.plans.len(), 1 + 4 + 1 + 94);
    assert_eq!(children(&world).count(), 94);
    let city = plan(&world, cascade::CITY);
    let parents: HashSet<_> = city
        .targets()
        .flat_map(|t| &t.measures)
        .map(|m| m.id)
        .collect();
    let tasks: HashSet<_> = city.tasks().map(|task| task.id).collect();
    let mut seen = HashSet::new();
    for DemoPlan { plan, .. } in children(&world) {
        let counts: Vec<usize> = plan
            .task_groups
            .iter()
            .map(|group| group.tasks.len())
            .collect();
        assert_eq!(counts, [2, 9, 6, 8, 6, 4, 2]);
        assert_eq!(plan.targets().count(), 32);
        assert_eq!(plan.reported_measures().count(), 28 + 6);
        for measure in plan.targets().flat_map(|target| &target.measures) {
            assert!(parents.contains(&measure.parent.unwrap()));
            assert!(seen.insert(measure.id.0));
        }
        for task in plan.tasks() {
            assert!(task.simulated && tasks.contains(&task.parent.unwrap()));
            assert!(seen.insert(task.id.0));
            let words = [
                &task.name,
                &task.lead_text,
                &task.coord_text,
                &task.deliverable,
            ];
            assert!(
                words.iter().all(|text| !text.contains('{')),
                "{}",
                task.name
            );
        }
        assert_eq!(plan.summary.simulated, plan.summary.id != ids::plan("B"));
        assert!(
            plan.document
                .notes
                .iter()
                .any(|note| note.starts_with("Mô phỏng"))
        );
    }
}

#[test]
fn tam_my_keeps_declared_entered_and_simulated_apart() {
    let world = World::make().unwrap();
    let plan = plan(&world, "B");
    assert_eq!(plan.summary.declared_task_count, Some(37));
    assert_eq!(plan.summary.entered_task_count, 0);
    assert_eq!(plan.summary.simulated_task_count, 37);
    assert!(!plan.summary.simulated);
    let declared: Vec<_> = plan
        .task_groups
        .iter()
        .map(|group| group.declared_count)
        .collect();
    assert_eq!(declared, [2, 9, 6, 8, 6, 4, 2].map(Some));
}

#[test]
fn coverage_of_the_periods() {
    let world = World::make().unwrap();
    let tally = |period: &str| {
        let communes: HashSet<_> = children(&world).map(|c| c.plan.summary.id.0).collect();
        let mut states: BTreeMap<&str, usize> = BTreeMap::new();
        for report in &world.rows.reports {
            if report.period == period && communes.contains(&report.plan_id.0) {
                *states.entry(report.state.as_str()).or_default() += 1;
            }
        }
        states
    };
    for period in ["2026-M09", "2026-M10"] {
        assert_eq!(tally(period), BTreeMap::from([("approved", 94)]));
    }
    let november = BTreeMap::from([
        ("approved", 88),
        ("submitted", 3),
        ("draft", 2),
        ("returned", 1),
    ]);
    assert_eq!(tally(NOVEMBER), november);
}

#[test]
fn tam_mys_draft_is_left_to_finish() {
    let world = World::make().unwrap();
    let plan = plan(&world, "B");
    let report = world
        .rows
        .reports
        .iter()
        .find(|report| report.plan_id.0 == plan.summary.id.0 && report.period == NOVEMBER);
    let report = report.unwrap();
    assert_eq!((report.state.as_str(), report.version), ("draft", 3));
    let entered: HashSet<&str> = world
        .rows
        .lines
        .iter()
        .filter(|line| line.report_id == report.id)
        .map(|line| line.line.as_str())
        .collect();
    let has = |id: LineId| entered.contains(id.to_string().as_str());
    let targets = plan.targets().filter(|target| {
        target
            .measures
            .iter()
            .filter(|m| m.is_reported())
            .all(|m| has(LineId::Measure(m.id)))
    });
    assert_eq!(targets.count(), 27);
    assert_eq!(
        plan.tasks()
            .filter(|task| has(LineId::Task(task.id)))
            .count(),
        30
    );
}

#[test]
fn city_figures_are_worth_looking_at() {
    let world = World::make().unwrap();
    let september = city_figures(&world, "2026-M09", Basis::Approved);
    let november = city_figures(&world, NOVEMBER, Basis::Approved);
    let (mut met, mut missed) = (0, 0);
    for (name, figure) in &november {
        let before = &september[name];
        assert!(figure.per_mille >= before.per_mille, "{name}");
        assert!(figure.coverage.counted > 70, "{name}");
        met += usize::from(figure.met == Some(true));
        missed += usize::from(figure.met == Some(false));
    }
    assert!(met >= 12 && missed >= 8, "{met} met, {missed} missed");
    let online = november.iter().find(|(name, _)| name.starts_with("1.9 "));
    assert_eq!(online.unwrap().1.per_mille, Some(848), "as in UX.md");
}

#[test]
fn every_line_could_have_been_entered() {
    let world = World::make().unwrap();
    let mut kinds = HashMap::new();
    for DemoPlan { plan, .. } in &world.plans {
        for (_, measure) in plan.reported_measures() {
            kinds.insert(
                LineId::Measure(measure.id).to_string(),
                (measure.kind.into(), measure.accumulation),
            );
        }
        for task in plan.tasks() {
            let kind = domain::report::LineKind::Task;
            let stock = domain::measure::Accumulation::Stock;
            kinds.insert(LineId::Task(task.id).to_string(), (kind, stock));
        }
    }
    let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    let mut previous: HashMap<&str, LineEntry> = HashMap::new();
    let mut surprising = 0;
    for row in &world.rows.lines {
        let (kind, accumulation) = kinds[&row.line];
        let entry = entry(row);
        assert!(entry.is_complete(kind));
        assert!(!entry.note.contains('{'), "{}", entry.note);
        let findings = check_line(
            kind,
            accumulation,
            &entry,
            previous.get(row.line.as_str()),
            today,
        );
        assert!(!has_error(&findings), "{entry:?} {findings:?}");
        surprising += usize::from(!findings.is_empty());
        previous.insert(&row.line, entry);
    }
    assert!(
        (5..world.rows.lines.len() / 50).contains(&surprising),
        "{surprising}"
    );
}

#[test]
fn made_twice_it_is_the_same() {
    let (one, two) = (World::make().unwrap(), World::make().unwrap());
    assert!(one.rows == two.rows);
    assert!(one.departments == two.departments);
    assert!(
        one.plans
            .iter()
            .zip(&two.plans)
            .all(|(one, two)| one.plan == two.plan)
    );
}

#[test]
fn versions_tell_the_whole_life() {
    let world = World::make().unwrap();
    let mut versions: HashMap<_, Vec<_>> = HashMap::new();
    for version in &world.rows.versions {
        versions.entry(version.report_id).or_default().push(version);
    }
    let mut moments = HashSet::new();
    let mut returned = 0;
    for report in &world.rows.reports {
        let life = versions.remove(&report.id).unwrap_or_default();
        let numbers: Vec<i64> = life.iter().map(|version| version.version).collect();
        assert_eq!(numbers, (1..=report.version).collect::<Vec<_>>());
        assert!(life.is_sorted_by(|a, b| a.at < b.at));
        assert_eq!(
            life.last().map_or("draft", |v| v.state.as_str()),
            report.state
        );
        assert_eq!(life.last().map(|v| v.at), report.updated_at);
        moments.extend(report.submitted_at);
        returned += usize::from(life.iter().any(|version| version.step == "return"));
    }
    assert!(moments.len() > 270, "{}", moments.len());
    assert!((8..40).contains(&returned), "{returned}");
    let last = world
        .rows
        .versions
        .iter()
        .map(|version| version.at)
        .max()
        .unwrap();
    assert!(codec::at(last).unwrap().date_naive() < NaiveDate::from_ymd_opt(2026, 11, 22).unwrap());
}

#[test]
fn accounts() {
    let names: HashSet<_> = ACCOUNTS.iter().map(|account| account.username).collect();
    assert_eq!(names.len(), ACCOUNTS.len());
    let staff = Staff::of(&UnitId::new("21004"));
    assert_eq!(staff.reporter, ids::user("canbo.tammy"));
    assert_eq!(staff.approver, ids::user("lanhdao.tammy"));
    assert_eq!(
        Staff::of(&UnitId::new("20194")).reporter,
        ids::user("mophong.canbo")
    );
    let office = Staff::of(&UnitId::new("52.van-phong"));
    assert_eq!(office.reporter, ids::user("canbo.vpubnd"));
}

#[test]
fn per_member_thresholds_are_no_lines() {
    let world = World::make().unwrap();
    let plan = plan(&world, "B");
    let shown: Vec<_> = plan
        .targets()
        .flat_map(|target| &target.measures)
        .filter(|measure| measure.role == MeasureRole::PerMemberThreshold)
        .collect();
    assert_eq!(shown.len(), 2);
    assert!(
        shown
            .iter()
            .all(|measure| measure.kind == MeasureKind::Count)
    );
}
