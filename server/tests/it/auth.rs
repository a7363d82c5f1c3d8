//! Signing in and out, rotation and reuse, and where requests come from.

use crate::harness::{Ask, PASSWORD, TestApp, credentials};
use crate::world::{self, person};
use axum::http::StatusCode;
use chrono::Duration;
use domain::id::UnitId;
use domain::policy::{Grant, Role};
use domain::wire::auth::{Me, Tokens};
use serde_json::json;
use server::db::{sessions, users};
use std::sync::Arc;
use tokio::task::JoinSet;

const USER: &str = "canbo.tammy";

async fn me(app: &TestApp, tokens: &Tokens) -> StatusCode {
    app.send(Ask::get("/api/v1/me").bearer(tokens)).await.status
}

async fn refresh(app: &TestApp, token: &str) -> crate::harness::Answer {
    app.send(Ask::post("/api/v1/auth/refresh").json(&json!({ "refresh_token": token })))
        .await
}

#[tokio::test]
async fn an_api_client_gets_tokens_and_a_browser_gets_cookies() {
    let app = TestApp::new().await;
    let tokens = app.sign_in("  CanBo.TamMy ").await;
    let answer = app.send(Ask::get("/api/v1/me").bearer(&tokens)).await;
    let me: Me = answer.json();
    assert_eq!((me.username.as_str(), me.roles.len()), (USER, 1));
    assert_eq!(me.today.to_string(), "2026-11-16");
    assert_eq!(answer.header("cache-control"), "no-store");

    let ask = Ask::post("/api/v1/auth/sign-in")
        .browser("")
        .json(&credentials(USER));
    let answer = app.send(ask).await;
    let tokens: Tokens = answer.json();
    assert_eq!(
        (tokens.access_token.as_str(), tokens.refresh_token.as_str()),
        ("", "")
    );
    let lines: Vec<_> = answer.headers.get_all("set-cookie").iter().collect();
    let (tokens, others): (Vec<&str>, Vec<&str>) = lines
        .iter()
        .map(|line| line.to_str().unwrap())
        .partition(|line| {
            line.starts_with("tiendo_access=") || line.starts_with("tiendo_refresh=")
        });
    assert_eq!((tokens.len(), others.len()), (2, 2));
    for line in tokens {
        assert!(line.contains("HttpOnly; Secure; SameSite=Strict"), "{line}");
    }
    // The application reads who it is; it proves nothing.
    let name = format!(
        "tiendo_user={}; Path=/; Max-Age=2592000; Secure; SameSite=Strict",
        me.id
    );
    assert!(others.contains(&name.as_str()), "{others:?}");
    let cookies = answer.cookies();
    let answer = app.send(Ask::get("/api/v1/me").browser(&cookies)).await;
    assert_eq!(answer.status, StatusCode::OK);
    let answer = app
        .send(Ask::post("/api/v1/auth/refresh").browser(&cookies))
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_ne!(answer.cookies(), cookies);
}

#[tokio::test]
async fn a_wrong_name_and_a_wrong_password_answer_alike() {
    let app = TestApp::new().await;
    let try_it = async |username: &str| {
        let body = json!({ "username": username, "password": "sai" });
        app.send(Ask::post("/api/v1/auth/sign-in").json(&body))
            .await
    };
    let (known, unknown) = (try_it(USER).await, try_it("khong.co.ai").await);
    assert_eq!(known.status, StatusCode::UNAUTHORIZED);
    assert_eq!(known.problem(), unknown.problem());
    assert_eq!(known.problem().code, "wrong_credentials");
}

