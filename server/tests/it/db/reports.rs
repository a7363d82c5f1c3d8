//! Reports, lines and versions.

use super::{roots, store};
use crate::db_harness::on_both;
use crate::world::{
    self, CITY, CITY_PLAN, COMMUNES, TAM_MY, TAM_MY_PLAN, measure_id, measure_line, november,
    october, person, plan_id, tam_mys, task_line,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::id::{LineId, UnitId};
use domain::period::Period;
use domain::quantity::Quantity;
use domain::report::{LineEntry, ReportState, Step, TaskProgress, TextEdit};
use domain::wire::report::LineChange;
use server::db::reports::{Filter, Mark, StoredLine, StoredReturn};
use server::db::versions::StoredVersion;
use server::db::{Db, reports, rollup, versions};
use std::collections::HashSet;

fn now() -> DateTime<Utc> {
    "2026-11-16T03:00:00Z".parse().unwrap()
}

fn ratio(numerator: i64, denominator: i64) -> LineEntry {
    LineEntry {
        numerator: Some(Quantity::from_int(numerator)),
        denominator: Some(Quantity::from_int(denominator)),
        ..LineEntry::default()
    }
}

fn line(id: LineId, entry: LineEntry, version: i64) -> StoredLine {
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
        seq: 1,
    }
}

on_both! {
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

    async fn only_sent_and_approved_reports_count(db: Db) {
        world::build(&db, "").await;
        let states = [
            (8, ReportState::Approved),
            (9, ReportState::Draft),
            (10, ReportState::Submitted),
            (11, ReportState::Returned),
        ];
        for (month, state) in states {
            let period = Period::month(2026, month).unwrap();
            let id = tam_mys(&world::open(&db, period).await);
            store(&db, id, |report| report.state = state).await;
        }
        let plans = HashSet::from([plan_id(TAM_MY_PLAN)]);
        let counted = reports::counted(db.read(), &plans).await.unwrap();
        let mut periods: Vec<_> = counted.iter().map(|r| r.period.to_string()).collect();
        periods.sort_unstable();
        assert_eq!(periods, ["2026-M08", "2026-M10"]);
    }

    async fn later_reports_of_the_same_unit_and_plan_are_wanted_whole(db: Db) {
        world::build(&db, "").await;
        let own = tam_mys(&world::open(&db, october()).await);
        let mut later = Vec::new();
        for period in [
            Period::month(2027, 1).unwrap(),
            november(),
            Period::month(2026, 9).unwrap(),
        ] {
            later.push(tam_mys(&world::open(&db, period).await));
        }
        let own = reports::find(db.read(), own).await.unwrap().unwrap();
        let txn = db.begin_write().await.unwrap();
        server::db::sync::raise_whole(&txn, &[&own], 99).await.unwrap();
        server::db::sync::raise_whole(&txn, &[], 100).await.unwrap();
        txn.commit().await.unwrap();
        for (n, id) in later.into_iter().enumerate() {
            let report = reports::find(db.read(), id).await.unwrap().unwrap();
            assert_eq!(report.whole_seq == 99 && report.seq == 99, n < 2, "{n}");
        }
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
        rollup::rebuild(&db).await.unwrap();
        let plans = HashSet::from([plan_id(TAM_MY_PLAN)]);
        let peers = async |months: HashSet<Period>| {
            rollup::peer_figures(db.read(), db.book(), &plans, &months).await.unwrap()
        };
        let mut figures = peers(HashSet::from([october(), november()])).await;
        let mut shares = figures.remove(&(measure_id(CITY_PLAN, 1), october())).unwrap();
        shares.sort_unstable_by_key(|(_, share)| *share);
        let drafted = opened[6].unit.as_str();
        let expected: Vec<(UnitId, i64)> = (0_i64..)
            .zip(COMMUNES)
            .filter(|(_, unit)| *unit != drafted)
            .map(|(n, unit)| (UnitId::new(unit), n * 100))
            .collect();
        assert_eq!(shares, expected);
        assert!(figures.is_empty(), "nothing over nought is no share");
        assert!(peers(HashSet::from([november()])).await.is_empty());
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
        let progress = reports::of_reports(db.read(), db.book(), &[report], |_| None).await.unwrap()[&id];
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
            seq: 1,
            device: None,
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
}
