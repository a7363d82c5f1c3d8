//! Every route of the API, taken from the generated OpenAPI document, refuses who has no right.
//!
//! A new route is covered without a line here as long as [`body`] knows a well-formed body for it
//! and [`filled`] an existing thing for its parameters; otherwise this test fails and says so.

use crate::harness::{Ask, PASSWORD, TestApp};
use crate::world::{self, CITY_PLAN, TAM_MY_PLAN, measure_id, person, plan_id, task_id};
use axum::body::Bytes;
use axum::http::{Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::id::{EvidenceId, UnitId, UserId};
use domain::policy::{Grant, Role};
use domain::report::{Mark, ReportState};
use domain::wire::auth::Tokens;
use domain::wire::sync::LateState;
use serde_json::{Value, json};
use server::db::evidence::{self, StoredEvidence};
use server::db::late::{self, StoredRequest};
use server::db::reports;
use server::db::uploads::{self, StoredUpload};
use server::db::users::{self, NewAccount};
use std::fmt::Write as _;
use uuid::Uuid;

/// Answers to strangers, on purpose.
const PUBLIC: [&str; 1] = ["POST /api/v1/auth/sign-in"];

/// About oneself: open to everybody who is signed in, on purpose.
const ONESELF: [&str; 6] = [
    "OPTIONS /api/v1/evidence/uploads",
    "GET /api/v1/me",
    "POST /api/v1/auth/password",
    "POST /api/v1/auth/refresh",
    "POST /api/v1/auth/sign-out",
    "POST /api/v1/auth/sign-out-everywhere",
];

/// Answered 200 whoever asks, because each operation is refused by itself: that nobody learns
/// anything by it is tested in `sync/push.rs`.
const BY_OPERATION: [&str; 1] = ["POST /api/v1/sync/push"];

/// A request to submit late of Tam Mỹ's that was refused: nobody can decide it again.
const LATE: Uuid = Uuid::from_u128(0x1a7e);

async fn refused_late_request(app: &TestApp) {
    let asked = Mark {
        by: person(0),
        at: crate::harness::start(),
    };
    let request = StoredRequest {
        id: LATE.into(),
        report: app.report,
        state: LateState::Refused,
        asked,
        decided: Some(asked),
        reason: Some("Đã quá hạn".to_owned()),
    };
    late::insert(app.db.read(), &[request]).await.unwrap();
}

/// A piece of evidence on a report that is submitted: nobody can take it off.
const EVIDENCE: EvidenceId = EvidenceId(Uuid::from_u128(0xe01));
/// An upload of somebody's who tries none of the routes.
const UPLOAD: EvidenceId = EvidenceId(Uuid::from_u128(0xe02));

/// With evidence and an upload.
async fn with_evidence() -> TestApp {
    let app = TestApp::new().await;
    let october = world::tam_mys(&world::open(&app.db, world::october()).await);
    let line = world::measure_line(TAM_MY_PLAN, 1);
    let hash = "ab".repeat(32);
    let content = Bytes::from_static(b"abc");
    app.state.store.put_content(&hash, content).await.unwrap();
    let mark = |by| Mark {
        by,
        at: crate::harness::start(),
    };
    let txn = app.db.begin_write().await.unwrap();
    let mut report = reports::find(&txn, october).await.unwrap().unwrap();
    report.state = ReportState::Submitted;
    report.submitted = Some(mark(person(0)));
    reports::update(&txn, &report).await.unwrap();
    let piece = StoredEvidence {
        id: EVIDENCE,
        report: october,
        line,
        name: "a.txt".to_owned(),
        media_type: "text/plain; charset=utf-8".to_owned(),
        size: 3,
        sha256: hash,
        added: mark(person(0)),
        removed: None,
        seq: 1,
    };
    evidence::insert(&txn, &piece).await.unwrap();
    let upload = StoredUpload {
        id: UPLOAD,
        user: person(8),
        report: app.report,
        line,
        name: "a.txt".to_owned(),
        declared_type: String::new(),
        length: 3,
        received: 0,
        sha256: None,
        created_at: crate::harness::start(),
        expires_at: crate::harness::start() + chrono::Duration::days(1),
    };
    uploads::insert(&txn, &upload).await.unwrap();
    txn.commit().await.unwrap();
    app
}

/// Every method and path of the document, with something there for each.
async fn routes(app: &TestApp) -> Vec<(Method, String)> {
    let known = late::last_of(app.db.read(), &[app.report]).await.unwrap();
    if known.is_empty() {
        refused_late_request(app).await;
    }
    let document: Value = app.send(Ask::get("/api/v1/openapi.json")).await.json();
    let mut routes: Vec<(Method, String)> = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            routes.push((method.to_uppercase().parse().unwrap(), path.clone()));
        }
    }
    routes.sort_by_key(|(method, path)| (path.clone(), method.to_string()));
    assert!(routes.len() >= 25, "routes are missing from the document");
    routes
}

