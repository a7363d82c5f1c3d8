//! What a client may get wrong, and what it is told.

use super::{BYTES, UPLOADS, Uploader, files, line, made_id, metadata, text};
use crate::harness::{Ask, TestApp};
use crate::world::{TAM_MY_PLAN, measure_line};
use axum::body::{Body, Bytes};
use axum::http::{Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::stream;
use sha2::Digest as _;
use std::io::Error;

#[tokio::test]
async fn a_creation_that_is_wrong() {
    let app = TestApp::new().await;
    let staff = Uploader::of(&app, "canbo.tammy").await;
    let foreign = measure_line(TAM_MY_PLAN + 1, 1).to_string();
    let condition = measure_line(TAM_MY_PLAN, 5).to_string();
    let limit = 20 * 1024 * 1024;
    let plain = |name: &'static str, value: &str| {
        staff
            .ask(Method::POST, UPLOADS)
            .header("upload-length", "3")
            .header(name, value)
    };
    let no_line = metadata(&[("report", app.report.to_string())]);
    let no_report = metadata(&[("line", line().to_string())]);
    let unknown = app.report.to_string().replace('7', "6");
    let table = [
        (staff.creation(limit + 1, &[]), 413, "too_large"),
        (staff.creation(0, &[]), 422, "invalid"),
        (staff.creation(3, &[("line", &foreign)]), 422, "invalid"),
        (staff.creation(3, &[("line", &condition)]), 422, "invalid"),
        (staff.creation(3, &[("line", "x")]), 422, "invalid"),
        (staff.creation(3, &[("id", "x")]), 422, "invalid"),
        (staff.creation(3, &[("sha256", "abc")]), 422, "invalid"),
        (staff.creation(3, &[("report", &unknown)]), 404, "not_found"),
        (plain("upload-metadata", &no_line), 422, "invalid"),
        (plain("upload-metadata", &no_report), 422, "invalid"),
        (plain("upload-metadata", "report !!"), 400, "malformed"),
        (plain("upload-defer-length", "1"), 422, "invalid"),
        (staff.ask(Method::POST, UPLOADS), 400, "malformed"),
    ];
    for (index, (ask, status, code)) in table.into_iter().enumerate() {
        let answer = app.send(ask).await;
        assert_eq!(answer.header("tus-resumable"), "1.0.0", "{index}");
        let problem = answer.problem();
        assert_eq!(
            (problem.status, problem.code.as_str()),
            (status, code),
            "{index}"
        );
    }
    let answer = app.send(staff.creation(limit, &[])).await;
    assert_eq!(answer.status, StatusCode::CREATED);
}

#[tokio::test]
async fn another_version_of_the_protocol_is_refused() {
    let app = TestApp::new().await;
    let staff = Uploader::of(&app, "canbo.tammy").await;
    let upload = staff.begin(3, &[]).await;
    for version in ["", "0.2.2", "1.0.1"] {
        for (method, path) in [
            (Method::POST, UPLOADS),
            (Method::PATCH, upload.as_str()),
            (Method::DELETE, upload.as_str()),
            (Method::POST, upload.as_str()),
        ] {
            let mut ask = Ask::new(method.clone(), path).bearer(&staff.tokens);
            if !version.is_empty() {
                ask = ask.header("tus-resumable", version);
            }
            let answer = app.send(ask).await;
            assert_eq!(answer.status, StatusCode::PRECONDITION_FAILED, "{method}");
            assert_eq!(answer.header("tus-version"), "1.0.0");
        }
    }
    assert_eq!(staff.head(&upload).await.header("upload-offset"), "0");
}

