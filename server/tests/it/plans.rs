//! Plans through the real router.

use crate::harness::{Ask, TestApp};
use crate::world::{CITY_PLAN, PEOPLE, TAM_MY_PLAN, plan_id};
use axum::http::StatusCode;
use domain::plan::{Plan, PlanSummary};

#[tokio::test]
async fn everyone_sees_the_plans_of_their_own_subtree() {
    let app = TestApp::new().await;
    let mut table = Vec::new();
    for (username, role, unit) in PEOPLE {
        let tokens = app.sign_in(username).await;
        let plans: Vec<PlanSummary> = app
            .send(Ask::get("/api/v1/plans").bearer(&tokens))
            .await
            .json();
        let mut row = format!(
            "{username:16} {:11} {unit:5}  list {}",
            role.as_str(),
            plans.len()
        );
        for (name, plan) in [("own", TAM_MY_PLAN), ("city", CITY_PLAN), ("unknown", 7)] {
            let path = format!("/api/v1/plans/{}", plan_id(plan));
            let status = app.send(Ask::get(&path).bearer(&tokens)).await.status;
            row.push_str(&format!("  {name} {}", status.as_u16()));
        }
        table.push(row);
    }
    insta::assert_snapshot!(table.join("\n"));
}

#[tokio::test]
async fn a_plan_in_full() {
    let app = TestApp::new().await;
    let tokens = app.sign_in("lanhdao.danang").await;
    let path = format!("/api/v1/plans/{}", plan_id(TAM_MY_PLAN));
    let answer = app.send(Ask::get(&path).bearer(&tokens)).await;
    insta::assert_json_snapshot!(answer.json::<serde_json::Value>());
}

#[tokio::test]
async fn the_parent_plan_is_a_link_only_for_those_who_may_read_it() {
    let app = TestApp::new().await;
    for (username, expected) in [
        ("lanhdao.danang", Some(plan_id(CITY_PLAN))),
        ("canbo.tammy", None),
    ] {
        let tokens = app.sign_in(username).await;
        let path = format!("/api/v1/plans/{}", plan_id(TAM_MY_PLAN));
        let answer = app.send(Ask::get(&path).bearer(&tokens)).await;
        assert_eq!(answer.status, StatusCode::OK);
        let plan: Plan = answer.json();
        assert_eq!(plan.document.parents[0].plan, expected, "{username}");
        assert_eq!(
            plan.document.parents[0].number.as_deref(),
            Some("180/KH-UBND")
        );
        let edges = plan
            .reported_measures()
            .filter(|(_, m)| m.parent.is_some())
            .count();
        assert_eq!(edges > 0, expected.is_some(), "{username}");
        let edges = plan.tasks().filter(|task| task.parent.is_some()).count();
        assert_eq!(edges > 0, expected.is_some(), "{username}");
    }
}

#[tokio::test]
async fn an_id_that_is_none_is_simply_not_found() {
    let app = TestApp::new().await;
    let tokens = app.sign_in("lanhdao.danang").await;
    for path in [
        "/api/v1/plans/7",
        "/api/v1/reports/7",
        "/api/v1/reports/7/versions",
    ] {
        let answer = app.send(Ask::get(path).bearer(&tokens)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}
