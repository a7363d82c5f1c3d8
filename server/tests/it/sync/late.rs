//! Requests to submit late.

use super::locks::path;
use super::{Device, edit, measure, numerator, results, step, task};
use crate::db_harness::on_both;
use crate::harness::TestApp;
use crate::world::{self, CITY_PLAN, TAM_MY_PLAN, person};
use axum::http::StatusCode;
use domain::report::ReportState;
use domain::wire::sync::{LateRow, LateState};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use server::db::entity::{audit_log, late_op, unmerged};
use server::db::{Db, users};

async fn lock(city: &Device<'_>, plan: u128) {
    let answer = city.post(&path(plan, "lock"), &json!({})).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
}

async fn requests(device: &Device<'_>) -> Vec<LateRow> {
    device.get("/api/v1/late-requests").await.json()
}

async fn decide(device: &Device<'_>, row: &LateRow, what: &str) -> crate::harness::Answer {
    let path = format!("/api/v1/late-requests/{}/{what}", row.request.id);
    device.post(&path, &json!({ "reason": "Đã quá hạn" })).await
}

async fn outcomes_in_the_log(db: &Db) -> Vec<String> {
    let rows = audit_log::Entity::find().all(db.read()).await.unwrap();
    let last = rows
        .iter()
        .rfind(|row| row.action == "late.accept")
        .unwrap();
    let detail: Value = serde_json::from_str(&last.detail).unwrap();
    let outcomes = detail["outcomes"].as_object().unwrap().values();
    outcomes
        .map(|name| name.as_str().unwrap().to_owned())
        .collect()
}

