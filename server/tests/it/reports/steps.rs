//! From draft to approval and back.

use super::{Desk, edit, measure, ratio, task};
use crate::harness::TestApp;
use crate::world::TAM_MY_PLAN;
use axum::http::StatusCode;
use domain::report::ReportState;
use domain::wire::report::{Line, Report, Version};
use serde_json::{Value, json};

fn line(report: &Report, n: u128) -> &Line {
    report
        .lines
        .iter()
        .find(|line| line.id == measure(n))
        .unwrap()
}

#[tokio::test]
async fn returned_corrected_resubmitted_approved() {
    let app = TestApp::new().await;
    let staff = Desk::of(&app, "canbo.tammy").await;
    let boss = Desk::of(&app, "lanhdao.tammy").await;
    staff
        .save(&[ratio(1, 0, 412, 486), ratio(2, 0, 100, 120)])
        .await;
    let report = staff.must("submit", json!({})).await;
    assert_eq!(report.summary.state, ReportState::Submitted);
    assert_eq!(
        report.submitted.unwrap().by.display_name,
        "Người canbo.tammy"
    );

    let reasons = json!({
        "reason": "Số liệu chưa khớp biểu",
        "lines": [
            { "line": measure(1), "reason": "Đối chiếu lại với Cổng dịch vụ công" },
            { "line": task(1), "reason": "Chưa có trạng thái" },
        ],
    });
    let report = boss.must("return", reasons).await;
    assert_eq!(report.summary.state, ReportState::Returned);
    assert!(report.submitted.is_none());

    let report = staff.report().await;
    assert_eq!(report.summary.progress.returned, 2);
    assert!(!line(&report, 1).returned.as_ref().unwrap().addressed);
    assert!(line(&report, 2).returned.is_none());
    let base = line(&report, 1).version;
    staff.save(&[ratio(1, base, 410, 486)]).await;
    let report = staff.report().await;
    assert!(line(&report, 1).returned.as_ref().unwrap().addressed);
    assert_eq!(
        report.return_reason.as_deref(),
        Some("Số liệu chưa khớp biểu")
    );

    staff.must("submit", json!({})).await;
    let report = boss.must("approve", json!({})).await;
    assert_eq!(report.summary.state, ReportState::Approved);
    assert_eq!(
        report.approved.unwrap().by.display_name,
        "Người lanhdao.tammy"
    );
    assert_eq!(report.return_reason, None);
    assert!(report.lines.iter().all(|line| line.returned.is_none()));

    let versions: Vec<Version> = staff.get(&staff.path("versions")).await.json();
    insta::assert_json_snapshot!(versions);
}

#[tokio::test]
async fn a_withdrawn_report_opens_again() {
    let app = TestApp::new().await;
    let staff = Desk::of(&app, "canbo.tammy").await;
    staff.save(&[ratio(1, 0, 412, 486)]).await;
    staff.must("submit", json!({})).await;
    let report = staff.must("withdraw", json!({})).await;
    assert_eq!(report.summary.state, ReportState::Draft);
    assert!(report.submitted.is_none() && report.may.edit);
    staff.save(&[ratio(1, 1, 413, 486)]).await;
}

#[tokio::test]
async fn an_approved_report_can_still_be_returned() {
    let app = TestApp::new().await;
    let staff = Desk::of(&app, "canbo.tammy").await;
    let boss = Desk::of(&app, "lanhdao.tammy").await;
    let city = Desk::of(&app, "dieuphoi.danang").await;
    staff.save(&[ratio(1, 0, 412, 486)]).await;
    staff.must("submit", json!({})).await;
    boss.must("approve", json!({})).await;
    let report = city
        .must("return", json!({ "reason": "Thiếu số liệu" }))
        .await;
    assert_eq!(report.summary.state, ReportState::Returned);
    assert!(report.approved.is_none());
    assert!(staff.report().await.may.edit);
}

