//! Which of the two applications the first page after signing in starts: by the person's roles.

use crate::harness::{Answer, Ask, PASSWORD, TestApp, credentials};
use axum::http::StatusCode;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use server::db::entity::user_grant;

const REPORTERS: &str = "/assets/app-1.wasm";
const FULL: &str = "/assets/full-1.wasm";

/// Signs in with the form.
async fn form(app: &TestApp, username: &str, cookies: &str) -> Answer {
    let sent = format!("username={username}&password={PASSWORD}");
    let ask = Ask::post("/dang-nhap").browser(cookies);
    let answer = app
        .send(ask.body("application/x-www-form-urlencoded", sent))
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer
}

/// The line that sets the preference.
fn set(answer: &Answer) -> String {
    let lines: Vec<_> = answer
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|line| line.to_str().unwrap().to_owned())
        .filter(|line| line.starts_with("tiendo_full="))
        .collect();
    assert_eq!(lines.len(), 1, "{lines:?}");
    lines.concat()
}

/// The application that the page at an address starts under these cookies.
async fn started(app: &TestApp, path: &str, cookies: &str) -> &'static str {
    let page = app.send(Ask::get(path).browser(cookies)).await.text();
    match (page.contains(REPORTERS), page.contains(FULL)) {
        (true, false) => REPORTERS,
        (false, true) => FULL,
        _ => panic!("one application: {page}"),
    }
}

#[tokio::test]
async fn the_first_page_after_the_form_starts_the_right_application() {
    let app = TestApp::new().await;
    for (username, wasm) in [
        ("canbo.tammy", REPORTERS),
        ("lanhdao.tammy", FULL),
        ("dieuphoi.danang", FULL),
        ("lanhdao.danang", FULL),
        ("kiemtra.danang", FULL),
        ("quantri.danang", FULL),
    ] {
        // On a device of one's own, and on one that somebody of the other kind used before.
        for before in ["", "tiendo_full=0", "tiendo_full=1"] {
            let answer = form(&app, username, before).await;
            let cookies = answer.cookies();
            let next = answer.header("location");
            assert_eq!(started(&app, &next, &cookies).await, wasm, "{username}");
            assert_eq!(started(&app, "/viec", &cookies).await, wasm, "{username}");
        }
    }
}

#[tokio::test]
async fn the_api_says_it_too_and_a_refresh_follows_the_roles() {
    let app = TestApp::new().await;
    let ask = Ask::post("/api/v1/auth/sign-in").browser("");
    let answer = app.send(ask.json(&credentials("lanhdao.danang"))).await;
    assert_eq!(
        set(&answer),
        "tiendo_full=1; Path=/; Max-Age=31536000; SameSite=Lax"
    );
    let ask = || Ask::post("/api/v1/auth/refresh");
    let answer = app.send(ask().browser(&answer.cookies())).await;
    assert!(set(&answer).starts_with("tiendo_full=1;"));
    // Nobody's desk any more.
    let gone = user_grant::Entity::delete_many().filter(user_grant::Column::Role.eq("leader"));
    gone.exec(app.db.read()).await.unwrap();
    let answer = app.send(ask().browser(&answer.cookies())).await;
    assert!(set(&answer).starts_with("tiendo_full=0;"));
}

#[tokio::test]
async fn the_preference_is_no_right() {
    let app = TestApp::new().await;
    let cookies = form(&app, "canbo.tammy", "").await.cookies();
    let forged = cookies.replace("tiendo_full=0", "tiendo_full=1");
    assert_ne!(cookies, forged);
    assert_eq!(started(&app, "/viec", &forged).await, FULL);
    let answer = app.send(Ask::get("/api/v1/users").browser(&forged)).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}
