//! Whose reports a device holds, and what happens when that changes.

use super::*;
use crate::db_harness::on_both;
use crate::world::{CITY, TAM_MY, unit};
use domain::unit::UnitKind;
use server::db::{Db, units};

async fn moved(app: &TestApp, id: &str, parent: &str) {
    world::move_under(&app.db, id, parent).await.unwrap();
}

on_both! {
    async fn a_role_more_and_a_role_less_begin_a_round(db: Db) {
        let app = TestApp::over(db).await;
        let mut device = Device::of(&app, "canbo.tammy").await;
        let mut colleague = Device::of(&app, "canbo2.tammy").await;
        device.round(20).await;
        colleague.round(20).await;
        role(&app, 0, Role::Approver, "20001", true).await;
        let pulled = device.pull().await;
        assert!(pulled.reset);
        assert_eq!(pulled.me.unwrap().roles.len(), 2);
        assert_eq!((device.held.len(), device.plans.len()), (2, 2));

        role(&app, 0, Role::Approver, "20001", false).await;
        let pulled = device.pull().await;
        assert!(pulled.reset && !pulled.more);
        assert_eq!(pulled.me.as_ref().unwrap().roles.len(), 1);
        assert_eq!(ids(&[pulled]), [app.report]);
        assert_eq!(device.held.keys().collect::<Vec<_>>(), [&app.report], "the other is purged");

        role(&app, 0, Role::Reporter, TAM_MY, false).await;
        let pulled = device.pull().await;
        assert!(pulled.reset && pulled.reports.is_empty() && pulled.plans.is_empty());
        assert!(device.held.is_empty());
        assert!(is_quiet(&device.pull().await));
        assert!(is_quiet(&colleague.pull().await), "nobody else begins anew");
    }

    async fn what_one_may_do_comes_with_the_round(db: Db) {
        let app = TestApp::over(db).await;
        let mut device = Device::of(&app, "canbo.tammy").await;
        device.round(20).await;
        assert!(device.held[&app.report].may.edit);
        role(&app, 0, Role::Approver, TAM_MY, true).await;
        role(&app, 0, Role::Reporter, TAM_MY, false).await;
        device.round(20).await;
        assert!(!device.held[&app.report].may.edit, "the scope is the same, the rights are not");
    }

    async fn a_unit_that_moves_takes_its_reports_along(db: Db) {
        let app = TestApp::over(db).await;
        role(&app, 0, Role::Reporter, CITY, true).await;
        role(&app, 7, Role::Reporter, "52", true).await;
        let mut city = Device::of(&app, "canbo.tammy").await;
        let mut province = Device::of(&app, "lanhdao.gialai").await;
        let mut commune = Device::of(&app, "canbo2.tammy").await;
        for device in [&mut city, &mut province, &mut commune] {
            device.round(20).await;
        }
        assert_eq!((city.held.len(), province.held.len()), (7, 0));
        moved(&app, "20001", "52").await;
        assert!(city.pull().await.reset && province.pull().await.reset);
        assert_eq!((city.held.len(), province.held.len()), (6, 1));
        assert!(is_quiet(&commune.pull().await), "its own scope is what it was");
        moved(&app, "20001", CITY).await;
        city.round(2).await;
        province.round(2).await;
        assert_eq!((city.held.len(), province.held.len()), (7, 0));
    }

    async fn a_new_unit_elsewhere_makes_nobody_begin_anew(db: Db) {
        let app = TestApp::over(db).await;
        let mut device = Device::of(&app, "canbo.tammy").await;
        device.round(20).await;
        let txn = app.db.begin_write().await.unwrap();
        let office = unit("52.x", "Phòng mới", UnitKind::Department, Some("52"), 9);
        units::insert(&txn, &[office]).await.unwrap();
        txn.commit().await.unwrap();
        assert!(is_quiet(&device.pull().await));
    }

    async fn the_closure_follows_a_move(db: Db) {
        world::build(&db, "").await;
        let conn = db.read();
        let code = |codes: &[&str]| codes.iter().map(|code| UnitId::new(*code)).collect::<Vec<_>>();
        let tree = counter::now(conn, Counter::Tree).await.unwrap();
        assert!(world::move_under(&db, "vn", TAM_MY).await.is_err(), "below itself");
        world::move_under(&db, TAM_MY, "52").await.unwrap();
        let line = units::ancestors_or_self(conn, &UnitId::new(TAM_MY)).await.unwrap();
        assert_eq!(line, code(&[TAM_MY, "52", "vn"]));
        let below = units::all_within(conn, &code(&["52"])).await.unwrap();
        assert!(below.contains(&UnitId::new(TAM_MY)));
        let parent = units::find(conn, &UnitId::new(TAM_MY)).await.unwrap().unwrap().parent;
        assert_eq!(parent, Some(UnitId::new("52")));
        assert!(counter::now(conn, Counter::Tree).await.unwrap() > tree);
    }
}

#[tokio::test]
async fn who_enters_nothing_holds_nothing() {
    let app = TestApp::new().await;
    for username in [
        "lanhdao.danang",
        "dieuphoi.danang",
        "kiemtra.danang",
        "quantri.danang",
    ] {
        let mut device = Device::of(&app, username).await;
        let pulled = device.pull().await;
        assert!(pulled.reset && !pulled.more, "{username}");
        assert!(pulled.me.is_some() && pulled.reports.is_empty() && pulled.plans.is_empty());
        assert!(is_quiet(&device.pull().await));
    }
    let stranger = app.send(Ask::get("/api/v1/sync/pull")).await;
    assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn another_person_s_cursor_opens_nothing() {
    let app = TestApp::new().await;
    role(&app, 8, Role::Reporter, CITY, true).await;
    let mut wide = Device::of(&app, "canbo2.tammy").await;
    let first = wide.page(2).await;
    assert!(first.more);
    let mut narrow = Device::of(&app, "canbo.tammy").await;
    narrow.cursor = first.cursor;
    let pulled = narrow.pull().await;
    assert!(pulled.reset);
    assert_eq!(ids(&[pulled]), [app.report]);
}
