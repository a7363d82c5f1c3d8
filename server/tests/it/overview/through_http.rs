//! The views through the real router: from a phone's keystrokes to the city's figure, and who is
//! refused how.

use crate::harness::{Ask, TestApp};
use crate::world::{self, CITY_PLAN, TAM_MY_PLAN, measure_id, measure_line, plan_id, task_id};
use axum::http::StatusCode;
use domain::wire::auth::Tokens;
use domain::wire::overview::{MeasureProof, Overview, OverviewChoice, TaskProof};
use domain::wire::report::Saved;
use serde_json::json;

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
    answer
        .json::<domain::wire::report::Report>()
        .summary
        .version
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
    let patch = Ask::new(axum::http::Method::PATCH, &path)
        .bearer(&reporter)
        .json(&save);
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
    assert_eq!(tam_my.report, app.report);
    assert_eq!(
        tam_my.figure.as_ref().and_then(|figure| figure.per_mille),
        Some(848)
    );
    let by = |stamp: &Option<domain::wire::report::Stamp>| {
        stamp.as_ref().map(|stamp| stamp.by.display_name.clone())
    };
    assert_eq!(by(&tam_my.updated).as_deref(), Some("Người canbo.tammy"));
    assert_eq!(by(&tam_my.approved).as_deref(), Some("Người lanhdao.tammy"));

    let overview: Overview = get(&app, &leader, &city("")).await.json();
    assert_eq!(
        (overview.coverage.expected, overview.coverage.approved),
        (7, 1)
    );
    assert_eq!(overview.ranking[0].unit.id.as_str(), world::TAM_MY);
    assert_eq!(overview.silent.len(), 6);
}

#[tokio::test]
async fn each_route_answers_its_wire_type() {
    let app = TestApp::new().await;
    let who = app.sign_in("dieuphoi.danang").await;
    let choices: Vec<OverviewChoice> = get(&app, &who, "").await.json();
    assert_eq!(choices.len(), 1);
    assert_eq!(choices[0].plan.id, plan_id(CITY_PLAN));
    let overview: Overview = get(&app, &who, &city("period=2026-M11&basis=received"))
        .await
        .json();
    assert_eq!(overview.targets.len(), 4);
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
