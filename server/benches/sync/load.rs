//! Devices that each send the next call when the last one was answered.

use super::stats::Stats;
use super::support::client::Client;
use super::world::Device;
use domain::id::OpId;
use domain::quantity::Quantity;
use domain::report::{FieldEdit, LineKind, TaskProgress};
use domain::sync::{Op, OpBody, PROTOCOL};
use domain::wire::sync::{Outcome, Pulled, Push, Pushed};
use server::clock::{Ids as _, RandomIds};
use std::future::Future;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// How long each run lasts.
const RUN: Duration = Duration::from_secs(5);
/// Pulls that bring nothing.
const PULLS: usize = 2_000;

/// Someone who calls again and again.
pub(crate) trait Caller: Send + 'static {
    /// Calls once; how many operations were acknowledged.
    fn call(&mut self) -> impl Future<Output = usize> + Send;
}

/// Runs callers side by side for [`RUN`] and gives them back.
pub(crate) async fn closed_loop<C: Caller>(callers: Vec<C>) -> (Stats, Vec<C>) {
    let started = Instant::now();
    let tasks: Vec<_> = callers
        .into_iter()
        .map(|mut caller| {
            tokio::spawn(async move {
                let (mut took, mut count) = (Vec::new(), 0);
                while started.elapsed() < RUN {
                    let begun = Instant::now();
                    count += caller.call().await;
                    took.push(begun.elapsed());
                }
                (took, count, caller)
            })
        })
        .collect();
    let (mut took, mut count, mut callers) = (Vec::new(), 0, Vec::new());
    for task in tasks {
        let (times, acknowledged, caller) = task.await.unwrap();
        took.extend(times);
        count += acknowledged;
        callers.push(caller);
    }
    (Stats::new(took, count, started.elapsed()), callers)
}

/// What a device pushes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One edit of one line.
    OneOperation,
    /// An edit of every line of the report.
    WholeReport,
}

impl Kind {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::OneOperation => "push, one op",
            Self::WholeReport => "push, whole report",
        }
    }
}

/// Lets devices push.
pub(crate) async fn run(
    addr: SocketAddr,
    token: &str,
    devices: &mut [Device],
    kind: Kind,
) -> Stats {
    let mut callers = Vec::with_capacity(devices.len());
    for device in devices.iter() {
        callers.push(Pushing {
            client: Client::with_token(addr, token).await.unwrap(),
            device: device.clone(),
            kind,
        });
    }
    let (stats, callers) = closed_loop(callers).await;
    for (device, caller) in devices.iter_mut().zip(callers) {
        *device = caller.device;
    }
    stats
}

struct Pushing {
    client: Client,
    device: Device,
    kind: Kind,
}

impl Caller for Pushing {
    async fn call(&mut self) -> usize {
        let device = &mut self.device;
        device.count += 1;
        let lines = match self.kind {
            Kind::OneOperation => &device.lines[..1],
            Kind::WholeReport => &device.lines[..],
        };
        let ops = lines
            .iter()
            .map(|(line, kind)| Op {
                op_id: OpId(RandomIds.uuid()),
                report: device.report,
                made_at: chrono::DateTime::UNIX_EPOCH,
                body: OpBody::EditLine {
                    line: *line,
                    base_version: device.base,
                    edits: edits(*kind, device.count),
                },
            })
            .collect();
        let push = Push {
            protocol: PROTOCOL,
            device: device.id,
            ops,
        };
        let answer = self.client.post("/api/v1/sync/push", &push).await.unwrap();
        assert_eq!(
            answer.status,
            200,
            "{}",
            String::from_utf8_lossy(&answer.body)
        );
        let pushed: Pushed = answer.json().unwrap();
        for outcome in &pushed.outcomes {
            let Outcome::Applied { version, .. } = outcome.outcome else {
                panic!("{outcome:?}");
            };
            device.base = device.base.max(version);
        }
        pushed.outcomes.len()
    }
}

/// A value that the line did not have before.
fn edits(kind: LineKind, count: i64) -> Vec<FieldEdit> {
    match kind {
        LineKind::Ratio => vec![
            FieldEdit::Numerator(Some(Quantity::from_int(count))),
            FieldEdit::Denominator(Some(Quantity::from_int(1_000_000_000))),
        ],
        LineKind::Count => vec![FieldEdit::Count(Some(Quantity::from_int(count)))],
        LineKind::Milestone => vec![FieldEdit::Reached(Some(count % 2 == 0))],
        LineKind::Task => vec![
            FieldEdit::Progress(Some(TaskProgress::InProgress)),
            FieldEdit::Note(format!("Lần {count}")),
            FieldEdit::CompletedOn(None),
        ],
    }
}

/// Pulls what nothing has changed of, one after the other.
pub(crate) async fn pull_unchanged(addr: SocketAddr, token: &str) -> Stats {
    let mut client = Client::with_token(addr, token).await.unwrap();
    let mut cursor = String::new();
    loop {
        let path = format!("/api/v1/sync/pull?limit=100&cursor={cursor}");
        let pulled: Pulled = client.get(&path).await.unwrap().json().unwrap();
        cursor = pulled.cursor;
        if !pulled.more {
            break;
        }
    }
    let path = format!("/api/v1/sync/pull?cursor={cursor}");
    let started = Instant::now();
    let mut took = Vec::with_capacity(PULLS);
    for _ in 0..PULLS {
        let begun = Instant::now();
        let pulled: Pulled = client.get(&path).await.unwrap().json().unwrap();
        took.push(begun.elapsed());
        assert!(pulled.reports.is_empty() && !pulled.reset);
    }
    Stats::new(took, PULLS, started.elapsed())
}
