//! Figures that are kept are at any moment what a full recomputation makes of the reports, whatever
//! is done in whatever order; and nothing is lost or counted twice when units change.

mod plan_steps;

use crate::db_harness::on_both;
use crate::harness;
use crate::world::{self, COMMUNES, measure_line, plan_id, task_line};
use chrono::{Days, NaiveDate};
use domain::id::{LineId, PlanId, ReportId, UnitEventId, UnitId};
use domain::period::{Period, PeriodRule};
use domain::policy::{Actor, Grant, Role};
use domain::quantity::Quantity;
use domain::report::{Basis, FieldEdit, LineEdit, ReportState, TaskProgress};
use domain::rollup::Page;
use domain::territory::{NewUnit, UnitChange};
use domain::unit::UnitKind;
use domain::wire::admin::NewUnitChange;
use domain::wire::overview::MeasureProof;
use domain::wire::report::{AtVersion, ReturnReport, SaveReport};
use domain::wire::sync::Because;
use server::clock::{CountingIds, FixedClock};
use server::committer::Committer;
use server::db::plans::{self, NewPlan};
use server::db::rollup::{self, PageKey};
use server::db::{Db, reports};
use server::error::ServiceError;
use server::service::{Ctx, overview, reports as service, unit_changes};
use std::sync::Arc;

/// The plan of the country; the city's and the province's carry it out.
const NATION_PLAN: u128 = 10;
const CITY_PLAN: u128 = 20;
const PROVINCE_PLAN: u128 = 30;
const FIRST_COMMUNE_PLAN: u128 = 40;
/// The communes after the fifth lie in the province.
const IN_CITY: usize = 5;

/// A country of one city, one province and seven communes, and somebody who may do everything.
struct Country {
    db: Db,
    clock: Arc<FixedClock>,
    ids: Arc<CountingIds>,
    committer: Committer,
    actor: Actor,
    reports: Vec<(ReportId, PlanId)>,
    rng: u64,
    undoable: Vec<UnitEventId>,
    made: u32,
    /// Changes of plans that were carried out.
    changed: u32,
    /// Tasks that were assigned.
    assigned: u32,
}

impl Country {
    async fn new(db: Db, seed: u64) -> Self {
        world::build(&db, "").await;
        let clock = Arc::new(FixedClock::new(harness::start()));
        let ids = Arc::new(CountingIds::new(0x00c0_0000));
        let mut country = Self {
            committer: Committer::new(db.clone(), clock.clone(), ids.clone()),
            db,
            clock,
            ids,
            actor: Actor {
                user: world::person(0),
                grants: [
                    Role::Reporter,
                    Role::Approver,
                    Role::Coordinator,
                    Role::Admin,
                ]
                .map(|role| Grant {
                    role,
                    unit: UnitId::new("vn"),
                })
                .to_vec(),
            },
            reports: Vec::new(),
            rng: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
            undoable: Vec::new(),
            made: 0,
            changed: 0,
            assigned: 0,
        };
        for commune in &COMMUNES[IN_CITY..] {
            let change = UnitChange::Move {
                unit: UnitId::new(*commune),
                to: UnitId::new("52"),
            };
            // Before any report.
            country.change(change, "2025-12-01").await.unwrap();
        }
        country.undoable.clear();
        country.departments().await;
        country.plan(NATION_PLAN, "vn", None).await;
        country.plan(CITY_PLAN, "48", Some(NATION_PLAN)).await;
        country.plan(PROVINCE_PLAN, "52", Some(NATION_PLAN)).await;
        for (n, commune) in (FIRST_COMMUNE_PLAN..).zip(COMMUNES) {
            let at = usize::try_from(n - FIRST_COMMUNE_PLAN).unwrap();
            let parent = if at < IN_CITY {
                CITY_PLAN
            } else {
                PROVINCE_PLAN
            };
            country.plan(n, commune, Some(parent)).await;
        }
        for month in [9, 10, 11] {
            let txn = country.db.begin_write().await.unwrap();
            let (root, period) = (plan_id(NATION_PLAN), Period::month(2026, month).unwrap());
            let opened = plans::open_period(
                &txn,
                country.db.book(),
                &*country.ids,
                world::opening(root, period),
            )
            .await
            .unwrap();
            txn.commit().await.unwrap();
            let opened = opened
                .into_iter()
                .map(|report| (report.report, report.plan));
            country.reports.extend(opened);
        }
        assert_eq!(country.reports.len(), 3 * COMMUNES.len());
        country
    }

