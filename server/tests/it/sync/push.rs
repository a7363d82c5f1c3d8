//! What becomes of pushes.

use super::{Device, edit, measure, numerator, results, step, task};
use crate::db_harness::on_both;
use crate::harness::{Ask, TestApp};
use crate::world::{self, october};
use axum::http::{Method, StatusCode};
use domain::report::ReportState;
use domain::wire::report::Saved;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};
use server::db::Db;
use server::db::entity::{report, sync_op, unmerged};
use server::db::text_uuid::TextUuid;
use uuid::Uuid;

/// Snapshots are the same on both engines.
macro_rules! same {
    ($name:literal, $value:expr) => {
        insta::assert_json_snapshot!($name, $value)
    };
}

/// Where a report stands in the sequence of changes.
async fn seqs(db: &Db, id: domain::id::ReportId) -> (i64, i64) {
    let row = report::Entity::find_by_id(TextUuid(id.0))
        .one(db.read())
        .await;
    let row = row.unwrap().unwrap();
    (row.seq, row.whole_seq)
}

on_both! {
    async fn a_report_arrives_in_one_push(db: Db) {
        let app = TestApp::over(db).await;
        let phone = Device::of(&app, "canbo.tammy", 1).await;
        let (before, _) = seqs(&app.db, app.report).await;
        let outcomes = phone.make(&[
            numerator(1, 0, 412),
            edit(measure(1), 0, "denominator", json!("486")),
            edit(measure(3), 0, "count", json!("2.5")),
            edit(task(1), 0, "progress", json!("in_progress")),
            json!({ "kind": "edit_texts", "base_version": 0,
                    "edits": [{ "field": "obstacles", "value": "Thiếu thiết bị" }] }),
            step("submit", 0),
        ]).await;
        same!("a_report_in_one_push", outcomes);
        let report = phone.report().await;
        assert_eq!(report.summary.state, ReportState::Submitted);
        assert_eq!(report.texts.obstacles, "Thiếu thiết bị");
        same!("versions_of_one_push", phone.versions().await);
        let (after, _) = seqs(&app.db, app.report).await;
        assert!(after > before, "devices hear of it");
        let known = sync_op::Entity::find().all(app.db.read()).await.unwrap();
        assert_eq!(known.len(), 6);
    }

    async fn the_same_again_changes_nothing(db: Db) {
        let app = TestApp::over(db).await;
        let phone = Device::of(&app, "canbo.tammy", 1).await;
        let ops = [phone.op(numerator(1, 0, 412)), phone.op(edit(measure(3), 0, "count", json!("2")))];
        let first = phone.push(&ops).await;
        let report = phone.report().await;
        let second = phone.push(&ops).await;
        assert_eq!(results(&second), ["duplicate", "duplicate"]);
        for (first, second) in first.iter().zip(&second) {
            assert_eq!((&first["version"], &first["at"]), (&second["version"], &second["at"]));
        }
        // Also twice within one push, and beside something new.
        let new = phone.op(numerator(2, 0, 1));
        let third = phone.push(&[ops[0].clone(), new.clone(), new]).await;
        assert_eq!(results(&third), ["duplicate", "applied", "duplicate"]);
        assert_eq!(phone.report().await.summary.version, report.summary.version + 1);
        assert_eq!(phone.versions().await.len(), 2);
    }

    async fn an_operation_id_of_somebody_elses_is_refused_without_a_word(db: Db) {
        let app = TestApp::over(db).await;
        let phone = Device::of(&app, "canbo.tammy", 1).await;
        let op = phone.op(numerator(1, 0, 412));
        phone.push(std::slice::from_ref(&op)).await;
        let other = Device::of(&app, "canbo2.tammy", 2).await;
        let stranger = Device::of(&app, "canbo.xa1", 3).await;
        for device in [&other, &stranger] {
            let outcomes = device.push(std::slice::from_ref(&op)).await;
            same!("a_foreign_operation", outcomes);
        }
        assert_eq!(phone.versions().await.len(), 1);
    }

    async fn a_conflict_keeps_what_was_sent(db: Db) {
        let app = TestApp::over(db).await;
        let one = Device::of(&app, "canbo.tammy", 1).await;
        let two = Device::of(&app, "canbo2.tammy", 2).await;
        one.make(&[numerator(1, 0, 412)]).await;
        let texts = |text: &str| json!({
            "kind": "edit_texts", "base_version": 0,
            "edits": [{ "field": "notes", "value": text }],
        });
        one.make(&[texts("một")]).await;
        let (before, _) = seqs(&app.db, app.report).await;
        let ops = [
            two.op(numerator(1, 0, 400)),
            two.op(texts("hai")),
            two.op(edit(measure(1), 0, "note", json!("Đã đối chiếu"))),
            two.op(step("submit", 0)),
        ];
        let outcomes = two.push(&ops).await;
        same!("conflicts", outcomes);
        let kept = unmerged::Entity::find().order_by_asc(unmerged::Column::OpId).all(app.db.read());
        let kept: Vec<_> = kept.await.unwrap().into_iter().map(|row| {
            assert!(row.seq > before);
            (row.line.is_some(), row.fields, row.texts)
        }).collect();
        same!("kept_after_conflicts", kept);
        // Sent again, it is in conflict again and kept once; devices hear of it.
        let outcomes = two.push(&ops[..2]).await;
        assert_eq!(results(&outcomes), ["conflict", "conflict"]);
        let again = unmerged::Entity::find().all(app.db.read()).await.unwrap();
        assert_eq!(again.len(), 2);
        let (after, _) = seqs(&app.db, app.report).await;
        assert!(after > before);
        // Having seen it, one insists.
        let outcomes = two.make(&[numerator(1, 1, 400)]).await;
        assert_eq!(results(&outcomes), ["applied"]);
    }

    async fn two_devices_of_one_person_clash_and_one_device_never(db: Db) {
        let app = TestApp::over(db).await;
        let phone = Device::of(&app, "canbo.tammy", 1).await;
        let desk = Device::of(&app, "canbo.tammy", 2).await;
        phone.make(&[numerator(1, 0, 1)]).await;
        assert_eq!(results(&phone.make(&[numerator(1, 0, 2)]).await), ["applied"]);
        assert_eq!(results(&desk.make(&[numerator(1, 0, 3)]).await), ["conflict"]);
        assert_eq!(results(&desk.make(&[numerator(1, 1, 3)]).await), ["conflict"]);
        assert_eq!(results(&desk.make(&[numerator(1, 2, 3)]).await), ["applied"]);
        assert_eq!(results(&phone.make(&[numerator(1, 2, 4)]).await), ["conflict"]);
    }

    async fn a_step_waits_for_what_was_made_before_it(db: Db) {
        let app = TestApp::over(db).await;
        let phone = Device::of(&app, "canbo.tammy", 1).await;
        let wrong = phone.op(numerator(1, 0, -1));
        let outcomes = phone.push(&[
            phone.op(numerator(2, 0, 5)), wrong, phone.op(step("submit", 0)),
        ]).await;
        assert_eq!(results(&outcomes), ["applied", "refused invalid", "refused blocked"]);
        same!("blocked", outcomes[2]);
        assert_eq!(phone.report().await.summary.state, ReportState::Draft);
        // Another push is another matter, and so is another report.
        let outcomes = phone.make(&[step("submit", 0)]).await;
        assert_eq!(results(&outcomes), ["applied"]);
        let outcomes = phone.make(&[numerator(1, 0, 3), step("withdraw", 0), step("submit", 0)]).await;
        assert_eq!(results(&outcomes), ["refused wrong_state", "refused blocked", "refused blocked"]);
    }

    async fn refusals_name_the_reason(db: Db) {
        let app = TestApp::over(db).await;
        let phone = Device::of(&app, "canbo.tammy", 1).await;
        let mut unknown = phone.op(numerator(1, 0, 1));
        unknown["report"] = json!(Uuid::from_u128(0xffff));
        let outcomes = phone.push(&[
            unknown,
            phone.op(numerator(1, 0, -1)),
            phone.op(edit(world::measure_line(1, 1), 0, "note", json!("?"))),
            phone.op(json!({ "kind": "remove_evidence", "evidence": Uuid::from_u128(1) })),
        ]).await;
        same!("refusals", outcomes);
        let leader = Device::of(&app, "lanhdao.danang", 2).await;
        let stranger = Device::of(&app, "canbo.xa1", 3).await;
        let outcomes = [
            leader.make(&[numerator(1, 0, 1)]).await,
            stranger.make(&[numerator(1, 0, 1)]).await,
            phone.make(&[step("approve", 0)]).await,
        ];
        let codes: Vec<_> = outcomes.iter().flat_map(|outcomes| results(outcomes)).collect();
        assert_eq!(codes, ["refused forbidden", "refused not_found", "refused forbidden"]);
        // What one may not see is answered as what is not there.
        assert_eq!(outcomes[1][0]["refusal"], phone.push(&[{
            let mut op = phone.op(numerator(1, 0, 1));
            op["report"] = json!(Uuid::from_u128(0xfffe));
            op
        }]).await[0]["refusal"]);
        assert_eq!(phone.report().await.summary.version, 0);
    }

    async fn an_edit_that_agrees_is_applied_and_makes_no_version(db: Db) {
        let app = TestApp::over(db).await;
        let one = Device::of(&app, "canbo.tammy", 1).await;
        let two = Device::of(&app, "canbo2.tammy", 2).await;
        one.make(&[numerator(1, 0, 412)]).await;
        let op = two.op(numerator(1, 0, 412));
        assert_eq!(results(&two.push(std::slice::from_ref(&op)).await), ["applied"]);
        assert_eq!(results(&two.push(&[op]).await), ["duplicate"]);
        assert_eq!(one.versions().await.len(), 1);
    }

    async fn what_one_acknowledged_value_hid_stays_in_the_history(db: Db) {
        let app = TestApp::over(db).await;
        let phone = Device::of(&app, "canbo.tammy", 1).await;
        let outcomes = phone.make(&[
            numerator(1, 0, 1), numerator(2, 0, 7), numerator(1, 0, 2),
        ]).await;
        let versions: Vec<_> = outcomes.iter().map(|outcome| outcome["version"].clone()).collect();
        assert_eq!(versions, [1, 1, 2]);
        let history: Vec<usize> = phone.versions().await.iter().map(|v| v.changes.len()).collect();
        assert_eq!(history, [1, 2]);
    }

    async fn approving_settles_every_reason(db: Db) {
        let app = TestApp::over(db).await;
        let phone = Device::of(&app, "canbo.tammy", 1).await;
        let boss = Device::of(&app, "lanhdao.tammy", 2).await;
        phone.make(&[numerator(1, 0, 412), step("submit", 0)]).await;
        let outcomes = boss.make(&[json!({
            "kind": "return", "base_version": 2, "reason": "",
            "lines": [{ "line": measure(2), "reason": "Chưa nhập" }, { "line": measure(1), "reason": "Sai" }],
        })]).await;
        assert_eq!(results(&outcomes), ["applied"]);
        assert_eq!(phone.report().await.summary.progress.returned, 2);
        phone.make(&[numerator(2, 0, 4), step("submit", 3)]).await;
        let outcomes = boss.make(&[step("approve", 5)]).await;
        assert_eq!(results(&outcomes), ["applied"]);
        let report = phone.report().await;
        assert_eq!(report.summary.state, ReportState::Approved);
        assert!(report.lines.iter().all(|line| line.returned.is_none()));
        let lines = server::db::reports::lines(app.db.read(), &[app.report]).await.unwrap();
        let (seq, _) = seqs(&app.db, app.report).await;
        assert!(lines[&app.report].iter().all(|line| line.seq == seq), "devices hear of both");
    }

    async fn later_reports_are_needed_whole_when_their_past_changes(db: Db) {
        let app = TestApp::over(db).await;
        let later = seqs(&app.db, app.report).await;
        let october = world::tam_mys(&world::open(&app.db, october()).await);
        let phone = Device::of(&app, "canbo.tammy", 1).await;
        let on_october = |body: Value| {
            let mut op = phone.op(body);
            op["report"] = json!(october);
            op
        };
        phone.push(&[on_october(numerator(1, 0, 5))]).await;
        assert_eq!(seqs(&app.db, app.report).await, later, "a draft is nobody's past");
        phone.push(&[on_october(step("submit", 1))]).await;
        let (seq, whole) = seqs(&app.db, app.report).await;
        assert!(seq > later.0 && whole == seq);
        let (own, own_whole) = seqs(&app.db, october).await;
        assert!(own == seq && own_whole < own, "itself it is not");
        phone.push(&[on_october(step("withdraw", 2))]).await;
        assert!(seqs(&app.db, app.report).await.1 > whole);
    }

    async fn one_push_may_be_about_several_reports(db: Db) {
        let app = TestApp::over(db).await;
        let october = world::tam_mys(&world::open(&app.db, october()).await);
        let phone = Device::of(&app, "canbo.tammy", 1).await;
        let mut other = phone.op(numerator(1, 0, 5));
        other["report"] = json!(october);
        let mut submit = phone.op(step("submit", 0));
        submit["report"] = json!(october);
        let outcomes = phone.push(&[phone.op(numerator(1, 0, -1)), other, submit]).await;
        assert_eq!(results(&outcomes), ["refused invalid", "applied", "applied"]);
    }
}

