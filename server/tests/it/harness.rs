//! The whole application in memory, on a fresh SQLite file with the [`world`](crate::world), at
//! 2026-11-16 10:00 in Vietnam: requests go through the real router.

use crate::{db_harness, world};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use chrono::{DateTime, Duration, TimeZone as _, Utc};
use domain::id::ReportId;
use domain::wire::auth::Tokens;
use domain::wire::problem::Problem;
use http_body_util::BodyExt as _;
use serde::Serialize;
use serde::de::DeserializeOwned;
use server::auth::password::Passwords;
use server::clock::{Clock as _, CountingIds, FixedClock};
use server::committer::Committer;
use server::config::Config;
use server::db::Db;
use server::http::build_router;
use server::state::AppState;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;
use tower::ServiceExt as _;

/// Everybody's password.
pub(crate) const PASSWORD: &str = "tien-do-2026-thu-nghiem";

/// Our own address, as a browser gives it.
pub(crate) const ORIGIN: &str = "http://tiendo.test";

/// The application.
pub(crate) struct TestApp {
    /// Its router, as `serve` runs it.
    pub(crate) router: Router,
    /// What decides and stores what is done to reports.
    pub(crate) committer: Committer,
    /// Its database, to look at behind its back.
    pub(crate) db: Db,
    /// Its clock, to be moved.
    pub(crate) clock: Arc<FixedClock>,
    /// Tam Mỹ's report of November 2026, still empty.
    pub(crate) report: ReportId,
    config: Arc<Config>,
    /// What its router works with.
    pub(crate) state: AppState,
    /// Where it keeps everything.
    pub(crate) folder: Arc<TempDir>,
}

impl TestApp {
    /// With the world in it and November 2026 open.
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// The same with other settings.
    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let (db, folder) = db_harness::sqlite().await;
        Self::build(db, folder, change).await
    }

    /// Over a migrated, empty database of any kind.
    pub(crate) async fn over(db: Db) -> Self {
        Self::build(db, TempDir::new().unwrap(), |_| {}).await
    }

    /// Another process on the same database: it shares nothing else but the clock and the key.
    pub(crate) fn beside(&self, db: Db) -> Self {
        let ids = Arc::new(CountingIds::new(0x00b0_0000));
        let config = Config::clone(&self.config);
        let state = AppState::new(config, db.clone(), self.clock.clone(), ids).unwrap();
        Self {
            committer: state.committer.clone(),
            router: build_router(state.clone()),
            state,
            db,
            clock: self.clock.clone(),
            config: self.config.clone(),
            report: self.report,
            folder: self.folder.clone(),
        }
    }

    /// The file of a SQLite database, to connect to a second time.
    pub(crate) fn file(&self) -> std::path::PathBuf {
        self.folder.path().join("test.db")
    }

    async fn build(db: Db, folder: TempDir, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config {
            data_dir: folder.path().to_owned(),
            signing_key: Some("0123456789abcdef".repeat(4)),
            site: Some(site(folder.path())),
            argon2_memory_kib: 8,
            argon2_iterations: 1,
            ..Config::default()
        };
        change(&mut config);
        let hash = Passwords::new(&config)
            .unwrap()
            .hash(PASSWORD.to_owned())
            .await
            .unwrap();
        world::build(&db, &hash).await;
        let report = world::tam_mys(&world::open(&db, world::november()).await);
        let clock = Arc::new(FixedClock::new(start()));
        let ids = Arc::new(CountingIds::new(0x00a0_0000));
        let state = AppState::new(config.clone(), db.clone(), clock.clone(), ids).unwrap();
        Self {
            committer: state.committer.clone(),
            router: build_router(state.clone()),
            state,
            db,
            clock,
            config: Arc::new(config),
            report,
            folder: Arc::new(folder),
        }
    }

    /// Lets time pass.
    pub(crate) fn wait(&self, time: Duration) {
        self.clock.set(self.clock.now() + time);
    }

    /// Signs in as an API client.
    pub(crate) async fn sign_in(&self, username: &str) -> Tokens {
        let answer = self
            .send(Ask::post("/api/v1/auth/sign-in").json(&credentials(username)))
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.json()
    }

    /// Sends a request.
    pub(crate) async fn send(&self, ask: Ask) -> Answer {
        let response = self.router.clone().oneshot(ask.0).await.unwrap();
        let status = response.status();
        let headers = response.headers().clone();
        let endless = headers
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind == "text/event-stream");
        let body = if endless {
            Bytes::new()
        } else {
            response.into_body().collect().await.unwrap().to_bytes()
        };
        Answer {
            status,
            headers,
            body,
        }
    }

    /// Sends a request whose answer does not end, and gives what comes of its body.
    pub(crate) async fn open(&self, ask: Ask) -> Body {
        let response = self.router.clone().oneshot(ask.0).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        response.into_body()
    }
}