#[tokio::test]
async fn a_step_from_the_wrong_state_is_refused() {
    let app = TestApp::new().await;
    let staff = Desk::of(&app, "canbo.tammy").await;
    let boss = Desk::of(&app, "lanhdao.tammy").await;
    let refused = async |desk: &Desk<'_>, step: &str| -> String {
        let version = desk.report().await.summary.version;
        let body = json!({ "version": version, "reason": "Lý do", "lines": [] });
        let answer = match step {
            "save" => desk.patch(&json!({ "lines": [ratio(1, 0, 1, 2)] })).await,
            step => desk.step(step, &body).await,
        };
        let problem = answer.problem();
        assert_eq!(
            (answer.status, problem.code.as_str()),
            (StatusCode::CONFLICT, "wrong_state")
        );
        format!("{step}: {}", problem.detail)
    };
    let mut details = vec!["draft".to_owned()];
    details.push(refused(&staff, "withdraw").await);
    details.push(refused(&boss, "approve").await);
    details.push(refused(&boss, "return").await);
    staff.must("submit", json!({})).await;
    details.push("submitted".to_owned());
    details.push(refused(&staff, "save").await);
    details.push(refused(&staff, "submit").await);
    boss.must("approve", json!({})).await;
    details.push("approved".to_owned());
    details.push(refused(&staff, "save").await);
    details.push(refused(&staff, "submit").await);
    details.push(refused(&staff, "withdraw").await);
    details.push(refused(&boss, "approve").await);
    insta::assert_snapshot!(details.join("\n"));
}

#[tokio::test]
async fn nobody_acts_on_a_version_they_have_not_seen() {
    let app = TestApp::new().await;
    let staff = Desk::of(&app, "canbo.tammy").await;
    let boss = Desk::of(&app, "lanhdao.tammy").await;
    staff.save(&[ratio(1, 0, 412, 486)]).await;
    let answer = staff.step("submit", &json!({ "version": 0 })).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    insta::assert_json_snapshot!(answer.problem());

    let seen = staff.must("submit", json!({})).await.summary.version;
    staff.must("withdraw", json!({})).await;
    staff.save(&[ratio(1, 1, 480, 486)]).await;
    staff.must("submit", json!({})).await;
    for (step, body) in [
        ("approve", json!({ "version": seen })),
        ("return", json!({ "version": seen, "reason": "Lý do" })),
    ] {
        let answer = boss.step(step, &body).await;
        assert_eq!(answer.problem().code, "stale_version", "{step}");
    }
    assert_eq!(boss.report().await.summary.state, ReportState::Submitted);
}

#[tokio::test]
async fn a_return_needs_reasons_for_lines_that_exist() {
    let app = TestApp::new().await;
    let staff = Desk::of(&app, "canbo.tammy").await;
    let boss = Desk::of(&app, "lanhdao.tammy").await;
    let version = staff.must("submit", json!({})).await.summary.version;
    let reason = |line: Value, reason: &str| json!({ "line": line, "reason": reason });
    let foreign = crate::world::measure_line(TAM_MY_PLAN + 1, 1);
    let mut problems = Vec::new();
    for body in [
        json!({ "version": version }),
        json!({ "version": version, "reason": "   " }),
        json!({ "version": version, "reason": "x".repeat(4_001) }),
        json!({ "version": version, "lines": [reason(json!(measure(1)), " ")] }),
        json!({ "version": version, "lines": [reason(json!(foreign), "Lý do")] }),
        json!({ "version": version, "lines": [
            reason(json!(measure(1)), "Một"), reason(json!(measure(1)), "Hai"),
        ] }),
    ] {
        let answer = boss.step("return", &body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        problems.push(answer.problem().errors);
    }
    insta::assert_json_snapshot!(problems);
    assert_eq!(boss.report().await.summary.state, ReportState::Submitted);
}

#[tokio::test]
async fn a_line_without_figures_can_be_returned_and_answered() {
    let app = TestApp::new().await;
    let staff = Desk::of(&app, "canbo.tammy").await;
    let boss = Desk::of(&app, "lanhdao.tammy").await;
    staff.must("submit", json!({})).await;
    let lines = json!([{ "line": measure(3), "reason": "Chưa nhập" }]);
    boss.must("return", json!({ "lines": lines })).await;
    let report = staff.report().await;
    let returned = line(&report, 3);
    assert_eq!((returned.version, returned.updated.is_some()), (0, false));
    staff
        .save(&[edit(measure(3), 0, &[("count", json!("2"))])])
        .await;
    assert!(
        line(&staff.report().await, 3)
            .returned
            .as_ref()
            .unwrap()
            .addressed
    );
}
