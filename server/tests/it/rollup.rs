//! Figures that are kept are at any moment what a full recomputation makes of the reports, whatever
//! is done in whatever order; and nothing is lost or counted twice when units change.

mod country;
mod plan_steps;

use crate::db_harness::on_both;
use crate::world::{self, COMMUNES, plan_id};
use country::{CITY_PLAN, Country, NATION_PLAN, PROVINCE_PLAN};
use domain::id::UnitId;
use domain::period::Period;
use domain::policy::{Actor, Grant, Role};
use domain::report::Basis;
use domain::rollup::Page;
use domain::territory::{NewUnit, UnitChange};
use domain::unit::UnitKind;
use domain::wire::overview::MeasureProof;
use server::db::Db;
use server::db::rollup::{self, PageKey};
use server::service::overview;

/// Whatever happens, in whatever order.
async fn happens(db: Db, seed: u64) {
    let mut country = Country::new(db, seed).await;
    country.is_right().await;
    for step in 0..120 {
        match country.below(15) {
            0 | 1 => country.units().await,
            2 => country.undo().await,
            3..=5 => country.plan_step().await,
            _ => country.report().await,
        }
        if step % 6 == 5 {
            country.is_right().await;
        }
    }
    country.is_right().await;
    assert!(country.changed > 10, "{}", country.changed);
    assert!(country.assigned > 0);
    let kept = snapshot(&country.db).await;
    rollup::rebuild(&country.db).await.unwrap();
    assert_eq!(snapshot(&country.db).await, kept, "rebuilt");
}

async fn snapshot(db: &Db) -> Vec<(PageKey, Page)> {
    let mut keys = Vec::new();
    for plan in [NATION_PLAN, CITY_PLAN, PROVINCE_PLAN] {
        for unit in ["vn", "48", "52"] {
            for month in [9, 10, 11] {
                keys.push(PageKey {
                    plan: plan_id(plan),
                    unit: UnitId::new(unit),
                    period: Period::month(2026, month).unwrap(),
                });
            }
        }
    }
    let found = rollup::pages_now(db.read(), &keys).await.unwrap();
    let mut pages: Vec<_> = found
        .into_iter()
        .map(|(key, stored)| (key, stored.page.trimmed()))
        .filter(|(_, page)| *page != Page::default())
        .collect();
    pages.sort_by(|a, b| a.0.cmp(&b.0));
    pages
}

on_both! {
    async fn what_is_kept_is_what_a_recomputation_gives_a(db: Db) {
        happens(db, 1).await;
    }

    async fn what_is_kept_is_what_a_recomputation_gives_b(db: Db) {
        happens(db, 2026).await;
    }

    async fn what_is_kept_is_what_a_recomputation_gives_c(db: Db) {
        happens(db, 77).await;
    }

    /// Two communes become one in October: their September stays theirs as it was, and stands
    /// under the new one in today's boundaries. Undone, all is as before.
    async fn a_merge_and_its_undoing(db: Db) {
        let mut country = Country::new(db, 5).await;
        for _ in 0..60 {
            country.report().await;
        }
        let before = snapshot(&country.db).await;
        let (a, b) = (UnitId::new(COMMUNES[0]), UnitId::new(COMMUNES[1]));
        let merge = UnitChange::Merge {
            from: vec![a.clone(), b.clone()],
            into: UnitId::new("90001"),
            new: Some(NewUnit {
                name: "Phường Hợp Nhất".to_owned(),
                kind: UnitKind::Ward,
                parent: UnitId::new("48"),
            }),
        };
        country.change(merge, "2026-10-01").await.unwrap();
        country.is_right().await;
        let september = Period::month(2026, 9).unwrap();
        let merged = PageKey {
            plan: plan_id(CITY_PLAN),
            unit: UnitId::new("90001"),
            period: september,
        };
        let keys = std::slice::from_ref(&merged);
        let then = rollup::pages(country.db.read(), keys).await.unwrap();
        assert!(then.get(&merged).is_none_or(|stored| stored.page.is_nought()));
        let now = rollup::pages_now(country.db.read(), keys).await.unwrap();
        assert_eq!(now[&merged].page.heads.expected, 2);
        // Their reports for October and November are no longer expected; what is sent counts.
        let after = snapshot(&country.db).await;
        let reported = |pages: &[(PageKey, Page)]| {
            pages.iter().map(|(_, page)| page.heads.reported).sum::<i64>()
        };
        assert_eq!(reported(&after), reported(&before));
        country.undo().await;
        country.is_right().await;
        assert_eq!(snapshot(&country.db).await, before);
    }

    /// Both have a "Công an xã": after the merger it is told which comes from where; undone, they
    /// are called as before.
    async fn departments_of_merged_communes_are_told_apart(db: Db) {
        let mut country = Country::new(db, 9).await;
        let names = async |db: &Db| {
            let mut names = Vec::new();
            for commune in &COMMUNES[..2] {
                let id = UnitId(format!("{commune}.cax"));
                let found = server::db::units::find(db.read(), &id).await.unwrap().unwrap();
                names.push(found.unit.name);
            }
            names
        };
        let merge = UnitChange::Merge {
            from: COMMUNES[..2].iter().map(|commune| UnitId::new(*commune)).collect(),
            into: UnitId::new(COMMUNES[0]),
            new: None,
        };
        country.change(merge, "2026-10-01").await.unwrap();
        let merged = names(&country.db).await;
        assert_eq!(merged[0], "Công an xã");
        assert_eq!(merged[1], format!("Công an xã (Xã {})", COMMUNES[1]));
        country.undo().await;
        assert_eq!(names(&country.db).await, ["Công an xã", "Công an xã"]);
        country.is_right().await;
    }

    /// The proof tree: the country's figure, the province that it opens to, the commune's line.
    async fn the_proof_tree(db: Db) {
        let mut country = Country::new(db, 8).await;
        for _ in 0..90 {
            country.report().await;
        }
        let leader = Actor {
            user: world::person(2),
            grants: vec![Grant {
                role: Role::Leader,
                unit: UnitId::new("vn"),
            }],
        };
        let period = Period::month(2026, 10);
        let proof = async |unit: Option<&str>| {
            let ask = overview::Ask {
                period,
                basis: Basis::Received,
                unit: unit.map(UnitId::new),
                ..overview::Ask::default()
            };
            let measure = world::measure_id(NATION_PLAN, 1);
            let plan = plan_id(NATION_PLAN);
            overview::measure_proof(country.ctx(), &leader, plan, measure, &ask).await.unwrap()
        };
        let (nation, city) = (proof(None).await, proof(Some("48")).await);
        // The part one step down is the whole of the step below.
        let part = nation.children.iter().find(|child| child.unit.id.as_str() == "48").unwrap();
        assert_eq!(part.figure.as_ref(), Some(&city.measure.figure));
        assert!(part.opens && city.children.iter().all(|child| !child.opens));
        let sum = |proof: &MeasureProof| {
            let counted = proof.children.iter().filter_map(|child| child.figure.as_ref());
            counted.map(|figure| figure.numerator.thousandths()).sum::<i64>()
        };
        assert_eq!(sum(&nation), nation.measure.figure.numerator.thousandths());
        assert_eq!(sum(&city), city.measure.figure.numerator.thousandths());
        insta::assert_json_snapshot!("proof_nation", nation);
        insta::assert_json_snapshot!("proof_city", city);
    }
}