/// The path with existing things of Đà Nẵng for its parameters.
fn filled(app: &TestApp, path: &str) -> String {
    let id = match path {
        path if path.contains("/users/") => person(8).to_string(),
        path if path.contains("/plans/") => plan_id(TAM_MY_PLAN).to_string(),
        path if path.contains("/late-requests/") => LATE.to_string(),
        path if path.contains("/reports/") => app.report.to_string(),
        path if path.contains("/evidence/uploads/") => UPLOAD.to_string(),
        path if path.contains("/evidence/") => EVIDENCE.to_string(),
        path if path.contains("/unit-changes/") => Uuid::nil().to_string(),
        _ => String::new(),
    };
    let whose = if path.contains("/plans/") {
        TAM_MY_PLAN
    } else {
        CITY_PLAN
    };
    let filled = path
        .replace("{id}", &id)
        .replace("{period}", "2026-M11")
        .replace("{date}", "2026-09-02")
        .replace("{plan}", &plan_id(CITY_PLAN).to_string())
        .replace("{measure}", &measure_id(whose, 1).to_string())
        .replace("{task}", &task_id(whose, 1).to_string())
        .replace("{line}", &world::measure_line(whose, 1).to_string());
    assert!(
        !filled.contains('{') && !filled.contains("//"),
        "no parameters known for {path}"
    );
    filled
}

/// A well-formed body, such that whoever is allowed changes nothing (a stale version, a name that
/// is taken), so that the routes can be tried one after the other.
fn body(method: &Method, path: &str) -> Option<Value> {
    if *method == Method::GET {
        return None;
    }
    let stale = || Some(json!({ "version": 9_999 }));
    match path.trim_start_matches("/api/v1/") {
        "auth/sign-in" => Some(json!({ "username": "canbo.tammy", "password": PASSWORD })),
        "auth/password" => Some(json!({ "current": PASSWORD, "new": "ngắn" })),
        "auth/refresh" | "auth/sign-out" | "auth/sign-out-everywhere" => None,
        "reports/{id}" => Some(json!({ "lines": [], "texts": [] })),
        "reports/{id}/submit" | "reports/{id}/withdraw" | "reports/{id}/approve" => stale(),
        "reports/{id}/return" => Some(json!({ "version": 9_999, "reason": "Kiểm tra lại" })),
        // A day in the future; no reason.
        "unit-changes" => Some(json!({
            "effective_on": "2999-01-01",
            "change": { "type": "rename", "unit": "20001", "name": "Xã Mới" },
        })),
        "unit-changes/{id}/undo" => Some(json!({ "reason": "" })),
        "calendar/{date}" if *method == Method::PUT => {
            Some(json!({ "kind": "holiday", "name": "", "source": "" }))
        }
        "calendar/{date}" => None,
        "units" => Some(json!({ "parent": "48", "name": "Xã Mới", "kind": "commune" })),
        "users" => Some(json!({
            "username": "canbo.tammy",
            "display_name": "A",
            "grants": [{ "role": "reporter", "unit": "48" }],
        })),
        "sync/push" => Some(json!({ "protocol": 1, "device": Uuid::nil(), "ops": [] })),
        // An ad hoc period without days; a cut-off day that no month has.
        "plans/{id}/periods" => Some(json!({ "period": "2026-A1" })),
        "plans/{id}/rule" => Some(json!({ "cutoff_day": 31, "due_working_days": 2 })),
        // A reason that is missing or too long.
        "plans/{id}/periods/{period}/lock" => Some(json!({ "reason": "x".repeat(4_001) })),
        "plans/{id}/periods/{period}/unlock" | "late-requests/{id}/refuse" => Some(json!({})),
        // A day out of all reason; no reason; a parent that is none.
        "plans/{id}/measures/{measure}/thresholds" => Some(json!({
            "effective_from": "2999-01-01",
            "threshold": { "comparator": "gte", "value": "90", "unit": "%" },
        })),
        "plans/{id}/tasks/{task}/cancel" => Some(json!({ "from": "2026-11-01" })),
        "plans/{id}/tasks/{task}/assignments" => Some(json!({ "units": [] })),
        "plans/{id}/tasks/{task}/restore" => Some(json!({})),
        "plans/{id}/lines/{line}/parent" => {
            Some(json!({ "parent": world::measure_line(0xfff, 1).to_string() }))
        }
        "late-requests/{id}/accept" => None,
        path if path.starts_with("evidence/") => None,
        "users/{id}/disable" | "users/{id}/enable" | "users/{id}/reset-password" => None,
        _ => panic!("no body known for {method} {path}: add one to route_coverage.rs"),
    }
}

