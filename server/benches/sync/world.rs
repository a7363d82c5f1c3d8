//! The demonstration with every report of November open, and somebody who may enter them all.

use super::DEVICES;
use super::support::client::Client;
use domain::id::{DeviceId, LineId, ReportId};
use domain::report::LineKind;
use domain::wire::report::{Report, Work};
use sea_orm::{ConnectionTrait as _, Database};
use server::clock::{Ids as _, RandomIds};
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};

const USER: &str = "do.tai";
const PASSWORD: &str = "do-tai-Tien-Do-2026";

/// A device: a report of its own as long as there are enough, then a line of its own.
#[derive(Clone)]
pub(crate) struct Device {
    pub(crate) id: DeviceId,
    pub(crate) report: ReportId,
    /// Its own line first.
    pub(crate) lines: Vec<(LineId, LineKind)>,
    pub(crate) base: i64,
    pub(crate) count: i64,
}

pub(crate) struct World;

impl World {
    /// Loads the demonstration and opens it.
    pub(crate) async fn prepare(program: &Path, folder: &Path, url: &str) -> Self {
        let run = |args: &[&str], input: &str| {
            let mut child = Command::new(program)
                .current_dir(folder)
                .args(args)
                .args(["--database-url", url, "--log", "error"])
                .stdin(Stdio::piped())
                .stdout(Stdio::null())
                .spawn()
                .unwrap();
            let mut stdin = child.stdin.take().unwrap();
            stdin.write_all(input.as_bytes()).unwrap();
            drop(stdin);
            assert!(child.wait().unwrap().success(), "{args:?}");
        };
        run(&["demo"], "");
        run(
            &[
                "user",
                "create",
                "--username",
                USER,
                "--display-name",
                "Đo tải",
                "--role",
                "reporter@48",
                "--password-stdin",
            ],
            PASSWORD,
        );
        let db = Database::connect(url).await.unwrap();
        for statement in [
            "UPDATE report SET state = 'draft', submitted_by = NULL, submitted_at = NULL, \
             approved_by = NULL, approved_at = NULL WHERE period = '2026-M11'",
            "UPDATE \"user\" SET must_change_password = FALSE",
        ] {
            db.execute_unprepared(statement).await.unwrap();
        }
        db.close().await.unwrap();
        Self
    }

    /// A token good for ten minutes.
    pub(crate) async fn sign_in(&self, addr: SocketAddr) -> String {
        let mut client = Client::connect(addr).await.unwrap();
        client.sign_in(USER, PASSWORD).await.unwrap()
    }

    /// As many devices as the largest run needs.
    pub(crate) async fn devices(&self, addr: SocketAddr, token: &str) -> Vec<Device> {
        let mut client = Client::with_token(addr, token).await.unwrap();
        let work: Work = client.get("/api/v1/work").await.unwrap().json().unwrap();
        let mut reports: Vec<Report> = Vec::new();
        for summary in &work.to_report {
            if summary.period.to_string() == "2026-M11" {
                let path = format!("/api/v1/reports/{}", summary.id);
                reports.push(client.get(&path).await.unwrap().json().unwrap());
            }
        }
        let most = DEVICES.into_iter().max().unwrap_or_default();
        (0..most)
            .map(|at| {
                let report = &reports[at % reports.len()];
                let mut lines: Vec<_> = report
                    .lines
                    .iter()
                    .map(|line| (line.id, line.kind))
                    .collect();
                let own = (at / reports.len()) % lines.len().max(1);
                lines.rotate_left(own);
                Device {
                    id: DeviceId(RandomIds.uuid()),
                    report: report.summary.id,
                    lines,
                    base: report.summary.version,
                    count: 0,
                }
            })
            .collect()
    }
}
