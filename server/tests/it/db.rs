//! Every repository on SQLite and on PostgreSQL.

use crate::db_harness::on_both;
use crate::world::{
    self, CITY, CITY_PLAN, COMMUNES, TAM_MY, TAM_MY_PLAN, measure_id, measure_line, november,
    october, person, plan_id, tam_mys, task_line,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::id::{PlanId, ReportId, UnitId};
use domain::period::Period;
use domain::quantity::Quantity;
use domain::report::{LineEntry, ReportState, Step, TaskProgress, TextEdit};
use domain::unit::UnitKind;
use domain::wire::report::LineChange;
use server::db::reports::{Filter, Mark, StoredLine, StoredReport, StoredReturn};
use server::db::versions::StoredVersion;
use server::db::{Db, people, plans, reports, units, versions};
use uuid::Uuid;

fn now() -> DateTime<Utc> {
    "2026-11-16T03:00:00Z".parse().unwrap()
}

fn roots(units: &[&str]) -> Vec<UnitId> {
    units.iter().map(|unit| UnitId::new(*unit)).collect()
}

fn ratio(numerator: i64, denominator: i64) -> LineEntry {
    LineEntry {
        numerator: Some(Quantity::from_int(numerator)),
        denominator: Some(Quantity::from_int(denominator)),
        ..LineEntry::default()
    }
}

fn line(id: domain::id::LineId, entry: LineEntry, version: i64) -> StoredLine {
    let updated = Some(Mark {
        by: person(0),
        at: now(),
    });
    StoredLine {
        id,
        entry,
        version,
        updated,
        returned: None,
    }
}

/// A report changed by `change` and stored.
async fn store(db: &Db, id: ReportId, change: impl FnOnce(&mut StoredReport)) -> StoredReport {
    let txn = db.begin_write().await.unwrap();
    let mut report = reports::find_for_update(&txn, id).await.unwrap().unwrap();
    change(&mut report);
    reports::update(&txn, &report).await.unwrap();
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

        let report = reports::find(db.read(), tam_mys(&opened)).await.unwrap().unwrap();
        assert_eq!((report.state, report.version), (ReportState::Draft, 0));
    }

    async fn a_report_comes_back_as_it_was_stored(db: Db) {
        world::build(&db, "").await;
        let id = tam_mys(&world::open(&db, november()).await);
        let mark = Mark { by: person(0), at: now() };
        let stored = store(&db, id, |report| {
            report.state = ReportState::Approved;
            report.version = 7;
            report.texts.obstacles = "Thiếu nhân lực".to_owned();
            report.submitted = Some(mark);
            report.approved = Some(Mark { by: person(1), ..mark });
            report.return_reason = Some("Số liệu chưa khớp".to_owned());
            report.updated_at = Some(now());
        })
        .await;
        let found = reports::find(db.read(), id).await.unwrap();
        assert_eq!(found, Some(stored));
    }

    async fn lines_are_stored_over_what_was_there(db: Db) {
        world::build(&db, "").await;
        let id = tam_mys(&world::open(&db, november()).await);
        let task = LineEntry {
            progress: Some(TaskProgress::Done),
            completed_on: Some("2026-11-02".parse().unwrap()),
            note: "Đã ban hành".to_owned(),
            ..LineEntry::default()
        };
        let mut first = line(measure_line(TAM_MY_PLAN, 1), ratio(412, 486), 1);
        let second = line(task_line(TAM_MY_PLAN, 1), task, 1);
        let third = line(
            measure_line(TAM_MY_PLAN, 4),
            LineEntry { reached: Some(false), not_applicable: Some("Xã".to_owned()), ..LineEntry::default() },
            1,
        );
        let txn = db.begin_write().await.unwrap();
        reports::put_lines(&txn, id, &[first.clone(), second.clone(), third.clone()]).await.unwrap();
        first.entry = ratio(413, 486);
        first.version = 2;
        first.returned = Some(StoredReturn {
            reason: "Kiểm tra".to_owned(),
            mark: Mark { by: person(1), at: now() },
        });
        reports::put_lines(&txn, id, std::slice::from_ref(&first)).await.unwrap();
        txn.commit().await.unwrap();

        let mut found = reports::lines(db.read(), &[id]).await.unwrap().remove(&id).unwrap();
        let mut expected = vec![first, second, third];
        found.sort_by_key(|line| line.id);
        expected.sort_by_key(|line| line.id);
        assert_eq!(found, expected);

        let txn = db.begin_write().await.unwrap();
        reports::clear_returns(&txn, id).await.unwrap();
        txn.commit().await.unwrap();
        let found = reports::lines(db.read(), &[id]).await.unwrap().remove(&id).unwrap();
        assert!(found.iter().all(|line| line.returned.is_none()));
    }

    async fn reports_are_listed_in_scope_and_by_filter(db: Db) {
        world::build(&db, "").await;
        let october_reports = world::open(&db, october()).await;
        world::open(&db, november()).await;
        let october_id = tam_mys(&october_reports);
        store(&db, october_id, |report| report.state = ReportState::Submitted).await;
        let conn = db.read();
        let all = Filter { limit: 100, ..Filter::default() };
        for (scope, filter, expected) in [
            (&[CITY][..], all.clone(), 14),
            (&[TAM_MY], all.clone(), 2),
            (&["52"], all.clone(), 0),
            (&[], all.clone(), 0),
            (&[CITY], Filter { period: Some(november()), ..all.clone() }, 7),
            (&[CITY], Filter { plan: Some(plan_id(TAM_MY_PLAN)), ..all.clone() }, 2),
            (&[CITY], Filter { unit: Some(UnitId::new("20001")), ..all.clone() }, 2),
            (&[CITY], Filter { state: Some(ReportState::Submitted), ..all.clone() }, 1),
            (&[CITY], Filter { limit: 3, ..all.clone() }, 3),
        ] {
            let found = reports::list_visible_to(conn, &roots(scope), &filter).await.unwrap();
            assert_eq!(found.len(), expected, "{scope:?} {filter:?}");
        }
        let due = reports::to_report_visible_to(conn, &roots(&[CITY]), 100).await.unwrap();
        assert_eq!(due.len(), 13);
        assert_eq!(due[0].period, october(), "the earliest due first");
        let sent = reports::sent_visible_to(conn, &roots(&[CITY]), 100).await.unwrap();
        assert_eq!(sent.iter().map(|report| report.id).collect::<Vec<_>>(), [october_id]);
        let waiting = reports::to_approve_visible_to(conn, &roots(&[TAM_MY]), 100).await.unwrap();
        assert_eq!(waiting.len(), 1);
        let hidden = reports::find_visible_to(conn, &roots(&["20001"]), october_id).await.unwrap();
        assert!(hidden.is_none());
    }

    async fn only_counted_reports_of_earlier_periods_come_before(db: Db) {
        world::build(&db, "").await;
        let states = [
            (8, ReportState::Approved),
            (9, ReportState::Draft),
            (10, ReportState::Submitted),
            (11, ReportState::Draft),
            (12, ReportState::Approved),
        ];
        let mut of_november = None;
        for (month, state) in states {
            let period = Period::month(2026, month).unwrap();
            let id = tam_mys(&world::open(&db, period).await);
            let report = store(&db, id, |report| report.state = state).await;
            of_november = of_november.or((month == 11).then_some(report));
        }
        let before = reports::counted_before(db.read(), &of_november.unwrap(), 6).await.unwrap();
        let periods: Vec<_> = before.iter().map(|report| report.period.to_string()).collect();
        assert_eq!(periods, ["2026-M10", "2026-M08"]);
    }

    async fn peers_are_the_other_counted_units_of_the_period(db: Db) {
        world::build(&db, "").await;
        let opened = world::open(&db, october()).await;
        let txn = db.begin_write().await.unwrap();
        for ((n, plan), unit) in (0..).zip(TAM_MY_PLAN..).zip(COMMUNES) {
            let id = opened.iter().find(|o| o.unit.as_str() == unit).unwrap().report;
            let lines = [
                (id, line(measure_line(plan, 1), ratio(10 * n, 100), 1)),
                (id, line(measure_line(plan, 2), ratio(1, 0), 1)),
            ];
            reports::insert_lines(&txn, &lines).await.unwrap();
        }
        txn.commit().await.unwrap();
        for (index, report) in opened.iter().enumerate() {
            let state = match index {
                6 => ReportState::Draft,
                5 => ReportState::Approved,
                _ => ReportState::Submitted,
            };
            store(&db, report.report, |report| report.state = state).await;
        }
        let own = reports::find(db.read(), tam_mys(&opened)).await.unwrap().unwrap();
        let parents = [1, 2].map(|n| measure_id(CITY_PLAN, n));
        let mut figures =
            reports::peer_figures(db.read(), &own, &parents, october()).await.unwrap();
        let mut shares = figures.remove(&measure_id(CITY_PLAN, 1)).unwrap();
        shares.sort_unstable();
        let drafted = opened[6].unit.as_str();
        let expected: Vec<i64> = (0_i64..)
            .zip(COMMUNES)
            .filter(|(_, unit)| *unit != TAM_MY && *unit != drafted)
            .map(|(n, _)| n * 100)
            .collect();
        assert_eq!(shares, expected);
        assert!(figures.is_empty(), "nothing over nought is no share");
        let none = reports::peer_figures(db.read(), &own, &parents, november()).await.unwrap();
        assert!(none.is_empty());
    }

    async fn progress_counts_targets_and_tasks(db: Db) {
        world::build(&db, "").await;
        let id = tam_mys(&world::open(&db, november()).await);
        let blocked = LineEntry { progress: Some(TaskProgress::Blocked), ..LineEntry::default() };
        let half = LineEntry { numerator: Some(Quantity::ZERO), ..LineEntry::default() };
        let exempt = LineEntry { not_applicable: Some("Lý do".to_owned()), ..LineEntry::default() };
        let lines = [
            (id, line(measure_line(TAM_MY_PLAN, 1), ratio(1, 2), 1)),
            (id, line(measure_line(TAM_MY_PLAN, 2), half, 1)),
            (id, line(measure_line(TAM_MY_PLAN, 4), exempt, 1)),
            (id, line(task_line(TAM_MY_PLAN, 2), blocked, 1)),
        ];
        let txn = db.begin_write().await.unwrap();
        reports::insert_lines(&txn, &lines).await.unwrap();
        txn.commit().await.unwrap();
        let report = reports::find(db.read(), id).await.unwrap().unwrap();
        let progress = reports::of_reports(db.read(), &[report]).await.unwrap()[&id];
        let counts = (progress.targets_done, progress.targets, progress.tasks_done, progress.tasks);
        assert_eq!(counts, (2, 4, 1, 2));
    }

    async fn versions_come_back_newest_first(db: Db) {
        world::build(&db, "").await;
        let report = tam_mys(&world::open(&db, november()).await);
        let version = |version, step, state, by| StoredVersion {
            report,
            version,
            step,
            state,
            mark: Mark { by: person(by), at: now() + TimeDelta::minutes(version) },
            reason: (step == Step::Return).then(|| "Chưa đủ".to_owned()),
            changes: vec![LineChange {
                line: measure_line(TAM_MY_PLAN, 1),
                before: LineEntry::default(),
                after: ratio(412, 486),
                reason: None,
            }],
            texts: vec![TextEdit::Notes("Ghi chú".to_owned())],
        };
        let stored = [
            version(1, Step::Save, ReportState::Draft, 0),
            version(2, Step::Submit, ReportState::Submitted, 0),
            version(3, Step::Return, ReportState::Returned, 1),
        ];
        let txn = db.begin_write().await.unwrap();
        versions::insert(&txn, &stored).await.unwrap();
        txn.commit().await.unwrap();
        let found = versions::after(db.read(), report, 1).await.unwrap();
        assert_eq!(found, [stored[2].clone(), stored[1].clone()]);
        let txn = db.begin_write().await.unwrap();
        assert!(versions::insert(&txn, &stored[..1]).await.is_err(), "a version is made once");
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
            texts: domain::report::ReportTexts::default(),
            submitted: None,
            approved: None,
            return_reason: None,
            updated_at: None,
        };
        let txn = db.begin_write().await.unwrap();
        assert!(reports::insert(&txn, std::slice::from_ref(&report)).await.is_err());
        drop(txn);
        let report = StoredReport { plan: plan_id(TAM_MY_PLAN), ..report };
        let txn = db.begin_write().await.unwrap();
        reports::insert(&txn, &[report]).await.unwrap();
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
        let report = reports::find(db.read(), id).await.unwrap().unwrap();
        assert_eq!(report.version, 12);
    }
}
