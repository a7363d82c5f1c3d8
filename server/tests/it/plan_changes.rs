//! What changes in a plan after it was issued, through the real router, on both databases.

mod assign;
mod devices;
mod links;

use crate::db_harness::on_both;
use crate::harness::{Answer, Ask, TestApp};
use crate::world::{
    self, CITY_PLAN, TAM_MY_PLAN, measure_id, measure_line, plan_id, task_id, task_line,
};
use axum::http::{Method, StatusCode};
use domain::id::{ReportId, UnitId};
use domain::plan::Plan;
use domain::policy::{Actor, Grant, Role};
use domain::quantity::Quantity;
use domain::report::{FieldEdit, LineEdit, TaskProgress};
use domain::status::TaskStatus;
use domain::wire::auth::Tokens;
use domain::wire::overview::{MeasureProof, Overview, TaskProof};
use domain::wire::plan::{AmendmentRow, CancelledTask, PlanChanges};
use domain::wire::report::{AtVersion, SaveReport};
use serde_json::{Value, json};
use server::db::reports::{self, Filter};
use server::db::{Db, rollup};
use server::service::reports as service;

/// The city with October and November open; every commune's report approved, 85 of 100 on the first
/// measure, the first task in progress.
struct City {
    app: TestApp,
    /// Who follows the city's plans up.
    tokens: Tokens,
}

impl City {
    async fn new(db: Db) -> Self {
        let app = TestApp::over(db).await;
        world::open(&app.db, world::october()).await;
        let roots = [UnitId::new(world::CITY)];
        let filter = Filter {
            limit: 100,
            ..Filter::default()
        };
        let all = reports::list_visible_to(app.db.read(), &roots, &filter)
            .await
            .unwrap();
        assert_eq!(all.len(), 2 * world::COMMUNES.len());
        for report in all {
            approve(&app, report.id, report.plan.0.as_u128() / 0x1000).await;
        }
        let tokens = app.sign_in("dieuphoi.danang").await;
        Self { app, tokens }
    }

    async fn ask(&self, method: Method, path: &str, body: &Value) -> Answer {
        let path = format!("/api/v1/plans/{path}");
        let ask = Ask::new(method, &path).bearer(&self.tokens);
        self.app.send(ask.json(body)).await
    }

    async fn get<T: serde::de::DeserializeOwned>(&self, path: &str) -> T {
        let path = format!("/api/v1/{path}");
        let answer = self.app.send(Ask::get(&path).bearer(&self.tokens)).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        answer.json()
    }

    async fn plan(&self, n: u128) -> Plan {
        self.get(&format!("plans/{}", plan_id(n))).await
    }

    async fn changes(&self, n: u128) -> PlanChanges {
        self.get(&format!("plans/{}/changes", plan_id(n))).await
    }

    /// A measure's proof in the city's plan.
    async fn proof(&self, period: &str, line: u128) -> MeasureProof {
        let measure = measure_id(CITY_PLAN, line);
        let path = format!("overviews/{}/measures/{measure}", plan_id(CITY_PLAN));
        self.get(&format!("{path}?period={period}")).await
    }

    async fn task(&self, period: &str) -> Vec<(TaskStatus, u32)> {
        let task = task_id(CITY_PLAN, 1);
        let path = format!("overviews/{}/tasks/{task}", plan_id(CITY_PLAN));
        let proof: TaskProof = self.get(&format!("{path}?period={period}")).await;
        let tally = proof.task.by_status.iter();
        tally.map(|of| (of.status, of.count)).collect()
    }

    async fn overview(&self, period: &str) -> Overview {
        let plan = plan_id(CITY_PLAN);
        self.get(&format!("overviews/{plan}?period={period}")).await
    }

    async fn amend(&self, plan: u128, line: u128, from: &str, value: &str) -> Answer {
        let threshold = json!({ "comparator": "gte", "value": value, "unit": "%" });
        self.amend_to(plan, line, from, threshold).await
    }

    /// Of the aspiration beside the threshold.
    async fn strive(&self, plan: u128, line: u128, from: &str, value: &str) -> Answer {
        let threshold =
            json!({ "comparator": "eq", "value": value, "unit": "%", "aspirational": true });
        self.amend_to(plan, line, from, threshold).await
    }