on_both! {
    async fn what_comes_after_the_lock_waits_and_is_let_in(db: Db) {
        let app = TestApp::over(db).await;
        let one = Device::of(&app, "canbo.tammy", 1).await;
        let city = Device::of(&app, "dieuphoi.danang", 2).await;
        one.make(&[numerator(1, 0, 1)]).await;
        lock(&city, CITY_PLAN).await;
        let ops = [one.op(numerator(1, 1, 412)), one.op(edit(measure(1), 1, "denominator", json!("486")))];
        let first = one.push(&ops).await;
        assert_eq!(results(&first), ["late", "late"]);
        let second = one.make(&[edit(task(1), 0, "note", json!("Đã ban hành")), step("submit", 1)]).await;
        assert_eq!(results(&second), ["late", "late"]);
        assert_eq!(first[0], second[1], "one request per report");
        assert_eq!(one.push(&ops).await, first, "sent again it is the same request");
        let report = one.report().await;
        assert_eq!((report.summary.version, report.late.unwrap().state), (1, LateState::Waiting));

        let rows = requests(&city).await;
        insta::assert_json_snapshot!("a_late_request", rows);
        let answer = decide(&city, &rows[0], "accept").await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let row: LateRow = answer.json();
        assert_eq!(row.request.state, LateState::Accepted);
        let report = one.report().await;
        assert_eq!(report.summary.state, ReportState::Submitted);
        assert!(report.lock.is_none(), "the lock does not hold for it");
        assert_eq!(report.late.unwrap().state, LateState::Accepted);
        insta::assert_json_snapshot!("versions_let_in", one.versions().await);
        assert_eq!(results(&one.push(&ops).await), ["duplicate", "duplicate"]);
        assert_eq!(outcomes_in_the_log(&app.db).await, ["applied"; 4]);
        // It is open from here on, until a new lock.
        assert_eq!(results(&one.make(&[step("withdraw", 3), numerator(1, 3, 5)]).await), ["applied", "applied"]);
        let answer = decide(&city, &rows[0], "accept").await;
        assert_eq!((answer.status, answer.problem().code.as_str()), (StatusCode::CONFLICT, "already_decided"));
        lock(&city, TAM_MY_PLAN).await;
        assert_eq!(results(&one.make(&[numerator(1, 4, 6)]).await), ["late"]);
    }

    async fn a_refusal_says_why_and_keeps_everything(db: Db) {
        let app = TestApp::over(db).await;
        let phone = Device::of(&app, "canbo.tammy", 1).await;
        let leader = Device::of(&app, "lanhdao.danang", 2).await;
        lock(&leader, CITY_PLAN).await;
        let op = phone.op(numerator(1, 0, 412));
        phone.push(std::slice::from_ref(&op)).await;
        let rows = requests(&leader).await;
        let bare = format!("/api/v1/late-requests/{}/refuse", rows[0].request.id);
        let answer = leader.post(&bare, &json!({})).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let answer = decide(&leader, &rows[0], "refuse").await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let again = phone.push(&[op]).await;
        insta::assert_json_snapshot!("late_refused", again);
        let late = phone.report().await.late.unwrap();
        assert_eq!((late.state, late.reason.as_deref()), (LateState::Refused, Some("Đã quá hạn")));
        assert_eq!(late_op::Entity::find().all(app.db.read()).await.unwrap().len(), 1);
        for what in ["accept", "refuse"] {
            let answer = decide(&leader, &rows[0], what).await;
            assert_eq!(answer.problem().code, "already_decided");
        }
        // What is made afterwards asks anew.
        assert_eq!(results(&phone.make(&[numerator(1, 0, 413)]).await), ["late"]);
        let rows = requests(&leader).await;
        let states: Vec<_> = rows.iter().map(|row| row.request.state).collect();
        assert_eq!(states, [LateState::Waiting, LateState::Refused]);
        assert_eq!(phone.report().await.late.unwrap().state, LateState::Waiting);
    }

    async fn what_is_let_in_is_decided_as_if_it_came_now(db: Db) {
        let app = TestApp::over(db).await;
        let one = Device::of(&app, "canbo.tammy", 1).await;
        let two = Device::of(&app, "canbo2.tammy", 2).await;
        let city = Device::of(&app, "dieuphoi.danang", 3).await;
        lock(&city, CITY_PLAN).await;
        one.make(&[numerator(1, 0, 1), numerator(2, 0, -1)]).await;
        let clash = two.op(numerator(1, 0, 2));
        two.push(&[clash.clone(), two.op(step("submit", 0))]).await;
        let rows = requests(&city).await;
        assert_eq!((rows[0].ops, rows[0].lines, rows[0].submits, rows[0].people.len()), (4, 2, true, 2));
        decide(&city, &rows[0], "accept").await;
        assert_eq!(outcomes_in_the_log(&app.db).await, ["applied", "invalid", "conflict", "blocked"]);
        assert_eq!(two.report().await.summary.state, ReportState::Draft);
        assert_eq!(unmerged::Entity::find().all(app.db.read()).await.unwrap().len(), 1);
        // Sent again, it is decided again: in conflict, and kept once.
        assert_eq!(results(&two.push(&[clash]).await), ["conflict"]);
        assert_eq!(unmerged::Entity::find().all(app.db.read()).await.unwrap().len(), 1);
    }

    async fn whoever_lost_the_right_is_not_let_in(db: Db) {
        let app = TestApp::over(db).await;
        let phone = Device::of(&app, "canbo.tammy", 1).await;
        let city = Device::of(&app, "dieuphoi.danang", 2).await;
        lock(&city, CITY_PLAN).await;
        phone.make(&[numerator(1, 0, 412)]).await;
        users::set_disabled(app.db.read(), person(0), true).await.unwrap();
        decide(&city, &requests(&city).await[0], "accept").await;
        assert_eq!(outcomes_in_the_log(&app.db).await, ["not_found"]);
        assert_eq!(city.report().await.summary.version, 0);
    }

    async fn unlocking_lets_in_what_no_other_lock_holds_back(db: Db) {
        let app = TestApp::over(db).await;
        let phone = Device::of(&app, "canbo.tammy", 1).await;
        let city = Device::of(&app, "dieuphoi.danang", 2).await;
        lock(&city, CITY_PLAN).await;
        lock(&city, TAM_MY_PLAN).await;
        phone.make(&[numerator(1, 0, 412)]).await;
        let reason = json!({ "reason": "Mở bổ sung" });
        city.post(&path(CITY_PLAN, "unlock"), &reason).await;
        assert_eq!(phone.report().await.late.unwrap().state, LateState::Waiting);
        city.post(&path(TAM_MY_PLAN, "unlock"), &reason).await;
        let report = phone.report().await;
        assert_eq!((report.late.unwrap().state, report.summary.version), (LateState::Accepted, 1));
        assert_eq!(outcomes_in_the_log(&app.db).await, ["applied"]);
    }

    async fn an_operation_let_in_and_locked_out_again_asks_again(db: Db) {
        let app = TestApp::over(db).await;
        let one = Device::of(&app, "canbo.tammy", 1).await;
        let two = Device::of(&app, "canbo2.tammy", 2).await;
        let city = Device::of(&app, "dieuphoi.danang", 3).await;
        lock(&city, CITY_PLAN).await;
        one.make(&[numerator(1, 0, 1)]).await;
        let clash = two.op(numerator(1, 0, 2));
        two.push(std::slice::from_ref(&clash)).await;
        decide(&city, &requests(&city).await[0], "accept").await;
        lock(&city, TAM_MY_PLAN).await;
        let again = two.push(std::slice::from_ref(&clash)).await;
        assert_eq!(results(&again), ["late"]);
        assert_eq!(two.push(&[clash]).await, again);
        let rows = requests(&city).await;
        assert_eq!((rows.len(), rows[0].ops, rows[0].request.state), (2, 1, LateState::Waiting));
    }
}

