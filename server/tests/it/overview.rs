//! The rolled-up views: figures, coverage, ranking, proofs, and who may not see them.

mod through_http;
mod tree;

use crate::db_harness::on_both;
use chrono::{DateTime, TimeZone, Utc};
use domain::id::{MeasureId, UnitId, UserId};
use domain::measure::MeasureKind;
use domain::period::PeriodKind;
use domain::policy::{Actor, Grant, Role};
use domain::quantity::Quantity;
use domain::report::{Basis, ReportState};
use domain::wire::overview::{MeasureFigure, Overview};
use server::clock::{Clock, CountingIds, FixedClock};
use server::db::Db;
use server::db::reports::{self, Mark};
use server::db::rollup;
use server::error::ServiceError;
use server::service::Ctx;
use server::service::overview::{self, Ask};
use tree::{CITY, CITY_PLAN, COMMUNES, ELSEWHERE, measure_id, november, october, plan_id, task_id};
use uuid::Uuid;

/// Someone with one role.
fn actor(role: Role, unit: &str) -> Actor {
    Actor {
        user: UserId(Uuid::from_u128(7)),
        grants: vec![Grant {
            role,
            unit: UnitId::new(unit),
        }],
    }
}

/// What services need, at the tree's time.
struct Desk {
    clock: FixedClock,
    ids: CountingIds,
}

impl Desk {
    fn new() -> Self {
        Self {
            clock: FixedClock::new(tree::now()),
            ids: CountingIds::new(0x9000),
        }
    }

    fn at<'a>(&'a self, db: &'a Db) -> Ctx<'a> {
        Ctx {
            db,
            clock: &self.clock,
            ids: &self.ids,
        }
    }
}

fn approved() -> Ask {
    Ask {
        period: Some(november()),
        ..Ask::default()
    }
}

fn received() -> Ask {
    Ask {
        period: Some(november()),
        basis: Basis::Received,
        ..Ask::default()
    }
}

async fn city(db: &Db, ask: Ask) -> Overview {
    let leader = actor(Role::Leader, CITY);
    overview::overview(Desk::new().at(db), &leader, plan_id(CITY_PLAN), &ask)
        .await
        .unwrap()
}

fn figure(overview: &Overview, measure: MeasureId) -> &MeasureFigure {
    let mut measures = overview.targets.iter().flat_map(|target| &target.measures);
    measures.find(|other| other.id == measure).unwrap()
}

fn sums(figure: &MeasureFigure) -> (Quantity, Option<Quantity>) {
    (figure.figure.numerator, figure.figure.denominator)
}

