//! Who may not do what: 404 for those who may not know, 403 for those who may only look.

use super::{Desk, ratio};
use crate::harness::TestApp;
use crate::world::PEOPLE;
use serde_json::json;

#[tokio::test]
async fn each_person_on_tam_mys_report() {
    let app = TestApp::new().await;
    let mut table = Vec::new();
    for (username, role, unit) in PEOPLE {
        let desk = Desk::of(&app, username).await;
        let mut row = format!("{username:16} {:11} {unit:5}", role.as_str());
        let show = desk.get(&desk.path("")).await;
        let versions = desk.get(&desk.path("versions")).await;
        // A version that never was: what may be done is refused as stale or in the wrong state.
        let seen = json!({ "version": -1, "reason": "Lý do" });
        let save = desk.patch(&json!({ "lines": [ratio(1, 0, -1, 0)] })).await;
        let mut answers = vec![("show", show), ("versions", versions), ("save", save)];
        for step in ["submit", "withdraw", "approve", "return"] {
            answers.push((step, desk.step(step, &seen).await));
        }
        for (what, answer) in answers {
            row.push_str(&format!("  {what} {}", answer.status.as_u16()));
        }
        table.push(row);
    }
    insta::assert_snapshot!(table.join("\n"));
}

#[tokio::test]
async fn what_the_answer_says_one_may_do() {
    let app = TestApp::new().await;
    let staff = Desk::of(&app, "canbo.tammy").await;
    let boss = Desk::of(&app, "lanhdao.tammy").await;
    let city = Desk::of(&app, "dieuphoi.danang").await;
    let leader = Desk::of(&app, "lanhdao.danang").await;
    let mut table = Vec::new();
    for step in ["", "submit", "return", "submit", "approve"] {
        if !step.is_empty() {
            let by = if step == "submit" { &staff } else { &boss };
            by.must(step, json!({ "reason": "Lý do" })).await;
        }
        for (name, desk) in [
            ("reporter", &staff),
            ("approver", &boss),
            ("coordinator", &city),
            ("leader", &leader),
        ] {
            let report = desk.report().await;
            let may = serde_json::to_value(report.may).unwrap();
            let may = may
                .as_object()
                .unwrap()
                .iter()
                .filter(|(_, may)| **may == json!(true));
            let may: Vec<_> = may.map(|(what, _)| what.as_str()).collect();
            let state = report.summary.state.as_str();
            table.push(format!("{state:10} {name:12} {}", may.join(" ")));
        }
    }
    insta::assert_snapshot!(table.join("\n"));
}