#[tokio::test]
async fn the_right_is_needed_where_the_lock_is() {
    let app = TestApp::new().await;
    let phone = Device::of(&app, "canbo.tammy", 1).await;
    let city = Device::of(&app, "dieuphoi.danang", 2).await;
    // Tam Mỹ's approver also leads the commune.
    let grants = [domain::policy::Grant {
        role: domain::policy::Role::Leader,
        unit: domain::id::UnitId::new(world::TAM_MY),
    }];
    let known = users::lookup(app.db.read(), person(0))
        .await
        .unwrap()
        .unwrap();
    let account = users::NewAccount {
        id: domain::id::UserId(uuid::Uuid::from_u128(0xbeef)),
        username: "chutich.tammy".to_owned(),
        display_name: "Chủ tịch".to_owned(),
        password_hash: known.password_hash,
        simulated: true,
        must_change_password: false,
        created_at: crate::harness::start(),
        created_by: None,
    };
    users::add(app.db.read(), account, &grants).await.unwrap();
    let chair = Device::of(&app, "chutich.tammy", 3).await;

    lock(&city, CITY_PLAN).await;
    phone.make(&[numerator(1, 0, 412)]).await;
    let rows = requests(&city).await;
    assert_eq!(rows.len(), 1);
    assert!(requests(&chair).await.is_empty(), "the lock is the city's");
    for what in ["accept", "refuse"] {
        let answer = decide(&chair, &rows[0], what).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}");
    }
    for username in ["lanhdao.gialai", "canbo.xa1", "quantri.danang"] {
        let device = Device::of(&app, username, 4).await;
        for what in ["accept", "refuse"] {
            let answer = decide(&device, &rows[0], what).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{username} {what}");
        }
        assert!(requests(&device).await.is_empty());
    }
    for username in ["canbo.tammy", "kiemtra.danang", "lanhdao.tammy"] {
        let device = Device::of(&app, username, 5).await;
        let answer = decide(&device, &rows[0], "accept").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{username}");
        assert!(requests(&device).await.is_empty());
    }

    // A lock of the commune's own is the commune's to lift.
    let reason = json!({ "reason": "Mở bổ sung" });
    lock(&chair, TAM_MY_PLAN).await;
    city.post(&path(CITY_PLAN, "unlock"), &reason).await;
    assert_eq!(requests(&chair).await.len(), 1);
    let answer = decide(&chair, &rows[0], "accept").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
}
