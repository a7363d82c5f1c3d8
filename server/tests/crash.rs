//! `kill -9` under load, a hundred times: every operation that a device saw acknowledged is there.
//!
//! Each round starts the real program on the same database, lets several devices push edits as fast
//! as they are answered, and kills the process after a random number of acknowledgements. The next
//! round first sends every acknowledged operation again: the server must call each a duplicate. One
//! that it applies now had been lost.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use domain::id::{DeviceId, LineId, OpId, ReportId};
use domain::quantity::Quantity;
use domain::report::{FieldEdit, LineKind};
use domain::sync::{Op, OpBody, PROTOCOL};
use domain::wire::report::{Report, Work};
use domain::wire::sync::{Outcome, Push, Pushed};
use sea_orm::{ConnectionTrait as _, Database};
use server::clock::{Ids as _, RandomIds};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use support::client::Client;
use support::process::Server;
use tokio::sync::Notify;

/// Kills. Half of them on each engine would hide what only one of them does: each gets them all.
const ROUNDS: usize = 100;
/// Devices at once.
const DEVICES: usize = 8;
/// A server dies after at most so many acknowledgements.
const MOST_ACKNOWLEDGED: usize = 60;
/// Most operations of one push.
const MOST_OPS: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("crash.db").display());
    crash(folder.path(), &url).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_on_postgres() {
    let Ok(admin_url) = std::env::var("TIENDO_TEST_POSTGRES_URL") else {
        assert!(std::env::var_os("CI").is_none(), "no PostgreSQL");
        eprintln!("SKIPPED on PostgreSQL: TIENDO_TEST_POSTGRES_URL is not set");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let admin = Database::connect(&admin_url).await.unwrap();
    let name = format!("tiendo_crash_{}", RandomIds.uuid().simple());
    admin
        .execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await
        .unwrap();
    let (address, _) = admin_url.rsplit_once('/').unwrap();
    crash(folder.path(), &format!("{address}/{name}")).await;
    admin
        .execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)"))
        .await
        .unwrap();
}

/// One device: its line, and everything that the server has acknowledged to it.
struct Device {
    id: DeviceId,
    line: LineId,
    /// The version that its next operation is based on.
    base: i64,
    /// Makes every operation's value a new one.
    count: i64,
    acknowledged: Vec<Op>,
}

async fn crash(folder: &Path, database: &str) {
    let seed = std::env::var("TIENDO_SEED").map_or_else(
        |_| u64::from(std::process::id()),
        |text| text.parse().unwrap(),
    );
    eprintln!("TIENDO_SEED={seed}");
    let mut random = Random(seed | 1);
    let program = PathBuf::from(env!("CARGO_BIN_EXE_tiendo"));
    let loaded = Command::new(&program)
        .current_dir(folder)
        .args(["demo", "--database-url", database, "--log", "error"])
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(loaded.success());

    let mut server = Server::start(&program, folder, database).await.unwrap();
    let token = sign_in(server.addr).await;
    let (report, mut devices) = devices(server.addr, &token).await;
    let mut in_all = 0;
    for round in 0..ROUNDS {
        if round > 0 {
            server = Server::start(&program, folder, database).await.unwrap();
        }
        // The access token outlives ten minutes of rounds only if it is renewed.
        let token = sign_in(server.addr).await;
        for device in &mut devices {
            known_again(server.addr, &token, device).await;
        }
        let until = 1 + random.below(MOST_ACKNOWLEDGED);
        in_all += load_and_kill(&mut server, &token, report, &mut devices, until).await;
    }
    eprintln!("{ROUNDS} kills, {in_all} operations acknowledged");
    assert!(in_all >= ROUNDS);
    let server = Server::start(&program, folder, database).await.unwrap();
    let token = sign_in(server.addr).await;
    for device in &mut devices {
        known_again(server.addr, &token, device).await;
    }
}

async fn sign_in(addr: SocketAddr) -> String {
    let mut client = Client::connect(addr).await.unwrap();
    client
        .sign_in("canbo.tammy", "tien-do-2026-demo")
        .await
        .unwrap()
}

