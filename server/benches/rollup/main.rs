//! `cargo xtask bench rollup`: figures at the size of the country.
//!
//! The real program, as a process of its own, on `tiendo demo --national`: 34 provinces, 3,321
//! communes, 35 measures and 40 tasks each, monthly. What leaders read is measured through HTTP at 1
//! and at 32 readers that each ask again when the last answer came; then what one approval costs,
//! how soon its figure is served at 50 approvals a second, and a deadline hour. Load and server
//! share the machine's cores. With `TIENDO_BENCH_YEARS` above 1, SQLite is measured with one year
//! and with so many, so that the cost of an approval can be compared.
#![expect(
    clippy::unwrap_used,
    reason = "a measurement that cannot go on must stop"
)]

mod approvals;
mod deadline;
#[path = "../shared/program.rs"]
mod program;
mod proxy;
mod readers;
#[allow(dead_code, reason = "shared with the other measurement")]
#[path = "../sync/stats.rs"]
mod stats;
#[path = "../../tests/support/mod.rs"]
mod support;
mod world;

use std::path::{Path, PathBuf};
use support::process::Server;
use world::World;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_tiendo"));
    let years: u32 = std::env::var("TIENDO_BENCH_YEARS").map_or(1, |years| years.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let mut costs = Vec::new();
    let mut wanted = vec![1];
    if years != 1 {
        wanted.push(years);
    }
    for years in wanted {
        let name = format!("SQLite, {years} y");
        let url = format!(
            "sqlite://{}",
            folder.path().join(format!("y{years}.db")).display()
        );
        costs.push((
            years,
            engine(&name, &program, folder.path(), &url, years).await,
        ));
    }
    if let [(_, one), (many, then)] = costs.as_slice() {
        println!(
            "one approval: {:.2} times the cost with {many} years as with 1",
            then / one
        );
    }
    match std::env::var("TIENDO_BENCH_POSTGRES_URL") {
        Ok(admin) => {
            let url = world::database(&admin).await;
            engine("PostgreSQL, 1 y", &program, folder.path(), &url, 1).await;
            two_servers(&program, folder.path(), &url).await;
        }
        Err(_) => println!("PostgreSQL: left out, TIENDO_BENCH_POSTGRES_URL is not set"),
    }
}

/// Measures one engine; answers the median time of an approval in milliseconds.
async fn engine(name: &str, program: &Path, folder: &Path, url: &str, years: u32) -> f64 {
    let world = World::prepare(name, program, folder, url, years).await;
    let server = Server::start_with(program, folder, url, &["--now", &world.now])
        .await
        .unwrap();
    println!("{}", stats::HEAD);
    let token = program::sign_in(server.addr).await;
    readers::measure(name, server.addr, &token, &world).await;
    println!("{name}: memory {}", stats::memory(server.id(), "VmRSS"));
    let cost = approvals::cost(name, server.addr, &token, &world, url).await;
    approvals::freshness(name, server.addr, server.addr, &token, &world).await;
    deadline::hour(name, server.addr, &token, &world, url).await;
    println!(
        "{name}: memory {} now, {} at most",
        stats::memory(server.id(), "VmRSS"),
        stats::memory(server.id(), "VmHWM")
    );
    drop(server);
    world.check();
    cost
}

/// Two processes on one database: approved on one, read on the other and through a proxy.
async fn two_servers(program: &Path, folder: &Path, url: &str) {
    let world = World::again(program, folder, url).await;
    let now = ["--now", world.now.as_str()];
    let one = Server::start_with(program, folder, url, &now)
        .await
        .unwrap();
    let two = Server::start_with(program, folder, url, &now)
        .await
        .unwrap();
    let token = program::sign_in(one.addr).await;
    let name = "PostgreSQL, two servers";
    approvals::freshness(name, one.addr, two.addr, &token, &world).await;
    let proxy = proxy::start(vec![one.addr, two.addr]).await;
    readers::measure(name, proxy, &token, &world).await;
    approvals::same_figures(&[one.addr, two.addr], &token, &world).await;
}