/// The time at which every test begins.
pub(crate) fn start() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 16, 3, 0, 0).unwrap()
}

/// The body of a sign-in with the right password.
pub(crate) fn credentials(username: &str) -> serde_json::Value {
    serde_json::json!({ "username": username, "password": PASSWORD })
}

/// A request in the making.
pub(crate) struct Ask(Request<Body>);

impl Ask {
    /// `GET`.
    pub(crate) fn get(path: &str) -> Self {
        Self::new(Method::GET, path)
    }

    /// `POST` without a body.
    pub(crate) fn post(path: &str) -> Self {
        Self::new(Method::POST, path)
    }

    /// Any method.
    pub(crate) fn new(method: Method, path: &str) -> Self {
        let mut request = Request::new(Body::empty());
        *request.method_mut() = method;
        *request.uri_mut() = path.parse().unwrap();
        Self(request).header("host", "tiendo.test")
    }

    /// With a header more.
    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.0.headers_mut().append(name, value.parse().unwrap());
        self
    }

    /// With `Authorization: Bearer`.
    pub(crate) fn bearer(self, tokens: &Tokens) -> Self {
        self.header("authorization", &format!("Bearer {}", tokens.access_token))
    }

    /// As our own page in a browser sends it, with these cookies.
    pub(crate) fn browser(self, cookies: &str) -> Self {
        let ask = self
            .header("origin", ORIGIN)
            .header("sec-fetch-site", "same-origin");
        if cookies.is_empty() {
            ask
        } else {
            ask.header("cookie", cookies)
        }
    }

    /// With a JSON body.
    pub(crate) fn json(self, body: &impl Serialize) -> Self {
        let body = serde_json::to_vec(body).unwrap();
        self.body("application/json", body)
    }

    /// With a body of any type.
    pub(crate) fn body(self, kind: &str, body: impl Into<Body>) -> Self {
        let mut ask = self.header("content-type", kind);
        *ask.0.body_mut() = body.into();
        ask
    }
}

/// What came back.
pub(crate) struct Answer {
    /// Status.
    pub(crate) status: StatusCode,
    /// Headers.
    pub(crate) headers: HeaderMap,
    /// Body.
    pub(crate) body: Bytes,
}

impl Answer {
    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as a wire type.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error} in {}: {}", self.status, self.text()))
    }

    /// The body as problem details, whose status must be the answer's.
    pub(crate) fn problem(&self) -> Problem {
        let kind = self.header("content-type");
        assert!(
            kind.starts_with("application/problem+json"),
            "{} {kind}",
            self.status
        );
        let problem: Problem = self.json();
        assert_eq!(problem.status, self.status.as_u16());
        assert_eq!(problem.kind, format!("/problems/{}", problem.code));
        problem
    }

    /// A header, empty where there is none.
    pub(crate) fn header(&self, name: &str) -> String {
        let value = self.headers.get(name).map(|value| value.to_str().unwrap());
        value.unwrap_or_default().to_owned()
    }

    /// The cookies set, as a browser sends them back.
    pub(crate) fn cookies(&self) -> String {
        let lines = self.headers.get_all(header::SET_COOKIE).iter();
        let pairs: Vec<_> = lines
            .map(|line| line.to_str().unwrap().split(';').next().unwrap())
            .collect();
        pairs.join("; ")
    }
}

/// A built site with next to nothing in it.
fn site(folder: &Path) -> std::path::PathBuf {
    let site = folder.join("site");
    std::fs::create_dir_all(site.join("assets")).unwrap();
    let write = |name: &str, text: &str| std::fs::write(site.join(name), text).unwrap();
    write(
        "assets.json",
        r#"{"app.css": "/assets/app-1.css", "desk.css": "/assets/desk-1.css", "boot.js": "/assets/boot-1.js",
            "app.js": "/assets/app-1.js", "app.wasm": "/assets/app-1.wasm",
            "boot-full.js": "/assets/boot-full-1.js", "full.js": "/assets/full-1.js",
            "full.wasm": "/assets/full-1.wasm"}"#,
    );
    let names = [
        "app-1.css",
        "boot-1.js",
        "app-1.js",
        "app-1.wasm",
        "boot-full-1.js",
        "full-1.js",
        "full-1.wasm",
    ];
    for name in names {
        write(&format!("assets/{name}"), "plain");
        write(&format!("assets/{name}.br"), "br");
    }
    write("manifest.webmanifest", "{}");
    write("sw.js", "plain");
    site
}
