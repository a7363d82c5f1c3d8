//! Tasks assigned to units, by classes of them.

use super::{City, approve};
use crate::db_harness::on_both;
use crate::harness::{Answer, Ask};
use crate::world::{self, CITY_PLAN, TAM_MY, TAM_MY_PLAN, plan_id, task_id, task_line};
use axum::http::{Method, StatusCode};
use domain::id::{PlanId, ReportId, UnitId};
use domain::policy::{Actor, Grant, Role};
use domain::report::{FieldEdit, LineEdit, TaskProgress};
use domain::status::TaskStatus;
use domain::unit::UnitKind;
use domain::wire::assignment::{Assigned, PlanAssignments, TaskAssignments};
use domain::wire::overview::{Overview, TaskProof};
use domain::wire::report::{AtVersion, Report, ReportSummary, SaveReport};
use serde_json::json;
use server::clock::CountingIds;
use server::db::plans::{self, NewPlan};
use server::db::reports::{self, Filter};
use server::db::{Db, units};
use server::service::reports as service;

/// Departments of Tam Mỹ.
const DEPARTMENTS: [(&str, &str); 3] = [
    ("21004.vp", "Văn phòng"),
    ("21004.ca", "Công an xã"),
    ("21004.vh", "Phòng Văn hóa - Xã hội"),
];

/// A plan that carries out none: of Tam Mỹ's office, which has two teams.
const OFFICE_PLAN: u128 = 300;
const TEAMS: [(&str, &str); 2] = [("21004.vp.1", "Tổ Một cửa"), ("21004.vp.2", "Tổ Văn thư")];

impl City {
    async fn with_departments(db: Db) -> Self {
        let city = Self::new(db).await;
        let txn = city.app.db.begin_write().await.unwrap();
        let below = |parent: &'static str| {
            move |(sort, (id, name)): (i32, (&str, &str))| {
                world::unit(id, name, UnitKind::Department, Some(parent), sort)
            }
        };
        let departments = (0..).zip(DEPARTMENTS).map(below(TAM_MY));
        let teams = (0..).zip(TEAMS).map(below("21004.vp"));
        let all: Vec<_> = departments.chain(teams).collect();
        units::insert(&txn, &all).await.unwrap();
        txn.commit().await.unwrap();
        city
    }

    async fn assign(&self, plan: PlanId, n: (u128, u128), units: &[&str]) -> Answer {
        let task = task_id(n.0, n.1);
        let path = format!("{plan}/tasks/{task}/assignments");
        self.ask(Method::POST, &path, &json!({ "units": units }))
            .await
    }

    async fn assignments(&self, n: u128, task: u128) -> (PlanAssignments, TaskAssignments) {
        let all: PlanAssignments = self.get(&format!("plans/{}/assignments", plan_id(n))).await;
        let mut tasks = all.tasks.iter();
        let of = tasks
            .find(|of| of.task == task_id(n, task))
            .unwrap()
            .clone();
        (all, of)
    }

    /// The reports of a unit itself, oldest first.
    async fn reports_of(&self, unit: &str) -> Vec<ReportSummary> {
        let all: Vec<ReportSummary> = self.get(&format!("reports?unit={unit}")).await;
        let mut own: Vec<_> = all
            .into_iter()
            .filter(|row| row.unit.id.as_str() == unit)
            .collect();
        own.sort_by_key(|row| row.period);
        own
    }

    async fn report(&self, id: ReportId) -> Report {
        self.get(&format!("reports/{id}")).await
    }

    async fn tally(&self, n: u128, task: u128, unit: Option<&str>) -> TaskProof {
        let (plan, task) = (plan_id(n), task_id(n, task));
        let unit = unit.map_or_else(String::new, |unit| format!("&unit={unit}"));
        let path = format!("overviews/{plan}/tasks/{task}?period=2026-M11{unit}");
        self.get(&path).await
    }

    /// Enters, submits and approves a task of a report that has no other line.
    async fn do_task(&self, id: ReportId, progress: TaskProgress) {
        let report = self.report(id).await;
        let actor = everything();
        let (ctx, committer) = (self.app.state.ctx(), &self.app.committer);
        let save = SaveReport {
            lines: vec![LineEdit {
                line: report.lines[0].id,
                base_version: 0,
                edits: vec![
                    FieldEdit::Progress(Some(progress)),
                    FieldEdit::CompletedOn(
                        (progress == TaskProgress::Done).then(|| "2026-11-10".parse().unwrap()),
                    ),
                ],
            }],
            texts: Vec::new(),
        };
        let saved = service::save(ctx, committer, &actor, id, save)
            .await
            .unwrap();
        let seen = |version| AtVersion { version };
        let submitted = service::submit(ctx, committer, &actor, id, seen(saved.version));
        submitted.await.unwrap();
        let seen = seen(saved.version + 1);
        service::approve(ctx, committer, &actor, id, seen)
            .await
            .unwrap();
    }
}

