//! The views through the real router: from a phone's keystrokes to the city's figure, and who is
//! refused how.

use crate::harness::{Ask, TestApp};
use crate::world::{self, CITY_PLAN, TAM_MY_PLAN, measure_id, measure_line, plan_id, task_id};
use axum::http::{Method, StatusCode};
use domain::policy::Role;
use domain::report::Basis;
use domain::wire::auth::Tokens;
use domain::wire::overview::{MeasureProof, Overview, OverviewChoice, TaskProof};
use domain::wire::report::{Report, Saved};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::json;
use server::clock::{CountingIds, FixedClock};
use server::db::Db;
use server::service::Ctx;
use server::service::overview;

async fn get(app: &TestApp, who: &Tokens, path: &str) -> crate::harness::Answer {
    app.send(Ask::get(&format!("/api/v1/overviews{path}")).bearer(who))
        .await
}

fn city(query: &str) -> String {
    format!("/{}?{query}", plan_id(CITY_PLAN))
}

fn first_measure(query: &str) -> String {
    format!(
        "/{}/measures/{}?{query}",
        plan_id(CITY_PLAN),
        measure_id(CITY_PLAN, 1)
    )
}

/// Sends a step of Tam Mỹ's report at its version now.
async fn step(app: &TestApp, who: &Tokens, name: &str, version: i64) -> i64 {
    let path = format!("/api/v1/reports/{}/{name}", app.report);
    let answer = app
        .send(
            Ask::post(&path)
                .bearer(who)
                .json(&json!({ "version": version })),
        )
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json::<Report>().summary.version
}

#[tokio::test]
async fn from_entry_to_the_citys_figure() {
    let app = TestApp::new().await;
    let reporter = app.sign_in("canbo.tammy").await;
    let approver = app.sign_in("lanhdao.tammy").await;
    let leader = app.sign_in("lanhdao.danang").await;
    let sums = |proof: &MeasureProof| {
        let figure = &proof.measure.figure;
        (figure.numerator.to_string(), figure.coverage.counted)
    };

    let save = json!({ "lines": [{
        "line": measure_line(TAM_MY_PLAN, 1),
        "base_version": 0,
        "edits": [
            { "field": "numerator", "value": "412" },
            { "field": "denominator", "value": "486" },
        ],
    }] });
    let path = format!("/api/v1/reports/{}", app.report);
    let patch = Ask::new(Method::PATCH, &path).bearer(&reporter).json(&save);
    let saved: Saved = app.send(patch).await.json();
    let counted = async |basis: &str| {
        let answer = get(&app, &leader, &first_measure(&format!("basis={basis}"))).await;
        sums(&answer.json::<MeasureProof>())
    };
    // A draft counts under no basis.
    assert_eq!(counted("received").await, ("0".to_owned(), 0));

    let sent = step(&app, &reporter, "submit", saved.version).await;
    assert_eq!(counted("received").await, ("412".to_owned(), 1));
    assert_eq!(counted("approved").await, ("0".to_owned(), 0));

    step(&app, &approver, "approve", sent).await;
    assert_eq!(counted("approved").await, ("412".to_owned(), 1));
    let proof: MeasureProof = get(&app, &leader, &first_measure("")).await.json();
    let tam_my = &proof.children[0];
    assert_eq!(tam_my.report, Some(app.report));
    assert_eq!(
        tam_my.figure.as_ref().and_then(|figure| figure.per_mille),
        Some(848)
    );
    let by = |stamp: &Option<domain::wire::report::Stamp>| {
        stamp.as_ref().map(|stamp| stamp.by.display_name.clone())
    };
    assert_eq!(by(&tam_my.updated).as_deref(), Some("Người canbo.tammy"));
    assert_eq!(by(&tam_my.approved).as_deref(), Some("Người lanhdao.tammy"));

    let view: Overview = get(&app, &leader, &city("")).await.json();
    assert_eq!((view.coverage.expected, view.coverage.approved), (7, 1));
    assert_eq!(view.ranking[0].unit.id.as_str(), world::TAM_MY);
    assert_eq!(view.silent.len(), 6);
}

/// The same database without anything kept from earlier views.
async fn cold(app: &TestApp) -> Db {
    let list = Statement::from_string(DbBackend::Sqlite, "PRAGMA database_list");
    let row = app.db.read().query_one_raw(list).await.unwrap().unwrap();
    let file: String = row.try_get("", "file").unwrap();
    Db::connect(&format!("sqlite://{file}")).await.unwrap()
}