    async fn amend_to(&self, plan: u128, line: u128, from: &str, threshold: Value) -> Answer {
        let measure = measure_id(plan, line);
        let path = format!("{}/measures/{measure}/thresholds", plan_id(plan));
        let body = json!({
            "effective_from": from,
            "threshold": threshold,
            "document": "Quyết định số 12/QĐ-UBND",
        });
        self.ask(Method::POST, &path, &body).await
    }

    async fn figures_are_right(&self) {
        assert_eq!(
            rollup::check(&self.app.db).await.unwrap(),
            Vec::<String>::new()
        );
    }
}

/// Saves, submits and approves a report.
async fn approve(app: &TestApp, report: ReportId, plan: u128) {
    let roles = [Role::Reporter, Role::Approver];
    let actor = Actor {
        user: world::person(0),
        grants: roles
            .map(|role| Grant {
                role,
                unit: UnitId::new("vn"),
            })
            .to_vec(),
    };
    let edit = |line, edits| LineEdit {
        line,
        base_version: 0,
        edits,
    };
    let number = |n| Some(Quantity::from_int(n));
    let ratio = |line| {
        let edits = vec![
            FieldEdit::Numerator(number(85)),
            FieldEdit::Denominator(number(100)),
        ];
        edit(measure_line(plan, line), edits)
    };
    let progress = FieldEdit::Progress(Some(TaskProgress::InProgress));
    let save = SaveReport {
        lines: vec![ratio(1), ratio(2), edit(task_line(plan, 1), vec![progress])],
        texts: Vec::new(),
    };
    let (ctx, committer) = (app.state.ctx(), &app.committer);
    let saved = service::save(ctx, committer, &actor, report, save)
        .await
        .unwrap();
    let seen = |version| AtVersion { version };
    let version = saved.version;
    service::submit(ctx, committer, &actor, report, seen(version))
        .await
        .unwrap();
    service::approve(ctx, committer, &actor, report, seen(version + 1))
        .await
        .unwrap();
}

/// Of Tam Mỹ's own figure and of the city's: whether it is met; and how many units miss their own.
fn judged(proof: &MeasureProof) -> (Option<bool>, Option<bool>, u32) {
    let own = proof.children.iter();
    let mut own = own.filter(|child| child.unit.id.as_str() == world::TAM_MY);
    let own = own.next().unwrap().figure.as_ref().unwrap().met;
    (own, proof.measure.figure.met, proof.measure.units_below)
}

