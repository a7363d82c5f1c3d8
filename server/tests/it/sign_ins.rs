//! Sign-ins that are over are forgotten, and no others.

use crate::db_harness::on_both;
use crate::harness::{PASSWORD, TestApp, start};
use crate::world;
use chrono::Duration;
use domain::wire::auth::{SignIn, Tokens};
use sea_orm::{EntityTrait as _, PaginatorTrait as _};
use server::auth::keys::Keys;
use server::auth::password::Passwords;
use server::auth::throttle::{Failures, Key};
use server::clock::{Clock as _, CountingIds, FixedClock};
use server::config::Config;
use server::db::entity::{refresh_token, session, sign_in_failure};
use server::db::{Db, sessions};
use server::error::ServiceError;
use server::jobs;
use server::service::auth::{self, Client};
use server::service::{Ctx, sign_ins};
use server::state::AppState;
use std::sync::Arc;

/// The services of signing in, on a clock of their own.
struct Desk {
    db: Db,
    clock: FixedClock,
    ids: CountingIds,
    keys: Keys,
    passwords: Passwords,
}

impl Desk {
    async fn new(db: Db) -> Self {
        let config = Config {
            argon2_memory_kib: 8,
            argon2_iterations: 1,
            ..Config::default()
        };
        let passwords = Passwords::new(&config).unwrap();
        let hash = passwords.hash(PASSWORD.to_owned()).await.unwrap();
        world::build(&db, &hash).await;
        Self {
            db,
            clock: FixedClock::new(start()),
            ids: CountingIds::new(0x9000),
            keys: Keys::new([7; 32]),
            passwords,
        }
    }

    fn ctx(&self) -> Ctx<'_> {
        Ctx {
            db: &self.db,
            clock: &self.clock,
            ids: &self.ids,
        }
    }

    fn wait(&self, time: Duration) {
        self.clock.set(self.clock.now() + time);
    }

    async fn sign_in(&self) -> Tokens {
        let given = SignIn {
            username: "canbo.tammy".to_owned(),
            password: PASSWORD.to_owned(),
        };
        let client = Client::default();
        auth::sign_in(self.ctx(), &self.keys, &self.passwords, given, &client)
            .await
            .unwrap()
            .tokens
    }

    async fn refresh(&self, tokens: &Tokens) -> Result<Tokens, ServiceError> {
        auth::refresh(self.ctx(), &self.keys, &tokens.refresh_token)
            .await
            .map(|made| made.tokens)
    }

    async fn sign_out(&self, tokens: &Tokens) {
        let session = auth::session_of(self.ctx(), &tokens.refresh_token).await;
        auth::sign_out(self.ctx(), session.unwrap()).await.unwrap();
    }

    /// Cleans; how many families and tokens there are afterwards.
    async fn left(&self) -> (u64, u64) {
        sign_ins::forget_ended(self.ctx()).await.unwrap();
        let sessions = session::Entity::find().count(self.db.read()).await;
        let tokens = refresh_token::Entity::find().count(self.db.read()).await;
        (sessions.unwrap(), tokens.unwrap())
    }
}