#[tokio::test]
async fn what_is_kept_is_never_stale() {
    let app = TestApp::new().await;
    let reporter = app.sign_in("canbo.tammy").await;
    let approver = app.sign_in("lanhdao.tammy").await;
    let leader = super::actor(Role::Leader, world::CITY);
    let clock = FixedClock::new(crate::harness::start());
    let ids = CountingIds::new(1);
    let look = async |db: &Db| {
        let ctx = Ctx {
            db,
            clock: &clock,
            ids: &ids,
        };
        let mut views = Vec::new();
        for basis in [Basis::Approved, Basis::Received] {
            let ask = overview::Ask {
                period: None,
                basis,
                ..overview::Ask::default()
            };
            let plan = plan_id(CITY_PLAN);
            views.push(overview::overview(ctx, &leader, plan, &ask).await.unwrap());
        }
        views
    };
    let report = format!("/api/v1/reports/{}", app.report);
    let line = measure_line(TAM_MY_PLAN, 1);
    // Every step there is, and figures that change between being counted.
    let steps = [
        (&reporter, "save"),
        (&reporter, "submit"),
        (&reporter, "withdraw"),
        (&reporter, "save"),
        (&reporter, "submit"),
        (&approver, "return"),
        (&reporter, "save"),
        (&reporter, "submit"),
        (&approver, "approve"),
        (&approver, "return"),
        (&reporter, "save"),
        (&reporter, "submit"),
        (&approver, "approve"),
    ];
    let mut seen = Vec::new();
    for (n, (who, name)) in steps.into_iter().enumerate() {
        let now: Report = app.send(Ask::get(&report).bearer(who)).await.json();
        let stored = now.lines.iter().find(|other| other.id == line).unwrap();
        let ask = if name == "save" {
            let edits = json!([
                { "field": "numerator", "value": n.to_string() },
                { "field": "denominator", "value": "100" },
            ]);
            let edit = json!({ "line": line, "base_version": stored.version, "edits": edits });
            Ask::new(Method::PATCH, &report).json(&json!({ "lines": [edit] }))
        } else {
            let version = now.summary.version;
            let step = json!({ "version": version, "reason": "Kiểm tra lại số liệu" });
            Ask::post(&format!("{report}/{name}")).json(&step)
        };
        let answer = app.send(ask.bearer(who)).await;
        assert_eq!(
            answer.status,
            StatusCode::OK,
            "{n} {name}: {}",
            answer.text()
        );
        let warm = look(&app.db).await;
        assert_eq!(warm, look(&cold(&app).await).await, "{n} {name}");
        let received = &warm[1].targets[0].measures[0].figure;
        seen.push(received.numerator.to_string());
    }
    // The number of the last save, while the report is sent or approved.
    let expected = [
        "0", "0", "0", "0", "3", "0", "0", "6", "6", "0", "0", "10", "10",
    ];
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn each_route_answers_its_wire_type() {
    let app = TestApp::new().await;
    let who = app.sign_in("dieuphoi.danang").await;
    let choices: Vec<OverviewChoice> = get(&app, &who, "").await.json();
    assert_eq!(choices.len(), 1);
    assert_eq!(choices[0].plan.id, plan_id(CITY_PLAN));
    let view: Overview = get(&app, &who, &city("period=2026-M11&basis=received"))
        .await
        .json();
    assert_eq!(view.targets.len(), 4);
    let task = format!("/{}/tasks/{}", plan_id(CITY_PLAN), task_id(CITY_PLAN, 1));
    let proof: TaskProof = get(&app, &who, &task).await.json();
    assert_eq!(proof.children.len(), 7);
}

#[tokio::test]
async fn refusals() {
    let app = TestApp::new().await;
    let stranger = app.send(Ask::get("/api/v1/overviews")).await;
    assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);
    let task = format!("/{}/tasks/{}", plan_id(CITY_PLAN), task_id(CITY_PLAN, 1));
    let table = [
        // Another province, and a commune below: the plan does not exist for them.
        ("lanhdao.gialai", StatusCode::NOT_FOUND),
        ("canbo.tammy", StatusCode::NOT_FOUND),
        // Administers the city's units, but reads no plans.
        ("quantri.danang", StatusCode::NOT_FOUND),
        ("kiemtra.danang", StatusCode::OK),
    ];
    for (username, expected) in table {
        let who = app.sign_in(username).await;
        for path in [city(""), first_measure(""), task.clone()] {
            assert_eq!(
                get(&app, &who, &path).await.status,
                expected,
                "{username} {path}"
            );
        }
    }
    let leader = app.sign_in("lanhdao.danang").await;
    let table = [
        (city("period=2026-M13"), StatusCode::UNPROCESSABLE_ENTITY),
        (city("basis=both"), StatusCode::UNPROCESSABLE_ENTITY),
        (city("period=2025-M01"), StatusCode::NOT_FOUND),
        ("/not-a-uuid".to_owned(), StatusCode::NOT_FOUND),
        // A commune's own plan, for the city's leader.
        (format!("/{}", plan_id(TAM_MY_PLAN)), StatusCode::OK),
    ];
    for (path, expected) in table {
        assert_eq!(get(&app, &leader, &path).await.status, expected, "{path}");
    }
}
