//! The demonstration with every report of three periods open, and somebody who may enter them all.

use super::DEVICES;
use super::program::Program;
use super::support::client::Client;
use domain::id::{DeviceId, LineId, ReportId};
use domain::report::LineKind;
use domain::wire::report::Report;
use sea_orm::{ConnectionTrait as _, Database, Statement};
use server::clock::{Ids as _, RandomIds};
use std::net::SocketAddr;
use std::path::Path;

/// As many devices as the largest run has.
fn most() -> usize {
    DEVICES.into_iter().max().unwrap_or_default()
}

/// A device with a report of its own.
#[derive(Clone)]
pub(crate) struct Device {
    pub(crate) id: DeviceId,
    pub(crate) report: ReportId,
    /// Of the report.
    pub(crate) lines: Vec<(LineId, LineKind)>,
    pub(crate) base: i64,
    pub(crate) count: i64,
}

pub(crate) struct World {
    /// A report for each device.
    reports: Vec<String>,
}

impl World {
    /// Loads the demonstration and opens it.
    pub(crate) async fn prepare(program: &Path, folder: &Path, url: &str) -> Self {
        let program = Program::new(program, folder, url);
        program.run(&["demo"]);
        program.create_user(&["reporter@48"]);
        let db = Database::connect(url).await.unwrap();
        for statement in [
            "UPDATE report SET state = 'draft', submitted_by = NULL, submitted_at = NULL, \
             approved_by = NULL, approved_at = NULL WHERE period IN ('2026-M11', '2026-M10', '2026-M09')",
            "UPDATE \"user\" SET must_change_password = FALSE",
        ] {
            db.execute_unprepared(statement).await.unwrap();
        }
        let rows = db
            .query_all_raw(Statement::from_string(
                db.get_database_backend(),
                "SELECT id FROM report WHERE period IN ('2026-M11', '2026-M10', '2026-M09') AND unit_id IN \
                 (SELECT descendant FROM unit_closure WHERE ancestor = '48') ORDER BY id",
            ))
            .await
            .unwrap();
        db.close().await.unwrap();
        let reports = rows.iter().map(|row| row.try_get("", "id").unwrap());
        Self {
            reports: reports.collect(),
        }
    }

    /// As many devices as the largest run needs.
    pub(crate) async fn devices(&self, addr: SocketAddr, token: &str) -> Vec<Device> {
        let mut client = Client::with_token(addr, token).await.unwrap();
        let mut reports: Vec<Report> = Vec::new();
        for id in self.reports.iter().take(most()) {
            let path = format!("/api/v1/reports/{id}");
            let report: Report = client.get(&path).await.unwrap().json().unwrap();
            assert!(report.may.edit, "{id}");
            reports.push(report);
        }
        assert!(
            reports.len() >= most(),
            "{} reports for {} devices",
            reports.len(),
            most()
        );
        reports
            .into_iter()
            .map(|report| Device {
                id: DeviceId(RandomIds.uuid()),
                report: report.summary.id,
                lines: report
                    .lines
                    .iter()
                    .map(|line| (line.id, line.kind))
                    .collect(),
                base: report.summary.version,
                count: 0,
            })
            .collect()
    }
}
