//! `cargo xtask bench sync`: how many operations a second the server acknowledges durably.
//!
//! The real program, as a process of its own, on SQLite (`synchronous=FULL`) and on PostgreSQL,
//! with 1, 16, 64 and 256 devices that each send the next push when the last one was answered.
//! Beside it, in the same run, the machine's own limit: a bare axum handler that inserts one row
//! into SQLite with group commit, and `pgbench` with single-row inserts. Only the ratios mean
//! something on another machine. Load and server share the machine's cores.
#![expect(
    clippy::unwrap_used,
    reason = "a measurement that cannot go on must stop"
)]

mod bare;
mod load;
mod postgres;
#[path = "../shared/program.rs"]
mod program;
mod stats;
#[path = "../../tests/support/mod.rs"]
mod support;
mod world;

use load::Kind;
use stats::Stats;
use std::path::{Path, PathBuf};
use support::process::Server;
use world::World;

/// Devices at once.
const DEVICES: [usize; 4] = [1, 16, 64, 256];

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let [_, flag, addr, folder, ..] = args.as_slice()
        && flag == "--bare"
    {
        return bare::serve(addr.parse().unwrap(), Path::new(folder)).await;
    }
    let program = PathBuf::from(env!("CARGO_BIN_EXE_tiendo"));
    println!("{}", stats::HEAD);

    let folder = tempfile::tempdir().unwrap();
    let limit = bare::measure(folder.path()).await;
    let url = format!("sqlite://{}", folder.path().join("bench.db").display());
    engine("SQLite", &program, folder.path(), &url, &limit).await;

    match std::env::var("TIENDO_BENCH_POSTGRES_URL") {
        Ok(admin) => {
            let limit = postgres::measure(&admin);
            let url = postgres::create(&admin).await;
            engine("PostgreSQL", &program, folder.path(), &url, &limit).await;
        }
        Err(_) => println!("PostgreSQL: left out, TIENDO_BENCH_POSTGRES_URL is not set"),
    }
}

/// Measures one engine against the machine's limit at the same numbers of devices.
async fn engine(name: &str, program: &Path, folder: &Path, url: &str, limit: &[(usize, Stats)]) {
    let world = World::prepare(program, folder, url).await;
    let server = Server::start(program, folder, url).await.unwrap();
    let token = program::sign_in(server.addr).await;
    let mut devices = world.devices(server.addr, &token).await;
    for kind in [Kind::OneOperation, Kind::WholeReport] {
        for (count, machine) in limit {
            let stats = load::run(server.addr, &token, &mut devices[..*count], kind).await;
            println!("{}", stats.row(name, kind.name(), *count));
            println!(
                "{:<34} {:>9.2} of the machine's own limit; memory {}",
                "",
                stats.per_second() / machine.per_second(),
                stats::memory(server.id(), "VmRSS")
            );
        }
    }
    let pull = load::pull_unchanged(server.addr, &token).await;
    println!("{}", pull.row(name, "pull, unchanged", 1));
    println!(
        "{name}: {} now, {} at most",
        stats::memory(server.id(), "VmRSS"),
        stats::memory(server.id(), "VmHWM")
    );
}
