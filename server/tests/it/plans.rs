//! Plans through the real router.

use crate::db_harness::on_both;
use crate::harness::{Ask, TestApp};
use crate::world::{CITY_PLAN, PEOPLE, TAM_MY_PLAN, plan_id};
use axum::http::{Method, StatusCode};
use chrono::TimeZone as _;
use domain::plan::{Plan, PlanSummary};
use serde_json::json;
use server::db::Db;

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

on_both! {
    /// A coordinator opens periods by the plan's rule; grace over, they lock themselves.
    async fn periods_are_opened_and_lock_themselves_after_grace(db: Db) {
        let app = TestApp::over(db).await;
        let desk = app.sign_in("dieuphoi.danang").await;
        let plan = format!("/api/v1/plans/{}", plan_id(CITY_PLAN));
        let send = async |method: Method, path: &str, body: serde_json::Value| {
            let path = format!("{plan}{path}");
            app.send(Ask::new(method, &path).bearer(&desk).json(&body)).await
        };
        let rule = json!({ "cutoff_day": 20, "due_working_days": 3, "grace_working_days": 2,
            "week_cutoff": "friday" });
        let set = send(Method::PUT, "/rule", rule.clone()).await;
        assert_eq!((set.status, set.json::<serde_json::Value>()), (StatusCode::OK, rule));
        let wrong = json!({ "cutoff_day": 29, "due_working_days": 2 });
        let wrong = send(Method::PUT, "/rule", wrong).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(wrong.problem().errors[0].field, "cutoff_day");

        // The city's rule holds for the city; each commune's own for its report.
        let opened = send(Method::POST, "/periods", json!({ "period": "2026-M12" })).await;
        assert_eq!(opened.status, StatusCode::CREATED, "{}", opened.text());
        assert_eq!(opened.json::<serde_json::Value>()["reports"], 7);
        let again = send(Method::POST, "/periods", json!({ "period": "2026-M12" })).await;
        assert_eq!(again.json::<serde_json::Value>()["reports"], 0);
        let week = send(Method::POST, "/periods", json!({ "period": "2026-W47" })).await;
        assert_eq!(week.status, StatusCode::CREATED, "{}", week.text());
        let none = send(Method::POST, "/periods", json!({ "period": "2026-W53" })).await;
        assert_eq!(none.problem().errors[0].field, "period");

        let ad_hoc = send(Method::POST, "/periods", json!({ "period": "2026-A1" })).await;
        assert_eq!(ad_hoc.problem().errors[0].field, "days");
        let days = json!({ "starts_on": "2026-11-01", "ends_on": "2026-11-20", "due_on": "2026-11-10" });
        let body = json!({ "period": "2026-A1", "days": days });
        let ad_hoc = send(Method::POST, "/periods", body).await;
        assert_eq!(ad_hoc.problem().errors[0].code, "out_of_order");
        let days = json!({ "starts_on": "2026-11-01", "ends_on": "2026-11-20", "due_on": "2026-11-24" });
        let body = json!({ "period": "2026-A1", "days": days });
        let ad_hoc = send(Method::POST, "/periods", body).await;
        assert_eq!(ad_hoc.status, StatusCode::CREATED, "{}", ad_hoc.text());
        assert_eq!(server::db::rollup::check(&app.db).await.unwrap(), Vec::<String>::new());

        // Cut off on Sunday 20/12, due on Wednesday 23/12, taken until Friday 25/12.
        let now = |day| chrono::Utc.with_ymd_and_hms(2026, 12, day, 5, 0, 0).unwrap();
        let lock = async || server::service::sync::lock_after_grace(app.state.ctx()).await.unwrap();
        // The ad hoc period and the week were taken until before that.
        app.clock.set(now(24));
        assert_eq!(lock().await, 2);
        app.clock.set(now(25));
        assert_eq!(lock().await, 0);
        app.clock.set(now(26));
        assert_eq!(lock().await, 1);
        assert_eq!(lock().await, 0, "once");
        // Reopened with a reason, it stays open.
        let desk = app.sign_in("dieuphoi.danang").await;
        let path = format!("{plan}/periods/2026-M12/unlock");
        let because = json!({ "reason": "Bổ sung số liệu" });
        let unlocked = app.send(Ask::post(&path).bearer(&desk).json(&because)).await;
        assert_eq!(unlocked.status, StatusCode::NO_CONTENT, "{}", unlocked.text());
        app.clock.set(now(28));
        assert_eq!(lock().await, 0);
    }
}
