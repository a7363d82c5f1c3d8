//! Saving: every line gets its own outcome, nobody's figures are overwritten unseen.

use super::{Desk, edit, measure, ratio, task};
use crate::harness::TestApp;
use axum::http::StatusCode;
use domain::id::{LineId, TaskId};
use domain::quantity::Quantity;
use domain::wire::report::{LineOutcome, Report, Version};
use serde_json::json;

fn numerator(report: &Report, line: LineId) -> Option<Quantity> {
    report
        .lines
        .iter()
        .find(|held| held.id == line)
        .unwrap()
        .entry
        .numerator
}

fn applied(outcome: &LineOutcome) -> Option<i64> {
    match outcome {
        LineOutcome::Applied { version, .. } => Some(*version),
        LineOutcome::Conflict { .. } | LineOutcome::Rejected { .. } => None,
    }
}

#[tokio::test]
async fn a_save_stores_lines_and_texts_and_makes_one_version() {
    let app = TestApp::new().await;
    let staff = Desk::of(&app, "canbo.tammy").await;
    let done = [
        ("progress", json!("done")),
        ("completed_on", json!("2026-11-10")),
        ("note", json!("Đã ban hành Quyết định số 12/QĐ-UBND")),
    ];
    let answer = staff
        .patch(&json!({
            "lines": [
                ratio(1, 0, 412, 486),
                edit(measure(3), 0, &[("count", json!("2.5"))]),
                edit(measure(4), 0, &[("reached", json!(true))]),
                edit(measure(2), 0, &[("not_applicable", json!("Xã không có bộ phận này"))]),
                edit(task(1), 0, &done),
            ],
            "texts": [{ "field": "obstacles", "value": "Thiếu thiết bị" }],
        }))
        .await;
    insta::assert_json_snapshot!(answer.json::<serde_json::Value>());
    insta::assert_json_snapshot!("report_after_a_save", staff.report().await);
    let versions: Vec<Version> = staff.get(&staff.path("versions")).await.json();
    insta::assert_json_snapshot!("version_of_a_save", versions);
}

#[tokio::test]
async fn a_save_that_changes_nothing_makes_no_version() {
    let app = TestApp::new().await;
    let staff = Desk::of(&app, "canbo.tammy").await;
    let texts = json!({ "texts": [{ "field": "notes", "value": "" }] });
    assert_eq!(
        staff.patch(&texts).await.json::<serde_json::Value>()["version"],
        0
    );
    staff.save(&[ratio(1, 0, 412, 486)]).await;
    for base_version in [0, 1] {
        let saved = staff.save(&[ratio(1, base_version, 412, 486)]).await;
        assert_eq!((saved.version, applied(&saved.lines[0])), (1, Some(1)));
    }
    let saved = staff.save(&[]).await;
    assert_eq!(saved.version, 1);
    let versions: Vec<Version> = staff.get(&staff.path("versions")).await.json();
    assert_eq!(versions.len(), 1);
}

#[tokio::test]
async fn a_wrong_line_does_not_stop_the_others() {
    let app = TestApp::new().await;
    let staff = Desk::of(&app, "canbo.tammy").await;
    let stranger = LineId::Task(TaskId(uuid::Uuid::from_u128(1)));
    let condition = measure(5);
    let saved = staff
        .save(&[
            ratio(1, 0, 412, 486),
            ratio(2, 0, 5, 0),
            edit(measure(3), 0, &[("count", json!("-1"))]),
            edit(measure(4), 0, &[("count", json!("1"))]),
            edit(
                task(1),
                0,
                &[
                    ("progress", json!("done")),
                    ("completed_on", json!("2026-11-17")),
                ],
            ),
            edit(task(2), 0, &[("note", json!("x".repeat(4_001)))]),
            edit(stranger, 0, &[("note", json!("?"))]),
            edit(condition, 0, &[("count", json!("1"))]),
        ])
        .await;
    insta::assert_json_snapshot!(saved);
    let report = staff.report().await;
    let entered: Vec<_> = report
        .lines
        .iter()
        .filter(|line| line.version > 0)
        .collect();
    assert_eq!(entered.len(), 1, "only the first line was stored");
}

