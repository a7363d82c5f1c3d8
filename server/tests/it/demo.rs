//! The demonstration on both databases: what is loaded, once, the same each time.

use crate::db_harness::{self, on_both};
use domain::id::{PlanId, UnitId};
use domain::plan::Plan;
use domain::unit::UnitKind;
use sea_orm::{DbErr, EntityTrait, ModelTrait};
use server::clock::Clock as _;
use server::db::entity as e;
use server::db::{Db, plans, units};
use server::demo::{self, ACCOUNTS};
use server::error::ServiceError;
use server::reference;
use std::collections::BTreeMap;

/// Any text will do: nobody signs in here.
const HASH: &str = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA";
/// Tam Mỹ's plan: its id is the same in every load.
const TAM_MYS_PLAN: &str = "a746f6e7-b3ab-8982-9d7d-5e51ce85610e";

/// A table as sorted text.
async fn dump<E: EntityTrait>(db: &Db) -> Result<Vec<String>, DbErr>
where
    E::Model: ModelTrait + std::fmt::Debug + Sync,
{
    let rows = E::find().all(db.read()).await?;
    let mut rows: Vec<String> = rows.iter().map(|row| format!("{row:?}")).collect();
    rows.sort();
    Ok(rows)
}

/// Every table that the demonstration fills.
async fn tables(db: &Db) -> BTreeMap<&'static str, Vec<String>> {
    BTreeMap::from([
        ("unit", dump::<e::unit::Entity>(db).await.unwrap()),
        (
            "unit_closure",
            dump::<e::unit_closure::Entity>(db).await.unwrap(),
        ),
        ("user", dump::<e::user::Entity>(db).await.unwrap()),
        (
            "user_grant",
            dump::<e::user_grant::Entity>(db).await.unwrap(),
        ),
        ("plan", dump::<e::plan::Entity>(db).await.unwrap()),
        (
            "target_group",
            dump::<e::target_group::Entity>(db).await.unwrap(),
        ),
        ("target", dump::<e::target::Entity>(db).await.unwrap()),
        ("measure", dump::<e::measure::Entity>(db).await.unwrap()),
        (
            "task_group",
            dump::<e::task_group::Entity>(db).await.unwrap(),
        ),
        ("task", dump::<e::task::Entity>(db).await.unwrap()),
        (
            "plan_period",
            dump::<e::plan_period::Entity>(db).await.unwrap(),
        ),
        ("report", dump::<e::report::Entity>(db).await.unwrap()),
        (
            "report_line",
            dump::<e::report_line::Entity>(db).await.unwrap(),
        ),
        (
            "report_version",
            dump::<e::report_version::Entity>(db).await.unwrap(),
        ),
    ])
}

async fn tam_mys_plan(db: &Db) -> Plan {
    let id: PlanId = TAM_MYS_PLAN.parse().unwrap();
    plans::load(db.read(), id).await.unwrap().unwrap().plan
}

on_both! {
    async fn official_units_once(db: Db) {
        assert_eq!(reference::load(&db).await.unwrap(), 1 + 34 + 3_321);
        assert_eq!(reference::load(&db).await.unwrap(), 0);
        let below = |code: &'static str| {
            let db = db.clone();
            async move { units::children(db.read(), &UnitId::new(code)).await.unwrap() }
        };
        assert_eq!(below("vn").await.len(), 34);
        assert_eq!(below("48").await.len(), 94);
        let line = units::ancestors_or_self(db.read(), &UnitId::new("21004")).await.unwrap();
        assert_eq!(line, ["21004", "48", "vn"].map(UnitId::new));
    }

    async fn everything_once(db: Db) {
        reference::load(&db).await.unwrap();
        let began = server::clock::SystemClock.now();
        let summary = demo::load(&db, HASH).await.unwrap();
        let took = server::clock::SystemClock.now() - began;
        eprintln!("loaded {summary:?} in {} ms", took.num_milliseconds());
        // Four departments of the office report what it assigned to them in November.
        assert_eq!((summary.plans, summary.reports), (100, 95 * 3 + 4));
        assert_eq!(summary.accounts, ACCOUNTS.len());

        let refused = demo::load(&db, HASH).await;
        assert!(matches!(refused, Err(ServiceError::Conflict { code: "demo_refused", .. })));

        let plan = tam_mys_plan(&db).await;
        assert_eq!(plan.summary.unit.name, "Xã Tam Mỹ");
        assert_eq!(plan.summary.target_count, 32);
        assert_eq!(plan.summary.declared_task_count, Some(37));
        assert_eq!((plan.summary.entered_task_count, plan.summary.simulated_task_count), (0, 37));
        assert_eq!((plan.summary.number.as_deref(), plan.summary.date.day), (None, None));
        let office = units::find(db.read(), &UnitId::new("52.van-phong")).await.unwrap().unwrap();
        assert_eq!(office.unit.kind, UnitKind::Department);

        // The same rows on either database, in every load.
        let here = tables(&db).await;
        let (other, _folder) = db_harness::sqlite().await;
        demo::load(&other, HASH).await.unwrap();
        for (table, rows) in tables(&other).await {
            assert!(here[table] == rows, "table {table} differs");
        }
        other.close().await.unwrap();
    }
}
