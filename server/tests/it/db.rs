//! Every repository on SQLite and on PostgreSQL.

mod reports;

use crate::db_harness::on_both;
use crate::world::{
    self, CITY, CITY_PLAN, COMMUNES, TAM_MY, TAM_MY_PLAN, november, person, plan_id, tam_mys,
};
use domain::id::{PlanId, ReportId, UnitId};
use domain::report::{ReportState, ReportTexts};
use domain::unit::UnitKind;
use migrations::Migrator;
use sea_orm::{ConnectionTrait, Database, Statement};
use sea_orm_migration::MigratorTrait as _;
use server::db::counter::{self, Counter};
use server::db::reports::{self as stored, StoredReport};
use server::db::{Db, people, plans, units};
use uuid::Uuid;

fn roots(units: &[&str]) -> Vec<UnitId> {
    units.iter().map(|unit| UnitId::new(*unit)).collect()
}

/// A report changed by `change` and stored.
async fn store(db: &Db, id: ReportId, change: impl FnOnce(&mut StoredReport)) -> StoredReport {
    let txn = db.begin_write().await.unwrap();
    // What every writer does first: on PostgreSQL the counter's row makes them take turns.
    let seq = counter::next(&txn, Counter::Change).await.unwrap();
    let mut report = stored::find(&txn, id).await.unwrap().unwrap();
    report.seq = seq;
    change(&mut report);
    stored::update(&txn, &report).await.unwrap();
    txn.commit().await.unwrap();
    report
}

on_both! {
    async fn migrating_again_changes_nothing(db: Db) {
        db.migrate().await.unwrap();
        world::build(&db, "").await;
        db.migrate().await.unwrap();
        assert!(units::find(db.read(), &UnitId::new("vn")).await.unwrap().is_some());
    }

    async fn the_closure_answers_for_the_tree(db: Db) {
        world::build(&db, "").await;
        let conn = db.read();
        let line = units::ancestors_or_self(conn, &UnitId::new(TAM_MY)).await.unwrap();
        assert_eq!(line, roots(&[TAM_MY, CITY, "vn"]));
        let nothing = units::ancestors_or_self(conn, &UnitId::new("99999")).await.unwrap();
        assert!(nothing.is_empty());

        let below = units::children(conn, &UnitId::new(CITY)).await.unwrap();
        let codes: Vec<_> = below.iter().map(|unit| unit.id.as_str()).collect();
        assert_eq!(codes, COMMUNES);

        let office = units::find(conn, &UnitId::new("52.vp")).await.unwrap().unwrap();
        assert_eq!(office.parent, Some(UnitId::new("52")));
        assert_eq!(office.unit.kind, UnitKind::Department);
        let named = units::refs(conn, roots(&[TAM_MY, "99999"])).await.unwrap();
        assert_eq!(named.len(), 1);
        assert_eq!(named[&UnitId::new(TAM_MY)].name, "Xã Tam Mỹ");
    }

    async fn a_unit_needs_a_known_parent_and_a_free_code(db: Db) {
        world::build(&db, "").await;
        for (code, parent) in [("x", "99999"), (TAM_MY, CITY)] {
            let txn = db.begin_write().await.unwrap();
            let unit = world::unit(code, "Phòng", UnitKind::Department, Some(parent), 0);
            assert!(units::insert(&txn, &[unit]).await.is_err(), "{code} in {parent}");
        }
    }

    async fn a_plan_comes_back_as_it_was_stored(db: Db) {
        world::build(&db, "").await;
        let conn = db.read();
        for (n, unit, parent) in [(CITY_PLAN, CITY, None), (TAM_MY_PLAN, TAM_MY, Some(CITY_PLAN))] {
            let stored = plans::load(conn, plan_id(n)).await.unwrap().unwrap();
            assert_eq!(stored.plan, world::plan(n, unit, parent));
            assert_eq!(stored.parent, parent.map(plan_id));
        }
        assert!(plans::load(conn, plan_id(7)).await.unwrap().is_none());
    }

    async fn plans_are_visible_in_ones_subtree_only(db: Db) {
        world::build(&db, "").await;
        let conn = db.read();
        for (roots_of, seen) in [
            (vec![], 0),
            (roots(&[TAM_MY]), 1),
            (roots(&[CITY]), 8),
            (roots(&["vn", TAM_MY]), 8),
            (roots(&["52"]), 0),
        ] {
            let plans = plans::list_visible_to(conn, &roots_of).await.unwrap();
            assert_eq!(plans.len(), seen, "{roots_of:?}");
        }
        let tam_my = roots(&[TAM_MY]);
        let own = plans::find_visible_to(conn, &tam_my, plan_id(TAM_MY_PLAN)).await.unwrap();
        assert_eq!(own.unwrap().plan.summary.target_count, 4);
        let city = plans::find_visible_to(conn, &tam_my, plan_id(CITY_PLAN)).await.unwrap();
        assert!(city.is_none());
        let number = || vec!["180/KH-UBND".to_owned()];
        let known = plans::numbered_visible_to(conn, &roots(&[CITY]), number()).await.unwrap();
        assert_eq!(known, [(plan_id(CITY_PLAN), "180/KH-UBND".to_owned())]);
        let known = plans::numbered_visible_to(conn, &tam_my, number()).await.unwrap();
        assert!(known.is_empty());
    }

    async fn opening_a_period_makes_the_expected_reports_once(db: Db) {
        world::build(&db, "").await;
        let opened = world::open(&db, november()).await;
        let mut units: Vec<_> = opened.iter().map(|report| report.unit.as_str()).collect();
        let mut expected = COMMUNES;
        units.sort_unstable();
        expected.sort_unstable();
        assert_eq!(units, expected, "each commune once, the city itself not");
        assert_eq!(world::open(&db, november()).await, []);

        let days = plans::days(db.read(), [plan_id(CITY_PLAN)]).await.unwrap();
        let days = days[&(plan_id(CITY_PLAN), november())];
        assert_eq!(days.starts_on.to_string(), "2026-10-15");
        assert_eq!(days.ends_on.to_string(), "2026-11-14");
        assert_eq!(days.due_on.to_string(), "2026-11-17");

        let report = stored::find(db.read(), tam_mys(&opened)).await.unwrap().unwrap();
        assert_eq!((report.state, report.version), (ReportState::Draft, 0));
    }

    async fn people_have_their_names(db: Db) {
        world::build(&db, "").await;
        let people = people::load(db.read(), [person(1), person(1)]).await.unwrap();
        assert_eq!(people.get(person(1)).display_name, "Người lanhdao.tammy");
    }

    async fn dropping_a_transaction_undoes_it(db: Db) {
        world::build(&db, "").await;
        let txn = db.begin_write().await.unwrap();
        let unit = world::unit("21004.kt", "Phòng Kinh tế", UnitKind::Department, Some(TAM_MY), 0);
        units::insert(&txn, &[unit]).await.unwrap();
        drop(txn);
        assert_eq!(units::find(db.read(), &UnitId::new("21004.kt")).await.unwrap(), None);
    }

    async fn references_must_exist(db: Db) {
        world::build(&db, "").await;
        let report = StoredReport {
            id: ReportId(Uuid::from_u128(1)),
            plan: PlanId(Uuid::from_u128(2)),
            unit: UnitId::new(TAM_MY),
            period: november(),
            state: ReportState::Draft,
            version: 0,
            simulated: false,
            texts: ReportTexts::default(),
            submitted: None,
            approved: None,
            return_reason: None,
            updated_at: None,
            seq: 1,
            whole_seq: 1,
            late_open: false,
        };
        let txn = db.begin_write().await.unwrap();
        assert!(stored::insert(&txn, std::slice::from_ref(&report)).await.is_err());
        drop(txn);
        let report = StoredReport { plan: plan_id(TAM_MY_PLAN), ..report };
        let txn = db.begin_write().await.unwrap();
        stored::insert(&txn, &[report]).await.unwrap();
        txn.commit().await.unwrap();
    }

    /// Each writer reads, then writes: none may lose another's step or fail because of it.
    async fn writers_at_once_take_turns(db: Db) {
        world::build(&db, "").await;
        let id = tam_mys(&world::open(&db, november()).await);
        let writers: Vec<_> = (0..12)
            .map(|_| {
                let db = db.clone();
                tokio::spawn(async move { store(&db, id, |report| report.version += 1).await })
            })
            .collect();
        for writer in writers {
            writer.await.unwrap();
        }
        let report = stored::find(db.read(), id).await.unwrap().unwrap();
        assert_eq!(report.version, 12);
    }
}