#[tokio::test]
async fn texts_have_a_length() {
    let app = TestApp::new().await;
    let staff = Desk::of(&app, "canbo.tammy").await;
    let long = "x".repeat(4_001);
    let body = json!({ "texts": [{ "field": "obstacles", "value": long }] });
    let answer = staff.patch(&body).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    insta::assert_json_snapshot!(answer.problem());
    assert_eq!(staff.report().await.summary.version, 0);
}

#[tokio::test]
async fn the_same_field_changed_by_another_is_a_conflict() {
    let app = TestApp::new().await;
    let one = Desk::of(&app, "canbo.tammy").await;
    let two = Desk::of(&app, "canbo2.tammy").await;
    one.save(&[ratio(1, 0, 412, 486)]).await;

    let saved = two.save(&[ratio(1, 0, 400, 486)]).await;
    insta::assert_json_snapshot!(saved.lines);
    assert_eq!(saved.version, 1);
    assert_eq!(
        numerator(&two.report().await, measure(1)),
        Some(Quantity::from_int(412))
    );

    // Having seen it, one may insist.
    let saved = two.save(&[ratio(1, 1, 400, 486)]).await;
    assert_eq!(applied(&saved.lines[0]), Some(2));
    assert_eq!(
        numerator(&one.report().await, measure(1)),
        Some(Quantity::from_int(400))
    );
}

#[tokio::test]
async fn different_fields_merge_and_equal_values_agree() {
    let app = TestApp::new().await;
    let one = Desk::of(&app, "canbo.tammy").await;
    let two = Desk::of(&app, "canbo2.tammy").await;
    one.save(&[ratio(1, 0, 412, 486)]).await;
    let saved = two
        .save(&[edit(
            measure(1),
            0,
            &[("note", json!("Đã đối chiếu")), ("numerator", json!("412"))],
        )])
        .await;
    assert_eq!(applied(&saved.lines[0]), Some(2));
    let report = one.report().await;
    let line = report
        .lines
        .iter()
        .find(|line| line.id == measure(1))
        .unwrap();
    assert_eq!(line.entry.numerator, Some(Quantity::from_int(412)));
    assert_eq!(line.entry.note, "Đã đối chiếu");

    // The first person's other device still knows version 1: its numerator is its own affair,
    // the note is not.
    let saved = one
        .save(&[edit(measure(1), 1, &[("numerator", json!("413"))])])
        .await;
    assert_eq!(applied(&saved.lines[0]), Some(3));
    let saved = one
        .save(&[edit(measure(1), 1, &[("note", json!("Khác"))])])
        .await;
    assert_eq!(applied(&saved.lines[0]), None);
}

#[tokio::test]
async fn a_line_sent_twice_counts_in_order() {
    let app = TestApp::new().await;
    let staff = Desk::of(&app, "canbo.tammy").await;
    let saved = staff
        .save(&[ratio(1, 0, 1, 486), ratio(1, 0, 2, 486)])
        .await;
    assert_eq!(saved.version, 1);
    assert_eq!(
        numerator(&staff.report().await, measure(1)),
        Some(Quantity::from_int(2))
    );
    let versions: Vec<Version> = staff.get(&staff.path("versions")).await.json();
    assert_eq!((versions.len(), versions[0].changes.len()), (1, 1));
}

#[tokio::test]
async fn saves_at_once_are_all_kept() {
    let app = TestApp::new().await;
    let staff = Desk::of(&app, "canbo.tammy").await;
    let edits = [
        ratio(1, 0, 412, 486),
        ratio(2, 0, 3, 4),
        edit(measure(3), 0, &[("count", json!("7"))]),
        edit(measure(4), 0, &[("reached", json!(false))]),
        edit(task(1), 0, &[("progress", json!("blocked"))]),
        edit(task(2), 0, &[("progress", json!("in_progress"))]),
    ];
    let bodies = edits.map(|line| json!({ "lines": [line] }));
    let [a, b, c, d, e, f] = bodies.each_ref().map(|body| staff.patch(body));
    let (a, b, c, d, e, f) = tokio::join!(a, b, c, d, e, f);
    for answer in [a, b, c, d, e, f] {
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    }
    let report = staff.report().await;
    assert_eq!(report.summary.version, 6);
    let progress = report.summary.progress;
    assert_eq!((progress.targets_done, progress.tasks_done), (4, 2));
}