#[tokio::test]
async fn tokens_expire() {
    let app = TestApp::new().await;
    let tokens = app.sign_in(USER).await;
    app.wait(Duration::minutes(10));
    assert_eq!(me(&app, &tokens).await, StatusCode::UNAUTHORIZED);
    app.wait(Duration::days(29));
    let tokens: Tokens = refresh(&app, &tokens.refresh_token).await.json();
    assert_eq!(me(&app, &tokens).await, StatusCode::OK);
    app.wait(Duration::days(30));
    assert_eq!(
        refresh(&app, &tokens.refresh_token).await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn a_used_token_that_comes_again_ends_the_family() {
    let app = TestApp::new().await;
    let first = app.sign_in(USER).await;
    let other_device = app.sign_in(USER).await;
    let second: Tokens = refresh(&app, &first.refresh_token).await.json();
    app.wait(Duration::seconds(11));
    let again = refresh(&app, &first.refresh_token).await;
    assert_eq!(again.problem().code, "unauthenticated");
    assert_eq!(
        refresh(&app, &second.refresh_token).await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(me(&app, &second).await, StatusCode::UNAUTHORIZED);
    assert_eq!(me(&app, &other_device).await, StatusCode::OK);
}

#[tokio::test]
async fn two_tabs_at_once_get_the_same_successor() {
    let app = TestApp::new().await;
    let first = app.sign_in(USER).await;
    let one: Tokens = refresh(&app, &first.refresh_token).await.json();
    app.wait(Duration::seconds(9));
    let two: Tokens = refresh(&app, &first.refresh_token).await.json();
    assert_eq!(one.refresh_token, two.refresh_token);
    assert_eq!(me(&app, &two).await, StatusCode::OK);
    // Once the successor is used, its predecessor is a copy in the wrong hands.
    let third = refresh(&app, &two.refresh_token).await;
    assert_eq!(third.status, StatusCode::OK);
    assert_eq!(
        refresh(&app, &first.refresh_token).await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(me(&app, &two).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_refreshes_at_once_leave_one_line() {
    let app = Arc::new(TestApp::new().await);
    let first = app.sign_in(USER).await;
    let mut tabs = JoinSet::new();
    for _ in 0..8 {
        let (app, token) = (Arc::clone(&app), first.refresh_token.clone());
        tabs.spawn(async move { refresh(&app, &token).await.json::<Tokens>().refresh_token });
    }
    let mut successors = tabs.join_all().await;
    successors.dedup();
    assert_eq!(successors.len(), 1);
}

#[tokio::test]
async fn nonsense_tokens_are_refused() {
    let app = TestApp::new().await;
    for token in ["", "x", &"A".repeat(43)] {
        assert_eq!(
            refresh(&app, token).await.status,
            StatusCode::UNAUTHORIZED,
            "{token}"
        );
    }
    let answer = app.send(Ask::post("/api/v1/auth/refresh")).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    let answer = app
        .send(Ask::get("/api/v1/me").header("authorization", "Bearer a.b.c"))
        .await;
    assert_eq!(answer.problem().code, "unauthenticated");
}

#[tokio::test]
async fn signing_out_ends_one_session_and_everywhere_ends_all() {
    let app = TestApp::new().await;
    let (phone, desk, third) = (
        app.sign_in(USER).await,
        app.sign_in(USER).await,
        app.sign_in(USER).await,
    );
    let answer = app
        .send(Ask::post("/api/v1/auth/sign-out").bearer(&phone))
        .await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(
        answer.cookies(),
        "tiendo_access=; tiendo_refresh=; tiendo_user="
    );
    assert_eq!(me(&app, &phone).await, StatusCode::UNAUTHORIZED);
    assert_eq!(
        refresh(&app, &phone.refresh_token).await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(me(&app, &desk).await, StatusCode::OK);

    let answer = app
        .send(Ask::post("/api/v1/auth/sign-out-everywhere").bearer(&desk))
        .await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(me(&app, &desk).await, StatusCode::UNAUTHORIZED);
    assert_eq!(me(&app, &third).await, StatusCode::UNAUTHORIZED);
    assert_eq!(me(&app, &app.sign_in(USER).await).await, StatusCode::OK);
}

#[tokio::test]
async fn signing_out_works_with_an_expired_access_token() {
    let app = TestApp::new().await;
    let ask = Ask::post("/api/v1/auth/sign-in")
        .browser("")
        .json(&credentials(USER));
    let cookies = app.send(ask).await.cookies();
    app.wait(Duration::hours(1));
    let answer = app
        .send(Ask::post("/api/v1/auth/sign-out").browser(&cookies))
        .await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    let answer = app
        .send(Ask::post("/api/v1/auth/refresh").browser(&cookies))
        .await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_disabled_person_is_out_at_once() {
    let app = TestApp::new().await;
    let tokens = app.sign_in(USER).await;
    users::set_disabled(app.db.read(), person(0), true)
        .await
        .unwrap();
    assert_eq!(me(&app, &tokens).await, StatusCode::UNAUTHORIZED);
    assert_eq!(
        refresh(&app, &tokens.refresh_token).await.status,
        StatusCode::UNAUTHORIZED
    );
    let sign_in = |password: &str| {
        Ask::post("/api/v1/auth/sign-in").json(&json!({ "username": USER, "password": password }))
    };
    assert_eq!(
        app.send(sign_in(PASSWORD)).await.problem().code,
        "account_disabled"
    );
    assert_eq!(
        app.send(sign_in("sai")).await.problem().code,
        "wrong_credentials"
    );
}

#[tokio::test]
async fn roles_are_those_of_the_moment() {
    let app = TestApp::new().await;
    let tokens = app.sign_in("quantri.danang").await;
    assert_eq!(
        app.send(Ask::get("/api/v1/units").bearer(&tokens))
            .await
            .status,
        StatusCode::OK
    );
    let admin = Grant {
        role: Role::Admin,
        unit: UnitId::new(world::CITY),
    };
    let txn = app.db.begin_write().await.unwrap();
    assert!(users::take_away(&txn, person(4), &admin).await.unwrap());
    txn.commit().await.unwrap();
    let answer = app.send(Ask::get("/api/v1/units").bearer(&tokens)).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn requests_from_other_sites_change_nothing() {
    let app = TestApp::new().await;
    let ask = Ask::post("/api/v1/auth/sign-in")
        .browser("")
        .json(&credentials(USER));
    let cookies = app.send(ask).await.cookies();
    let out = || Ask::post("/api/v1/auth/sign-out-everywhere").header("cookie", &cookies);
    let foreign = [
        out(),
        out().header("origin", "https://evil.test"),
        out().header("sec-fetch-site", "cross-site"),
        Ask::post("/dang-nhap")
            .header("origin", "https://evil.test")
            .body("application/x-www-form-urlencoded", "username=a&password=b"),
        Ask::post("/api/v1/auth/sign-in")
            .header("sec-fetch-site", "cross-site")
            .json(&credentials(USER)),
    ];
    for ask in foreign {
        assert_eq!(app.send(ask).await.problem().code, "foreign_origin");
    }
    let answer = app.send(Ask::get("/api/v1/me").browser(&cookies)).await;
    assert_eq!(answer.status, StatusCode::OK);
    let answer = app
        .send(out().header("origin", crate::harness::ORIGIN))
        .await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_device_sends_for_nobody_but_who_is_signed_in() {
    let app = TestApp::new().await;
    let tokens = app.sign_in(USER).await;
    let me: Me = app
        .send(Ask::get("/api/v1/me").bearer(&tokens))
        .await
        .json();
    let work = || Ask::get("/api/v1/work").bearer(&tokens);
    let mine = work().header("tiendo-user", &me.id.to_string());
    assert_eq!(app.send(mine).await.status, StatusCode::OK);
    for other in [person(7).to_string().as_str(), "x"] {
        let problem = app
            .send(work().header("tiendo-user", other))
            .await
            .problem();
        assert_eq!(
            (problem.status, problem.code.as_str()),
            (401, "other_person")
        );
    }
}

crate::db_harness::on_both! {
    async fn failures_and_tokens_are_kept(db: server::db::Db) {
        use server::auth::throttle::{Failures, Key};
        world::build(&db, "x").await;
        let now = crate::harness::start();
        let key = &Key::of("an", None)[0];
        for count in [1, 2] {
            let failures = Failures { count, last: Some(now) };
            sessions::set_failures(db.read(), key, failures).await.unwrap();
            assert_eq!(sessions::failures(db.read(), key).await.unwrap(), failures);
        }
        sessions::forget_old_failures(db.read(), now + Duration::hours(2)).await.unwrap();
        assert_eq!(sessions::failures(db.read(), key).await.unwrap(), Failures::default());

        let id = domain::id::SessionId(uuid::Uuid::from_u128(5));
        sessions::add(db.read(), id, person(0), "Firefox", now).await.unwrap();
        let later = now + Duration::days(30);
        sessions::add_token(db.read(), id, "h1".to_owned(), later, now).await.unwrap();
        assert!(sessions::use_token(db.read(), "h1", now).await.unwrap());
        assert!(!sessions::use_token(db.read(), "h1", now).await.unwrap());
        let row = sessions::lookup_token(db.read(), "h1").await.unwrap().unwrap();
        assert_eq!((row.session, row.used_at), (id, Some(now)));
        assert!(sessions::lookup_open(db.read(), id).await.unwrap().is_some());
        let after = later + Duration::days(1);
        sessions::add_token(db.read(), id, "h2".to_owned(), after, after).await.unwrap();
        assert_eq!(sessions::lookup_token(db.read(), "h1").await.unwrap(), None);
        sessions::revoke_all(db.read(), person(0), Some(id), now).await.unwrap();
        assert!(sessions::lookup_open(db.read(), id).await.unwrap().is_some());
        sessions::revoke_all(db.read(), person(0), None, now).await.unwrap();
        assert!(sessions::lookup_open(db.read(), id).await.unwrap().is_none());
    }
}