#[tokio::test]
async fn a_protocol_that_is_not_spoken_is_said_first() {
    let app = TestApp::new().await;
    let phone = Device::of(&app, "canbo.tammy", 1).await;
    let mut answers = Vec::new();
    for push in [
        json!({ "protocol": 0, "device": Uuid::nil(), "ops": [] }),
        json!({ "protocol": 0, "operations": "another form" }),
        json!({ "protocol": 2, "device": Uuid::nil(), "ops": [] }),
        json!({ "protocol": 2, "ops": [{ "kind": "new" }] }),
        json!({ "protocol": 1, "device": Uuid::nil(), "ops": [{ "kind": "new" }] }),
        json!({ "device": Uuid::nil(), "ops": [] }),
    ] {
        answers.push(phone.send(&push).await.problem());
    }
    insta::assert_json_snapshot!(answers);
}

#[tokio::test]
async fn a_push_holds_at_most_so_many_operations() {
    let app = TestApp::new().await;
    let phone = Device::of(&app, "canbo.tammy", 1).await;
    let mut ops: Vec<Value> = (0..501).map(|n| phone.op(numerator(1, 0, n))).collect();
    let answer = phone.send(&phone.push_of(&ops)).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    insta::assert_json_snapshot!(answer.problem());
    ops.pop();
    assert_eq!(phone.push(&ops).await.len(), 500);
    assert_eq!(phone.push(&[]).await.len(), 0);
}

