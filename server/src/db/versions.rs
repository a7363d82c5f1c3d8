//! Every step in a report's life.

use super::bulk;
use super::codec::{at, corrupt, from_json, json, ms};
use super::entity::report_version;
use super::reports::Mark;
use super::sync::Wanted;
use crate::db::text_uuid::TextUuid;
use domain::id::{DeviceId, ReportId, UserId};
use domain::report::{ReportState, Step, TextEdit};
use domain::wire::report::LineChange;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;

/// A version as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredVersion {
    /// Its report.
    pub report: ReportId,
    /// The report's version after it.
    pub version: i64,
    /// What was done.
    pub step: Step,
    /// The state after it.
    pub state: ReportState,
    /// Who, and when.
    pub mark: Mark,
    /// For a return: the reason for the whole.
    pub reason: Option<String>,
    /// Lines changed or returned.
    pub changes: Vec<LineChange>,
    /// Texts changed.
    pub texts: Vec<TextEdit>,
    /// Its place in the sequence of changes.
    pub seq: i64,
    /// The device that made it, where one did.
    pub device: Option<DeviceId>,
}

/// Adds versions.
///
/// # Errors
/// When the database fails, or a report has the version already.
pub async fn insert<C: ConnectionTrait>(conn: &C, versions: &[StoredVersion]) -> Result<(), DbErr> {
    let rows = versions.iter().map(row).collect::<Result<_, _>>()?;
    bulk::insert(conn, 11, rows).await
}

/// The versions of a report after one of them, newest first; all of them after 0.
///
/// # Errors
/// When the database fails.
pub async fn after<C: ConnectionTrait>(
    conn: &C,
    report: ReportId,
    version: i64,
) -> Result<Vec<StoredVersion>, DbErr> {
    report_version::Entity::find()
        .filter(report_version::Column::ReportId.eq(TextUuid(report.0)))
        .filter(report_version::Column::Version.gt(version))
        .order_by_desc(report_version::Column::Version)
        .all(conn)
        .await?
        .into_iter()
        .map(stored)
        .collect()
}

/// The versions of several reports, each newest first.
///
/// # Errors
/// When the database fails.
pub async fn versions_of_reports<C: ConnectionTrait>(
    conn: &C,
    wanted: &Wanted,
) -> Result<HashMap<ReportId, Vec<StoredVersion>>, DbErr> {
    let of = |reports: &[ReportId]| {
        report_version::Entity::find()
            .filter(report_version::Column::ReportId.is_in(reports.iter().map(|id| TextUuid(id.0))))
            .order_by_desc(report_version::Column::Version)
    };
    let mut rows = Vec::new();
    if !wanted.whole.is_empty() {
        rows.extend(of(&wanted.whole).all(conn).await?);
    }
    if !wanted.changed.is_empty() {
        let after = report_version::Column::Seq.gt(wanted.base);
        rows.extend(of(&wanted.changed).filter(after).all(conn).await?);
    }
    let mut found: HashMap<ReportId, Vec<StoredVersion>> = HashMap::new();
    for row in rows {
        let version = stored(row)?;
        found.entry(version.report).or_default().push(version);
    }
    Ok(found)
}

fn row(version: &StoredVersion) -> Result<report_version::Model, DbErr> {
    Ok(report_version::Model {
        report_id: TextUuid(version.report.0),
        version: version.version,
        step: version.step.as_str().to_owned(),
        state: version.state.as_str().to_owned(),
        by: TextUuid(version.mark.by.0),
        at: ms(version.mark.at),
        reason: version.reason.clone(),
        changes: json(&version.changes)?,
        texts: json(&version.texts)?,
        seq: version.seq,
        device: version.device.map(|device| TextUuid(device.0)),
    })
}

/// What a row says.
///
/// # Errors
/// When a column does not decode.
pub(super) fn stored(row: report_version::Model) -> Result<StoredVersion, DbErr> {
    Ok(StoredVersion {
        report: ReportId(row.report_id.0),
        version: row.version,
        step: Step::from_name(&row.step).ok_or_else(|| corrupt("step", &row.step))?,
        state: ReportState::from_name(&row.state).ok_or_else(|| corrupt("state", &row.state))?,
        mark: Mark {
            by: UserId(row.by.0),
            at: at(row.at)?,
        },
        reason: row.reason,
        changes: from_json(&row.changes)?,
        texts: from_json(&row.texts)?,
        seq: row.seq,
        device: row.device.map(|device| DeviceId(device.0)),
    })
}