on_both! {
    async fn what_ran_out_is_forgotten_a_day_later(db: Db) {
        let desk = Desk::new(db).await;
        desk.sign_in().await;
        assert_eq!(desk.left().await, (1, 1));
        desk.wait(Duration::days(31));
        assert_eq!(desk.left().await, (1, 1), "for a day more");
        desk.wait(Duration::milliseconds(1));
        assert_eq!(desk.left().await, (0, 0));
    }

    async fn what_was_ended_is_forgotten_a_day_later(db: Db) {
        let desk = Desk::new(db).await;
        let (phone, _other) = (desk.sign_in().await, desk.sign_in().await);
        let phone = desk.refresh(&phone).await.unwrap();
        desk.sign_out(&phone).await;
        desk.wait(Duration::days(1));
        assert_eq!(desk.left().await, (2, 3), "for a day more");
        desk.wait(Duration::milliseconds(1));
        assert_eq!(desk.left().await, (1, 1), "and the other device stays");
    }

    async fn a_used_token_of_a_live_family_still_ends_it(db: Db) {
        let desk = Desk::new(db).await;
        let first = desk.sign_in().await;
        desk.wait(Duration::days(20));
        let second = desk.refresh(&first).await.unwrap();
        assert_eq!(desk.left().await, (1, 2));
        desk.wait(Duration::days(20));
        let third = desk.refresh(&second).await.unwrap();
        // The first ran out and went with the exchange; the family, older than any token may
        // become, lives on by the third.
        desk.wait(Duration::days(1));
        assert_eq!(desk.left().await, (1, 2));
        let again = desk.refresh(&second).await;
        assert!(matches!(again, Err(ServiceError::Unauthenticated)));
        let theirs = desk.refresh(&third).await;
        assert!(matches!(theirs, Err(ServiceError::Unauthenticated)), "the family is ended");
    }

    async fn a_family_with_a_good_token_stays_whatever_its_last_use_says(db: Db) {
        let desk = Desk::new(db).await;
        desk.sign_in().await;
        let family = session::Entity::find().one(desk.db.read()).await.unwrap().unwrap();
        let id = domain::id::SessionId(family.id.0);
        let later = desk.clock.now() + Duration::days(400);
        let made = sessions::add_token(desk.db.read(), id, "long".to_owned(), later, desk.clock.now());
        made.await.unwrap();
        desk.wait(Duration::days(40));
        assert_eq!(desk.left().await, (1, 2));
    }

    async fn more_than_one_batch_is_forgotten_at_once(db: Db) {
        let desk = Desk::new(db).await;
        let txn = desk.db.begin_write().await.unwrap();
        for n in 0..1_100_u128 {
            let id = domain::id::SessionId(uuid::Uuid::from_u128(n + 1));
            sessions::add(&txn, id, world::person(0), "", start()).await.unwrap();
        }
        txn.commit().await.unwrap();
        desk.wait(Duration::days(32));
        assert_eq!(sign_ins::forget_ended(desk.ctx()).await.unwrap(), 1_100);
        assert_eq!(sign_ins::forget_ended(desk.ctx()).await.unwrap(), 0);
    }

    async fn failures_are_forgotten_when_they_no_longer_count(db: Db) {
        let desk = Desk::new(db).await;
        let key = &Key::of("an", None)[0];
        let failures = Failures { count: 3, last: Some(desk.clock.now()) };
        sessions::set_failures(desk.db.read(), key, failures).await.unwrap();
        let count = async || sign_in_failure::Entity::find().count(desk.db.read()).await.unwrap();
        desk.wait(Duration::hours(1));
        desk.left().await;
        assert_eq!(count().await, 1, "it still counts");
        desk.wait(Duration::milliseconds(1));
        desk.left().await;
        assert_eq!(count().await, 0);
    }
}

#[tokio::test]
async fn the_job_cleans_at_the_start_and_each_time_it_is_told() {
    let app = TestApp::new().await;
    let count = async || session::Entity::find().count(app.db.read()).await.unwrap();
    let ids = Arc::new(CountingIds::new(0x00b0_0000));
    let config = Config {
        signing_key: Some("0123456789abcdef".repeat(4)),
        ..Config::default()
    };
    let state = AppState::new(config, app.db.clone(), app.clock.clone(), ids).unwrap();
    app.sign_in("canbo.tammy").await;
    app.wait(Duration::days(32));
    let mut seen = Vec::new();
    jobs::forget_sign_ins::run(&state, async || {
        seen.push(count().await);
        if seen.len() == 1 {
            app.sign_in("canbo.tammy").await;
            app.wait(Duration::days(32));
        }
        seen.len() < 2
    })
    .await;
    assert_eq!(seen, [0, 0]);
}

#[tokio::test]
async fn a_database_that_fails_does_not_end_the_job() {
    let app = TestApp::new().await;
    let ids = Arc::new(CountingIds::new(0x00b0_0000));
    let config = Config {
        signing_key: Some("0123456789abcdef".repeat(4)),
        ..Config::default()
    };
    let state = AppState::new(config, app.db.clone(), app.clock.clone(), ids).unwrap();
    app.db.clone().close().await.unwrap();
    let mut rounds = 0;
    jobs::forget_sign_ins::run(&state, async || {
        rounds += 1;
        rounds < 3
    })
    .await;
    assert_eq!(rounds, 3);
}
