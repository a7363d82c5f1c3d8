//! How content leaves the server.

use super::Uploader;
use super::content::jpeg;
use crate::harness::{Ask, TestApp};
use axum::http::StatusCode;

#[tokio::test]
async fn a_download_can_do_nothing_in_our_name() {
    let app = TestApp::new().await;
    let staff = Uploader::of(&app, "canbo.tammy").await;
    let long = "Trang,Số\n".repeat(1_000);
    for (name, bytes) in [
        ("Ảnh hiện trường.jpg", jpeg(&[], b"")),
        ("Biên bản.pdf", b"%PDF-1.7\n".to_vec()),
        ("Số liệu.csv", long.into_bytes()),
    ] {
        staff.upload(&bytes, &[("filename", name)]).await;
        app.wait(chrono::Duration::seconds(1));
    }
    let names = [
        "content-type",
        "content-disposition",
        "content-length",
        "content-security-policy",
        "x-content-type-options",
        "cache-control",
        "cross-origin-resource-policy",
    ];
    let mut table = Vec::new();
    for piece in staff.evidence().await {
        for inline in ["", "?inline=1"] {
            let path = format!("/api/v1/evidence/{}{inline}", piece.id);
            let ask = Ask::get(&path).header("accept-encoding", "br, gzip");
            let answer = app.send(ask.bearer(&staff.tokens)).await;
            assert_eq!(answer.status, StatusCode::OK);
            table.push(format!("{} {inline}", piece.name));
            for name in names {
                table.push(format!("  {name}: {}", answer.header(name)));
            }
            if piece.media_type.starts_with("image/") {
                assert_eq!(answer.header("content-encoding"), "", "compressed already");
            }
        }
    }
    insta::assert_snapshot!(table.join("\n"));
}

#[tokio::test]
async fn a_device_that_has_it_is_told_so() {
    let app = TestApp::new().await;
    let staff = Uploader::of(&app, "canbo.tammy").await;
    staff.upload(b"abc", &[]).await;
    let path = format!("/api/v1/evidence/{}", staff.evidence().await[0].id);
    let etag = staff.get(&path).await.header("etag");
    let again = |tag: &str| Ask::get(&path).header("if-none-match", tag);
    let answer = app.send(again(&etag).bearer(&staff.tokens)).await;
    assert_eq!(answer.status, StatusCode::NOT_MODIFIED);
    assert!(answer.body.is_empty() && answer.header("etag") == etag);
    let answer = app.send(again("\"other\"").bearer(&staff.tokens)).await;
    assert_eq!(answer.text(), "abc");
    // The right comes before the copy that one has.
    let other = app.sign_in("canbo.xa1").await;
    let answer = app.send(again(&etag).bearer(&other)).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}
