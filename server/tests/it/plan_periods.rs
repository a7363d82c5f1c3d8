//! The list of a plan's periods, and due days that follow the calendar, through the real router.

use crate::db_harness::on_both;
use crate::harness::{Answer, Ask, TestApp};
use crate::route_coverage::somebody;
use crate::world::{self, CITY_PLAN, TAM_MY, TAM_MY_PLAN, plan_id};
use axum::http::{Method, StatusCode};
use chrono::NaiveDate;
use domain::id::UnitId;
use domain::policy::{Grant, Role};
use domain::wire::auth::Tokens;
use domain::wire::calendar::{MovedDue, RemovedDay, SavedDay};
use domain::wire::overview::Overview;
use domain::wire::period::{OpenedPeriod, PlanPeriods};
use domain::wire::sync::Pulled;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde_json::{Value, json};
use server::db::entity::audit_log;
use server::db::{Db, rollup};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

async fn periods(app: &TestApp, who: &Tokens, plan: u128) -> PlanPeriods {
    let path = format!("/api/v1/plans/{}/periods", plan_id(plan));
    let answer = app.send(Ask::get(&path).bearer(who)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()
}

fn november(periods: &PlanPeriods) -> &OpenedPeriod {
    let mut opened = periods.opened.iter();
    opened.find(|row| row.period == world::november()).unwrap()
}

async fn post(app: &TestApp, who: &Tokens, path: &str, body: &Value) -> Answer {
    let path = format!("/api/v1/plans/{path}");
    app.send(Ask::post(&path).bearer(who).json(body)).await
}

/// Who keeps the country's calendar.
async fn keeper(app: &TestApp) -> Tokens {
    let grant = Grant {
        role: Role::Admin,
        unit: UnitId::new("vn"),
    };
    somebody(app, "quantri.vn", 0xca1, &[grant]).await
}

async fn put_day(app: &TestApp, who: &Tokens, date: &str, kind: &str) -> Vec<MovedDue> {
    let body = json!({ "kind": kind, "name": "Thử", "source": "TB 1/TB-BNV" });
    let path = format!("/api/v1/calendar/{date}");
    let answer = app
        .send(Ask::new(Method::PUT, &path).bearer(who).json(&body))
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json::<SavedDay>().moved
}

async fn remove_day(app: &TestApp, who: &Tokens, date: &str) -> Vec<MovedDue> {
    let path = format!("/api/v1/calendar/{date}");
    let answer = app.send(Ask::new(Method::DELETE, &path).bearer(who)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json::<RemovedDay>().moved
}

fn moved(from: &str, to: &str, plans: u32) -> MovedDue {
    MovedDue {
        period: world::november(),
        from: day(from),
        to: day(to),
        plans,
    }
}

/// How many of the city's units are late with November.
async fn late(app: &TestApp, who: &Tokens) -> u32 {
    let path = format!("/api/v1/overviews/{}?period=2026-M11", plan_id(CITY_PLAN));
    let answer = app.send(Ask::get(&path).bearer(who)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json::<Overview>().coverage.late
}

async fn figures_are_right(app: &TestApp) {
    assert_eq!(rollup::check(&app.db).await.unwrap(), Vec::<String>::new());
}

on_both! {
    async fn what_a_plan_has_opened(db: Db) {
        let app = TestApp::over(db).await;
        let desk = app.sign_in("dieuphoi.danang").await;
        let found = periods(&app, &desk, CITY_PLAN).await;
        assert!(found.may_lock);
        assert_eq!(found.plan.id, plan_id(CITY_PLAN));
        assert_eq!(found.reporting, 7);
        assert_eq!(found.next, Some("2026-M12".parse().unwrap()));
        let only = november(&found);
        assert_eq!(found.opened.len(), 1);
        assert_eq!(only.days.due_on, day("2026-11-17"));
        assert_eq!((only.expected, only.submitted, only.approved), (7, 0, 0));
        assert_eq!((&only.lock, only.locked_above), (&None, false));
        // As proposed, and one beside it.
        for period in ["2026-M12", "2026-Q4"] {
            let path = format!("{}/periods", plan_id(CITY_PLAN));
            let answer = post(&app, &desk, &path, &json!({ "period": period })).await;
            let opened: Value = answer.json();
            assert_eq!(opened["reports"], found.reporting, "{period}");
        }
        let found = periods(&app, &desk, CITY_PLAN).await;
        let order: Vec<String> = found.opened.iter().map(|row| row.period.to_string()).collect();
        assert_eq!(order, ["2026-M12", "2026-Q4", "2026-M11"]);
        assert_eq!(found.next, Some("2027-M01".parse().unwrap()));
        // Locked by the city: the commune sees that it is, and that it cannot lift it.
        let path = format!("{}/periods/2026-M11/lock", plan_id(CITY_PLAN));
        post(&app, &desk, &path, &json!({ "reason": "Đã tổng hợp" })).await;
        let city = periods(&app, &desk, CITY_PLAN).await;
        let lock = november(&city).lock.as_ref().unwrap();
        assert_eq!(lock.reason.as_deref(), Some("Đã tổng hợp"));
        assert_eq!(lock.stamp.by.id, world::person(3));
        assert!(!november(&city).locked_above);
        let commune = periods(&app, &desk, TAM_MY_PLAN).await;
        assert!(november(&commune).lock.is_some() && november(&commune).locked_above);
        assert_eq!((november(&commune).expected, commune.reporting), (1, 1));
    }

    async fn whoever_reads_the_plan_reads_its_periods(db: Db) {
        let app = TestApp::over(db).await;
        for (username, role, unit) in world::PEOPLE {
            let tokens = app.sign_in(username).await;
            let path = format!("/api/v1/plans/{}/periods", plan_id(TAM_MY_PLAN));
            let answer = app.send(Ask::get(&path).bearer(&tokens)).await;
            let sees = role != Role::Admin && [TAM_MY, world::CITY].contains(&unit);
            let expected = if sees { StatusCode::OK } else { StatusCode::NOT_FOUND };
            assert_eq!(answer.status, expected, "{username}");
            if sees {
                let may = matches!(role, Role::Coordinator | Role::Leader);
                assert_eq!(answer.json::<PlanPeriods>().may_lock, may, "{username}");
            }
        }
    }

    async fn due_days_follow_the_calendar(db: Db) {
        let app = TestApp::over(db).await;
        let (desk, keeper) = (app.sign_in("dieuphoi.danang").await, keeper(&app).await);
        let device = app.sign_in("canbo.tammy").await;
        let mut cursor = String::new();
        let mut pull = async || {
            let path = format!("/api/v1/sync/pull?cursor={cursor}");
            let pulled: Pulled = app.send(Ask::get(&path).bearer(&device)).await.json();
            cursor = pulled.cursor;
            let mut reports = pulled.reports.into_iter();
            reports.next().map(|change| serde_json::to_value(change).unwrap().to_string())
        };
        assert!(pull().await.is_some());
        // A day far away, and one before the cut-off, move nothing.
        for date in ["2026-12-24", "2026-11-12"] {
            assert_eq!(put_day(&app, &keeper, date, "holiday").await, [], "{date}");
        }
        assert!(pull().await.is_none());
        // The due day itself: the city's plan and those of seven communes.
        assert_eq!(
            put_day(&app, &keeper, "2026-11-17", "holiday").await,
            [moved("2026-11-17", "2026-11-18", 8)]
        );
        for plan in [CITY_PLAN, TAM_MY_PLAN] {
            let found = periods(&app, &desk, plan).await;
            assert_eq!(november(&found).days.due_on, day("2026-11-18"));
        }
        figures_are_right(&app).await;
        let report = pull().await.unwrap();
        assert!(report.contains("\"due_on\":\"2026-11-18\""), "{report}");
        // Said again, it moves nothing again.
        assert_eq!(put_day(&app, &keeper, "2026-11-17", "in_lieu").await, []);
        // On the 18th nobody is late; it is the due day now.
        app.wait(chrono::Duration::days(2));
        let (desk, keeper) = (app.sign_in("dieuphoi.danang").await, app.sign_in("quantri.vn").await);
        assert_eq!(late(&app, &desk).await, 0);
        // Taken back, the due day does not move behind today.
        assert_eq!(remove_day(&app, &keeper, "2026-11-17").await, []);
        // Nor do days of a period whose due day is past.
        app.wait(chrono::Duration::days(1));
        let (desk, keeper) = (app.sign_in("dieuphoi.danang").await, app.sign_in("quantri.vn").await);
        assert_eq!(late(&app, &desk).await, 7);
        assert_eq!(put_day(&app, &keeper, "2026-11-18", "holiday").await, []);
        assert_eq!(late(&app, &desk).await, 7);
        figures_are_right(&app).await;
        let logged = audit_log::Entity::find()
            .filter(audit_log::Column::Action.eq("period.move_due"))
            .all(app.db.read())
            .await
            .unwrap();
        assert_eq!(logged.len(), 1);
        assert_eq!(logged[0].subject, "2026-M11");
    }

    async fn what_is_locked_or_given_by_hand_keeps_its_days(db: Db) {
        let app = TestApp::over(db).await;
        let (desk, keeper) = (app.sign_in("dieuphoi.danang").await, keeper(&app).await);
        let days = json!({ "starts_on": "2026-11-01", "ends_on": "2026-11-14", "due_on": "2026-11-17" });
        let body = json!({ "period": "2026-A1", "days": days });
        post(&app, &desk, &format!("{}/periods", plan_id(CITY_PLAN)), &body).await;
        // Tam Mỹ's own lock keeps Tam Mỹ's days; the others' move, but not the ad hoc period's.
        let path = format!("{}/periods/2026-M11/lock", plan_id(TAM_MY_PLAN));
        post(&app, &desk, &path, &json!({})).await;
        assert_eq!(
            put_day(&app, &keeper, "2026-11-17", "holiday").await,
            [moved("2026-11-17", "2026-11-18", 7)]
        );
        let found = periods(&app, &desk, TAM_MY_PLAN).await;
        assert_eq!(november(&found).days.due_on, day("2026-11-17"));
        // The city's lock holds for all that carry its plan out.
        let path = format!("{}/periods/2026-M11/lock", plan_id(CITY_PLAN));
        post(&app, &desk, &path, &json!({})).await;
        assert_eq!(put_day(&app, &keeper, "2026-11-18", "holiday").await, []);
        figures_are_right(&app).await;
    }

    async fn the_day_of_the_lock_moves_too(db: Db) {
        let app = TestApp::over(db).await;
        let (desk, keeper) = (app.sign_in("dieuphoi.danang").await, keeper(&app).await);
        let path = format!("/api/v1/plans/{}/rule", plan_id(CITY_PLAN));
        let rule = json!({ "cutoff_day": 14, "due_working_days": 2, "grace_working_days": 3 });
        app.send(Ask::new(Method::PUT, &path).bearer(&desk).json(&rule)).await;
        let path = format!("{}/periods", plan_id(CITY_PLAN));
        post(&app, &desk, &path, &json!({ "period": "2026-M12" })).await;
        let december = async || {
            let found = periods(&app, &desk, CITY_PLAN).await;
            (found.opened[0].days.due_on, found.opened[0].locks_on.unwrap())
        };
        // Cut off on Monday the 14th.
        assert_eq!(december().await, (day("2026-12-16"), day("2026-12-21")));
        // A rule that changed since holds for what is opened from then on.
        let path = format!("/api/v1/plans/{}/rule", plan_id(CITY_PLAN));
        let rule = json!({ "cutoff_day": 20, "due_working_days": 9, "grace_working_days": 9 });
        app.send(Ask::new(Method::PUT, &path).bearer(&desk).json(&rule)).await;
        put_day(&app, &keeper, "2026-12-15", "holiday").await;
        assert_eq!(december().await, (day("2026-12-17"), day("2026-12-22")));
        // In the grace: the due day stays, which is all that is told of.
        assert_eq!(put_day(&app, &keeper, "2026-12-18", "holiday").await, []);
        assert_eq!(december().await, (day("2026-12-17"), day("2026-12-23")));
    }
}
