//! Rounds of pages: the first one, changes after it, and that nothing is ever skipped.

use super::*;
use crate::db_harness::on_both;
use crate::world::{measure_id, october, person, plan_id, tam_mys};
use domain::period::Period;
use domain::sync::Cursor;
use sea_orm::{ActiveModelTrait as _, EntityTrait as _, IntoActiveModel as _};
use server::clock::Clock as _;
use server::db::Db;
use server::db::entity::{evidence, late_request, plan_period, report, tombstone, unmerged};
use server::db::text_uuid::TextUuid;
use uuid::Uuid;

on_both! {
    async fn a_first_round_and_silence_after_it(db: Db) {
        let app = TestApp::over(db).await;
        let mut device = Device::of(&app, "canbo.tammy").await;
        let pulled = device.pull().await;
        insta::assert_json_snapshot!("first_round", pulled, { ".cursor" => "[cursor]" });
        let before = device.cursor.clone();
        assert!(is_quiet(&device.pull().await));
        assert_eq!(device.cursor, before);
    }

    async fn only_what_changed_comes_after_a_save(db: Db) {
        let app = TestApp::over(db).await;
        let mut device = Device::of(&app, "canbo.tammy").await;
        device.round(20).await;
        let colleague = app.sign_in("canbo2.tammy").await;
        save(&app, &colleague, (app.report, TAM_MY_PLAN), 412).await;
        let pulled = device.pull().await;
        insta::assert_json_snapshot!("after_a_save", pulled, { ".cursor" => "[cursor]" });
        assert!(is_quiet(&device.pull().await));

        // A change elsewhere moves the sequence, not this device.
        let other = app.sign_in("canbo.xa1").await;
        let reports: Vec<ReportChange> = {
            let mut device = Device::of(&app, "canbo.xa1").await;
            device.pull().await.reports
        };
        save(&app, &other, (reports[0].summary.id, TAM_MY_PLAN + 1), 1).await;
        let before = device.cursor.clone();
        assert!(is_quiet(&device.pull().await));
        assert_ne!(device.cursor, before, "it need not look there again");
    }

    async fn a_step_and_a_return_reach_the_device(db: Db) {
        let app = TestApp::over(db).await;
        let mut device = Device::of(&app, "canbo.tammy").await;
        let staff = app.sign_in("canbo.tammy").await;
        let leader = app.sign_in("lanhdao.tammy").await;
        save(&app, &staff, (app.report, TAM_MY_PLAN), 412).await;
        device.round(20).await;
        step(&app, &staff, app.report, "submit").await;
        let pulled = device.pull().await;
        let change = &pulled.reports[0];
        assert!(!change.whole && change.lines.is_empty() && !change.may.edit);
        assert_eq!(change.versions.len(), 1);
        assert!(change.submitted.is_some());

        let path = format!("/api/v1/reports/{}/return", app.report);
        let line = measure_line(TAM_MY_PLAN, 2);
        let body = json!({ "version": 2, "lines": [{ "line": line, "reason": "Thiếu" }] });
        let answer = app.send(Ask::post(&path).bearer(&leader).json(&body)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let pulled = device.pull().await;
        let change = &pulled.reports[0];
        let lines: Vec<LineId> = change.lines.iter().map(|line| line.id).collect();
        assert_eq!(lines, [line], "a line without an entry of its own, too");
        assert!(change.lines[0].returned.is_some());

        // Approving takes the reason off again.
        step(&app, &staff, app.report, "submit").await;
        step(&app, &leader, app.report, "approve").await;
        let pulled = device.pull().await;
        let change = &pulled.reports[0];
        assert_eq!(change.lines.len(), 1);
        assert!(change.lines[0].returned.is_none() && change.approved.is_some());
        assert_eq!(change.versions.len(), 2);
    }

    async fn after_the_period_before_is_approved_a_report_comes_whole(db: Db) {
        let app = TestApp::over(db).await;
        let before = tam_mys(&world::open(&app.db, october()).await);
        let staff = app.sign_in("canbo.tammy").await;
        let leader = app.sign_in("lanhdao.tammy").await;
        let mut device = Device::of(&app, "canbo.tammy").await;
        device.round(20).await;
        save(&app, &staff, (before, TAM_MY_PLAN), 377).await;
        let pulled = device.pull().await;
        assert_eq!(ids(&[pulled]), [before], "what is not sent counts nowhere");
        step(&app, &staff, before, "submit").await;
        step(&app, &leader, before, "approve").await;
        let pulled = device.pull().await;
        let whole: Vec<(ReportId, bool)> =
            pulled.reports.iter().map(|r| (r.summary.id, r.whole)).collect();
        assert_eq!(whole, [(app.report, true), (before, false)]);
        assert!(pulled.plans.is_empty(), "the plan is the same");
        let context = &pulled.reports[0].context[0];
        insta::assert_json_snapshot!("context_after_approval", context);
    }

    async fn pages_of_one_sequence_name_everything_once(db: Db) {
        let app = TestApp::over(db).await;
        role(&app, 0, Role::Reporter, world::CITY, true).await;
        for limit in [1, 2, 3, 7, 8] {
            let mut device = Device::of(&app, "canbo.tammy").await;
            let pages = device.round(limit).await;
            let named = ids(&pages);
            assert_eq!(named.len(), COMMUNES.len(), "{limit}");
            assert_eq!(device.held.len(), COMMUNES.len(), "{limit}");
            assert_eq!(plans_of(&pages).len(), COMMUNES.len(), "each plan once");
            assert_eq!(pages.len() as u64, 7_u64.div_ceil(limit));
            let resets: Vec<bool> = pages.iter().map(|page| page.reset).collect();
            assert!(resets[0] && !resets[1..].contains(&true));
            assert!(pages[0].me.is_some() && pages[1..].iter().all(|page| page.me.is_none()));
            assert!(is_quiet(&device.pull().await));
        }
    }

    async fn a_plan_comes_once_in_a_round_of_many_periods(db: Db) {
        let app = TestApp::over(db).await;
        for month in 5..=10 {
            world::open(&app.db, Period::month(2026, month).unwrap()).await;
        }
        let mut device = Device::of(&app, "canbo.tammy").await;
        let pages = device.round(2).await;
        assert_eq!((ids(&pages).len(), plans_of(&pages).len()), (7, 1));
        // The next period is no reason to send the plan again.
        world::open(&app.db, Period::month(2026, 12).unwrap()).await;
        let pulled = device.pull().await;
        assert_eq!((pulled.reports.len(), pulled.plans.len()), (1, 0));
        assert!(pulled.reports[0].whole);
    }

    async fn a_change_in_the_midst_of_a_round_is_named_again(db: Db) {
        let app = TestApp::over(db).await;
        role(&app, 0, Role::Reporter, world::CITY, true).await;
        let staff = app.sign_in("canbo.tammy").await;
        let mut device = Device::of(&app, "canbo.tammy").await;
        let first = device.page(2).await;
        // One that was named, and one that was not yet.
        let seen = first.reports[0].summary.id;
        let all: BTreeSet<ReportId> = {
            let mut other = Device::of(&app, "canbo.tammy").await;
            ids(&other.round(100).await).into_iter().collect()
        };
        let coming = *all.iter().rfind(|id| !ids(std::slice::from_ref(&first)).contains(id)).unwrap();
        for (id, n) in [(seen, 1), (coming, 2)] {
            let plan = plan_number(&app, id).await;
            save(&app, &staff, (id, plan), n).await;
        }
        let rest = device.round(2).await;
        assert_eq!(ids(&rest).iter().filter(|id| **id == seen).count(), 1);
        assert_eq!(device.held.len(), COMMUNES.len());
        assert_eq!(device.held[&seen].summary.version, 1);
        assert_eq!(device.held[&coming].summary.version, 1);
        assert!(is_quiet(&device.pull().await));
    }

    async fn nothing_is_ever_skipped(db: Db) {
        let app = TestApp::over(db).await;
        role(&app, 0, Role::Reporter, world::CITY, true).await;
        let staff = app.sign_in("canbo.tammy").await;
        let mut one = Device::of(&app, "canbo.tammy").await;
        let mut two = Device::of(&app, "canbo2.tammy").await;
        let mut reports = Vec::new();
        for id in ids(&Device::of(&app, "canbo.tammy").await.round(100).await) {
            reports.push((id, plan_number(&app, id).await));
        }
        let mut dice = 20_261_116_u64;
        let mut throw = |sides: u64| {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (dice >> 33) % sides
        };
        for n in 0..60 {
            match throw(5) {
                0 => drop(one.page(1 + throw(3)).await),
                1 => drop(two.page(1 + throw(3)).await),
                _ => {
                    let place = usize::try_from(throw(reports.len() as u64)).unwrap();
                    save(&app, &staff, reports[place], n).await;
                }
            }
        }
        one.round(3).await;
        two.round(3).await;
        let mut fresh = Device::of(&app, "canbo.tammy").await;
        fresh.round(100).await;
        assert_eq!(fresh.held.len(), COMMUNES.len());
        assert_eq!(one.held, fresh.held);
        two.held.values().for_each(|held| assert_eq!(held.lines, fresh.held[&held.summary.id].lines));
        assert_eq!(two.held.len(), 1);
    }

    async fn older_periods_are_left_out_and_dropped(db: Db) {
        let app = TestApp::over(db).await;
        let oldest = tam_mys(&world::open(&app.db, Period::month(2025, 11).unwrap()).await);
        let months = (12..=12).map(|m| (2025, m)).chain((1..=9).map(|m| (2026, m)));
        for (year, month) in months {
            world::open(&app.db, Period::month(year, month).unwrap()).await;
        }
        let mut device = Device::of(&app, "canbo.tammy").await;
        device.round(20).await;
        assert_eq!(device.held.len(), 12);
        assert!(device.held.contains_key(&oldest));
        // A thirteenth period opens: the oldest stays on the device as it is, until it changes.
        world::open(&app.db, october()).await;
        device.round(20).await;
        assert_eq!(device.held.len(), 13);
        let staff = app.sign_in("canbo.tammy").await;
        save(&app, &staff, (oldest, TAM_MY_PLAN), 1).await;
        let pulled = device.pull().await;
        assert_eq!((pulled.gone.as_slice(), pulled.reports.len()), (&[oldest][..], 0));
        let mut fresh = Device::of(&app, "canbo.tammy").await;
        let pages = fresh.round(5).await;
        assert!(pages.iter().all(|page| page.gone.is_empty()));
        assert_eq!(fresh.held.keys().collect::<Vec<_>>(), device.held.keys().collect::<Vec<_>>());
    }

    async fn what_is_deleted_is_gone(db: Db) {
        let app = TestApp::over(db).await;
        let mut device = Device::of(&app, "canbo.tammy").await;
        let mut other = Device::of(&app, "canbo.xa1").await;
        device.round(20).await;
        other.round(20).await;
        let txn = app.db.begin_write().await.unwrap();
        server::db::rollup::take_off(&txn, app.db.book(), &[app.report], 2).await.unwrap();
        report::Entity::delete_by_id(TextUuid(app.report.0)).exec(&txn).await.unwrap();
        let grave = tombstone::Model {
            seq: counter::next(&txn, Counter::Change).await.unwrap(),
            report_id: TextUuid(app.report.0),
            unit_id: world::TAM_MY.to_owned(),
        };
        grave.into_active_model().insert(&txn).await.unwrap();
        txn.commit().await.unwrap();
        let pulled = device.pull().await;
        assert_eq!(pulled.gone, [app.report]);
        assert!(device.held.is_empty() && is_quiet(&device.pull().await));
        assert!(is_quiet(&other.pull().await), "others do not learn of it");
    }

    async fn locks_late_requests_evidence_and_lost_values_come_along(db: Db) {
        let app = TestApp::over(db).await;
        let mut device = Device::of(&app, "canbo.tammy").await;
        device.round(20).await;
        let txn = app.db.begin_write().await.unwrap();
        let seq = counter::next(&txn, Counter::Change).await.unwrap();
        put_everything(&txn, app.report, seq, app.clock.now().timestamp_millis()).await;
        txn.commit().await.unwrap();
        let pulled = device.pull().await;
        let change = &pulled.reports[0];
        insta::assert_json_snapshot!("lock_late_evidence_unmerged", json!({
            "whole": change.whole,
            "lock": change.lock,
            "late": change.late,
            "lines": change.lines,
            "unmerged": change.unmerged,
        }));
        let path = format!("/api/v1/reports/{}", app.report);
        let report: Report = app.send(Ask::get(&path).bearer(&device.tokens)).await.json();
        assert_eq!((&report.lock, &report.late), (&change.lock, &change.late));
        assert_eq!(report.lines[0].evidence, change.lines[0].evidence);
        // Taken off: the line comes again, without it.
        let txn = app.db.begin_write().await.unwrap();
        let seq = counter::next(&txn, Counter::Change).await.unwrap();
        let mut piece = evidence::ActiveModel { id: sea_orm::Set(TextUuid(Uuid::from_u128(1))), ..Default::default() };
        piece.removed_by = sea_orm::Set(Some(TextUuid(person(0).0)));
        piece.removed_at = sea_orm::Set(Some(0));
        piece.seq = sea_orm::Set(seq);
        evidence::Entity::update(piece).exec(&txn).await.unwrap();
        touch(&txn, app.report, seq).await;
        txn.commit().await.unwrap();
        let pulled = device.pull().await;
        assert_eq!(pulled.reports[0].lines.len(), 1);
        assert!(pulled.reports[0].lines[0].evidence.is_empty());
        assert!(pulled.reports[0].unmerged.is_empty(), "it was told once");
    }
}

/// A report's change in the sequence, where a test stores what no route stores yet.
async fn touch(conn: &sea_orm::DatabaseTransaction, id: ReportId, seq: i64) {
    let mut report = server::db::reports::find(conn, id).await.unwrap().unwrap();
    report.seq = seq;
    server::db::reports::update(conn, &report).await.unwrap();
}

async fn put_everything(conn: &sea_orm::DatabaseTransaction, id: ReportId, seq: i64, at: i64) {
    let by = TextUuid(person(1).0);
    let period = plan_period::ActiveModel {
        plan_id: sea_orm::Set(TextUuid(plan_id(TAM_MY_PLAN).0)),
        period: sea_orm::Set(november().to_string()),
        locked_at: sea_orm::Set(Some(at)),
        locked_by: sea_orm::Set(Some(by)),
        lock_reason: sea_orm::Set(Some("Đã tổng hợp".to_owned())),
        ..Default::default()
    };
    plan_period::Entity::update(period)
        .exec(conn)
        .await
        .unwrap();
    for (n, state) in [(1, "refused"), (2, "waiting")] {
        let decided = state == "refused";
        let request = late_request::Model {
            id: TextUuid(Uuid::from_u128(n)),
            report_id: TextUuid(id.0),
            state: state.to_owned(),
            asked_by: TextUuid(person(0).0),
            asked_at: at + i64::try_from(n).unwrap(),
            decided_by: decided.then_some(by),
            decided_at: decided.then_some(at),
            reason: decided.then(|| "Muộn quá".to_owned()),
        };
        request.into_active_model().insert(conn).await.unwrap();
    }
    for (n, removed) in [(1, None), (2, Some(at))] {
        let piece = evidence::Model {
            id: TextUuid(Uuid::from_u128(n)),
            report_id: TextUuid(id.0),
            line: LineId::Measure(measure_id(TAM_MY_PLAN, 1)).to_string(),
            name: "ảnh.jpg".to_owned(),
            media_type: "image/jpeg".to_owned(),
            size: 123_456,
            sha256: "0".repeat(64),
            by: TextUuid(person(0).0),
            at,
            removed_by: removed.map(|_| by),
            removed_at: removed,
            seq,
        };
        piece.into_active_model().insert(conn).await.unwrap();
    }
    let lost = unmerged::Model {
        op_id: TextUuid(Uuid::from_u128(9)),
        report_id: TextUuid(id.0),
        line: Some(measure_line(TAM_MY_PLAN, 1).to_string()),
        fields: r#"[{"field":"numerator","value":"400"}]"#.to_owned(),
        texts: "[]".to_owned(),
        by: TextUuid(person(8).0),
        at,
        seq,
    };
    lost.into_active_model().insert(conn).await.unwrap();
    touch(conn, id, seq).await;
}

/// The number of the plan that a report of the world is on.
async fn plan_number(app: &TestApp, id: ReportId) -> u128 {
    let found = server::db::reports::find(app.db.read(), id).await.unwrap();
    found.unwrap().plan.0.as_u128() / 0x1000
}

#[tokio::test]
async fn a_strange_cursor_begins_anew() {
    let app = TestApp::new().await;
    let mut device = Device::of(&app, "canbo.tammy").await;
    device.round(20).await;
    let good: Cursor = device.cursor.parse().unwrap();
    let ahead = Cursor::at(good.seq + 1, good.scope.clone()).to_string();
    let foreign = Cursor::at(good.seq, "0123456789abcdef".to_owned()).to_string();
    for cursor in ["x", "%00", "1.1.1.1", &ahead, &foreign] {
        device.cursor = cursor.to_owned();
        let pulled = device.pull().await;
        assert!(pulled.reset && pulled.me.is_some(), "{cursor}");
        assert_eq!(ids(&[pulled]), [app.report], "{cursor}");
    }
    for query in ["limit=0", "limit=1000000"] {
        assert_eq!(device.ask(query).await.status, StatusCode::OK);
    }
    let wrong = device.ask("limit=x").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let none = app
        .send(Ask::get("/api/v1/sync/pull").bearer(&device.tokens))
        .await;
    assert!(none.json::<Pulled>().reset);
}
