//! What one approval costs, and how soon its figure is served.

use super::stats::Stats;
use super::support::client::Client;
use super::world::World;
use sea_orm::{ConnectionTrait as _, Database, Statement};
use serde_json::json;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// Approvals measured one after the other.
const ALONE: usize = 200;
/// Approvals a second, and for how long.
const PACE: u32 = 50;
const PACED: usize = 500;

async fn approve(client: &mut Client, world: &World, at: usize) {
    let (id, version) = world.reports[at];
    let path = format!("/api/v1/reports/{id}/approve");
    let answer = client
        .post(&path, &json!({ "version": version }))
        .await
        .unwrap();
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    assert_eq!(answer.status, 200, "{text}");
}

/// Approves one report after the other; answers the median in milliseconds.
pub(crate) async fn cost(
    name: &str,
    addr: SocketAddr,
    token: &str,
    world: &World,
    url: &str,
) -> f64 {
    let mut client = Client::with_token(addr, token).await.unwrap();
    let started = Instant::now();
    let mut took = Vec::with_capacity(ALONE);
    for at in 0..ALONE {
        let begun = Instant::now();
        approve(&mut client, world, at).await;
        took.push(begun.elapsed());
    }
    let stats = Stats::new(took.clone(), ALONE, started.elapsed());
    println!("{}", stats.row(name, "approve, one by one", 1));
    let db = Database::connect(url).await.unwrap();
    let sql = "SELECT COUNT(*) AS pages FROM rollup_page \
        WHERE seq = (SELECT MAX(seq) FROM rollup_page)";
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let row = db.query_one_raw(statement).await.unwrap().unwrap();
    let pages: i64 = row.try_get("", "pages").unwrap();
    db.close().await.unwrap();
    println!(
        "{name}: the last approval touched {pages} pages, {} cells",
        pages * (35 + 40)
    );
    took.sort_unstable();
    took[took.len() / 2].as_secs_f64() * 1_000.0
}

/// Approves at a steady pace on one server and reads the country's figures on another until each
/// approval is in them.
pub(crate) async fn freshness(
    name: &str,
    writes: SocketAddr,
    reads: SocketAddr,
    token: &str,
    world: &World,
) {
    let mut reader = Client::with_token(reads, token).await.unwrap();
    let before = world.overview(&mut reader).await.coverage.approved;
    let first = if name.contains("two") { 0 } else { ALONE };
    let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let mut clients = Vec::new();
    for _ in 0..4 {
        clients.push(Client::with_token(writes, token).await.unwrap());
    }
    let started = Instant::now();
    let mut writers = Vec::new();
    for (lane, mut client) in clients.into_iter().enumerate() {
        let told = told.clone();
        let reports: Vec<_> = (first..first + PACED).skip(lane).step_by(4).collect();
        let ids: Vec<_> = reports.iter().map(|at| world.reports[*at]).collect();
        writers.push(tokio::spawn(async move {
            for (turn, (id, version)) in (0_u32..).zip(ids) {
                let due = Duration::from_secs(1) * (turn * 4 + u32::try_from(lane).unwrap()) / PACE;
                tokio::time::sleep_until((started + due).into()).await;
                let path = format!("/api/v1/reports/{id}/approve");
                let body = json!({ "version": version });
                let answer = client.post(&path, &body).await.unwrap();
                assert_eq!(answer.status, 200);
                told.send(Instant::now()).unwrap();
            }
        }));
    }
    drop(told);
    // The n-th acknowledged approval is in the figures once they count n more.
    let (mut took, mut seen, mut committed) = (Vec::new(), 0, Vec::new());
    while seen < PACED {
        while let Ok(at) = heard.try_recv() {
            committed.push(at);
        }
        let counted = world.overview(&mut reader).await.coverage.approved - before;
        let now = Instant::now();
        let counted = usize::try_from(counted).unwrap().min(committed.len());
        for at in &committed[seen..counted.max(seen)] {
            took.push(now - *at);
        }
        seen = seen.max(counted);
        assert!(
            started.elapsed() < Duration::from_secs(60),
            "{seen} of {PACED}"
        );
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let stats = Stats::new(took, PACED, started.elapsed());
    println!("{}", stats.row(name, "approved to served", 1));
}

/// That every server answers the same figures.
pub(crate) async fn same_figures(servers: &[SocketAddr], token: &str, world: &World) {
    let mut answers = Vec::new();
    for server in servers {
        let mut client = Client::with_token(*server, token).await.unwrap();
        assert!(!world.choices(&mut client).await.is_empty());
        answers.push(world.overview(&mut client).await);
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
    println!("{} servers answer the same figures", servers.len());
}
