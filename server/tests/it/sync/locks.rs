//! Locks of periods.

use super::{Device, measure, numerator, results, step};
use crate::db_harness::on_both;
use crate::harness::{Ask, TestApp};
use crate::world::{self, CITY_PLAN, TAM_MY_PLAN, november, plan_id};
use axum::http::{Method, StatusCode};
use domain::wire::sync::PeriodLock;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use server::db::Db;
use server::db::entity::{audit_log, report};

pub(crate) fn path(plan: u128, what: &str) -> String {
    format!("/api/v1/plans/{}/periods/2026-M11/{what}", plan_id(plan))
}

async fn seqs(db: &Db) -> Vec<i64> {
    let rows = report::Entity::find().all(db.read()).await.unwrap();
    rows.iter().map(|row| row.seq).collect()
}

async fn audited(db: &Db) -> Vec<Value> {
    let rows = audit_log::Entity::find().all(db.read()).await.unwrap();
    let rows = rows.into_iter().map(|row| {
        let detail: Value = serde_json::from_str(&row.detail).unwrap();
        json!({ "actor": row.actor, "action": row.action, "unit": row.unit_id, "detail": detail })
    });
    rows.collect()
}

on_both! {
    async fn a_lock_above_holds_below_until_it_is_lifted(db: Db) {
        let app = TestApp::over(db).await;
        let phone = Device::of(&app, "canbo.tammy", 1).await;
        let city = Device::of(&app, "dieuphoi.danang", 2).await;
        let before = seqs(&app.db).await;
        let answer = city.post(&path(CITY_PLAN, "lock"), &json!({ "reason": "Đã tổng hợp" })).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        insta::assert_json_snapshot!("a_lock", answer.json::<Value>());
        let locked = seqs(&app.db).await;
        assert!(before.iter().zip(&locked).all(|(before, after)| after > before));
        let lock = phone.report().await.lock.unwrap();
        assert_eq!(lock.reason.as_deref(), Some("Đã tổng hợp"));
        assert_eq!(lock.stamp.by.display_name, "Người dieuphoi.danang");
        // Again, it is the first one's.
        let leader = Device::of(&app, "lanhdao.danang", 3).await;
        let again: PeriodLock = leader.post(&path(CITY_PLAN, "lock"), &json!({})).await.json();
        assert_eq!(again, lock);
        assert_eq!(seqs(&app.db).await, locked);

        let answer = leader.post(&path(CITY_PLAN, "unlock"), &json!({ "reason": "Mở bổ sung" })).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text());
        assert!(phone.report().await.lock.is_none());
        assert!(seqs(&app.db).await > locked);
        assert_eq!(results(&phone.make(&[numerator(1, 0, 1)]).await), ["applied"]);
        let answer = leader.post(&path(CITY_PLAN, "unlock"), &json!({ "reason": "Mở" })).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text());
        insta::assert_json_snapshot!("locks_in_the_log", audited(&app.db).await);
    }

    async fn a_locked_period_takes_approvals_and_nothing_else(db: Db) {
        let app = TestApp::over(db).await;
        let phone = Device::of(&app, "canbo.tammy", 1).await;
        let boss = Device::of(&app, "lanhdao.tammy", 2).await;
        let city = Device::of(&app, "dieuphoi.danang", 3).await;
        phone.make(&[numerator(1, 0, 412), step("submit", 1)]).await;
        city.post(&path(CITY_PLAN, "lock"), &json!({})).await;
        assert_eq!(results(&phone.make(&[step("withdraw", 2)]).await), ["refused locked"]);
        assert_eq!(results(&boss.make(&[step("approve", 2)]).await), ["applied"]);
    }

    async fn the_plain_api_is_told_that_the_period_is_locked(db: Db) {
        let app = TestApp::over(db).await;
        let phone = Device::of(&app, "canbo.tammy", 1).await;
        let city = Device::of(&app, "dieuphoi.danang", 2).await;
        city.post(&path(CITY_PLAN, "lock"), &json!({})).await;
        let report = format!("/api/v1/reports/{}", app.report);
        let body = json!({ "lines": [{
            "line": measure(1), "base_version": 0,
            "edits": [{ "field": "numerator", "value": "2" }],
        }] });
        let save = app.send(Ask::new(Method::PATCH, &report).bearer(&phone.tokens).json(&body)).await;
        let submit = phone.post(&format!("{report}/submit"), &json!({ "version": 0 })).await;
        for answer in [save, submit] {
            assert_eq!((answer.status, answer.problem().code.as_str()), (StatusCode::CONFLICT, "period_locked"));
        }
        let requests: Vec<Value> = city.get("/api/v1/late-requests").await.json();
        assert!(requests.is_empty());
    }
}

#[tokio::test]
async fn who_may_lock() {
    let app = TestApp::new().await;
    let mut table = Vec::new();
    for (username, role, unit) in world::PEOPLE {
        let device = Device::of(&app, username, 1).await;
        let mut row = format!("{username:16} {:11} {unit:5}", role.as_str());
        for (of, plan) in [("city", CITY_PLAN), ("commune", TAM_MY_PLAN)] {
            for what in ["lock", "unlock"] {
                let answer = device
                    .post(&path(plan, what), &json!({ "reason": "Lý do" }))
                    .await;
                row.push_str(&format!("  {of} {what} {}", answer.status.as_u16()));
            }
        }
        table.push(row);
    }
    insta::assert_snapshot!(table.join("\n"));
}

#[tokio::test]
async fn what_a_lock_needs() {
    let app = TestApp::new().await;
    let city = Device::of(&app, "dieuphoi.danang", 1).await;
    let reason = json!({ "reason": "Lý do" });
    let unknown = path(CITY_PLAN, "lock").replace("M11", "M12");
    assert_eq!(
        city.post(&unknown, &reason).await.status,
        StatusCode::NOT_FOUND
    );
    let never = path(CITY_PLAN, "lock").replace("2026-M11", "november");
    assert_eq!(
        city.post(&never, &reason).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        city.post(&path(999, "lock"), &reason).await.status,
        StatusCode::NOT_FOUND
    );
    let long = json!({ "reason": "x".repeat(4_001) });
    let mut problems = Vec::new();
    for (what, body) in [
        ("lock", &long),
        ("unlock", &long),
        ("unlock", &json!({ "reason": " " })),
    ] {
        let answer = city.post(&path(CITY_PLAN, what), body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        problems.push(answer.problem().errors);
    }
    insta::assert_json_snapshot!(problems);
    assert_eq!(november().to_string(), "2026-M11");
}