/// What was amended before there were aspirations comes along.
#[tokio::test]
async fn old_amendments_survive_the_migration_to_aspirations() {
    let folder = tempfile::TempDir::new().unwrap();
    let url = format!(
        "sqlite://{}?mode=rwc",
        folder.path().join("old.db").display()
    );
    let old = Database::connect(&url).await.unwrap();
    let all = Migrator::migrations();
    let mut names = all.iter().map(|migration| migration.name());
    let before = names.position(|name| name.contains("aspirations")).unwrap();
    Migrator::up(&old, u32::try_from(before).ok())
        .await
        .unwrap();
    // The measure and the person are beside the point.
    old.execute_unprepared(
        "PRAGMA foreign_keys = OFF; INSERT INTO threshold_change (measure_id, effective_from, \
         comparator, surface, value, unit, evaluate_as, aspirational, document, made_by, made_at) \
         VALUES ('m', '2026-11-01', 'gte', 'Tối thiểu', 90000, '%', 'gte', 0, NULL, 'p', 7)",
    )
    .await
    .unwrap();
    Migrator::up(&old, None).await.unwrap();
    let read = "SELECT measure_id || effective_from || surface || value || aspirational || made_at \
         AS whole FROM threshold_change";
    let read = Statement::from_string(old.get_database_backend(), read);
    let rows = old.query_all_raw(read).await.unwrap();
    let rows: Vec<String> = rows
        .iter()
        .map(|row| row.try_get("", "whole").unwrap())
        .collect();
    assert_eq!(rows, ["m2026-11-01Tối thiểu9000007"]);
}
