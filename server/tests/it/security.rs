//! What every answer carries, how errors look, and the site's files.

use crate::harness::{Ask, TestApp};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let app = TestApp::new().await;
    let paths = [
        "/",
        "/viec",
        "/dang-nhap",
        "/app-shell?app=reporter",
        "/sw.js",
        "/assets/app-1.css",
        "/api/v1/me",
        "/api/v1/none",
        "/healthz",
    ];
    for path in paths {
        let answer = app.send(Ask::get(path)).await;
        let csp = answer.header("content-security-policy");
        assert!(
            csp.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"),
            "{path}"
        );
        assert!(
            csp.contains("frame-ancestors 'none'") && !csp.contains("unsafe-inline"),
            "{path}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(
            answer.header("cross-origin-opener-policy"),
            "same-origin",
            "{path}"
        );
        assert!(!answer.header("permissions-policy").is_empty(), "{path}");
        assert!(!answer.header("x-request-id").is_empty(), "{path}");
        assert_eq!(
            answer.header("strict-transport-security"),
            "",
            "{path}: not over plain HTTP"
        );
    }
}

#[tokio::test]
async fn over_tls_browsers_are_told_to_stay() {
    let ask = || Ask::get("/healthz").header("x-forwarded-proto", "https");
    let app = TestApp::new().await;
    let header = "strict-transport-security";
    assert_eq!(
        app.send(ask()).await.header(header),
        "",
        "the sender's word is not believed"
    );
    let app = TestApp::with(|config| config.trust_proxy = true).await;
    assert!(
        app.send(ask())
            .await
            .header(header)
            .starts_with("max-age=63072000")
    );
    let public = |config: &mut server::config::Config| {
        config.public_url = Some("https://tiendo.example.vn".to_owned());
    };
    let app = TestApp::with(public).await;
    assert!(
        app.send(Ask::get("/"))
            .await
            .header(header)
            .starts_with("max-age=63072000")
    );
}

#[tokio::test]
async fn every_error_is_problem_details() {
    let app = TestApp::new().await;
    let tokens = app.sign_in("quantri.danang").await;
    let users = || Ask::post("/api/v1/users").bearer(&tokens);
    let table = [
        (Ask::get("/api/v1/none"), 404, "not_found"),
        (Ask::get("/api"), 404, "not_found"),
        (Ask::get("/assets/none.js"), 404, "not_found"),
        (Ask::get("/favicon.ico"), 404, "not_found"),
        (
            Ask::new(Method::DELETE, "/api/v1/me"),
            405,
            "method_not_allowed",
        ),
        (Ask::post("/viec"), 405, "method_not_allowed"),
        (Ask::get("/api/v1/me"), 401, "unauthenticated"),
        (users(), 415, "unsupported_media_type"),
        (users().body("application/json", "{"), 400, "malformed"),
        (users().json(&json!({ "username": 1 })), 422, "invalid"),
        (
            users().body("application/json", vec![b' '; 1024 * 1024 + 1]),
            413,
            "too_large",
        ),
    ];
    for (ask, status, code) in table {
        let problem = app.send(ask).await.problem();
        assert_eq!((problem.status, problem.code.as_str()), (status, code));
        assert!(!problem.title.is_empty() && !problem.detail.is_empty());
    }
    let problem = app
        .send(users().json(&json!({ "username": 1 })))
        .await
        .problem();
    insta::assert_json_snapshot!(problem);
}