on_both! {
    async fn a_threshold_holds_from_its_day_on(db: Db) {
        let city = City::new(db).await;
        let before = (Some(true), Some(true), 0);
        for period in ["2026-M10", "2026-M11"] {
            assert_eq!(judged(&city.proof(period, 1).await), before, "{period}");
        }
        // Tam Mỹ's own: the city keeps its threshold.
        let answer = city.amend(TAM_MY_PLAN, 1, "2026-11-01", "90").await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        let row: AmendmentRow = answer.json();
        assert_eq!(row.before.unwrap().value, Quantity::from_int(80));
        assert_eq!(judged(&city.proof("2026-M10", 1).await), before);
        let missed = (Some(false), Some(true), 1);
        assert_eq!(judged(&city.proof("2026-M11", 1).await), missed);
        city.figures_are_right().await;
        // The city's.
        let answer = city.amend(CITY_PLAN, 1, "2026-11-01", "86").await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        let november = city.proof("2026-M11", 1).await;
        assert_eq!(judged(&november), (Some(false), Some(false), 1));
        let threshold = november.measure.threshold.unwrap();
        assert_eq!(threshold.value, Quantity::from_int(86));
        let october = city.proof("2026-M10", 1).await;
        assert_eq!(judged(&october), before);
        let threshold = october.measure.threshold.unwrap();
        assert_eq!(threshold.value, Quantity::from_int(80));
        // One from the same day stands in place of the first; another day joins it.
        city.amend(CITY_PLAN, 1, "2026-11-01", "84").await;
        city.amend(CITY_PLAN, 1, "2026-11-15", "99").await;
        assert_eq!(judged(&city.proof("2026-M11", 1).await), missed);
        let rows = city.changes(CITY_PLAN).await.amendments;
        let values = rows.iter().map(|row| {
            let was = row.before.as_ref().unwrap();
            (row.amendment.effective_from.to_string(), row.amendment.threshold.value.format_vi(),
             was.value.format_vi())
        });
        let expected = [("2026-11-15", "99", "84"), ("2026-11-01", "84", "80")];
        let expected = expected.map(|(day, now, was)| (day.to_owned(), now.to_owned(), was.to_owned()));
        assert_eq!(values.collect::<Vec<_>>(), expected);
        assert_eq!(rows[0].made.by.id, world::person(3));
        // As it is today.
        let plan = city.plan(CITY_PLAN).await;
        let (_, first) = plan.reported_measures().next().unwrap();
        assert_eq!(first.threshold.as_ref().unwrap().value, Quantity::from_int(99));
        city.figures_are_right().await;
    }

    /// 85 of 100 everywhere: met by 80, and what is striven for reached or not decides nothing.
    async fn what_is_striven_for_is_amended_beside_the_threshold(db: Db) {
        let city = City::new(db).await;
        let met = (Some(true), Some(true), 0);
        let hope = |proof: &MeasureProof| {
            let hope = proof.measure.aspiration.as_ref().unwrap();
            (hope.value.format_vi(), proof.measure.aspiration_met)
        };
        let short = ("100".to_owned(), Some(false));
        assert_eq!(hope(&city.proof("2026-M11", 1).await), short);
        let answer = city.strive(CITY_PLAN, 1, "2026-11-01", "85").await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        let row: AmendmentRow = answer.json();
        assert_eq!(row.before.unwrap().value, Quantity::from_int(100));
        let november = city.proof("2026-M11", 1).await;
        assert_eq!(judged(&november), met);
        assert_eq!(hope(&november), ("85".to_owned(), Some(true)));
        assert_eq!(november.measure.threshold.unwrap().value, Quantity::from_int(80));
        assert_eq!(hope(&city.proof("2026-M10", 1).await), short);
        city.figures_are_right().await;
        // What binds, from the same day: both hold.
        let answer = city.amend(CITY_PLAN, 1, "2026-11-01", "84").await;
        assert_eq!(answer.json::<AmendmentRow>().before.unwrap().value, Quantity::from_int(80));
        let november = city.proof("2026-M11", 1).await;
        assert_eq!(judged(&november), met);
        assert_eq!(hope(&november), ("85".to_owned(), Some(true)));
        assert_eq!(november.measure.threshold.unwrap().value, Quantity::from_int(84));
        let plan = city.plan(CITY_PLAN).await;
        let (_, first) = plan.reported_measures().next().unwrap();
        let now = [&first.threshold, &first.aspiration].map(|of| of.as_ref().unwrap().value);
        assert_eq!(now, [84, 85].map(Quantity::from_int));
        // Neither may cross the other, and each message names the figure.
        for (answer, code) in [
            (city.strive(CITY_PLAN, 1, "2026-11-02", "83").await, "weaker_than_binding"),
            (city.amend(CITY_PLAN, 1, "2026-11-02", "86").await, "beyond_aspiration"),
        ] {
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{code}");
            let wrong = &answer.problem().errors[0];
            assert_eq!((wrong.field.as_str(), wrong.code.as_str()), ("threshold.value", code));
        }
        // One of the same sort from the same day stands in place of the first.
        city.strive(CITY_PLAN, 1, "2026-11-01", "90").await;
        let rows = city.changes(CITY_PLAN).await.amendments;
        let rows = rows.iter().map(|row| {
            let threshold = &row.amendment.threshold;
            let before = row.before.as_ref().unwrap().value.format_vi();
            (threshold.aspirational, threshold.value.format_vi(), before)
        });
        let expected = [(true, "90", "100"), (false, "84", "80")];
        let expected = expected.map(|(hope, now, was)| (hope, now.to_owned(), was.to_owned()));
        assert_eq!(rows.collect::<Vec<_>>(), expected);
        // A commune's own: no figure moves.
        city.strive(TAM_MY_PLAN, 1, "2026-11-01", "85").await;
        let overview = city.overview("2026-M11").await;
        let first = &overview.targets[0].measures[0];
        assert_eq!((first.aspiration_met, first.units_below), (Some(false), 0));
        city.figures_are_right().await;
    }

    async fn a_threshold_that_cannot_be_names_its_field(db: Db) {
        let city = City::new(db).await;
        let table = [
            (1, json!({"comparator": "gte", "value": "90", "unit": "%"}), "2062-11-17", "effective_from"),
            (1, json!({"comparator": "gte", "value": "-1", "unit": "%"}), "2026-11-01", "threshold.value"),
            (1, json!({"comparator": "gte", "value": "90", "unit": "hộ"}), "2026-11-01", "threshold.unit"),
            (3, json!({"comparator": "gte", "value": "3", "unit": "hộ"}), "2026-11-01", "threshold.unit"),
            (4, json!({"comparator": "gte", "value": "90", "unit": "%"}), "2026-11-01", "threshold"),
            (1, json!({"comparator": "gte", "value": "90", "unit": "%", "evaluate_as": "lt"}),
             "2026-11-01", "threshold.evaluate_as"),
            (1, json!({"comparator": "eq", "value": "79", "unit": "%", "aspirational": true}),
             "2026-11-01", "threshold.value"),
            (3, json!({"comparator": "gte", "value": "3", "unit": "hộ", "aspirational": true}),
             "2026-11-01", "threshold.unit"),
        ];
        for (line, threshold, from, field) in table {
            let measure = measure_id(TAM_MY_PLAN, line);
            let path = format!("{}/measures/{measure}/thresholds", plan_id(TAM_MY_PLAN));
            let body = json!({ "effective_from": from, "threshold": threshold });
            let answer = city.ask(Method::POST, &path, &body).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{threshold}");
            assert_eq!(answer.problem().errors[0].field, field, "{threshold}");
        }
        // A condition on each member is not reported; another plan's measure is not this one's.
        for measure in [measure_id(TAM_MY_PLAN, 5), measure_id(CITY_PLAN, 1)] {
            let path = format!("{}/measures/{measure}/thresholds", plan_id(TAM_MY_PLAN));
            let body = json!({
                "effective_from": "2026-11-01",
                "threshold": { "comparator": "gte", "value": "90", "unit": "%" },
            });
            let answer = city.ask(Method::POST, &path, &body).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
        }
        assert_eq!(city.changes(TAM_MY_PLAN).await.amendments, []);
        city.figures_are_right().await;
    }

    async fn a_task_is_called_off_and_taken_up_again(db: Db) {
        let city = City::new(db).await;
        let at_work = vec![(TaskStatus::InProgress, 7)];
        assert_eq!(city.task("2026-M11").await, at_work);
        let tasks = city.overview("2026-M11").await.ranking[0].tasks;
        assert_eq!(tasks, 2);
        // The city's task: in every plan that carries it out.
        let path = format!("{}/tasks/{}", plan_id(CITY_PLAN), task_id(CITY_PLAN, 1));
        let body = json!({ "from": "2026-11-01", "reason": "Bộ đã dừng nhiệm vụ" });
        let answer = city.ask(Method::POST, &format!("{path}/cancel"), &body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let row: CancelledTask = answer.json();
        assert_eq!(city.changes(CITY_PLAN).await.cancelled, [row]);
        assert_eq!(city.task("2026-M10").await, at_work);
        assert_eq!(city.task("2026-M11").await, vec![(TaskStatus::Cancelled, 7)]);
        let overview = city.overview("2026-M11").await;
        assert!(overview.ranking.iter().all(|unit| unit.tasks == 1));
        assert!(city.overview("2026-M10").await.ranking.iter().all(|unit| unit.tasks == 2));
        let day = Some("2026-11-01".parse().unwrap());
        for n in [CITY_PLAN, TAM_MY_PLAN] {
            let plan = city.plan(n).await;
            let days: Vec<_> = plan.tasks().map(|task| task.cancelled_on).collect();
            assert_eq!(days, [day, None]);
        }
        city.figures_are_right().await;
        // Called off above, it cannot be taken up again below.
        let own = format!("{}/tasks/{}", plan_id(TAM_MY_PLAN), task_id(TAM_MY_PLAN, 1));
        let because = json!({ "reason": "Bộ yêu cầu làm tiếp" });
        let answer = city.ask(Method::POST, &format!("{own}/restore"), &because).await;
        assert_eq!(answer.problem().code, "not_cancelled");
        let answer = city.ask(Method::POST, &format!("{path}/restore"), &json!({})).await;
        assert_eq!(answer.problem().errors[0].field, "reason");
        let answer = city.ask(Method::POST, &format!("{path}/restore"), &because).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text());
        assert_eq!(city.task("2026-M11").await, at_work);
        assert_eq!(city.changes(CITY_PLAN).await.cancelled, []);
        city.figures_are_right().await;
        // One commune's alone, from another day.
        for (from, november) in [("2026-11-15", 0), ("2026-10-01", 1), ("2026-11-14", 1)] {
            let body = json!({ "from": from, "reason": "Không thuộc địa bàn" });
            city.ask(Method::POST, &format!("{own}/cancel"), &body).await;
            let called_off = |tally: Vec<(TaskStatus, u32)>| {
                let mut tally = tally.into_iter();
                tally.find(|(status, _)| *status == TaskStatus::Cancelled).map_or(0, |(_, n)| n)
            };
            assert_eq!(called_off(city.task("2026-M11").await), november, "{from}");
            city.figures_are_right().await;
        }
    }

    async fn only_who_follows_the_plan_up_changes_it(db: Db) {
        let city = City::new(db).await;
        let own = plan_id(TAM_MY_PLAN);
        let task = task_id(TAM_MY_PLAN, 1);
        for (username, role, _) in world::PEOPLE {
            let tokens = city.app.sign_in(username).await;
            let path = format!("/api/v1/plans/{own}/tasks/{task}/cancel");
            let body = json!({ "from": "2026-11-01", "reason": "Thử quyền" });
            let answer = city.app.send(Ask::post(&path).bearer(&tokens).json(&body)).await;
            let sees = city.app.send(Ask::get(&format!("/api/v1/plans/{own}")).bearer(&tokens)).await;
            let expected = match role {
                Role::Coordinator => StatusCode::OK,
                _ if sees.status == StatusCode::OK => StatusCode::FORBIDDEN,
                _ => StatusCode::NOT_FOUND,
            };
            assert_eq!(answer.status, expected, "{username}");
        }
    }
}