    async fn plan(&self, n: u128, unit: &str, parent: Option<u128>) {
        let plan = world::plan(n, unit, parent);
        let new = NewPlan {
            plan: &plan,
            parent: parent.map(plan_id),
            rule: PeriodRule::default(),
        };
        let txn = self.db.begin_write().await.unwrap();
        plans::insert(&txn, &*self.ids, new).await.unwrap();
        txn.commit().await.unwrap();
    }

    /// Two departments in every commune.
    async fn departments(&self) {
        let txn = self.db.begin_write().await.unwrap();
        for commune in COMMUNES {
            for (sort, (slug, name)) in (0..).zip([("vp", "Văn phòng"), ("cax", "Công an xã")])
            {
                let code = format!("{commune}.{slug}");
                let department =
                    world::unit(&code, name, UnitKind::Department, Some(commune), sort);
                server::db::units::insert(&txn, &[department])
                    .await
                    .unwrap();
            }
        }
        txn.commit().await.unwrap();
    }

    /// The reports that are there by now, in an order that does not change.
    async fn find_reports(&mut self) {
        let filter = reports::Filter {
            limit: 1_000,
            ..reports::Filter::default()
        };
        let roots = [UnitId::new("vn")];
        let found = reports::list_visible_to(self.db.read(), &roots, &filter).await;
        self.reports = found.unwrap().into_iter().map(|r| (r.id, r.plan)).collect();
        self.reports.sort_unstable();
    }

