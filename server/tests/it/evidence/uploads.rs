//! The protocol as it should go.

use super::{BYTES, UPLOADS, Uploader, files, line, made_id, text};
use crate::db_harness::on_both;
use crate::harness::{Ask, TestApp};
use axum::http::{Method, StatusCode};
use chrono::Duration;
use domain::id::{EvidenceId, ReportId};
use sea_orm::EntityTrait as _;
use server::db::Db;
use server::db::entity::{evidence, report, report_line, upload, upload_part};
use server::db::text_uuid::TextUuid;
use server::jobs::forget_uploads;

/// The sequence of the report, of its line, of the piece.
async fn sequences(db: &Db, report: ReportId, piece: EvidenceId) -> [i64; 3] {
    let (report, key) = (TextUuid(report.0), (TextUuid(report.0), line().to_string()));
    let report = report::Entity::find_by_id(report).one(db.read()).await;
    let line = report_line::Entity::find_by_id(key).one(db.read()).await;
    let piece = evidence::Entity::find_by_id(TextUuid(piece.0))
        .one(db.read())
        .await;
    [
        report.unwrap().unwrap().seq,
        line.unwrap().unwrap().seq,
        piece.unwrap().unwrap().seq,
    ]
}

on_both! {
    async fn a_file_in_two_requests_becomes_evidence(db: Db) {
        let app = TestApp::over(db).await;
        let staff = Uploader::of(&app, "canbo.tammy").await;
        let bytes = text(1_500_000);
        let names = [("filename", "Số liệu.csv"), ("filetype", "text/csv")];
        let upload = staff.begin(bytes.len(), &names).await;
        assert!(upload.starts_with(UPLOADS), "{upload}");

        let answer = staff.patch(&upload, 0, bytes[..700_000].to_vec()).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text());
        assert_eq!(answer.header("upload-offset"), "700000");
        assert_eq!(answer.header("tus-resumable"), "1.0.0");
        assert_eq!(answer.header("upload-expires"), "Mon, 30 Nov 2026 03:00:00 GMT");
        let answer = staff.head(&upload).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("upload-offset"), "700000");
        assert_eq!(answer.header("upload-length"), "1500000");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("evidence-stage"), "uploading");
        assert!(answer.header("upload-metadata").contains("filetype dGV4dC9jc3Y="));
        assert_eq!(staff.evidence().await, []);

        let answer = staff.patch(&upload, 700_000, bytes[700_000..].to_vec()).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text());
        assert_eq!(answer.header("upload-offset"), "1500000");
        assert_eq!(answer.header("evidence-stage"), "stored");

        let found = staff.evidence().await;
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].name, "Số liệu.csv");
        assert_eq!(found[0].media_type, "text/plain; charset=utf-8");
        assert_eq!(found[0].size, 1_500_000);
        assert_eq!(found[0].stamp.by.display_name, "Người canbo.tammy");
        assert!(upload.ends_with(&found[0].id.to_string()));
        assert!(staff.content(found[0].id).await.body == bytes);
        let [report, line, piece] = sequences(&app.db, app.report, found[0].id).await;
        assert!(report > 1 && report == line && line == piece, "{report} {line} {piece}");
        assert!(files(&app, "uploads").is_empty() && files(&app, "sha256").len() == 1);
        assert_eq!(upload_part::Entity::find().all(app.db.read()).await.unwrap(), []);

        // Asked again, it says that it is all there.
        let answer = staff.head(&upload).await;
        assert_eq!(answer.header("upload-offset"), answer.header("upload-length"));
        let answer = staff.patch(&upload, bytes.len(), "").await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
        assert_eq!(staff.evidence().await.len(), 1);
    }

    async fn created_twice_it_is_there_once(db: Db) {
        let app = TestApp::over(db).await;
        let staff = Uploader::of(&app, "canbo.tammy").await;
        let id = made_id(1);
        let keys = [("id", id.as_str()), ("filename", "a.txt")];
        let upload = staff.begin(10, &keys).await;
        assert_eq!(upload, format!("{UPLOADS}/{id}"));
        staff.patch(&upload, 0, "0123").await;
        let again = app.send(staff.creation(10, &keys)).await;
        assert_eq!(again.status, StatusCode::OK, "{}", again.text());
        assert_eq!(again.header("location"), upload);
        assert_eq!(again.header("upload-offset"), "4");

        // Another file, another person.
        let other = app.send(staff.creation(11, &keys)).await;
        assert_eq!(other.problem().code, "id_taken");
        let colleague = Uploader::of(&app, "canbo2.tammy").await;
        let other = app.send(colleague.creation(10, &keys)).await;
        assert_eq!(other.status, StatusCode::NOT_FOUND);

        staff.patch(&upload, 4, "456789").await;
        for days in [0, 30] {
            app.wait(Duration::days(days));
            let staff = Uploader::of(&app, "canbo.tammy").await;
            let again = app.send(staff.creation(10, &keys)).await;
            assert_eq!(again.status, StatusCode::OK, "{}", again.text());
            assert_eq!(again.header("upload-offset"), "10");
            assert_eq!(again.header("evidence-stage"), "stored");
            forget_uploads::run(&app.state, async || false).await;
        }
        assert_eq!(upload::Entity::find().all(app.db.read()).await.unwrap(), []);
        let staff = Uploader::of(&app, "canbo.tammy").await;
        assert_eq!(staff.evidence().await.len(), 1);
    }

    async fn in_one_request(db: Db) {
        let app = TestApp::over(db).await;
        let staff = Uploader::of(&app, "canbo.tammy").await;
        let id = made_id(2);
        let ask = || staff.creation(8, &[("id", &id), ("filename", "a.txt")]);
        let answer = app.send(ask().body(BYTES, "1234")).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        assert_eq!(answer.header("upload-offset"), "4");
        // The answer was lost: the bytes come again, and are not taken again.
        let answer = app.send(ask().body(BYTES, "1234")).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("upload-offset"), "4");
        staff.patch(&answer.header("location"), 4, "5678").await;
        let found = staff.evidence().await;
        assert_eq!(staff.content(found[0].id).await.text(), "12345678");

        let answer = app.send(staff.creation(3, &[]).body(BYTES, "abc")).await;
        assert_eq!(answer.header("evidence-stage"), "stored", "{}", answer.text());
        let answer = app.send(staff.creation(3, &[]).body("text/plain", "abc")).await;
        assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        assert_eq!(staff.evidence().await.len(), 2);
    }

    async fn what_nobody_finishes_expires(db: Db) {
        let app = TestApp::over(db).await;
        let staff = Uploader::of(&app, "canbo.tammy").await;
        let id = made_id(3);
        let keys = [("id", id.as_str())];
        let upload = staff.begin(10, &keys).await;
        staff.patch(&upload, 0, "0123").await;
        app.wait(Duration::days(13));
        let staff = Uploader::of(&app, "canbo.tammy").await;
        // Each byte that comes starts the time again.
        staff.patch(&upload, 4, "4").await;
        app.wait(Duration::days(13));
        let staff = Uploader::of(&app, "canbo.tammy").await;
        forget_uploads::run(&app.state, async || false).await;
        assert_eq!(staff.head(&upload).await.header("upload-offset"), "5");
        app.wait(Duration::days(1));
        let staff = Uploader::of(&app, "canbo.tammy").await;
        assert_eq!(staff.head(&upload).await.status, StatusCode::GONE);
        let answer = staff.patch(&upload, 5, "56789").await;
        assert_eq!(answer.problem().code, "upload_expired");
        assert_eq!(files(&app, "uploads").len(), 2);

        // The same id begins again from nothing.
        staff.begin(10, &keys).await;
        assert!(files(&app, "uploads").is_empty());
        staff.patch(&upload, 0, "01").await;
        app.wait(Duration::days(14));
        let mut rounds = 0;
        forget_uploads::run(&app.state, async || {
            rounds += 1;
            rounds < 2
        })
        .await;
        assert!(files(&app, "uploads").is_empty());
        let staff = Uploader::of(&app, "canbo.tammy").await;
        assert_eq!(staff.head(&upload).await.status, StatusCode::NOT_FOUND);
        assert_eq!(upload_part::Entity::find().all(app.db.read()).await.unwrap(), []);
    }
}