#[tokio::test]
async fn who_has_no_right_learns_nothing_by_pushing() {
    let app = TestApp::new().await;
    let phone = Device::of(&app, "canbo.tammy", 1).await;
    phone.make(&[numerator(1, 0, 412)]).await;
    for username in ["lanhdao.gialai", "quantri.danang", "canbo.xa1"] {
        let device = Device::of(&app, username, 9).await;
        let mut elsewhere = device.op(numerator(1, 0, 1));
        elsewhere["report"] = json!(Uuid::from_u128(0xffff));
        let outcomes = device
            .push(&[
                device.op(numerator(1, 0, 1)),
                device.op(step("submit", 0)),
                elsewhere,
            ])
            .await;
        let all = results(&outcomes);
        assert_eq!(
            all,
            ["refused not_found", "refused blocked", "refused not_found"]
        );
        assert_eq!(outcomes[0], outcomes[2], "{username}");
    }
}

#[tokio::test]
async fn the_plain_api_and_devices_of_one_person_are_one_hand() {
    let app = TestApp::new().await;
    let phone = Device::of(&app, "canbo.tammy", 1).await;
    phone.make(&[numerator(1, 0, 1)]).await;
    let path = format!("/api/v1/reports/{}", app.report);
    let body = json!({ "lines": [{
        "line": measure(1), "base_version": 0,
        "edits": [{ "field": "numerator", "value": "2" }],
    }] });
    let ask = Ask::new(Method::PATCH, &path).bearer(&phone.tokens);
    let saved: Saved = app.send(ask.json(&body)).await.json();
    assert_eq!(saved.version, 2);
    assert_eq!(
        results(&phone.make(&[numerator(1, 1, 3)]).await),
        ["applied"]
    );
    let known = sync_op::Entity::find().all(app.db.read()).await.unwrap();
    assert_eq!(
        known.len(),
        2,
        "only what a device may send again is remembered"
    );
}
