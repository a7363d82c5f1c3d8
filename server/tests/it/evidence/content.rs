//! What a file is decides, not what the client says.

use super::{Uploader, files, text};
use crate::db_harness::on_both;
use crate::harness::TestApp;
use axum::http::StatusCode;
use domain::wire::sync::Evidence;
use server::db::Db;
use sha2::Digest as _;

/// A segment of a JPEG.
fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0xff, marker];
    bytes.extend(u16::try_from(body.len() + 2).unwrap().to_be_bytes());
    bytes.extend(body);
    bytes
}

/// A JPEG of one grey pixel, with metadata before its picture and something after its end.
pub(super) fn jpeg(metadata: &[(u8, &[u8])], after: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8];
    bytes.extend(segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"));
    for (marker, body) in metadata {
        bytes.extend(segment(*marker, body));
    }
    bytes.extend(segment(0xdb, &[&[0][..], &[1; 64]].concat()));
    bytes.extend(segment(0xc0, &[8, 0, 1, 0, 1, 1, 1, 0x11, 0]));
    let codes = |class: u8| [&[class, 1][..], &[0; 15], &[0]].concat();
    bytes.extend(segment(0xc4, &codes(0x00)));
    bytes.extend(segment(0xc4, &codes(0x10)));
    bytes.extend(segment(0xda, &[1, 1, 0, 0, 63, 0]));
    bytes.extend([0x3f, 0xff, 0xd9]);
    bytes.extend(after);
    bytes
}

fn hash(bytes: &[u8]) -> String {
    let digest = sha2::Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn names(found: &[Evidence]) -> Vec<&str> {
    found.iter().map(|piece| piece.name.as_str()).collect()
}

on_both! {
    async fn a_photo_is_kept_without_where_it_was_taken(db: Db) {
        let app = TestApp::over(db).await;
        let staff = Uploader::of(&app, "canbo.tammy").await;
        let secret: [(u8, &[u8]); 3] = [
            (0xe1, b"Exif\0\0MM\0*GPS 15.4801,108.5103"),
            (0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta GPS/>"),
            (0xfe, b"GPS"),
        ];
        let sent = jpeg(&secret, b"GPS in a film after the end");
        let clean = jpeg(&[], b"");
        // The hash that the device gives is of what it sends.
        let declared = hash(&sent);
        let keys = [("filename", "Ảnh.JPG"), ("sha256", declared.as_str())];
        let answer = staff.upload(&sent, &keys).await;
        assert_eq!(answer.header("evidence-stage"), "stored", "{}", answer.text());
        let found = staff.evidence().await;
        assert_eq!((names(&found), found[0].media_type.as_str()), (vec!["Ảnh.JPG"], "image/jpeg"));
        assert_eq!(found[0].size, clean.len() as u64);
        let content = staff.content(found[0].id).await;
        assert!(content.body == clean);
        assert_eq!(content.header("etag"), format!("\"{}\"", hash(&clean)));
        let on_disk = files(&app, "sha256");
        assert_eq!(on_disk, [std::path::Path::new(&hash(&clean)[..2]).join(hash(&clean))]);
    }

    async fn the_same_content_is_kept_once(db: Db) {
        let app = TestApp::over(db).await;
        let staff = Uploader::of(&app, "canbo.tammy").await;
        let colleague = Uploader::of(&app, "canbo2.tammy").await;
        let bytes = text(100_000);
        staff.upload(&bytes, &[("filename", "a.txt")]).await;
        colleague.upload(&bytes, &[("filename", "b.txt")]).await;
        let found = staff.evidence().await;
        assert_eq!(names(&found), ["a.txt", "b.txt"]);
        assert_eq!(files(&app, "sha256").len(), 1);
        for piece in found {
            assert!(staff.content(piece.id).await.body == bytes);
        }
    }
}

#[tokio::test]
async fn what_may_not_be_evidence_is_refused_with_a_remedy() {
    let app = TestApp::new().await;
    let staff = Uploader::of(&app, "canbo.tammy").await;
    let program = [b"MZ\x90\0".as_slice(), &[0; 200]].concat();
    let photo = jpeg(&[], b"");
    let table: [(&[u8], &str); 6] = [
        (&program, "file_type"),
        (
            b"<!DOCTYPE html><script>alert(document.domain)</script>",
            "file_type",
        ),
        (b"GIF89a\x01\0\x01\0", "file_type"),
        (b"PK\x03\x04 an archive", "file_type"),
        (b"Bi\xean b\xe3n", "file_type"),
        (&photo[..photo.len() - 2], "image_broken"),
    ];
    let mut said = Vec::new();
    for (bytes, code) in table {
        let lies = [("filename", "anh.jpg"), ("filetype", "image/jpeg")];
        let upload = staff.begin(bytes.len(), &lies).await;
        let answer = staff.patch(&upload, 0, bytes.to_vec()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let problem = answer.problem();
        assert_eq!(problem.code, code);
        said.push(format!("{}: {}", problem.title, problem.detail));
        // Sending it again would change nothing: it is gone.
        assert_eq!(staff.head(&upload).await.status, StatusCode::NOT_FOUND);
    }
    said.dedup();
    insta::assert_snapshot!(said.join("\n"));
    assert_eq!(staff.evidence().await, []);
    assert!(files(&app, "").is_empty());
}

#[tokio::test]
async fn a_file_that_changed_on_the_way_is_refused() {
    let app = TestApp::new().await;
    let staff = Uploader::of(&app, "canbo.tammy").await;
    let upload = staff.begin(3, &[("sha256", &hash(b"abc"))]).await;
    let answer = staff.patch(&upload, 0, "abd").await;
    assert_eq!(answer.problem().code, "file_damaged");
    assert_eq!(staff.head(&upload).await.status, StatusCode::NOT_FOUND);
    let answer = staff.upload(b"abc", &[("sha256", &hash(b"abc"))]).await;
    assert_eq!(answer.header("evidence-stage"), "stored");
}

#[tokio::test]
async fn a_name_that_lies_gets_the_true_ending() {
    let app = TestApp::new().await;
    let staff = Uploader::of(&app, "canbo.tammy").await;
    for (name, bytes) in [
        ("../../bao cao.exe", jpeg(&[], b"")),
        ("so lieu.csv", b"a,b\n".to_vec()),
        ("bang diem", b"%PDF-1.7\n".to_vec()),
        ("", b"abc".to_vec()),
    ] {
        let answer = staff.upload(&bytes, &[("filename", name)]).await;
        assert_eq!(
            answer.header("evidence-stage"),
            "stored",
            "{}",
            answer.text()
        );
        app.wait(chrono::Duration::seconds(1));
    }
    let found = staff.evidence().await;
    let expected = ["bao cao.exe.jpg", "so lieu.csv", "bang diem.pdf", "tep.txt"];
    assert_eq!(names(&found), expected);
}