#[tokio::test]
async fn the_server_says_what_it_can_do() {
    let app = TestApp::new().await;
    let staff = Uploader::of(&app, "canbo.tammy").await;
    // Without Tus-Resumable, as the protocol has it.
    let ask = Ask::new(Method::OPTIONS, UPLOADS).bearer(&staff.tokens);
    let answer = app.send(ask).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    let names = [
        "tus-resumable",
        "tus-version",
        "tus-extension",
        "tus-max-size",
        "tus-checksum-algorithm",
    ];
    let headers = names.map(|name| format!("{name}: {}", answer.header(name)));
    insta::assert_snapshot!(headers.join("\n"), @r"
    tus-resumable: 1.0.0
    tus-version: 1.0.0
    tus-extension: creation,creation-with-upload,expiration,checksum,termination
    tus-max-size: 20971520
    tus-checksum-algorithm: sha1,sha256
    ");
}

#[tokio::test]
async fn an_upload_can_be_ended() {
    let app = TestApp::new().await;
    let staff = Uploader::of(&app, "canbo.tammy").await;
    let upload = staff.begin(10, &[]).await;
    staff.patch(&upload, 0, "0123").await;
    let other = Uploader::of(&app, "canbo2.tammy").await;
    for answer in [
        other.head(&upload).await,
        other.patch(&upload, 4, "456789").await,
        app.send(other.ask(Method::DELETE, &upload)).await,
    ] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(files(&app, "uploads").len(), 1);
    let answer = app.send(staff.ask(Method::DELETE, &upload)).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert!(files(&app, "uploads").is_empty());
    assert_eq!(staff.head(&upload).await.status, StatusCode::NOT_FOUND);

    // Ending one that is evidence leaves the evidence.
    let answer = staff.upload(b"abc", &[]).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    let id = staff.evidence().await[0].id;
    app.send(staff.ask(Method::DELETE, &format!("{UPLOADS}/{id}")))
        .await;
    assert_eq!(staff.content(id).await.text(), "abc");
}

#[tokio::test]
async fn a_post_may_stand_for_patch_and_delete() {
    let app = TestApp::new().await;
    let staff = Uploader::of(&app, "canbo.tammy").await;
    let upload = staff.begin(6, &[]).await;
    let post = |method: &str| {
        staff
            .ask(Method::POST, &upload)
            .header("x-http-method-override", method)
            .header("upload-offset", "0")
            .body(BYTES, "012")
    };
    let answer = app.send(post("GET")).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    let answer = app.send(post("PATCH")).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text());
    assert_eq!(staff.head(&upload).await.header("upload-offset"), "3");
    let answer = app.send(post("DELETE")).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(staff.head(&upload).await.status, StatusCode::NOT_FOUND);
}