on_both! {
    async fn the_city_by_approved_reports(db: Db) {
        tree::plant(&db).await;
        insta::assert_json_snapshot!("city_approved", city(&db, approved()).await);
    }

    async fn the_city_by_received_reports(db: Db) {
        tree::plant(&db).await;
        insta::assert_json_snapshot!("city_received", city(&db, received()).await);
    }

    async fn the_proof_of_a_figure(db: Db) {
        tree::plant(&db).await;
        let leader = actor(Role::Leader, CITY);
        let of = |ask| {
            let (db, leader) = (&db, &leader);
            async move {
                let desk = Desk::new();
                let measure = measure_id(CITY_PLAN, 1);
                overview::measure_proof(desk.at(db), leader, plan_id(CITY_PLAN), measure, &ask)
                    .await
                    .unwrap()
            }
        };
        insta::assert_json_snapshot!("proof_approved", of(approved()).await);
        let received = of(received()).await;
        insta::assert_json_snapshot!("proof_received", received);
        // The figure of the proof is the figure of the screen.
        let screen = city(&db, self::received()).await;
        assert_eq!(&received.measure, figure(&screen, measure_id(CITY_PLAN, 1)));
        let counted = received.children.iter().filter_map(|child| child.figure.as_ref());
        let numerators = counted.map(|own| own.numerator.thousandths()).sum::<i64>();
        assert_eq!(numerators, received.measure.figure.numerator.thousandths());
    }

    async fn the_proof_of_a_task(db: Db) {
        tree::plant(&db).await;
        let leader = actor(Role::Coordinator, CITY);
        let desk = Desk::new();
        let task = task_id(CITY_PLAN, 1);
        let proof = overview::task_proof(desk.at(&db), &leader, plan_id(CITY_PLAN), task, &received())
            .await
            .unwrap();
        insta::assert_json_snapshot!("task_received", proof);
    }

    async fn approval_adds_exactly_the_childs_figures(db: Db) {
        let tree = tree::plant(&db).await;
        let ratio = measure_id(CITY_PLAN, 1);
        let before = city(&db, approved()).await;
        assert_eq!(
            sums(figure(&before, ratio)),
            (Quantity::from_int(90), Some(Quantity::from_int(100)))
        );
        let txn = db.begin_write().await.unwrap();
        let id = tree.reports[&(2, november())];
        let mut report = reports::find(&txn, id).await.unwrap().unwrap();
        report.state = ReportState::Approved;
        report.approved = Some(Mark { by: tree::person(2), at: tree::now() });
        reports::update(&txn, &report).await.unwrap();
        rollup::refresh(&txn, db.book(), &[id], 2).await.unwrap();
        txn.commit().await.unwrap();
        // Commune 2 has 10 of 300 and five devices.
        let after = city(&db, approved()).await;
        assert_eq!(
            sums(figure(&after, ratio)),
            (Quantity::from_int(100), Some(Quantity::from_int(400)))
        );
        let count = measure_id(CITY_PLAN, 2);
        assert_eq!(figure(&before, count).figure.numerator, Quantity::from_int(10));
        assert_eq!(figure(&after, count).figure.numerator, Quantity::from_int(15));
        assert_eq!(after.coverage.approved, before.coverage.approved + 1);
        assert_eq!(after.coverage.reported, before.coverage.reported);
    }

    async fn the_trend_is_what_earlier_screens_said(db: Db) {
        tree::plant(&db).await;
        for basis in [Basis::Approved, Basis::Received] {
            let ask = |period| Ask { period: Some(period), basis, ..Ask::default() };
            let (then, now) = (city(&db, ask(october())).await, city(&db, ask(november())).await);
            for target in &now.targets {
                for measure in &target.measures {
                    let earlier = figure(&then, measure.id).figure.per_mille;
                    let points: Vec<_> =
                        measure.trend.iter().map(|p| (p.period, p.per_mille)).collect();
                    let expected: Vec<_> = [(october(), earlier), (november(), measure.figure.per_mille)]
                        .into_iter()
                        .filter_map(|(period, point)| Some((period, point?)))
                        .collect();
                    assert_eq!(points, expected, "{}", measure.subject);
                    assert_eq!(points.is_empty(), measure.kind == MeasureKind::Count);
                }
            }
        }
    }

    async fn huge_figures_do_not_break_the_view(db: Db) {
        let tree = tree::plant(&db).await;
        let txn = db.begin_write().await.unwrap();
        for number in 1..=4 {
            let id = tree.reports[&(number, october())];
            let mut lines = reports::lines(&txn, &[id]).await.unwrap().remove(&id).unwrap();
            for line in &mut lines {
                line.entry.numerator = line.entry.numerator.map(|_| huge());
                line.entry.denominator = line.entry.denominator.map(|_| huge());
            }
            reports::put_lines(&txn, id, &lines).await.unwrap();
            rollup::refresh(&txn, db.book(), &[id], 2).await.unwrap();
        }
        txn.commit().await.unwrap();
        let now = city(&db, approved()).await;
        let trend = &figure(&now, measure_id(CITY_PLAN, 1)).trend;
        assert_eq!(trend.first().map(|point| point.per_mille), Some(1_000));
    }

    async fn a_period_is_chosen(db: Db) {
        tree::plant(&db).await;
        let leader = actor(Role::Leader, CITY);
        let of = |period, now: DateTime<Utc>| {
            let (db, leader) = (&db, &leader);
            async move {
                let desk = Desk::new();
                desk.clock.set(now);
                let ask = Ask { period, ..Ask::default() };
                overview::overview(desk.at(db), leader, plan_id(CITY_PLAN), &ask)
                    .await
                    .map(|overview| overview.period)
            }
        };
        let day = |month, day| Utc.with_ymd_and_hms(2026, month, day, 5, 0, 0).unwrap();
        assert_eq!(of(None, day(11, 20)).await.unwrap(), november());
        // November is cut off on the 14th; until then October is the newest that has ended.
        assert_eq!(of(None, day(11, 14)).await.unwrap(), november());
        assert_eq!(of(None, day(11, 13)).await.unwrap(), october());
        // Nothing has ended yet: the newest.
        assert_eq!(of(None, day(9, 1)).await.unwrap(), november());
        assert_eq!(of(Some(october()), day(11, 20)).await.unwrap(), october());
        let unknown = of(november().next(), day(11, 20)).await;
        assert!(matches!(unknown, Err(ServiceError::NotFound)));
    }

    async fn nobody_is_late_before_the_due_date(db: Db) {
        tree::plant(&db).await;
        let desk = Desk::new();
        // Due on Tuesday 17/11/2026, two working days after Saturday the 14th.
        desk.clock.set(Utc.with_ymd_and_hms(2026, 11, 17, 16, 59, 0).unwrap());
        assert_eq!(desk.clock.today().to_string(), "2026-11-17");
        let leader = actor(Role::Leader, CITY);
        let ctx = desk.at(&db);
        let on_time = overview::overview(ctx, &leader, plan_id(CITY_PLAN), &approved()).await.unwrap();
        assert_eq!(on_time.coverage.late, 0);
        assert_eq!(city(&db, approved()).await.coverage.late, 1);
    }

    async fn a_commune_leader_sees_one_unit(db: Db) {
        tree::plant(&db).await;
        let leader = actor(Role::Leader, COMMUNES[0]);
        let desk = Desk::new();
        let own = overview::overview(desk.at(&db), &leader, plan_id(1), &approved()).await.unwrap();
        assert_eq!((own.coverage.expected, own.coverage.approved), (1, 1));
        assert_eq!(own.ranking.len(), 1);
        assert_eq!(
            sums(figure(&own, measure_id(1, 1))),
            (Quantity::from_int(90), Some(Quantity::from_int(100)))
        );
        let trend: Vec<_> =
            figure(&own, measure_id(1, 1)).trend.iter().map(|point| point.per_mille).collect();
        assert_eq!(trend, [100, 900]);
        let proof = overview::measure_proof(
            desk.at(&db), &leader, plan_id(1), measure_id(1, 1), &approved(),
        )
        .await
        .unwrap();
        assert_eq!(proof.children.len(), 1);
        assert_eq!(proof.children[0].pull, None);
    }

    async fn choices_by_role_and_place(db: Db) {
        tree::plant(&db).await;
        let of = |role, unit: &'static str| {
            let db = &db;
            async move {
                let choices = overview::choices(Desk::new().at(db), &actor(role, unit)).await.unwrap();
                choices
                    .into_iter()
                    .map(|choice| {
                        let periods: Vec<_> =
                            choice
                                .periods
                                .iter()
                                .map(|choice| choice.period)
                                .filter(|period| period.kind == PeriodKind::Month)
                                .collect();
                        (choice.plan.id, periods)
                    })
                    .collect::<Vec<_>>()
            }
        };
        let both = vec![november(), october()];
        let city = vec![(plan_id(CITY_PLAN), both.clone())];
        for role in [Role::Leader, Role::Coordinator, Role::Auditor] {
            assert_eq!(of(role, CITY).await, city);
        }
        assert_eq!(of(Role::Leader, "vn").await, city);
        assert_eq!(of(Role::Leader, COMMUNES[2]).await, [(plan_id(3), both.clone())]);
        assert_eq!(of(Role::Leader, ELSEWHERE).await, [(plan_id(9), both)]);
        assert_eq!(of(Role::Leader, "90").await, []);
        for role in [Role::Reporter, Role::Approver, Role::Admin] {
            assert_eq!(of(role, CITY).await, []);
        }
    }

    async fn denied(db: Db) {
        tree::plant(&db).await;
        let table = [
            // Sees the city, but not its rolled-up figures.
            (Role::Reporter, CITY, "forbidden"),
            (Role::Approver, CITY, "forbidden"),
            // Does not see the city's plans.
            (Role::Admin, CITY, "not found"),
            (Role::Leader, COMMUNES[0], "not found"),
            (Role::Leader, "90", "not found"),
            (Role::Reporter, COMMUNES[0], "not found"),
        ];
        for (role, unit, expected) in table {
            let who = actor(role, unit);
            let desk = Desk::new();
            let (ctx, plan) = (desk.at(&db), plan_id(CITY_PLAN));
            let measure = measure_id(CITY_PLAN, 1);
            let task = task_id(CITY_PLAN, 1);
            let answers = [
                overview::overview(ctx, &who, plan, &approved()).await.map(drop),
                overview::measure_proof(ctx, &who, plan, measure, &approved()).await.map(drop),
                overview::task_proof(ctx, &who, plan, task, &approved()).await.map(drop),
            ];
            for answer in answers {
                assert_eq!(answer.unwrap_err().to_string(), expected, "{role:?} at {unit}");
            }
        }
    }

    async fn unknown_lines_are_not_found(db: Db) {
        tree::plant(&db).await;
        let leader = actor(Role::Leader, CITY);
        let desk = Desk::new();
        let (ctx, plan) = (desk.at(&db), plan_id(CITY_PLAN));
        let answers = [
            overview::overview(ctx, &leader, plan_id(5), &approved()).await.map(drop),
            // A commune's measure is not the city's; measure 4 is shown, not reported.
            overview::measure_proof(ctx, &leader, plan, measure_id(1, 1), &approved()).await.map(drop),
            overview::measure_proof(ctx, &leader, plan, measure_id(CITY_PLAN, 4), &approved())
                .await
                .map(drop),
            overview::task_proof(ctx, &leader, plan, task_id(1, 1), &approved()).await.map(drop),
        ];
        for answer in answers {
            assert!(matches!(answer, Err(ServiceError::NotFound)));
        }
    }
}

/// More than four of these overrun 64 bits.
fn huge() -> Quantity {
    Quantity::from_thousandths(i64::MAX / 2)
}
