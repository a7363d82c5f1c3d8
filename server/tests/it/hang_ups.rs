//! Clients that hang up, that send a byte a second, and that send too much: the next request is
//! answered as ever. Over real connections, with the server's own loop.

use crate::harness::{Ask, TestApp};
use axum::http::Method;
use domain::wire::auth::Tokens;
use serde_json::json;
use server::listen;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};

/// More than the database has connections, many times over.
const CLIENTS: usize = 200;

/// Far longer than anything here takes; a test that gets here has failed.
const TOO_LONG: Duration = Duration::from_secs(20);

/// The application behind a real port.
struct Port {
    app: TestApp,
    addr: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<()>,
}

impl Port {
    async fn open(head_deadline: Duration) -> Self {
        let app = TestApp::new().await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let (stop, told) = oneshot::channel();
        let told = async move { told.await.unwrap_or(()) };
        let server = listen::serve(listener, app.router.clone(), head_deadline, told);
        Self {
            app,
            addr,
            stop: Some(stop),
            server: tokio::spawn(server),
        }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.addr).await.unwrap()
    }

    /// Sends a whole request and reads the status of the answer.
    async fn status(&self, request: &str) -> u16 {
        let mut stream = self.connect().await;
        stream.write_all(request.as_bytes()).await.unwrap();
        status(&mut stream).await
    }

    /// The requests that must go on working: one that reads, one that writes.
    async fn works(&self, tokens: &Tokens, count: usize) {
        let read = get("/api/v1/work", tokens);
        assert_eq!(self.status(&read).await, 200);
        let body = body(count);
        let write = format!("{}{body}", self.head(tokens, body.len()));
        assert_eq!(self.status(&write).await, 200);
    }

    /// The head of a save with a body so long.
    fn head(&self, tokens: &Tokens, length: usize) -> String {
        format!(
            "PATCH /api/v1/reports/{} HTTP/1.1\r\nhost: t\r\nconnection: close\r\n\
             authorization: Bearer {}\r\ncontent-type: application/json\r\n\
             content-length: {length}\r\n\r\n",
            self.app.report, tokens.access_token
        )
    }

    /// Stops the server, which finishes what is under way.
    async fn close(mut self) {
        drop(self.stop.take());
        tokio::time::timeout(TOO_LONG, self.server)
            .await
            .unwrap()
            .unwrap();
        self.app.db.clone().close().await.unwrap();
    }
}

fn get(path: &str, tokens: &Tokens) -> String {
    format!(
        "GET {path} HTTP/1.1\r\nhost: t\r\nconnection: close\r\nauthorization: Bearer {}\r\n\r\n",
        tokens.access_token
    )
}

fn body(count: usize) -> String {
    json!({ "texts": [{ "field": "notes", "value": format!("lần {count}") }] }).to_string()
}

async fn status(stream: &mut TcpStream) -> u16 {
    let mut answer = Vec::new();
    let read = async {
        while answer.len() < 12 {
            let mut bytes = [0; 512];
            let n = stream.read(&mut bytes).await.unwrap();
            assert!(n > 0, "the connection ended without an answer");
            answer.extend_from_slice(&bytes[..n]);
        }
    };
    tokio::time::timeout(TOO_LONG, read).await.unwrap();
    std::str::from_utf8(&answer[9..12])
        .unwrap()
        .parse()
        .unwrap()
}

#[tokio::test]
async fn two_hundred_hang_up_in_the_middle_of_a_body() {
    let port = Port::open(listen::HEAD_DEADLINE).await;
    let tokens = port.app.sign_in("canbo.tammy").await;
    for round in 0..2 {
        let mut clients = Vec::new();
        for _ in 0..CLIENTS {
            let mut stream = port.connect().await;
            stream
                .write_all(port.head(&tokens, 1_000).as_bytes())
                .await
                .unwrap();
            stream.write_all(b"{\"lines\": [").await.unwrap();
            clients.push(stream);
        }
        port.works(&tokens, round * 2).await;
        drop(clients);
        port.works(&tokens, round * 2 + 1).await;
    }
    port.close().await;
}

#[tokio::test]
async fn two_hundred_hang_up_without_waiting_for_the_answer() {
    let port = Port::open(listen::HEAD_DEADLINE).await;
    let tokens = port.app.sign_in("canbo.tammy").await;
    let mut clients = JoinSet::new();
    for n in 0..CLIENTS {
        let body = body(n);
        let request = format!("{}{body}", port.head(&tokens, body.len()));
        let mut stream = port.connect().await;
        clients.spawn(async move {
            stream.write_all(request.as_bytes()).await.unwrap();
            // A reset, not a farewell: the server is cut off in the midst of its transaction.
            #[expect(deprecated, reason = "a test may block for no time at all")]
            stream.set_linger(Some(Duration::ZERO)).unwrap();
        });
    }
    while clients.join_next().await.is_some() {}
    for n in 0..20 {
        port.works(&tokens, CLIENTS + n).await;
    }
    port.close().await;
}

