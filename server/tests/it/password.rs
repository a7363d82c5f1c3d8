//! Passwords: slowing down guesses, the first one, changing it, and the form that works without WASM.

use crate::harness::{Ask, PASSWORD, TestApp, credentials};
use crate::world::person;
use axum::http::StatusCode;
use chrono::Duration;
use domain::wire::auth::{Me, Tokens};
use serde_json::json;
use server::db::users;

const USER: &str = "canbo.tammy";

async fn me(app: &TestApp, tokens: &Tokens) -> StatusCode {
    app.send(Ask::get("/api/v1/me").bearer(tokens)).await.status
}

#[tokio::test]
async fn guesses_at_a_name_are_slowed_down() {
    let app = TestApp::new().await;
    let wrong = json!({ "username": USER, "password": "sai" });
    for _ in 0..5 {
        let answer = app
            .send(Ask::post("/api/v1/auth/sign-in").json(&wrong))
            .await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    let right = || Ask::post("/api/v1/auth/sign-in").json(&credentials(USER));
    let answer = app.send(right()).await;
    assert_eq!(answer.problem().code, "throttled");
    assert_eq!(answer.header("retry-after"), "30");
    app.wait(Duration::seconds(30));
    let answer = app
        .send(Ask::post("/api/v1/auth/sign-in").json(&wrong))
        .await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(app.send(right()).await.header("retry-after"), "60");
    app.wait(Duration::seconds(60));
    assert_eq!(app.send(right()).await.status, StatusCode::OK);
    // A success forgets the failures.
    let answer = app
        .send(Ask::post("/api/v1/auth/sign-in").json(&wrong))
        .await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(app.send(right()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn guesses_from_an_address_are_slowed_down() {
    let app = TestApp::with(|config| config.trust_proxy = true).await;
    let from = |address: &str, name: &str| {
        let body = json!({ "username": name, "password": "sai" });
        // What the sender claims stands before what our proxy saw.
        let seen = format!("203.0.113.9, {address}");
        Ask::post("/api/v1/auth/sign-in")
            .header("x-forwarded-for", &seen)
            .json(&body)
    };
    for n in 0..20 {
        let answer = app.send(from("192.0.2.1", &format!("ten{n}"))).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    let answer = app.send(from("192.0.2.1", "ten99")).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    let answer = app.send(from("192.0.2.2", "ten99")).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_first_password_must_be_changed_first() {
    let app = TestApp::new().await;
    let tokens = app.sign_in(USER).await;
    let hash = users::lookup(app.db.read(), person(0))
        .await
        .unwrap()
        .unwrap()
        .password_hash;
    users::set_password(app.db.read(), person(0), hash, true)
        .await
        .unwrap();
    let answer = app.send(Ask::get("/api/v1/work").bearer(&tokens)).await;
    assert_eq!(answer.problem().code, "must_change_password");
    let answer = app.send(Ask::get("/api/v1/me").bearer(&tokens)).await;
    assert!(answer.json::<Me>().must_change_password);
    let change = json!({ "current": PASSWORD, "new": "một câu dài dễ nhớ của riêng tôi" });
    let answer = app
        .send(
            Ask::post("/api/v1/auth/password")
                .bearer(&tokens)
                .json(&change),
        )
        .await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    let answer = app.send(Ask::get("/api/v1/work").bearer(&tokens)).await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn changing_the_password() {
    let app = TestApp::new().await;
    let (tokens, other) = (app.sign_in(USER).await, app.sign_in(USER).await);
    let change = async |current: &str, new: &str| {
        let body = json!({ "current": current, "new": new });
        app.send(
            Ask::post("/api/v1/auth/password")
                .bearer(&tokens)
                .json(&body),
        )
        .await
    };
    let wrong = [
        ("sai", "Một mật khẩu mới tinh 2026", "current", "wrong"),
        (PASSWORD, PASSWORD, "new", "same"),
        (PASSWORD, "ngắn", "new", "weak"),
        (PASSWORD, "canbo.tammy-canbo.tammy", "new", "weak"),
    ];
    for (current, new, field, code) in wrong {
        let problem = change(current, new).await.problem();
        assert_eq!(
            (
                problem.errors[0].field.as_str(),
                problem.errors[0].code.as_str()
            ),
            (field, code)
        );
    }
    let answer = change(PASSWORD, "Một mật khẩu mới tinh 2026").await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(me(&app, &tokens).await, StatusCode::OK);
    assert_eq!(me(&app, &other).await, StatusCode::UNAUTHORIZED);
    for _ in 0..5 {
        assert_eq!(change("sai", "x").await.problem().code, "invalid");
    }
    assert_eq!(change("sai", "x").await.problem().code, "throttled");
}

#[tokio::test]
async fn the_sign_in_form_works_without_wasm() {
    let app = TestApp::new().await;
    let page = app.send(Ask::get("/dang-nhap?next=/viec")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("/viec"));
    let page = app
        .send(Ask::get("/dang-nhap?next=https://evil.test/"))
        .await;
    assert!(!page.text().contains("evil.test"));

    let send = async |form: &str| {
        let kind = "application/x-www-form-urlencoded";
        app.send(
            Ask::post("/dang-nhap")
                .browser("")
                .body(kind, form.to_owned()),
        )
        .await
    };
    let good = format!("username={USER}&password={PASSWORD}");
    for (next, to) in [("/viec", "/viec"), ("//evil.test", "/"), ("", "/")] {
        let answer = send(&format!("{good}&next={next}")).await;
        assert_eq!(
            (answer.status, answer.header("location").as_str()),
            (StatusCode::SEE_OTHER, to)
        );
        let me = app
            .send(Ask::get("/api/v1/me").browser(&answer.cookies()))
            .await;
        assert_eq!(me.status, StatusCode::OK);
    }
    let answer = send(&format!("username={USER}&password=sai&next=/viec")).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.text().contains(USER) && answer.text().contains("/viec"));
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.cookies(), "");
    for _ in 0..4 {
        send(&format!("username={USER}&password=sai")).await;
    }
    assert_eq!(send(&good).await.status, StatusCode::TOO_MANY_REQUESTS);
}
