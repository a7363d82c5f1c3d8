//! What the country must be, whatever its figures.

use super::lines::{HORIZON, MEASURES, STRIVING};
use super::plan::TASKS;
use super::world::{NewPlan, World};
use super::{National, accounts};
use crate::db::codec;
use crate::db::entity::report_line;
use crate::db::simulated::Rows;
use domain::deadline::Deadline;
use domain::id::LineId;
use domain::measure::{Accumulation, Comparator, MeasureKind};
use domain::plan::Plan;
use domain::report::{LineEntry, LineKind, TaskProgress};
use domain::target_text::parse_target;
use domain::validate::{check_line, has_error};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Hà Nội and Cao Bằng.
const SMALL: National = National {
    years: 1,
    provinces: 2,
    communes: 6,
};

fn plans(world: &mut World) -> Vec<NewPlan> {
    world.plans().flatten().collect()
}

fn rows(world: World) -> Rows {
    let all = RefCell::new(Rows::default());
    world
        .reports(|mut batch| {
            let mut all = all.borrow_mut();
            all.periods.append(&mut batch.rows.periods);
            all.reports.append(&mut batch.rows.reports);
            all.lines.append(&mut batch.rows.lines);
            all.versions.append(&mut batch.rows.versions);
            true
        })
        .unwrap();
    all.into_inner()
}

fn entry(row: &report_line::Model) -> LineEntry {
    let progress = |text| TaskProgress::from_name(text).unwrap();
    LineEntry {
        numerator: codec::quantity(row.numerator),
        denominator: codec::quantity(row.denominator),
        count: codec::quantity(row.count),
        reached: row.reached,
        progress: row.progress.as_deref().map(progress),
        completed_on: row.completed_on.as_deref().map(|day| day.parse().unwrap()),
        behind: row.behind,
        note: row.note.clone(),
        not_applicable: row.not_applicable.clone(),
    }
}

fn texts(plan: &Plan) -> String {
    serde_json::to_string(plan).unwrap()
}

#[test]
fn every_plan_carries_out_the_one_above() {
    let mut world = World::make(SMALL).unwrap();
    let plans = plans(&mut world);
    assert_eq!(plans.len(), 1 + 2 + 12);
    let by_id: HashMap<_, _> = plans.iter().map(|new| (new.plan.summary.id, new)).collect();
    assert_eq!(by_id.len(), plans.len());
    let mut ids = HashSet::new();
    for NewPlan { plan, parent } in &plans {
        assert_eq!(plan.reported_measures().count(), MEASURES);
        assert_eq!(plan.tasks().count(), TASKS);
        assert!(plan.tasks().all(|task| task.simulated) && plan.summary.simulated);
        let numbers: Vec<_> = plan.tasks().map(|task| task.no.clone()).collect();
        let expected: Vec<_> = (1..=TASKS).map(|n| n.to_string()).collect();
        assert_eq!(numbers, expected);
        assert!(plan.targets().all(|target| ids.insert(target.id.0)));
        assert!(
            plan.targets()
                .flat_map(|t| &t.measures)
                .all(|m| ids.insert(m.id.0))
        );
        assert!(plan.tasks().all(|task| ids.insert(task.id.0)));
        for unfilled in ["{n}", "{dia_ban}", "{xa}", "trên địa bàn xã Tam Mỹ"] {
            assert!(!texts(plan).contains(unfilled), "{unfilled}");
        }
        let above = parent.map(|parent| by_id[&parent]);
        assert_eq!(above.is_none(), plan.summary.unit.id.as_str() == "vn");
        if let Some(above) = above {
            let measures: HashMap<_, _> = above
                .plan
                .targets()
                .flat_map(|target| &target.measures)
                .map(|measure| (measure.id, measure))
                .collect();
            for measure in plan.targets().flat_map(|target| &target.measures) {
                let parent = measures[&measure.parent.unwrap()];
                assert_eq!(parent.kind, measure.kind);
                assert_eq!(parent.accumulation, measure.accumulation);
            }
            let tasks: HashSet<_> = above.plan.tasks().map(|task| task.id).collect();
            assert!(
                plan.tasks()
                    .all(|task| tasks.contains(&task.parent.unwrap()))
            );
            assert_eq!(plan.document.parents[0].number, above.plan.summary.number);
        }
    }
}

/// Five measures of every plan have both, in words that are read as both.
#[test]
fn what_is_striven_for_beside_the_threshold() {
    let mut world = World::make(SMALL).unwrap();
    for NewPlan { plan, .. } in &plans(&mut world) {
        let mut found = 0;
        for (target, measure) in plan.reported_measures() {
            let Some(hope) = &measure.aspiration else {
                continue;
            };
            let parsed = parse_target(&target.text);
            assert_eq!(parsed.len(), 1, "{}", target.text);
            assert_eq!(parsed[0].aspiration.as_ref(), Some(hope), "{}", target.text);
            assert_eq!(measure.in_force().clash(), None, "{}", target.text);
            found += 1;
        }
        assert_eq!(found, STRIVING.len());
    }
}

