//! `cargo xtask bench rollup`: see `server/benches/rollup/main.rs`.

use crate::postgres::{Cluster, Durability};
use crate::process::{cargo, run};
use anyhow::Result;

/// Builds the server with optimisation and measures it on the whole country, on both engines.
///
/// # Errors
/// When something needed is missing, or the measurement cannot go on.
pub(crate) fn bench_rollup(years: u32) -> Result<()> {
    let cluster = Cluster::start(Durability::Full)?;
    run(cargo()
        .args(["bench", "--package", "tiendo-server", "--bench", "rollup"])
        .env("TIENDO_BENCH_YEARS", years.to_string())
        .env("TIENDO_BENCH_POSTGRES_URL", cluster.url()))
}