#[tokio::test]
async fn a_failure_shows_its_number_and_nothing_else() {
    let app = TestApp::new().await;
    let tokens = app.sign_in("canbo.tammy").await;
    app.db.clone().close().await.unwrap();
    let answer = app.send(Ask::get("/api/v1/me").bearer(&tokens)).await;
    let problem = answer.problem();
    assert_eq!((problem.status, problem.code.as_str()), (500, "internal"));
    assert_eq!(
        problem.request_id.as_deref(),
        Some(answer.header("x-request-id").as_str())
    );
    assert!(!answer.text().contains("sql") && !answer.text().contains("Conn"));
    assert_eq!(
        app.send(Ask::get("/readyz")).await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
    assert_eq!(app.send(Ask::get("/healthz")).await.text(), "ok\n");
}

#[tokio::test]
async fn the_shell_answers_for_every_screen_and_holds_nobody_s_data() {
    let app = TestApp::new().await;
    let answer = app.send(
        Ask::post("/api/v1/auth/sign-in")
            .browser("")
            .json(&crate::harness::credentials("canbo.tammy")),
    );
    let cookies = answer.await.cookies();
    let anonymous = app.send(Ask::get("/viec")).await;
    let signed_in = app.send(Ask::get("/bao-cao/x/gui").browser(&cookies)).await;
    assert_eq!(anonymous.status, StatusCode::OK);
    assert_eq!(anonymous.body, signed_in.body);
    let html = anonymous.text();
    assert!(
        html.contains("/assets/app-1.css") && html.contains("/assets/boot-1.js"),
        "{html}"
    );
    assert!(!html.contains("<style") && !html.contains("onclick"));
    assert_eq!(anonymous.header("cache-control"), "no-cache");
    let etag = anonymous.header("etag");
    let again = app
        .send(Ask::get("/viec").header("if-none-match", &etag))
        .await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    let english = app
        .send(Ask::get("/viec").header("cookie", "tiendo_lang=en"))
        .await;
    assert!(english.text().contains("lang=\"en\"") && html.contains("lang=\"vi\""));
}

#[tokio::test]
async fn the_service_worker_keeps_pages_that_look_at_no_cookie() {
    let app = TestApp::new().await;
    let page = |query: &str| Ask::get(&format!("/app-shell?{query}"));
    let reporter = app.send(page("app=reporter&lang=vi")).await;
    assert_eq!(reporter.status, StatusCode::OK);
    assert!(reporter.text().contains("/assets/boot-1.js"));
    assert!(reporter.text().contains("data-theme=\"auto\""));
    let cookies = "tiendo_lang=en; tiendo_theme=dark; tiendo_full=1";
    let with_cookies = app
        .send(page("app=reporter&lang=vi").header("cookie", cookies))
        .await;
    assert_eq!(with_cookies.body, reporter.body);
    let full = app.send(page("app=full&lang=en")).await.text();
    assert!(full.contains("/assets/boot-full-1.js") && full.contains("lang=\"en\""));
    let sign_in = app.send(page("app=offline-sign-in")).await.text();
    assert!(sign_in.contains("Đăng nhập cần có mạng") && !sign_in.contains("boot"));
    for query in ["app=other", "app=offline&lang=vi"] {
        let problem = app.send(page(query)).await.problem();
        assert_eq!(problem.code, "not_found", "{query}");
    }
    assert_eq!(app.send(page("lang=vi")).await.problem().code, "invalid");
    let worker = app.send(Ask::get("/sw.js")).await;
    assert_eq!(worker.header("cache-control"), "no-cache");
    assert!(worker.header("content-type").starts_with("text/javascript"));
}

#[tokio::test]
async fn assets_are_compressed_and_kept_for_ever() {
    let app = TestApp::new().await;
    let ask = Ask::get("/assets/app-1.wasm").header("accept-encoding", "gzip, br");
    let answer = app.send(ask).await;
    assert_eq!(answer.header("content-encoding"), "br");
    assert_eq!(answer.header("content-type"), "application/wasm");
    assert_eq!(
        answer.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert_eq!(answer.header("vary"), "accept-encoding");
    let manifest = app.send(Ask::get("/manifest.webmanifest")).await;
    assert_eq!(manifest.header("content-type"), "application/manifest+json");
    assert_eq!(manifest.header("cache-control"), "no-cache");
}

#[tokio::test]
async fn without_a_site_only_the_api_is_served() {
    let app = TestApp::with(|config| config.site = None).await;
    assert_eq!(app.send(Ask::get("/")).await.problem().code, "not_found");
    assert_eq!(
        app.send(Ask::get("/dang-nhap")).await.problem().code,
        "not_found"
    );
    assert_eq!(app.send(Ask::get("/readyz")).await.text(), "ready\n");
}

#[tokio::test]
async fn long_answers_of_the_api_are_compressed() {
    let app = TestApp::new().await;
    let ask = |path: &str| Ask::get(path).header("accept-encoding", "gzip, br");
    let answer = app.send(ask("/api/v1/openapi.json")).await;
    assert_eq!(answer.header("content-encoding"), "br");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(
        app.send(ask("/api/v1/me")).await.header("content-encoding"),
        ""
    );
}

#[tokio::test]
async fn the_api_describes_itself() {
    let app = TestApp::new().await;
    let document: Value = app.send(Ask::get("/api/v1/openapi.json")).await.json();
    assert_eq!(document["info"]["title"], "Tiến Độ");
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.contains_key("/api/v1/users/{id}/reset-password"));
    for (path, methods) in paths {
        for (method, operation) in methods.as_object().unwrap() {
            let responses = operation["responses"].as_object().unwrap();
            assert!(
                responses.keys().any(|status| status.starts_with('2')),
                "{method} {path}"
            );
            assert!(responses.contains_key("401"), "{method} {path}");
            assert!(
                !operation["tags"].as_array().unwrap().is_empty(),
                "{method} {path}"
            );
        }
    }
}
