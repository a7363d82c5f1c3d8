//! `cargo xtask bench sync`: see `server/benches/sync/main.rs`.

use crate::postgres::{Cluster, Durability};
use crate::process::{cargo, run};
use anyhow::Result;

/// Builds the server with optimisation and measures it on both engines.
///
/// # Errors
/// When something needed is missing, or the measurement cannot go on.
pub(crate) fn bench_sync() -> Result<()> {
    let cluster = Cluster::start(Durability::Full)?;
    run(cargo()
        .args(["bench", "--package", "tiendo-server", "--bench", "sync"])
        .env("TIENDO_BENCH_POSTGRES_URL", cluster.url()))
}
