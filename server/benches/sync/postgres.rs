//! The machine's own limit with PostgreSQL: `pgbench`, one row inserted and committed at a time.

use super::DEVICES;
use super::stats::Stats;
use sea_orm::{ConnectionTrait as _, Database};
use server::clock::{Ids as _, RandomIds};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

const SECONDS: u64 = 5;
const SCRIPT: &str = "INSERT INTO bare (body) VALUES (repeat('x', 200));\n";

/// Measures it at every number of devices; `pgbench` opens at most a hundred connections here.
pub(crate) fn measure(admin: &str) -> Vec<(usize, Stats)> {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("insert.sql");
    std::fs::write(&script, SCRIPT).unwrap();
    let psql = Command::new("psql")
        .args([
            admin,
            "-qc",
            "CREATE TABLE bare (id BIGSERIAL PRIMARY KEY, body TEXT NOT NULL)",
        ])
        .status()
        .unwrap();
    assert!(psql.success());
    DEVICES
        .into_iter()
        .map(|count| {
            let output = Command::new(pgbench())
                .args([
                    "-n",
                    "-M",
                    "prepared",
                    "-j",
                    "2",
                    "-T",
                    &SECONDS.to_string(),
                ])
                .args(["-c", &count.to_string(), "-f"])
                .arg(&script)
                .arg(admin)
                .output()
                .unwrap();
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            let figure = |start: &str| -> f64 {
                let line = text.lines().find_map(|line| line.strip_prefix(start));
                let word = line.and_then(|rest| rest.split_whitespace().next());
                word.and_then(|word| word.parse().ok())
                    .unwrap_or_else(|| panic!("no {start:?} in {text}"))
            };
            let (tps, latency) = (figure("tps = "), figure("latency average = "));
            println!(
                "{:<12} {:<18} {count:>7} {tps:>10.0}   (average {latency:.2} ms)",
                "PostgreSQL", "pgbench insert"
            );
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::cast_precision_loss,
                reason = "a figure to read"
            )]
            let rows = (tps * SECONDS as f64) as usize;
            (
                count,
                Stats::new(Vec::new(), rows, Duration::from_secs(SECONDS)),
            )
        })
        .collect()
}

/// A database of the measurement's own.
pub(crate) async fn create(admin: &str) -> String {
    let db = Database::connect(admin).await.unwrap();
    let name = format!("tiendo_bench_{}", RandomIds.uuid().simple());
    db.execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await
        .unwrap();
    db.close().await.unwrap();
    let (address, _) = admin.rsplit_once('/').unwrap();
    format!("{address}/{name}")
}

/// Debian keeps it off `PATH`.
fn pgbench() -> PathBuf {
    let found = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin/pgbench")))
        .find(|file| file.exists());
    found.unwrap_or_else(|| PathBuf::from("pgbench"))
}
