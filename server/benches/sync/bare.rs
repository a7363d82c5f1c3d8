//! The machine's own limit with SQLite: an axum handler that inserts one row with group commit, and
//! nothing else.

use super::stats::Stats;
use super::support::client::Client;
use super::{DEVICES, load};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::{get, post};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{Connection as _, SqliteConnection, query};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::Command;
use tokio::sync::{mpsc, oneshot};

/// Most rows of one commit.
const MOST: usize = 512;

type Insert = (Bytes, oneshot::Sender<()>);

/// Serves until it is killed.
pub(crate) async fn serve(addr: SocketAddr, folder: &Path) {
    let options = SqliteConnectOptions::new()
        .filename(folder.join("bare.db"))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let mut conn = SqliteConnection::connect_with(&options).await.unwrap();
    query("CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, body BLOB NOT NULL)")
        .execute(&mut conn)
        .await
        .unwrap();
    let (queue, mut waiting) = mpsc::channel::<Insert>(4_096);
    tokio::spawn(async move {
        let mut batch = Vec::with_capacity(MOST);
        while waiting.recv_many(&mut batch, MOST).await > 0 {
            let mut txn = conn.begin().await.unwrap();
            for (body, _) in &batch {
                query("INSERT INTO bare (body) VALUES (?)")
                    .bind(body.as_ref())
                    .execute(&mut *txn)
                    .await
                    .unwrap();
            }
            txn.commit().await.unwrap();
            for (_, done) in batch.drain(..) {
                // Whoever hung up does not wait.
                let _ = done.send(());
            }
        }
    });
    let app = Router::new()
        .route("/readyz", get(|| async {}))
        .route("/", post(insert))
        .with_state(queue);
    let listener = tokio::net::TcpListener::bind(addr).await.unwrap();
    axum::serve(listener, app).await.unwrap();
}

async fn insert(State(queue): State<mpsc::Sender<Insert>>, body: Bytes) {
    let (done, stored) = oneshot::channel();
    queue.send((body, done)).await.unwrap();
    stored.await.unwrap();
}

/// Measures it at every number of devices.
pub(crate) async fn measure(folder: &Path) -> Vec<(usize, Stats)> {
    let addr = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .arg("--bare")
        .arg(addr.to_string())
        .arg(folder)
        .spawn()
        .unwrap();
    loop {
        if let Ok(mut client) = Client::connect(addr).await
            && client.get("/readyz").await.is_ok()
        {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let mut found = Vec::new();
    for count in DEVICES {
        let mut callers = Vec::with_capacity(count);
        for _ in 0..count {
            callers.push(Inserting(Client::connect(addr).await.unwrap()));
        }
        let (stats, _) = load::closed_loop(callers).await;
        println!("{}", stats.row("SQLite", "bare insert", count));
        found.push((count, stats));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    found
}

struct Inserting(Client);

impl load::Caller for Inserting {
    async fn call(&mut self) -> usize {
        let answer = self.0.send("POST", "/", &[b'x'; 200]).await.unwrap();
        assert_eq!(answer.status, 200);
        1
    }
}
