//! Reading a report, the lists, and one's work.

use super::{Desk, measure, ratio};
use crate::harness::TestApp;
use crate::world::{self, COMMUNES, TAM_MY, TAM_MY_PLAN, measure_line, october, person, plan_id};
use axum::http::StatusCode;
use domain::period::Period;
use domain::quantity::Quantity;
use domain::report::{LineEntry, ReportState};
use domain::wire::report::{ReportSummary, Work};
use server::db::Db;
use server::db::reports::{self, Mark, StoredLine};
use server::db::rollup;

/// Opens a period; commune n counts 10·n + `more` of 100 under the first measure.
async fn counted(db: &Db, period: Period, more: i64) {
    let opened = world::open(db, period).await;
    let txn = db.begin_write().await.unwrap();
    for ((n, plan), unit) in (0..).zip(TAM_MY_PLAN..).zip(COMMUNES) {
        let id = opened
            .iter()
            .find(|report| report.unit.as_str() == unit)
            .unwrap()
            .report;
        let mut report = reports::find(&txn, id).await.unwrap().unwrap();
        let mark = Mark {
            by: person(0),
            at: crate::harness::start(),
        };
        report.state = ReportState::Approved;
        report.submitted = Some(mark);
        report.approved = Some(mark);
        report.version = 3;
        reports::update(&txn, &report).await.unwrap();
        let entry = LineEntry {
            numerator: Some(Quantity::from_int(10 * n + more)),
            denominator: Some(Quantity::from_int(100)),
            ..LineEntry::default()
        };
        let id = measure_line(plan, 1);
        let line = StoredLine {
            entry,
            version: 1,
            updated: Some(mark),
            ..StoredLine::empty(id)
        };
        reports::put_lines(&txn, report.id, &[line]).await.unwrap();
    }
    txn.commit().await.unwrap();
    rollup::rebuild(db).await.unwrap();
}

#[tokio::test]
async fn a_report_before_anything_is_entered() {
    let app = TestApp::new().await;
    let staff = Desk::of(&app, "canbo.tammy").await;
    insta::assert_json_snapshot!(staff.report().await);
}

#[tokio::test]
async fn a_line_comes_with_its_past_and_its_peers() {
    let app = TestApp::new().await;
    counted(&app.db, Period::month(2026, 9).unwrap(), 5).await;
    counted(&app.db, october(), 7).await;
    let staff = Desk::of(&app, "canbo.tammy").await;
    let report = staff.report().await;
    let line = report
        .lines
        .iter()
        .find(|line| line.id == measure(1))
        .unwrap();
    insta::assert_json_snapshot!(line);
    let other = report
        .lines
        .iter()
        .find(|line| line.id == measure(2))
        .unwrap();
    assert!(other.previous.is_none() && other.history.is_empty() && other.peers.is_none());
}

#[tokio::test]
async fn few_peers_are_no_measure() {
    let app = TestApp::new().await;
    counted(&app.db, october(), 0).await;
    let txn = app.db.begin_write().await.unwrap();
    let filter = reports::Filter {
        period: Some(october()),
        limit: 100,
        ..Default::default()
    };
    let roots = [domain::id::UnitId::new("vn")];
    let all = reports::list_visible_to(&txn, &roots, &filter)
        .await
        .unwrap();
    for mut report in all
        .into_iter()
        .filter(|report| report.unit.as_str() != TAM_MY)
        .take(2)
    {
        report.state = ReportState::Draft;
        reports::update(&txn, &report).await.unwrap();
    }
    txn.commit().await.unwrap();
    rollup::rebuild(&app.db).await.unwrap();
    let staff = Desk::of(&app, "canbo.tammy").await;
    let report = staff.report().await;
    assert!(report.lines.iter().all(|line| line.peers.is_none()));
}

#[tokio::test]
async fn lists_show_what_is_visible() {
    let app = TestApp::new().await;
    let leader = Desk::of(&app, "lanhdao.danang").await;
    let plan = format!("?plan={}", plan_id(TAM_MY_PLAN));
    for (query, expected) in [
        ("", 7),
        (plan.as_str(), 1),
        ("?unit=21004", 1),
        ("?unit=99999", 0),
        ("?period=2026-M11&state=draft", 7),
        ("?state=approved", 0),
        ("?limit=2", 2),
    ] {
        let answer = leader.get(&format!("/api/v1/reports{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.text());
        assert_eq!(
            answer.json::<Vec<ReportSummary>>().len(),
            expected,
            "{query}"
        );
    }
    for query in ["?period=2026-11", "?state=lost", "?plan=7", "?limit=many"] {
        let answer = leader.get(&format!("/api/v1/reports{query}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
    }
}

#[tokio::test]
async fn work_is_what_waits_for_oneself() {
    let app = TestApp::new().await;
    let staff = Desk::of(&app, "canbo.tammy").await;
    let boss = Desk::of(&app, "lanhdao.tammy").await;
    let leader = Desk::of(&app, "lanhdao.danang").await;
    let work = async |desk: &Desk<'_>| -> Vec<Vec<ReportState>> {
        let work: Work = desk.get("/api/v1/work").await.json();
        let states = |list: Vec<ReportSummary>| list.iter().map(|report| report.state).collect();
        vec![states(work.to_report), states(work.to_approve)]
    };
    let nothing: [Vec<ReportState>; 2] = [vec![], vec![]];

    assert_eq!(work(&staff).await, [vec![ReportState::Draft], vec![]]);
    assert_eq!(work(&boss).await, nothing);
    staff.save(&[ratio(1, 0, 412, 486)]).await;
    staff.must("submit", serde_json::json!({})).await;
    assert_eq!(work(&staff).await, [vec![ReportState::Submitted], vec![]]);
    assert_eq!(work(&boss).await, [vec![], vec![ReportState::Submitted]]);
    boss.must("approve", serde_json::json!({})).await;
    assert_eq!(work(&staff).await, [vec![ReportState::Approved], vec![]]);
    assert_eq!(work(&boss).await, nothing);
    assert_eq!(work(&leader).await, nothing);

    // An earlier period that is still open comes first; the approved one is the latest sent.
    world::open(&app.db, october()).await;
    assert_eq!(
        work(&staff).await,
        [vec![ReportState::Draft, ReportState::Approved], vec![]]
    );
}