fn everything() -> Actor {
    Actor {
        user: world::person(0),
        grants: [Role::Reporter, Role::Approver]
            .map(|role| Grant {
                role,
                unit: UnitId::new("vn"),
            })
            .to_vec(),
    }
}

fn by_status(proof: &TaskProof) -> Vec<(TaskStatus, u32)> {
    let tally = proof.task.by_status.iter();
    tally.map(|of| (of.status, of.count)).collect()
}

on_both! {
    async fn a_class_becomes_one_assignment_per_member(db: Db) {
        let city = City::with_departments(db).await;
        let mut office = world::plan(OFFICE_PLAN, TAM_MY, None);
        office.summary.unit.id = UnitId::new("21004.vp");
        office.target_groups.clear();
        for task in &mut office.task_groups[0].tasks {
            "Các phòng, ban, trung tâm trực thuộc".clone_into(&mut task.lead_text);
            task.lead_units = vec![task.lead_text.clone()];
        }
        let ids = CountingIds::new(0x0050_0000);
        let txn = city.app.db.begin_write().await.unwrap();
        let new = NewPlan { plan: &office, parent: None, rule: Default::default() };
        plans::insert(&txn, &ids, new).await.unwrap();
        for period in [world::october(), world::november()] {
            let opening = world::opening(office.summary.id, period);
            let opened = plans::open_period(&txn, city.app.db.book(), &ids, opening).await.unwrap();
            assert_eq!(opened.len(), 1);
        }
        txn.commit().await.unwrap();
        // October is over.
        let plan = office.summary.id;
        let (path, body) = (format!("{plan}/periods/2026-M10/lock"), json!({ "reason": "Đã chốt" }));
        assert!(city.ask(Method::POST, &path, &body).await.status.is_success());
        let (all, asked) = city.assignments(OFFICE_PLAN, 1).await;
        assert!(all.may_assign && asked.is_class && asked.members.is_empty());
        let proposed: Vec<_> = asked.named.iter().map(UnitId::as_str).collect();
        assert_eq!(proposed, TEAMS.map(|(id, _)| id));
        let units = TEAMS.map(|(id, _)| id);
        let answer = city.assign(plan, (OFFICE_PLAN, 1), &units).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let assigned: Assigned = answer.json();
        assert_eq!(assigned.reports, 2);
        let (_, now) = city.assignments(OFFICE_PLAN, 1).await;
        assert_eq!(now, assigned.task);
        let members: Vec<_> = now.members.iter().map(|of| of.unit.id.as_str()).collect();
        assert_eq!(members, units);
        city.figures_are_right().await;
        // Each member reports the task, from the open period on; the office no more.
        for unit in units {
            let own = city.reports_of(unit).await;
            let periods: Vec<_> = own.iter().map(|report| report.period).collect();
            assert_eq!(periods, [world::november()]);
            let report = city.report(own[0].id).await;
            assert_eq!(report.lines.len(), 1);
            assert_eq!((report.summary.progress.targets, report.summary.progress.tasks), (0, 1));
        }
        let own = city.reports_of("21004.vp").await;
        let mut counts = Vec::new();
        for report in &own {
            let report = city.report(report.id).await;
            assert_eq!(report.lines.len(), usize::try_from(report.summary.progress.tasks).unwrap());
            counts.push(report.lines.len());
        }
        assert_eq!(counts, [2, 1]);
        // The aggregate.
        assert_eq!(by_status(&city.tally(OFFICE_PLAN, 1, None).await), [(TaskStatus::NotStarted, 2)]);
        let first = city.reports_of(units[0]).await[0].id;
        city.do_task(first, TaskProgress::InProgress).await;
        let proof = city.tally(OFFICE_PLAN, 1, None).await;
        assert_eq!(by_status(&proof), [(TaskStatus::InProgress, 1), (TaskStatus::NotStarted, 1)]);
        assert_eq!(proof.task.coverage.expected, 2);
        let rows: Vec<_> = proof.children.iter().map(|row| row.child.unit.id.as_str()).collect();
        assert_eq!(rows, units);
        // The other task is the office's own.
        let other = city.tally(OFFICE_PLAN, 2, None).await;
        let rows: Vec<_> = other.children.iter().map(|row| row.child.unit.id.as_str()).collect();
        assert_eq!(rows, ["21004.vp"]);
        let path = format!("overviews/{plan}?period=2026-M11");
        let overview: Overview = city.get(&path).await;
        assert_eq!(overview.coverage.expected, 3);
        city.figures_are_right().await;
        // Once more changes nothing; both tasks are in one report per member.
        let again: Assigned = city.assign(plan, (OFFICE_PLAN, 1), &units).await.json();
        assert_eq!(again.reports, 0);
        let answer = city.assign(plan, (OFFICE_PLAN, 2), &units[1..]).await;
        assert_eq!(answer.json::<Assigned>().reports, 0);
        let own = city.reports_of(units[1]).await;
        assert_eq!(own.len(), 1);
        assert_eq!(city.report(own[0].id).await.lines.len(), 2);
        city.figures_are_right().await;
        // The office has nothing left to report in the next period.
        let txn = city.app.db.begin_write().await.unwrap();
        let december = domain::period::Period::month(2026, 12).unwrap();
        let opening = world::opening(plan, december);
        let opened = plans::open_period(&txn, city.app.db.book(), &ids, opening).await.unwrap();
        txn.commit().await.unwrap();
        let opened: Vec<_> = opened.iter().map(|report| report.unit.as_str()).collect();
        assert_eq!(opened, units);
        city.figures_are_right().await;
    }

    /// The commune answers to the city as one; in its own plan its departments count.
    async fn above_a_unit_answers_as_one(db: Db) {
        let city = City::with_departments(db).await;
        let before = city.task("2026-M11").await;
        assert_eq!(before, [(TaskStatus::InProgress, 7)]);
        let (_, asked) = city.assignments(TAM_MY_PLAN, 1).await;
        assert!(!asked.is_class);
        let named: Vec<_> = asked.named.iter().map(UnitId::as_str).collect();
        assert_eq!(named, ["21004.vp", "21004.ca"]);
        // Lines of the communes' own plans are not assignments.
        let (_, citys) = city.assignments(CITY_PLAN, 1).await;
        assert_eq!((citys.members.len(), citys.carried_out), (0, 7));
        let units = ["21004.vp", "21004.ca"];
        let answer = city.assign(plan_id(TAM_MY_PLAN), (TAM_MY_PLAN, 1), &units).await;
        // November is not due yet; October stays as it was.
        assert_eq!(answer.json::<Assigned>().reports, 2);
        city.figures_are_right().await;
        assert_eq!(city.task("2026-M11").await, before);
        let overview = city.overview("2026-M11").await;
        assert_eq!(overview.coverage.expected, 7);
        let november = city.reports_of("21004.vp").await[0].id;
        city.do_task(november, TaskProgress::Done).await;
        assert_eq!(city.task("2026-M11").await, before);
        let own = by_status(&city.tally(TAM_MY_PLAN, 1, None).await);
        let count: u32 = own.iter().map(|(_, count)| count).sum();
        assert_eq!(count, 2, "{own:?}");
        assert!(own.iter().any(|(status, _)| status.is_done()));
        // Tam Mỹ still reports it, for the city.
        let tam_my = city.reports_of(TAM_MY).await;
        let report = city.report(tam_my[1].id).await;
        assert!(report.lines.iter().any(|line| line.id == task_line(TAM_MY_PLAN, 1)));
        city.figures_are_right().await;
        // Called off in the city, it is called off with the departments.
        let path = format!("{}/tasks/{}/cancel", plan_id(CITY_PLAN), task_id(CITY_PLAN, 1));
        let body = json!({ "from": "2026-11-01", "reason": "Bộ đã dừng nhiệm vụ" });
        city.ask(Method::POST, &path, &body).await;
        assert_eq!(by_status(&city.tally(TAM_MY_PLAN, 1, None).await), [(TaskStatus::Cancelled, 2)]);
        let report = city.report(november).await;
        assert_eq!((report.lines.len(), report.summary.progress.tasks), (0, 0));
        city.figures_are_right().await;
    }

    /// Withdrawn from one department, the others' count is what is left; assigned again, it is all there.
    async fn withdrawn_from_one_unit(db: Db) {
        let city = City::with_departments(db).await;
        let units = ["21004.vp", "21004.ca"];
        city.assign(plan_id(TAM_MY_PLAN), (TAM_MY_PLAN, 1), &units).await;
        let before = by_status(&city.tally(TAM_MY_PLAN, 1, None).await);
        let (_, task) = city.assignments(TAM_MY_PLAN, 1).await;
        let office = task.members.iter().find(|member| member.unit.id.as_str() == "21004.vp");
        let office = office.unwrap().clone();
        let path = format!("{}/tasks/{}", office.plan, office.task);
        let body = json!({ "from": office.asked_from, "reason": "Giao nhầm" });
        let answer = city.ask(Method::POST, &format!("{path}/cancel"), &body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let mut left = by_status(&city.tally(TAM_MY_PLAN, 1, None).await);
        left.sort();
        let cancelled = left.iter().filter(|(status, _)| *status == TaskStatus::Cancelled);
        assert_eq!(cancelled.map(|(_, count)| count).sum::<u32>(), 1, "{left:?}");
        let report = city.reports_of("21004.vp").await[0].id;
        assert_eq!(city.report(report).await.lines.len(), 0);
        let (_, task) = city.assignments(TAM_MY_PLAN, 1).await;
        let off = task.members.iter().filter(|member| member.cancelled_on == office.asked_from);
        assert_eq!(off.count(), 1);
        city.figures_are_right().await;
        let body = json!({ "reason": "Đúng đơn vị" });
        let answer = city.ask(Method::POST, &format!("{path}/restore"), &body).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text());
        assert_eq!(by_status(&city.tally(TAM_MY_PLAN, 1, None).await), before);
        assert_eq!(city.report(report).await.lines.len(), 1);
        city.figures_are_right().await;
    }

    /// A line that no commune carries out is the city's own to report.
    async fn what_nobody_carries_out_a_plan_reports_itself(db: Db) {
        let city = City::new(db).await;
        assert_eq!(city.reports_of(world::CITY).await, []);
        for n in (TAM_MY_PLAN..).take(world::COMMUNES.len()) {
            let path = format!("{}/lines/{}/parent", plan_id(n), world::measure_line(n, 1));
            let answer = city.ask(Method::PUT, &path, &json!({ "parent": null })).await;
            assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text());
        }
        let ids = CountingIds::new(0x0050_0000);
        let open = async |month| {
            let txn = city.app.db.begin_write().await.unwrap();
            let period = domain::period::Period::month(2026, month).unwrap();
            let opening = world::opening(plan_id(CITY_PLAN), period);
            let opened = plans::open_period(&txn, city.app.db.book(), &ids, opening).await.unwrap();
            txn.commit().await.unwrap();
            opened
        };
        // Opened once more, November gets the city's own report.
        let opened = open(11).await;
        assert_eq!(opened.len(), 1);
        assert_eq!(opened[0].unit.as_str(), world::CITY);
        let own = opened[0].report;
        assert_eq!(city.report(own).await.lines.len(), 1);
        city.figures_are_right().await;
        approve(&city.app, own, CITY_PLAN).await;
        assert_eq!(city.sum_of("2026-M11", 1).await, ("85".to_owned(), 1));
        assert_eq!(city.sum_of("2026-M11", 2).await, ("595".to_owned(), 7));
        city.figures_are_right().await;
        // Linked again, it is the communes' once more, and theirs what they reported.
        let path = format!("{}/lines/{}/parent", plan_id(TAM_MY_PLAN), world::measure_line(TAM_MY_PLAN, 1));
        let body = json!({ "parent": world::measure_line(CITY_PLAN, 1) });
        city.ask(Method::PUT, &path, &body).await;
        assert_eq!(city.sum_of("2026-M11", 1).await, ("85".to_owned(), 1));
        assert_eq!(city.report(own).await.lines.len(), 0);
        let proof = city.proof("2026-M11", 1).await;
        assert_eq!(proof.children[0].unit.id.as_str(), TAM_MY);
        city.figures_are_right().await;
    }

    /// A plan with reports of its own gets a plan below it: with that one's first period the lines it
    /// carries out go over to it, and what was reported before stays.
    async fn a_plan_is_put_under_one_that_reports(db: Db) {
        let city = City::with_departments(db).await;
        let ids = CountingIds::new(0x0050_0000);
        let insert = async |plan: &domain::plan::Plan, parent| {
            let txn = city.app.db.begin_write().await.unwrap();
            let new = NewPlan { plan, parent, rule: Default::default() };
            plans::insert(&txn, &ids, new).await.unwrap();
            txn.commit().await.unwrap();
        };
        let open = async |plan, period| {
            let txn = city.app.db.begin_write().await.unwrap();
            let opening = world::opening(plan, period);
            let opened = plans::open_period(&txn, city.app.db.book(), &ids, opening).await.unwrap();
            txn.commit().await.unwrap();
            opened
        };
        let mut office = world::plan(OFFICE_PLAN, TAM_MY, None);
        office.summary.unit.id = UnitId::new("21004.vp");
        insert(&office, None).await;
        let plan = office.summary.id;
        for period in [world::october(), world::november()] {
            for report in open(plan, period).await {
                approve(&city.app, report.report, OFFICE_PLAN).await;
            }
        }
        let figure = async |period: &str, line| {
            let measure = world::measure_id(OFFICE_PLAN, line);
            let path = format!("overviews/{plan}/measures/{measure}?period={period}");
            let proof: domain::wire::overview::MeasureProof = city.get(&path).await;
            let units = proof.children.iter().map(|row| row.unit.id.to_string());
            (proof.measure.figure.numerator.format_vi(), units.collect::<Vec<_>>().join(" "))
        };
        let own = ("85".to_owned(), "21004.vp".to_owned());
        assert_eq!(figure("2026-M11", 1).await, own);
        // The team's plan carries out the first measure and no other.
        let mut team = world::plan(OFFICE_PLAN + 1, TAM_MY, Some(OFFICE_PLAN));
        team.summary.unit.id = UnitId::new("21004.vp.1");
        for measure in team.target_groups.iter_mut().flat_map(|g| &mut g.targets).flat_map(|t| &mut t.measures) {
            measure.parent = measure.parent.filter(|parent| *parent == world::measure_id(OFFICE_PLAN, 1));
        }
        for task in &mut team.task_groups[0].tasks {
            task.parent = None;
        }
        insert(&team, Some(plan)).await;
        city.figures_are_right().await;
        assert_eq!(figure("2026-M11", 1).await, own);
        let opened = open(plan, world::november()).await;
        assert_eq!(opened.len(), 1);
        city.figures_are_right().await;
        let nothing = ("0".to_owned(), "21004.vp.1".to_owned());
        assert_eq!(figure("2026-M11", 1).await, nothing);
        assert_eq!(figure("2026-M10", 1).await, own);
        assert_eq!(figure("2026-M11", 2).await, own);
        approve(&city.app, opened[0].report, OFFICE_PLAN + 1).await;
        assert_eq!(figure("2026-M11", 1).await, ("85".to_owned(), "21004.vp.1".to_owned()));
        city.figures_are_right().await;
    }

    async fn only_units_below_are_assigned(db: Db) {
        let city = City::with_departments(db).await;
        let table: [(&[&str], &str); 4] = [
            (&[], "required"),
            (&["20001"], "not_below"),
            (&[TAM_MY], "not_below"),
            (&["21004.vp", "52.vp"], "not_below"),
        ];
        for (units, code) in table {
            let answer = city.assign(plan_id(TAM_MY_PLAN), (TAM_MY_PLAN, 1), units).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{units:?}");
            let problem = answer.problem();
            assert_eq!((problem.errors[0].field.as_str(), problem.errors[0].code.as_str()), ("units", code));
        }
        let answer = city.assign(plan_id(TAM_MY_PLAN), (CITY_PLAN, 1), &["21004.vp"]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        let tokens = city.app.sign_in("lanhdao.tammy").await;
        let task = task_id(TAM_MY_PLAN, 1);
        let path = format!("/api/v1/plans/{}/tasks/{task}/assignments", plan_id(TAM_MY_PLAN));
        let body = json!({ "units": ["21004.vp"] });
        let answer = city.app.send(Ask::post(&path).bearer(&tokens).json(&body)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        let roots = [UnitId::new("21004.vp")];
        let filter = Filter { limit: 10, ..Filter::default() };
        let made = reports::list_visible_to(city.app.db.read(), &roots, &filter).await.unwrap();
        assert!(made.is_empty());
    }
}