/// The open report of Tam Mỹ, and devices with a line each.
async fn devices(addr: SocketAddr, token: &str) -> (ReportId, Vec<Device>) {
    let mut client = Client::with_token(addr, token).await.unwrap();
    let work: Work = client.get("/api/v1/work").await.unwrap().json().unwrap();
    let id = work.to_report[0].id;
    let path = format!("/api/v1/reports/{id}");
    let report: Report = client.get(&path).await.unwrap().json().unwrap();
    let devices = report
        .lines
        .iter()
        .filter(|line| line.kind == LineKind::Ratio)
        .take(DEVICES)
        .map(|line| Device {
            id: DeviceId(RandomIds.uuid()),
            line: line.id,
            base: line.version,
            count: 0,
            acknowledged: Vec::new(),
        })
        .collect();
    (id, devices)
}

/// Sends everything acknowledged since the last check again.
async fn known_again(addr: SocketAddr, token: &str, device: &mut Device) {
    let mut client = Client::with_token(addr, token).await.unwrap();
    for ops in device.acknowledged.chunks(100) {
        let pushed = push(&mut client, device.id, ops.to_vec()).await.unwrap();
        for outcome in &pushed.outcomes {
            assert!(
                matches!(outcome.outcome, Outcome::Duplicate { .. }),
                "lost after it was acknowledged: {outcome:?}"
            );
        }
    }
    device.acknowledged.clear();
}

/// Lets every device push until the server has acknowledged `until` operations, then kills it.
async fn load_and_kill(
    server: &mut Server,
    token: &str,
    report: ReportId,
    devices: &mut Vec<Device>,
    until: usize,
) -> usize {
    let (count, enough) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
    let addr = server.addr;
    let tasks: Vec<_> = devices
        .drain(..)
        .map(|device| {
            let (count, enough, token) =
                (Arc::clone(&count), Arc::clone(&enough), token.to_owned());
            tokio::spawn(async move {
                let mut device = device;
                // Ends with the connection, when the server is killed.
                let _ended = work(addr, &token, report, &mut device, &count, until, &enough).await;
                device
            })
        })
        .collect();
    enough.notified().await;
    server.kill().unwrap();
    for task in tasks {
        devices.push(task.await.unwrap());
    }
    count.load(Ordering::SeqCst)
}

async fn work(
    addr: SocketAddr,
    token: &str,
    report: ReportId,
    device: &mut Device,
    count: &AtomicUsize,
    until: usize,
    enough: &Notify,
) -> std::io::Result<()> {
    let mut client = Client::with_token(addr, token).await?;
    loop {
        let size = 1 + usize::try_from(device.count).unwrap_or_default() % MOST_OPS;
        let ops: Vec<Op> = (0..size).map(|_| edit(device, report)).collect();
        let pushed = push(&mut client, device.id, ops.clone()).await?;
        for (op, outcome) in ops.into_iter().zip(&pushed.outcomes) {
            let Outcome::Applied { version, .. } = outcome.outcome else {
                panic!("{outcome:?}");
            };
            device.base = version;
            device.acknowledged.push(op);
            if count.fetch_add(1, Ordering::SeqCst) + 1 == until {
                enough.notify_one();
            }
        }
    }
}

fn edit(device: &mut Device, report: ReportId) -> Op {
    device.count += 1;
    Op {
        op_id: OpId(RandomIds.uuid()),
        report,
        made_at: chrono::DateTime::UNIX_EPOCH,
        body: OpBody::EditLine {
            line: device.line,
            base_version: device.base,
            edits: vec![
                FieldEdit::Numerator(Some(Quantity::from_int(device.count))),
                FieldEdit::Denominator(Some(Quantity::from_int(1_000_000))),
            ],
        },
    }
}

async fn push(client: &mut Client, device: DeviceId, ops: Vec<Op>) -> std::io::Result<Pushed> {
    let push = Push {
        protocol: PROTOCOL,
        device,
        ops,
    };
    client.post("/api/v1/sync/push", &push).await?.json()
}

/// A small generator (xorshift), so that a run can be repeated by its seed.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap_or_default()
    }
}
