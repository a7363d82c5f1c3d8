//! Links that die, and two that are alive at once.

use super::{BYTES, Uploader, files, text};
use crate::db_harness::on_both;
use crate::harness::TestApp;
use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use futures_util::stream;
use server::db::Db;
use server::store::Store;
use std::io::Error;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Barrier;
use tokio::task::JoinHandle;
use uuid::Uuid;

/// A body that breaks off after these bytes.
fn cut_off(bytes: &[u8]) -> Body {
    let bytes = Bytes::copy_from_slice(bytes);
    Body::from_stream(stream::iter([
        Ok(bytes),
        Err(Error::other("the valley has no signal")),
    ]))
}

on_both! {
    async fn what_arrived_before_the_link_died_is_kept(db: Db) {
        let app = TestApp::over(db).await;
        let staff = Uploader::of(&app, "canbo.tammy").await;
        let bytes = text(2_000_000);
        let upload = staff.begin(bytes.len(), &[]).await;
        // More than one part, and less than one.
        for (from, to) in [(0, 1_300_001), (1_300_001, 1_300_008), (1_300_008, 1_300_008)] {
            let answer = staff.patch(&upload, from, cut_off(&bytes[from..to])).await;
            assert_eq!(answer.problem().code, "cut_off");
            assert_eq!(staff.head(&upload).await.header("upload-offset"), to.to_string());
        }
        let answer = staff.patch(&upload, 1_300_008, bytes[1_300_008..].to_vec()).await;
        assert_eq!(answer.header("evidence-stage"), "stored", "{}", answer.text());
        let id = staff.evidence().await[0].id;
        assert!(staff.content(id).await.body == bytes);
    }

    async fn of_two_at_once_one_wins(db: Db) {
        let app = TestApp::over(db).await;
        let staff = Uploader::of(&app, "canbo.tammy").await;
        let upload = staff.begin(1_000, &[]).await;
        // Both are under way before either has sent a byte.
        let both = Arc::new(Barrier::new(2));
        let late = |byte: u8, length: usize| {
            let both = Arc::clone(&both);
            let bytes = Bytes::from(vec![byte; length]);
            Body::from_stream(stream::once(async move {
                both.wait().await;
                Ok::<_, Error>(bytes)
            }))
        };
        let (a, b) = tokio::join!(
            staff.patch(&upload, 0, late(b'a', 600)),
            staff.patch(&upload, 0, late(b'b', 700)),
        );
        let (won, lost, byte) = if a.status == StatusCode::NO_CONTENT {
            (a, b, b'a')
        } else {
            (b, a, b'b')
        };
        assert_eq!(won.status, StatusCode::NO_CONTENT, "{}", won.text());
        assert_eq!(lost.problem().code, "offset_mismatch");
        let offset = staff.head(&upload).await.header("upload-offset");
        assert_eq!(offset, won.header("upload-offset"));
        assert_eq!(files(&app, "uploads").len(), 1, "the loser's bytes are gone");
        let offset: usize = offset.parse().unwrap();
        let rest = vec![b'c'; 1_000 - offset];
        staff.patch(&upload, offset, rest.clone()).await;
        let id = staff.evidence().await[0].id;
        let expected = [vec![byte; offset], rest].concat();
        assert!(staff.content(id).await.body == expected);
    }

    async fn completed_on_two_connections_it_is_there_once(db: Db) {
        let app = TestApp::over(db).await;
        let staff = Uploader::of(&app, "canbo.tammy").await;
        let boss = Uploader::of(&app, "lanhdao.tammy").await;
        let upload = staff.begin(3, &[]).await;
        staff.step("submit").await;
        staff.patch(&upload, 0, "abc").await;
        boss.step("return").await;
        let answers = tokio::join!(
            staff.patch(&upload, 3, ""),
            staff.patch(&upload, 3, ""),
            staff.patch(&upload, 3, ""),
        );
        for answer in [answers.0, answers.1, answers.2] {
            assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text());
            assert_eq!(answer.header("evidence-stage"), "stored");
        }
        assert_eq!(staff.evidence().await.len(), 1);
    }
}

#[tokio::test]
async fn bytes_that_never_counted_are_thrown_away_with_the_upload() {
    let app = TestApp::new().await;
    let staff = Uploader::of(&app, "canbo.tammy").await;
    let upload = staff.begin(6, &[]).await;
    staff.patch(&upload, 0, "012").await;
    // The server was killed after it wrote a part and before the row was committed.
    let store: &Store = &app.state.store;
    let id = upload.rsplit('/').next().unwrap().parse().unwrap();
    store
        .put_part(id, Uuid::from_u128(9), Bytes::from_static(b"345"))
        .await
        .unwrap();
    assert_eq!(staff.head(&upload).await.header("upload-offset"), "3");
    staff.patch(&upload, 3, "xyz").await;
    let id = staff.evidence().await[0].id;
    assert_eq!(staff.content(id).await.text(), "012xyz");
    assert!(files(&app, "uploads").is_empty());
}

/// A real connection on which a client has sent the beginning of a request.
async fn begun(staff: &Uploader<'_>, upload: &str, bytes: &[u8]) -> (TcpStream, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = axum::serve(listener, staff.app.router.clone()).into_future();
    let server = tokio::spawn(async { serving.await.unwrap() });
    let head = format!(
        "PATCH {upload} HTTP/1.1\r\nhost: tiendo.test\r\nauthorization: Bearer {}\r\n\
         tus-resumable: 1.0.0\r\nupload-offset: 0\r\ncontent-type: {BYTES}\r\n\
         content-length: 2000000\r\n\r\n",
        staff.tokens.access_token
    );
    let mut client = TcpStream::connect(address).await.unwrap();
    client.write_all(head.as_bytes()).await.unwrap();
    client.write_all(bytes).await.unwrap();
    client.flush().await.unwrap();
    (client, server)
}

/// Waits until so many bytes of an upload are durable.
async fn arrived(staff: &Uploader<'_>, upload: &str, bytes: usize) {
    let asking = async {
        while staff.head(upload).await.header("upload-offset") != bytes.to_string() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), asking)
        .await
        .unwrap();
}

/// hyper tears the connection down: the handler is not there any more to store what it has read.
#[tokio::test]
async fn a_client_that_hangs_up_loses_nothing() {
    let app = TestApp::new().await;
    let staff = Uploader::of(&app, "canbo.tammy").await;
    let upload = staff.begin(2_000_000, &[]).await;
    let (client, server) = begun(&staff, &upload, &text(700_000)).await;
    drop(client);
    arrived(&staff, &upload, 700_000).await;
    server.abort();
}

/// Nothing more comes and nobody hangs up: what came is durable after a few seconds all the same,
/// and whoever comes back on another link goes on there.
#[tokio::test]
async fn a_link_that_stands_still_holds_nothing_back() {
    let app = TestApp::new().await;
    let staff = Uploader::of(&app, "canbo.tammy").await;
    let bytes = text(2_000_000);
    let upload = staff.begin(bytes.len(), &[]).await;
    let (client, server) = begun(&staff, &upload, &bytes[..1_000]).await;
    arrived(&staff, &upload, 1_000).await;
    let answer = staff.patch(&upload, 1_000, bytes[1_000..].to_vec()).await;
    assert_eq!(
        answer.header("evidence-stage"),
        "stored",
        "{}",
        answer.text()
    );
    let id = staff.evidence().await[0].id;
    assert!(staff.content(id).await.body == bytes);
    drop(client);
    server.abort();
}