#[tokio::test]
async fn a_byte_a_second_keeps_nobody_waiting() {
    let port = Port::open(listen::HEAD_DEADLINE).await;
    let tokens = port.app.sign_in("canbo.tammy").await;
    let mut slow = JoinSet::new();
    for n in 0..CLIENTS {
        let mut stream = port.connect().await;
        // Half of them trickle their heads, half their bodies.
        let start = port.head(&tokens, 1_000);
        let start = if n % 2 == 0 {
            start
        } else {
            start[..40].to_owned()
        };
        stream.write_all(start.as_bytes()).await.unwrap();
        slow.spawn(async move {
            loop {
                tokio::time::sleep(Duration::from_secs(1)).await;
                if stream.write_all(b" ").await.is_err() {
                    break;
                }
            }
        });
    }
    let before = std::time::Instant::now();
    for n in 0..10 {
        port.works(&tokens, n).await;
    }
    let took = before.elapsed();
    assert!(took < Duration::from_secs(10), "{took:?}");
    slow.abort_all();
    while slow.join_next().await.is_some() {}
    port.close().await;
}

#[tokio::test]
async fn a_head_that_does_not_come_is_not_waited_for() {
    let port = Port::open(Duration::from_millis(200)).await;
    let mut silent = port.connect().await;
    let mut half = port.connect().await;
    half.write_all(b"GET /healthz HTTP/1.1\r\nhos")
        .await
        .unwrap();
    for stream in [&mut silent, &mut half] {
        let mut rest = Vec::new();
        let closed = tokio::time::timeout(TOO_LONG, stream.read_to_end(&mut rest)).await;
        assert!(closed.is_ok(), "still open");
    }
    assert_eq!(
        port.status("GET /healthz HTTP/1.1\r\nhost: t\r\n\r\n")
            .await,
        200
    );
    port.close().await;
}

#[tokio::test]
async fn too_much_is_refused_and_nothing_else_is_disturbed() {
    let port = Port::open(listen::HEAD_DEADLINE).await;
    let tokens = port.app.sign_in("canbo.tammy").await;
    let length = 64 * 1024 * 1024;
    for n in 0..20 {
        // Announced, or found out while reading.
        let announced = port.head(&tokens, length);
        let chunked = announced.replace(
            &format!("content-length: {length}"),
            "transfer-encoding: chunked",
        );
        for head in [announced, chunked] {
            let mut stream = port.connect().await;
            stream.write_all(head.as_bytes()).await.unwrap();
            if head.contains("chunked") {
                let chunk = format!("200000\r\n{}\r\n", " ".repeat(0x20_0000));
                // The server answers and closes before all of it is written: the rest, and with it
                // perhaps the answer, is lost.
                let _ = stream.write_all(chunk.as_bytes()).await;
                let _ = stream.read_to_end(&mut Vec::new()).await;
            } else {
                assert_eq!(status(&mut stream).await, 413);
            }
        }
        port.works(&tokens, n).await;
    }
    port.close().await;
}

#[tokio::test]
async fn a_stream_of_events_does_not_hold_the_server_back() {
    let port = Port::open(listen::HEAD_DEADLINE).await;
    let tokens = port.app.sign_in("canbo.tammy").await;
    let mut streams = Vec::new();
    for _ in 0..3 {
        let mut stream = port.connect().await;
        stream
            .write_all(get("/api/v1/sync/events", &tokens).as_bytes())
            .await
            .unwrap();
        assert_eq!(status(&mut stream).await, 200);
        streams.push(stream);
    }
    // A device that goes away frees its place.
    drop(streams.pop());
    port.works(&tokens, 1).await;
    port.app.db.changes().stop();
    for mut stream in streams {
        let mut rest = Vec::new();
        let read = stream.read_to_end(&mut rest);
        tokio::time::timeout(TOO_LONG, read).await.unwrap().unwrap();
    }
    port.close().await;
}

#[tokio::test]
async fn the_peer_s_address_is_known() {
    let port = Port::open(listen::HEAD_DEADLINE).await;
    let body = json!({ "username": "an", "password": "sai" }).to_string();
    let request = format!(
        "POST /api/v1/auth/sign-in HTTP/1.1\r\nhost: t\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    assert_eq!(port.status(&request).await, 401);
    let key = &server::auth::throttle::Key::of("an", Some(port.addr.ip()))[1];
    let failures = server::db::sessions::failures(port.app.db.read(), key)
        .await
        .unwrap();
    assert_eq!(failures.count, 1);
    let ask = Ask::new(Method::GET, "/healthz");
    assert_eq!(port.app.send(ask).await.text(), "ok\n");
    port.close().await;
}