on_both! {
    /// Nothing has to happen on the day itself.
    async fn a_threshold_of_the_future_waits_for_its_periods(db: Db) {
        let city = City::new(db).await;
        let answer = city.amend(CITY_PLAN, 1, "2026-12-01", "95").await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        let value = |threshold: Option<domain::measure::Threshold>| threshold.unwrap().value;
        // What is open ends before, and is judged as before.
        let november = city.proof("2026-M11", 1).await;
        assert_eq!(judged(&november), (Some(true), Some(true), 0));
        assert_eq!(value(november.measure.threshold), Quantity::from_int(80));
        // The plan reads as today and says what comes: whoever reads it judges any period.
        let mut plan = city.plan(CITY_PLAN).await;
        let first = |plan: &Plan| plan.reported_measures().next().unwrap().1.clone();
        assert_eq!(value(first(&plan).threshold), Quantity::from_int(80));
        for (day, percent) in [("2026-11-30", 80), ("2026-12-01", 95), ("2026-12-14", 95)] {
            assert!(plan.judge(Some(day.parse().unwrap())));
            assert_eq!(value(first(&plan).threshold), Quantity::from_int(percent), "{day}");
        }
        // A period that is cut off after it is judged by it, still before the day.
        let path = format!("{}/periods", plan_id(CITY_PLAN));
        let body = json!({ "period": "2026-M12" });
        city.ask(Method::POST, &path, &body).await;
        let december = city.proof("2026-M12", 1).await;
        assert_eq!(value(december.measure.threshold), Quantity::from_int(95));
        city.figures_are_right().await;
        // And on the day itself the plan reads so too.
        city.app.wait(chrono::Duration::days(15));
        let tokens = city.app.sign_in("dieuphoi.danang").await;
        let path = format!("/api/v1/plans/{}", plan_id(CITY_PLAN));
        let plan: Plan = city.app.send(Ask::get(&path).bearer(&tokens)).await.json();
        assert_eq!(value(first(&plan).threshold), Quantity::from_int(95));
        city.figures_are_right().await;
    }
}