fn ask(app: &TestApp, method: &Method, path: &str) -> Ask {
    ask_at(app, method, path, &filled(app, path))
}

/// The same of another thing.
fn ask_at(app: &TestApp, method: &Method, path: &str, filled: &str) -> Ask {
    let ask = Ask::new(method.clone(), filled);
    match body(method, path) {
        Some(body) => ask.json(&body),
        None if path.contains("/evidence/uploads") => about_upload(app, ask),
        None => ask,
    }
}

/// A file that is too large, and bytes for another place than the upload has come to.
fn about_upload(app: &TestApp, ask: Ask) -> Ask {
    let line = world::measure_line(TAM_MY_PLAN, 1);
    let metadata = [
        ("report", app.report.to_string()),
        ("line", line.to_string()),
    ];
    let metadata = metadata.map(|(key, value)| format!("{key} {}", STANDARD.encode(value)));
    ask.header("tus-resumable", "1.0.0")
        .header("upload-length", "20971521")
        .header("upload-offset", "2")
        .header("upload-metadata", &metadata.join(","))
        .header("content-type", "application/offset+octet-stream")
}

/// Somebody with an account and no role at all.
async fn nobody(app: &TestApp) -> Tokens {
    somebody(app, "khong.quyen", 0xdead, &[]).await
}

/// Somebody with these roles.
pub(crate) async fn somebody(app: &TestApp, username: &str, id: u128, grants: &[Grant]) -> Tokens {
    let known = users::lookup(app.db.read(), person(0))
        .await
        .unwrap()
        .unwrap();
    let account = NewAccount {
        id: UserId(Uuid::from_u128(id)),
        username: username.to_owned(),
        display_name: "Người Khác".to_owned(),
        password_hash: known.password_hash,
        simulated: true,
        must_change_password: false,
        created_at: crate::harness::start(),
        created_by: None,
    };
    users::add(app.db.read(), account, grants).await.unwrap();
    app.sign_in(username).await
}

/// What a pull says about oneself and about itself.
const OWN_FIELDS: [&str; 4] = ["cursor", "more", "reset", "me"];

/// Whether an answer holds nothing at all: empty lists, at most inside one object.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.iter().all(|(name, field)| {
            OWN_FIELDS.contains(&name.as_str())
                || matches!(field, Value::Array(items) if items.is_empty())
        }),
        _ => false,
    }
}

#[tokio::test]
async fn a_stranger_is_refused_everywhere() {
    let app = with_evidence().await;
    for (method, path) in routes(&app).await {
        let route = format!("{method} {path}");
        if PUBLIC.contains(&route.as_str()) {
            continue;
        }
        let answer = app.send(ask(&app, &method, &path)).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{route}");
        // HEAD is answered without a body.
        if method != Method::HEAD {
            assert_eq!(answer.problem().code, "unauthenticated", "{route}");
        }
    }
}

#[tokio::test]
async fn who_has_no_right_learns_nothing() {
    let app = with_evidence().await;
    let foreign = app.sign_in("lanhdao.gialai").await;
    for tokens in [nobody(&app).await, foreign] {
        for (method, path) in routes(&app).await {
            let route = format!("{method} {path}");
            let known = [&PUBLIC[..], &ONESELF, &BY_OPERATION].concat();
            if known.contains(&route.as_str()) {
                continue;
            }
            let answer = app.send(ask(&app, &method, &path).bearer(&tokens)).await;
            let refused = matches!(answer.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND);
            let nothing = method == Method::GET
                && match answer.status {
                    StatusCode::OK => is_empty(&answer.json()),
                    status => status == StatusCode::NO_CONTENT,
                };
            assert!(
                refused || nothing,
                "{route}: {} {}",
                answer.status,
                answer.text()
            );
        }
    }
}

