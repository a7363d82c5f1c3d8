//! Devices get a changed plan anew.

use super::City;
use crate::db_harness::on_both;
use crate::harness::{Ask, TestApp};
use crate::world::{CITY_PLAN, TAM_MY_PLAN, plan_id, task_id};
use axum::http::{Method, StatusCode};
use domain::plan::Plan;
use domain::quantity::Quantity;
use domain::wire::auth::Tokens;
use domain::wire::sync::Pulled;
use serde_json::json;
use server::db::Db;

/// The plan that a device is told of next, if any.
async fn next(app: &TestApp, tokens: &Tokens, cursor: &mut String) -> Option<Plan> {
    let path = format!("/api/v1/sync/pull?cursor={cursor}");
    let answer = app.send(Ask::get(&path).bearer(tokens)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let mut pulled: Pulled = answer.json();
    assert!(!pulled.more);
    assert!(cursor.is_empty() || !pulled.reset);
    assert!(pulled.plans.len() <= 1);
    *cursor = pulled.cursor;
    pulled.plans.pop()
}

on_both! {
    async fn a_changed_plan_comes_to_devices(db: Db) {
        let city = City::new(db).await;
        let tokens = city.app.sign_in("canbo.tammy").await;
        let mut cursor = String::new();
        let mut pull = async || next(&city.app, &tokens, &mut cursor).await;
        assert!(pull().await.is_some());
        assert!(pull().await.is_none());
        city.amend(TAM_MY_PLAN, 1, "2026-11-01", "90").await;
        let plan = pull().await.unwrap();
        assert_eq!(plan.summary.id, plan_id(TAM_MY_PLAN));
        let (_, first) = plan.reported_measures().next().unwrap();
        assert_eq!(first.threshold.as_ref().unwrap().value, Quantity::from_int(90));
        assert!(pull().await.is_none());
        // What is called off above.
        let path = format!("{}/tasks/{}/cancel", plan_id(CITY_PLAN), task_id(CITY_PLAN, 1));
        let body = json!({ "from": "2026-12-01", "reason": "Bộ đã dừng nhiệm vụ" });
        city.ask(Method::POST, &path, &body).await;
        let plan = pull().await.unwrap();
        let day = Some("2026-12-01".parse().unwrap());
        assert_eq!(plan.tasks().next().unwrap().cancelled_on, day);
        // The city's own threshold is not the commune's.
        city.amend(CITY_PLAN, 1, "2026-11-01", "95").await;
        assert!(pull().await.is_none());
    }
}
