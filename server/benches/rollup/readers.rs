//! What leaders read.

use super::stats::Stats;
use super::support::client::Client;
use super::world::World;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// How long each run lasts.
const RUN: Duration = Duration::from_secs(4);
/// Readers at once.
const READERS: [usize; 2] = [1, 32];

/// The screens, each with its address.
pub(crate) fn screens(world: &World) -> Vec<(&'static str, String)> {
    let (plan, period) = (&world.nation, &world.period);
    let at = |rest: &str| format!("/api/v1/overviews/{plan}{rest}");
    vec![
        ("nation", at(&format!("?period={period}&basis=received"))),
        ("province", at(&format!("?period={period}&unit=48"))),
        (
            "matrix 168 x 35",
            at(&format!("/matrix?period={period}&unit=79")),
        ),
        (
            "proof, province",
            at(&format!(
                "/measures/{}?period={period}&unit=48",
                world.measure
            )),
        ),
        ("communes ranked", at(&format!("/communes?period={period}"))),
        ("nation, year", at(&format!("?period={}", world.year))),
    ]
}

/// Measures each screen.
pub(crate) async fn measure(name: &str, addr: SocketAddr, token: &str, world: &World) {
    for (what, path) in screens(world) {
        for readers in READERS {
            let stats = read(addr, token, &path, readers).await;
            println!("{}", stats.row(name, what, readers));
        }
    }
}

async fn read(addr: SocketAddr, token: &str, path: &str, readers: usize) -> Stats {
    let mut clients = Vec::with_capacity(readers);
    for _ in 0..readers {
        clients.push(Client::with_token(addr, token).await.unwrap());
    }
    let started = Instant::now();
    let tasks: Vec<_> = clients
        .into_iter()
        .map(|mut client| {
            let path = path.to_owned();
            tokio::spawn(async move {
                let mut took = Vec::new();
                while started.elapsed() < RUN {
                    let begun = Instant::now();
                    let answer = client.get(&path).await.unwrap();
                    took.push(begun.elapsed());
                    assert_eq!(answer.status, 200, "{path}");
                }
                took
            })
        })
        .collect();
    let mut took = Vec::new();
    for task in tasks {
        took.extend(task.await.unwrap());
    }
    let count = took.len();
    Stats::new(took, count, started.elapsed())
}