#[tokio::test]
async fn bytes_in_the_wrong_place_or_form() {
    let app = TestApp::new().await;
    let staff = Uploader::of(&app, "canbo.tammy").await;
    let upload = staff.begin(6, &[]).await;
    staff.patch(&upload, 0, "012").await;
    let patch = || staff.ask(Method::PATCH, &upload);
    let streamed = Body::from_stream(stream::iter([
        Ok::<_, Error>(Bytes::from_static(b"34")),
        Ok(Bytes::from_static(b"5678")),
    ]));
    let unknown = format!("{UPLOADS}/{}", made_id(99));
    let table = [
        (staff.patching(&upload, 0, "012"), 409, "offset_mismatch"),
        (staff.patching(&upload, 4, "45"), 409, "offset_mismatch"),
        (
            staff
                .patching(&upload, 3, "3456")
                .header("content-length", "4"),
            413,
            "too_large",
        ),
        (staff.patching(&upload, 3, streamed), 413, "too_large"),
        (
            patch()
                .header("upload-offset", "3")
                .body("text/plain", "345"),
            415,
            "unsupported_media_type",
        ),
        (patch().body(BYTES, "345"), 400, "malformed"),
        (
            staff
                .patching(&upload, 3, "345")
                .header("upload-checksum", "md5 AAAA"),
            400,
            "malformed",
        ),
        (staff.patching(&unknown, 0, "x"), 404, "not_found"),
        (
            staff.patching(&format!("{UPLOADS}/x"), 0, "x"),
            404,
            "not_found",
        ),
    ];
    for (index, (ask, status, code)) in table.into_iter().enumerate() {
        let problem = app.send(ask).await.problem();
        assert_eq!(
            (problem.status, problem.code.as_str()),
            (status, code),
            "{index}"
        );
        assert!(!problem.title.is_empty() && !problem.detail.is_empty());
    }
    assert_eq!(staff.head(&upload).await.header("upload-offset"), "3");
    assert_eq!(staff.head(&unknown).await.status, StatusCode::NOT_FOUND);
    staff.patch(&upload, 3, "345").await;
    let id = staff.evidence().await[0].id;
    assert_eq!(staff.content(id).await.text(), "012345");
}

#[tokio::test]
async fn checksums_of_a_request() {
    let app = TestApp::new().await;
    let staff = Uploader::of(&app, "canbo.tammy").await;
    let upload = staff.begin(6, &[]).await;
    let sum = |name: &str, digest: &[u8]| format!("{name} {}", STANDARD.encode(digest));
    let sha1 = sum("sha1", &<sha1::Sha1 as sha1::Digest>::digest(b"012"));
    let sha256 = sum("sha256", &sha2::Sha256::digest(b"345"));
    let patch = |offset: usize, body: Body, sum: &str| {
        staff
            .patching(&upload, offset, body)
            .header("upload-checksum", sum)
    };
    let answer = app.send(patch(0, "01x".into(), &sha1)).await;
    assert_eq!(answer.status.as_u16(), 460);
    assert_eq!(answer.problem().code, "checksum_mismatch");
    // Half of it is not what was hashed.
    let half = Body::from_stream(stream::iter([
        Ok(Bytes::from_static(b"01")),
        Err(Error::other("dead")),
    ]));
    assert_eq!(
        app.send(patch(0, half, &sha1)).await.problem().code,
        "cut_off"
    );
    assert_eq!(staff.head(&upload).await.header("upload-offset"), "0");
    assert!(files(&app, "uploads").is_empty());

    let answer = app.send(patch(0, "012".into(), &sha1)).await;
    assert_eq!(answer.header("upload-offset"), "3", "{}", answer.text());
    let answer = app.send(patch(3, "345".into(), &sha256)).await;
    assert_eq!(
        answer.header("evidence-stage"),
        "stored",
        "{}",
        answer.text()
    );
}

/// More than is stored at one time: none of it counts before the end.
#[tokio::test]
async fn checksums_of_a_long_request() {
    let app = TestApp::new().await;
    let staff = Uploader::of(&app, "canbo.tammy").await;
    let bytes = text(1_500_000);
    let upload = staff.begin(bytes.len(), &[]).await;
    let send = |end: usize| {
        let frames: Vec<_> = bytes[..end].chunks(300_000).collect();
        let frames: Vec<Result<Bytes, Error>> = frames
            .into_iter()
            .map(|frame| Ok(Bytes::copy_from_slice(frame)))
            .collect();
        let digest = STANDARD.encode(sha2::Sha256::digest(&bytes));
        staff
            .patching(&upload, 0, Body::from_stream(stream::iter(frames)))
            .header("upload-checksum", &format!("sha256 {digest}"))
    };
    let answer = app.send(send(1_400_000)).await;
    assert_eq!(answer.problem().code, "checksum_mismatch");
    assert!(files(&app, "uploads").is_empty());
    assert_eq!(staff.head(&upload).await.header("upload-offset"), "0");
    let answer = app.send(send(bytes.len())).await;
    assert_eq!(
        answer.header("evidence-stage"),
        "stored",
        "{}",
        answer.text()
    );
    let id = staff.evidence().await[0].id;
    assert!(staff.content(id).await.body == bytes);
}

/// The largest file there may be, in one request: the limit of other requests is 1 MiB.
#[tokio::test]
async fn the_largest_file() {
    let app = TestApp::new().await;
    let staff = Uploader::of(&app, "canbo.tammy").await;
    let bytes = text(20 * 1024 * 1024);
    let answer = staff.upload(&bytes, &[]).await;
    assert_eq!(
        answer.header("evidence-stage"),
        "stored",
        "{}",
        answer.text()
    );
    let id = staff.evidence().await[0].id;
    assert!(staff.content(id).await.body == bytes);
}