    fn ctx(&self) -> Ctx<'_> {
        Ctx {
            db: &self.db,
            clock: &*self.clock,
            ids: &*self.ids,
        }
    }

    fn below(&mut self, end: usize) -> usize {
        self.rng ^= self.rng << 13;
        self.rng ^= self.rng >> 7;
        self.rng ^= self.rng << 17;
        usize::try_from(self.rng % u64::try_from(end).unwrap()).unwrap()
    }

    async fn change(&mut self, change: UnitChange, day: &str) -> Result<(), ServiceError> {
        let new = NewUnitChange {
            effective_on: day.parse().unwrap(),
            change,
            document: Some("Nghị quyết thử nghiệm".to_owned()),
        };
        let row = unit_changes::record(self.ctx(), &self.actor, new).await?;
        self.undoable.push(row.id);
        Ok(())
    }

    async fn edits(&mut self, plan: PlanId) -> Vec<LineEdit> {
        let number = |n: usize| Quantity::from_int(i64::try_from(n).unwrap());
        let n = plan.0.as_u128() / 0x1000;
        let edit = |line: LineId, edits| LineEdit {
            line,
            base_version: i64::MAX,
            edits,
        };
        let whole = 1 + self.below(500);
        let part = self.below(whole + 1);
        let away = (self.below(4) == 0).then(|| "Không thuộc thẩm quyền".to_owned());
        let progress = TaskProgress::ALL[self.below(4)];
        let task = vec![
            FieldEdit::Progress(Some(progress)),
            FieldEdit::Behind(part.is_multiple_of(2)),
        ];
        if plan != plan_id(n) || n >= FIRST_COMMUNE_PLAN + 100 {
            // Of a department, made by an assignment.
            let own = plans::load(self.db.read(), plan).await.unwrap().unwrap();
            let tasks = own.plan.tasks();
            return tasks
                .map(|own| edit(LineId::Task(own.id), task.clone()))
                .collect();
        }
        vec![
            edit(
                measure_line(n, 1),
                vec![
                    FieldEdit::Numerator(Some(number(part))),
                    FieldEdit::Denominator(Some(number(whole))),
                    FieldEdit::NotApplicable(away),
                ],
            ),
            edit(
                measure_line(n, 3),
                vec![FieldEdit::Count(Some(number(part)))],
            ),
            edit(task_line(n, 1), task),
        ]
    }

    /// Something that people do to a report, whatever is possible on it.
    async fn report(&mut self) {
        let at = self.below(self.reports.len());
        let (id, plan) = self.reports[at];
        let held = reports::find(self.db.read(), id).await.unwrap().unwrap();
        let seen = AtVersion {
            version: held.version,
        };
        let choice = self.below(3);
        let lines = self.edits(plan).await;
        let (ctx, committer, actor) = (self.ctx(), &self.committer, &self.actor);
        let done = match (held.state, choice) {
            (ReportState::Draft | ReportState::Returned, 0 | 1) => {
                let save = SaveReport {
                    lines,
                    texts: Vec::new(),
                };
                service::save(ctx, committer, actor, id, save)
                    .await
                    .map(drop)
            }
            (ReportState::Draft | ReportState::Returned, _) => {
                service::submit(ctx, committer, actor, id, seen)
                    .await
                    .map(drop)
            }
            (ReportState::Submitted, 0) => service::withdraw(ctx, committer, actor, id, seen)
                .await
                .map(drop),
            (ReportState::Submitted, 1) => service::approve(ctx, committer, actor, id, seen)
                .await
                .map(drop),
            (ReportState::Submitted | ReportState::Approved, _) => {
                let back = ReturnReport {
                    version: held.version,
                    reason: "Kiểm tra lại".to_owned(),
                    lines: Vec::new(),
                };
                service::return_report(ctx, committer, actor, id, back)
                    .await
                    .map(drop)
            }
        };
        done.unwrap();
    }

    /// A change of units, where it is possible.
    async fn units(&mut self) {
        let commune = |n: usize| UnitId::new(COMMUNES[n]);
        let (a, b) = (self.below(COMMUNES.len()), self.below(COMMUNES.len()));
        let province = UnitId::new(if self.below(2) == 0 { "48" } else { "52" });
        self.made += 1;
        let code = UnitId(format!("9{:04}", self.made));
        let new = |name: &str| NewUnit {
            name: name.to_owned(),
            kind: UnitKind::Commune,
            parent: province.clone(),
        };
        let change = match self.below(6) {
            0 => UnitChange::Rename {
                unit: commune(a),
                name: format!("Xã Đổi Tên {}", self.made),
            },
            1 => UnitChange::Retype {
                unit: commune(a),
                kind: UnitKind::Ward,
                name: format!("Phường {}", self.made),
            },
            2 => UnitChange::Move {
                unit: commune(a),
                to: province,
            },
            3 => UnitChange::Merge {
                from: vec![commune(a), commune(b)],
                into: commune(a),
                new: None,
            },
            4 => UnitChange::Merge {
                from: vec![commune(a), commune(b)],
                into: code,
                new: Some(new("Xã Hợp Nhất")),
            },
            _ => UnitChange::Split {
                from: commune(a),
                into: vec![
                    (code.clone(), new("Xã Chia Một")),
                    (UnitId(format!("{code}b")), new("Xã Chia Hai")),
                ],
            },
        };
        let start = NaiveDate::from_ymd_opt(2026, 9, 1).unwrap();
        let day = start + Days::new(self.below(70).try_into().unwrap());
        match self.change(change, &day.to_string()).await {
            Ok(()) | Err(ServiceError::Invalid(_)) => {}
            Err(error) => panic!("{error:?}"),
        }
    }

    async fn undo(&mut self) {
        if self.undoable.is_empty() {
            return;
        }
        let at = self.below(self.undoable.len());
        let because = Because {
            reason: "Ghi nhầm".to_owned(),
        };
        match unit_changes::undo(self.ctx(), &self.actor, self.undoable[at], because).await {
            Ok(_) => drop(self.undoable.remove(at)),
            // A later change builds upon it.
            Err(ServiceError::Invalid(_)) => {}
            Err(error) => panic!("{error:?}"),
        }
    }

    /// What is kept is what the reports say, and the provinces add up to the country in either
    /// boundaries.
    async fn is_right(&self) {
        assert_eq!(rollup::check(&self.db).await.unwrap(), Vec::<String>::new());
        for month in [9, 10, 11] {
            let key = |unit: &str| PageKey {
                plan: plan_id(NATION_PLAN),
                unit: UnitId::new(unit),
                period: Period::month(2026, month).unwrap(),
            };
            let keys = [key("vn"), key("48"), key("52")];
            let then = rollup::pages(self.db.read(), &keys).await.unwrap();
            let now = rollup::pages_now(self.db.read(), &keys).await.unwrap();
            for pages in [&then, &now] {
                let mut provinces = Page::default();
                for province in &keys[1..] {
                    if let Some(stored) = pages.get(province) {
                        provinces.add(&stored.page, 1);
                    }
                }
                let country = pages[&keys[0]].page.clone();
                assert_eq!(provinces.trimmed(), country.trimmed(), "month {month}");
            }
            let country = |pages: &std::collections::HashMap<PageKey, rollup::StoredPage>| {
                pages[&keys[0]].page.clone().trimmed()
            };
            assert_eq!(country(&then), country(&now), "month {month}");
        }
    }
}

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