#[test]
fn a_real_mix_of_lines() {
    let mut world = World::make(SMALL).unwrap();
    let plans = plans(&mut world);
    let nation = &plans[0].plan;
    let mut kinds = BTreeMap::new();
    for (_, measure) in nation.reported_measures() {
        *kinds.entry(format!("{:?}", measure.kind)).or_insert(0) += 1;
        *kinds
            .entry(format!("{:?}", measure.accumulation))
            .or_insert(0) += 1;
        if let Some(threshold) = &measure.threshold {
            let name = format!("{:?}", threshold.evaluate_as);
            *kinds.entry(name).or_insert(0) += 1;
            *kinds.entry("aspirational".to_owned()).or_insert(0) +=
                u32::from(threshold.aspirational);
        }
    }
    let kinds: Vec<_> = kinds
        .iter()
        .map(|(kind, n)| format!("{kind} {n}"))
        .collect();
    insta::assert_snapshot!(kinds.join(", "));
    let mut deadlines = BTreeMap::new();
    for task in nation.tasks() {
        let kind = match &task.deadline {
            Deadline::Quarter { year, .. } => format!("quarter {year}"),
            Deadline::Year { year } => format!("year {year}"),
            Deadline::Ongoing => "ongoing".to_owned(),
            Deadline::FollowAuthority { .. } | Deadline::FollowAuthorityPlan { .. } => {
                "follow".to_owned()
            }
            other => panic!("{other:?}"),
        };
        *deadlines.entry(kind).or_insert(0) += 1;
    }
    let deadlines: Vec<_> = deadlines
        .iter()
        .map(|(kind, n)| format!("{kind}: {n}"))
        .collect();
    insta::assert_snapshot!("deadlines", deadlines.join(", "));
    // Sums of what is below.
    let sum = |plan: &Plan| {
        let counts = plan
            .reported_measures()
            .filter(|(_, m)| m.kind == MeasureKind::Count);
        let values = counts.map(|(_, m)| m.threshold.as_ref().unwrap().value.thousandths());
        values.collect::<Vec<_>>()
    };
    let communes = plans
        .iter()
        .filter(|new| new.plan.summary.unit.kind.is_commune_level());
    let below = communes.fold(vec![0; 6], |all, new| {
        all.iter().zip(sum(&new.plan)).map(|(a, b)| a + b).collect()
    });
    assert_eq!(sum(nation), below);
}

#[test]
fn figures_are_allowed_and_only_rise_where_they_must() {
    let mut world = World::make(National {
        years: 5,
        provinces: 2,
        communes: 3,
    })
    .unwrap();
    let plans = plans(&mut world);
    let mut lines = HashMap::new();
    for NewPlan { plan, .. } in &plans {
        for (_, m) in plan.reported_measures() {
            lines.insert(
                LineId::Measure(m.id).to_string(),
                (LineKind::from(m.kind), m),
            );
        }
    }
    let rows = rows(world);
    let months = usize::try_from(HORIZON).unwrap();
    assert_eq!(rows.reports.len(), 6 * months);
    let ids: HashSet<_> = rows.reports.iter().map(|report| report.id).collect();
    assert_eq!(ids.len(), rows.reports.len());
    let mut last: HashMap<String, i64> = HashMap::new();
    let reports: HashMap<_, _> = rows
        .reports
        .iter()
        .map(|report| (report.id, report))
        .collect();
    let mut met = 0;
    for row in &rows.lines {
        let report = reports[&row.report_id];
        let entry = entry(row);
        assert!(!entry.note.contains('{'), "{}", entry.note);
        let kind = lines
            .get(&row.line)
            .map_or(LineKind::Task, |(kind, _)| *kind);
        assert!(entry.is_complete(kind), "{row:?}");
        let (accumulation, measure) = match lines.get(&row.line) {
            Some((_, measure)) => (Some(measure.accumulation), Some(measure)),
            None => (None, None),
        };
        let today = chrono::DateTime::from_timestamp_millis(row.updated_at.unwrap()).unwrap();
        let found = check_line(
            kind,
            accumulation.unwrap_or(Accumulation::Stock),
            &entry,
            None,
            today.date_naive(),
        );
        assert!(!has_error(&found), "{row:?}: {found:?}");
        let value = row.numerator.or(row.count);
        if let (Some(Accumulation::Cumulative | Accumulation::Stock), Some(value)) =
            (accumulation, value)
        {
            let before = last.insert(row.line.clone(), value).unwrap_or(0);
            assert!(
                value >= before,
                "{} {}: {value} after {before}",
                report.period,
                row.line
            );
        }
        if let Some(threshold) = measure.and_then(|m| m.threshold.as_ref())
            && threshold.evaluate_as == Comparator::Lte
            && let Some(count) = entry.count
        {
            met += i32::from(threshold.met_by_count(count));
        }
    }
    assert!(met > 400, "{met}");
}

#[test]
fn accounts_can_be_told_apart() {
    let accounts = accounts().unwrap();
    let names: HashSet<_> = accounts.iter().map(|account| &account.username).collect();
    assert_eq!(names.len(), accounts.len());
    assert_eq!(
        accounts.iter().filter(|account| account.enabled).count(),
        4 + 34
    );
    assert!(names.iter().all(|name| (3..=32).contains(&name.len())));
}