#[tokio::test]
async fn what_is_there_and_what_is_not_answer_alike() {
    let app = with_evidence().await;
    let tokens = app.sign_in("lanhdao.gialai").await;
    for (method, path) in routes(&app).await {
        // Days of the calendar are everybody's to read: no secret who is off when.
        if !path.contains('{') || path.contains("{date}") {
            continue;
        }
        let there = app.send(ask(&app, &method, &path).bearer(&tokens)).await;
        let unknown = Uuid::from_u128(0xffff).to_string();
        let mut other = path.clone();
        for name in ["{id}", "{plan}", "{measure}", "{task}"] {
            other = other.replace(name, &unknown);
        }
        let other = other.replace("{line}", &format!("m:{unknown}"));
        let not_there = ask_at(&app, &method, &path, &other).bearer(&tokens);
        let not_there = app.send(not_there).await;
        assert_eq!(there.status, not_there.status, "{method} {path}");
        assert_eq!(there.text(), not_there.text(), "{method} {path}");
    }
}

#[tokio::test]
async fn role_by_route_matrix() {
    let app = with_evidence().await;
    let people = [
        ("reporter", "canbo.tammy"),
        ("approver", "lanhdao.tammy"),
        ("coordinator", "dieuphoi.danang"),
        ("leader", "lanhdao.danang"),
        ("auditor", "kiemtra.danang"),
        ("admin", "quantri.danang"),
        ("elsewhere", "lanhdao.gialai"),
        ("nobody", "khong.quyen"),
    ];
    nobody(&app).await;
    let mut table = format!("{:<62}", "");
    for (role, _) in people {
        write!(table, " {role:>11}").unwrap();
    }
    table.push('\n');
    for (method, path) in routes(&app).await {
        if path.starts_with("/api/v1/auth/") {
            continue;
        }
        write!(table, "{:<62}", format!("{method} {path}")).unwrap();
        for (_, username) in people {
            let tokens = app.sign_in(username).await;
            let answer = app.send(ask(&app, &method, &path).bearer(&tokens)).await;
            write!(table, " {:>11}", answer.status.as_u16()).unwrap();
        }
        table.push('\n');
    }
    insta::assert_snapshot!(table);
}

/// The same requests, which are about Đà Nẵng and its Tam Mỹ, by each role at another unit: beside
/// it (a commune of the same city) or elsewhere (another province). `empty` is a list of nothing.
#[tokio::test]
async fn role_by_route_matrix_on_another_units_data() {
    let app = with_evidence().await;
    let mut people = Vec::new();
    for (place, unit) in [("beside", "20001"), ("elsewhere", "52")] {
        for role in Role::ALL {
            let username = format!("{}.{place}", role.as_str());
            let grant = Grant {
                role,
                unit: UnitId::new(unit),
            };
            let id = 0xe000 + people.len() as u128;
            let tokens = somebody(&app, &username, id, &[grant]).await;
            people.push((username, tokens));
        }
    }
    let secrets = [
        app.report.to_string(),
        plan_id(TAM_MY_PLAN).to_string(),
        "Tam Mỹ".to_owned(),
        "canbo.tammy".to_owned(),
    ];
    let mut table = String::new();
    for (method, path) in routes(&app).await {
        let route = format!("{method} {path}");
        if PUBLIC.contains(&route.as_str()) || ONESELF.contains(&route.as_str()) {
            continue;
        }
        writeln!(table, "{route}").unwrap();
        for (username, tokens) in &people {
            let answer = app.send(ask(&app, &method, &path).bearer(tokens)).await;
            // A stream of events is no JSON, and the answer to HEAD has no body.
            let is_json = answer
                .header("content-type")
                .starts_with("application/json");
            let empty = answer.status == StatusCode::OK && is_json && is_empty(&answer.json());
            let code = if answer.status.is_success() {
                if empty { "empty" } else { "" }.to_owned()
            } else if method == Method::HEAD {
                // Answered without a body.
                String::new()
            } else {
                answer.problem().code
            };
            let line = format!("  {username:<22} {} {code}", answer.status.as_u16());
            writeln!(table, "{}", line.trim_end()).unwrap();
            for secret in &secrets {
                assert!(
                    !answer.text().contains(secret.as_str()),
                    "{route} tells {username} of {secret}"
                );
            }
            assert!(
                !(path.contains('{') && answer.status.is_success()),
                "{route} lets {username} in"
            );
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn the_world_has_one_person_per_role() {
    let roles: std::collections::HashSet<_> = world::PEOPLE
        .iter()
        .map(|(_, role, _)| role.as_str())
        .collect();
    assert_eq!(roles.len(), Role::ALL.len());
}
