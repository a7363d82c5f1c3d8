//! Server-sent events: who is told, and when it ends.

use crate::harness::{Ask, TestApp};
use crate::world::{self, TAM_MY, TAM_MY_PLAN, measure_line, person};
use axum::body::Body;
use axum::http::{Method, StatusCode};
use domain::id::UnitId;
use domain::policy::{Grant, Role};
use domain::wire::auth::Tokens;
use http_body_util::BodyExt as _;
use serde_json::json;
use server::db::{Db, users};
use std::time::Duration;

const EVENTS: &str = "/api/v1/sync/events";

/// Far longer than anything here takes; a test that gets here has failed.
const TOO_LONG: Duration = Duration::from_secs(20);

/// A stream of events.
struct Stream(Body);

impl Stream {
    async fn of(app: &TestApp, tokens: &Tokens) -> Self {
        let mut stream = Self(app.open(Ask::get(EVENTS).bearer(tokens)).await);
        let first = stream.next().await.unwrap();
        assert!(
            first.starts_with("retry: ") && first.ends_with("\n\n"),
            "{first}"
        );
        stream
    }

    /// What comes next; `None` at the end.
    async fn next(&mut self) -> Option<String> {
        let frame = tokio::time::timeout(TOO_LONG, self.0.frame()).await;
        let data = frame.unwrap()?.unwrap().into_data().unwrap();
        Some(String::from_utf8(data.to_vec()).unwrap())
    }

    async fn is_told(&mut self) {
        assert_eq!(
            self.next().await.as_deref(),
            Some("event: changed\ndata: 1\n\n")
        );
    }

    async fn is_over(&mut self) {
        assert_eq!(self.next().await, None);
    }
}

/// Saves something on Tam Mỹ's report.
async fn save(app: &TestApp, who: &Tokens, count: i64) {
    let edits = [json!({ "field": "count", "value": count.to_string() })];
    let line = measure_line(TAM_MY_PLAN, 3);
    let body = json!({ "lines": [{ "line": line, "base_version": 9_999, "edits": edits }] });
    let ask = Ask::new(Method::PATCH, &format!("/api/v1/reports/{}", app.report)).bearer(who);
    assert_eq!(app.send(ask.json(&body)).await.status, StatusCode::OK);
}

/// A second process, with a connection of its own.
async fn second(app: &TestApp) -> TestApp {
    let url = format!("sqlite://{}", app.file().display());
    app.beside(Db::connect(&url).await.unwrap())
}

#[tokio::test]
async fn a_change_in_the_scope_is_told_and_no_other() {
    let app = TestApp::new().await;
    let staff = app.sign_in("canbo.tammy").await;
    let mut own = Stream::of(&app, &staff).await;
    let mut approver = Stream::of(&app, &app.sign_in("lanhdao.tammy").await).await;
    let elsewhere = app.sign_in("canbo.xa1").await;
    let mut other = Stream::of(&app, &elsewhere).await;
    save(&app, &staff, 1).await;
    own.is_told().await;
    approver.is_told().await;
    // The next thing that the other commune hears of is the tree, not Tam Mỹ's figures.
    world::move_under(&app.db, "20006", "52").await.unwrap();
    app.db.changes().notify();
    for stream in [&mut own, &mut approver, &mut other] {
        stream.is_told().await;
    }
    save(&app, &staff, 2).await;
    own.is_told().await;
    app.db.changes().stop();
    other.is_over().await;
}

#[tokio::test]
async fn commits_of_another_process_are_seen() {
    let one = TestApp::new().await;
    let two = second(&one).await;
    let staff = one.sign_in("canbo.tammy").await;
    let mut stream = Stream::of(&one, &staff).await;
    save(&two, &staff, 1).await;
    stream.is_told().await;
}

#[tokio::test]
async fn it_ends_with_the_session_wherever_that_ends() {
    let one = TestApp::new().await;
    let two = second(&one).await;
    for process in [&one, &two] {
        let tokens = one.sign_in("canbo.tammy").await;
        let stays = one.sign_in("canbo.tammy").await;
        let mut stream = Stream::of(&one, &tokens).await;
        let mut other = Stream::of(&one, &stays).await;
        let out = Ask::post("/api/v1/auth/sign-out").bearer(&tokens);
        assert_eq!(process.send(out).await.status, StatusCode::NO_CONTENT);
        stream.is_over().await;
        save(&one, &stays, 1).await;
        save(&one, &stays, 2).await;
        other.is_told().await;
    }
}

#[tokio::test]
async fn a_role_more_is_told_and_its_reports_from_then_on() {
    let app = TestApp::new().await;
    let tokens = app.sign_in("canbo.xa1").await;
    let mut stream = Stream::of(&app, &tokens).await;
    let grant = Grant {
        role: Role::Approver,
        unit: UnitId::new(TAM_MY),
    };
    let txn = app.db.begin_write().await.unwrap();
    users::grant(&txn, person(6), &grant).await.unwrap();
    txn.commit().await.unwrap();
    app.db.changes().notify();
    stream.is_told().await;
    save(&app, &app.sign_in("canbo.tammy").await, 1).await;
    stream.is_told().await;
}

#[tokio::test]
async fn a_session_has_four_places() {
    let app = TestApp::new().await;
    let tokens = app.sign_in("canbo.tammy").await;
    let mut streams = Vec::new();
    for _ in 0..4 {
        streams.push(Stream::of(&app, &tokens).await);
    }
    let answer = app.send(Ask::get(EVENTS).bearer(&tokens)).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.header("retry-after"), "30");
    // Another session of the same person, and a place that is free again.
    let another = app.sign_in("canbo.tammy").await;
    streams.push(Stream::of(&app, &another).await);
    drop(streams.swap_remove(0));
    streams.push(Stream::of(&app, &tokens).await);
}

#[tokio::test]
async fn the_server_stops() {
    let app = TestApp::new().await;
    let tokens = app.sign_in("canbo.tammy").await;
    let mut stream = Stream::of(&app, &tokens).await;
    app.db.changes().stop();
    stream.is_over().await;
    let mut late = Stream::of(&app, &tokens).await;
    late.is_over().await;
}

#[tokio::test]
async fn nobody_watches_where_nobody_listens() {
    let app = TestApp::new().await;
    let tokens = app.sign_in("canbo.tammy").await;
    drop(Stream::of(&app, &tokens).await);
    assert!(app.db.changes().listeners().is_empty());
    // The next one is told all the same.
    let mut stream = Stream::of(&app, &tokens).await;
    save(&app, &tokens, 1).await;
    stream.is_told().await;
}

#[tokio::test]
async fn who_holds_nothing_is_told_nothing() {
    let app = TestApp::new().await;
    for username in ["lanhdao.danang", "quantri.danang"] {
        let tokens = app.sign_in(username).await;
        let answer = app.send(Ask::get(EVENTS).bearer(&tokens)).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{username}");
    }
    let stranger = app.send(Ask::get(EVENTS)).await;
    assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);
    assert_eq!(world::PEOPLE.len(), 9);
}

#[tokio::test]
async fn it_is_handed_on_at_once() {
    let app = TestApp::new().await;
    let tokens = app.sign_in("canbo.tammy").await;
    let ask = Ask::get(EVENTS).bearer(&tokens);
    let answer = app.send(ask.header("accept-encoding", "gzip, br")).await;
    assert_eq!(answer.header("content-encoding"), "");
    assert_eq!(answer.header("x-accel-buffering"), "no");
    assert_eq!(answer.header("cache-control"), "no-store");
}
