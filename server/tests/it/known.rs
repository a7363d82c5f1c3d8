//! Several processes on one database: each keeps who is signed in, none believes it for longer than
//! it is true.

use crate::db_harness::on_both;
use crate::harness::{Answer, Ask, TestApp};
use crate::world::{TAM_MY, person};
use axum::http::StatusCode;
use domain::id::UnitId;
use domain::policy::{Grant, Role};
use domain::wire::auth::Tokens;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use server::db::entity::user_grant;
use server::db::{Db, users};
use server::service::Ctx;
use server::service::users::set_role_at_command_line;

/// Whether the person may still read the report there.
async fn report(app: &TestApp, tokens: &Tokens) -> StatusCode {
    let path = format!("/api/v1/reports/{}", app.report);
    app.send(Ask::get(&path).bearer(tokens)).await.status
}

fn reporter() -> Grant {
    Grant {
        role: Role::Reporter,
        unit: UnitId::new(TAM_MY),
    }
}

on_both! {
    async fn a_role_taken_away_at_the_command_line_is_gone_everywhere(db: Db) {
        let one = TestApp::over(db).await;
        let two = one.beside(one.db.clone());
        let tokens = one.sign_in("canbo.tammy").await;
        for app in [&one, &two] {
            assert_eq!(report(app, &tokens).await, StatusCode::OK);
        }
        let ctx = Ctx {
            db: &one.db,
            clock: &*one.clock,
            ids: &server::clock::RandomIds,
        };
        let role = reporter();
        let set = |held| set_role_at_command_line(ctx, "Canbo.TamMy", &role, held);
        assert!(set(false).await.unwrap());
        for app in [&two, &one] {
            assert_eq!(report(app, &tokens).await, StatusCode::NOT_FOUND);
        }
        assert!(!set(false).await.unwrap(), "it was gone already");
        assert!(set(true).await.unwrap());
        for app in [&two, &one] {
            assert_eq!(report(app, &tokens).await, StatusCode::OK);
        }
    }

    async fn a_session_ended_in_one_process_is_over_in_the_other(db: Db) {
        let one = TestApp::over(db).await;
        let two = one.beside(one.db.clone());
        let stays = one.sign_in("canbo2.tammy").await;
        for path in ["/api/v1/auth/sign-out", "/api/v1/auth/sign-out-everywhere"] {
            let tokens = one.sign_in("canbo.tammy").await;
            assert_eq!(report(&two, &tokens).await, StatusCode::OK);
            let answer = one.send(Ask::post(path).bearer(&tokens)).await;
            assert_eq!(answer.status, StatusCode::NO_CONTENT);
            assert_eq!(report(&two, &tokens).await, StatusCode::UNAUTHORIZED, "{path}");
            assert_eq!(report(&two, &stays).await, StatusCode::OK, "{path}");
        }
    }

    async fn disabling_and_a_new_password_end_sessions_everywhere(db: Db) {
        let one = TestApp::over(db).await;
        let two = one.beside(one.db.clone());
        let admin = one.sign_in("quantri.danang").await;
        for what in ["disable", "reset-password"] {
            users::set_disabled(one.db.read(), person(8), false).await.unwrap();
            let tokens = one.sign_in("canbo2.tammy").await;
            assert_eq!(report(&two, &tokens).await, StatusCode::OK);
            let path = format!("/api/v1/users/{}/{what}", person(8));
            let answer = one.send(Ask::post(&path).bearer(&admin)).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
            assert_eq!(report(&two, &tokens).await, StatusCode::UNAUTHORIZED, "{what}");
        }
    }

    async fn a_stolen_family_is_over_everywhere(db: Db) {
        let one = TestApp::over(db).await;
        let two = one.beside(one.db.clone());
        let stolen = one.sign_in("canbo.tammy").await;
        let next: Tokens = refresh(&one, &stolen.refresh_token).await.json();
        let last: Tokens = refresh(&one, &next.refresh_token).await.json();
        assert_eq!(report(&two, &last).await, StatusCode::OK);
        let again = refresh(&one, &stolen.refresh_token).await;
        assert_eq!(again.status, StatusCode::UNAUTHORIZED);
        assert_eq!(report(&two, &last).await, StatusCode::UNAUTHORIZED);
    }
}

async fn refresh(app: &TestApp, token: &str) -> Answer {
    let body = serde_json::json!({ "refresh_token": token });
    app.send(Ask::post("/api/v1/auth/refresh").json(&body))
        .await
}

/// What makes these tests able to fail: a process does not look at the roles themselves while the
/// counter stands.
#[tokio::test]
async fn without_the_counter_nothing_is_noticed() {
    let app = TestApp::new().await;
    let tokens = app.sign_in("canbo.tammy").await;
    assert_eq!(report(&app, &tokens).await, StatusCode::OK);
    let silently = user_grant::Entity::delete_many()
        .filter(user_grant::Column::Role.eq(reporter().role.as_str()));
    silently.exec(app.db.read()).await.unwrap();
    assert_eq!(report(&app, &tokens).await, StatusCode::OK);
}

#[tokio::test]
async fn a_token_speaks_for_its_own_person_only() {
    use server::auth::keys::{AccessClaims, Keys};
    use server::clock::Clock as _;
    let app = TestApp::new().await;
    let own = app.sign_in("canbo.tammy").await;
    assert_eq!(report(&app, &own).await, StatusCode::OK);
    let key = [0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef].repeat(4);
    let keys = Keys::new(key.try_into().unwrap());
    let now = app.clock.now();
    let session = keys
        .read_access_token(&own.access_token, now)
        .unwrap()
        .session;
    for user in [person(0), person(1)] {
        let token = keys
            .access_token(AccessClaims { user, session }, now)
            .unwrap();
        let tokens = Tokens {
            access_token: token,
            ..own.clone()
        };
        let expected = if user == person(0) {
            StatusCode::OK
        } else {
            StatusCode::UNAUTHORIZED
        };
        assert_eq!(report(&app, &tokens).await, expected);
    }
}
