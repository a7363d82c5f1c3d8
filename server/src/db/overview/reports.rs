//! The reports behind a view's parts, and the people behind their lines.

use crate::db::codec::{at, parse};
use crate::db::entity::{evidence, report, report_line};
use crate::db::reports::Mark;
use crate::db::text_uuid::TextUuid;
use domain::id::{LineId, ReportId, UserId};
use domain::report::TaskProgress;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashMap;

/// Reports in one query.
const AT_ONCE: usize = 500;

/// A report, as proofs name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportMark {
    /// Its version.
    pub version: i64,
    /// Who approved it, where it is approved.
    pub approved: Option<Mark>,
}

/// Versions and approvers of reports.
///
/// # Errors
/// When the database fails.
pub async fn marks<C: ConnectionTrait>(
    conn: &C,
    reports: &[ReportId],
) -> Result<HashMap<ReportId, ReportMark>, DbErr> {
    type Row = (TextUuid, i64, Option<TextUuid>, Option<i64>);
    let mut found = HashMap::with_capacity(reports.len());
    for chunk in reports.chunks(AT_ONCE) {
        let rows: Vec<Row> = report::Entity::find()
            .select_only()
            .columns([
                report::Column::Id,
                report::Column::Version,
                report::Column::ApprovedBy,
                report::Column::ApprovedAt,
            ])
            .filter(report::Column::Id.is_in(chunk.iter().map(|id| TextUuid(id.0))))
            .into_tuple()
            .all(conn)
            .await?;
        for (id, version, by, on) in rows {
            let approved = mark(by, on)?;
            found.insert(ReportId(id.0), ReportMark { version, approved });
        }
    }
    Ok(found)
}

/// What was saved on a line, beside its figures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Who changed it last.
    pub updated: Option<Mark>,
    /// *Không thuộc thẩm quyền*, with its reason.
    pub not_applicable: Option<String>,
    /// A task's declared state.
    pub progress: Option<TaskProgress>,
    /// The text.
    pub note: String,
    /// Photos and files on it.
    pub evidence: u32,
}

/// What was saved on one line of each report.
///
/// # Errors
/// When the database fails.
pub async fn said<C: ConnectionTrait>(
    conn: &C,
    lines: &HashMap<ReportId, LineId>,
) -> Result<HashMap<ReportId, Said>, DbErr> {
    type Row = (
        TextUuid,
        String,
        Option<TextUuid>,
        Option<i64>,
        Option<String>,
        Option<String>,
        String,
    );
    let mut found: HashMap<ReportId, Said> = HashMap::with_capacity(lines.len());
    let pairs: Vec<(TextUuid, String)> = lines
        .iter()
        .map(|(report, line)| (TextUuid(report.0), line.to_string()))
        .collect();
    for chunk in pairs.chunks(AT_ONCE) {
        let reports = || chunk.iter().map(|(report, _)| *report);
        let of = || chunk.iter().map(|(_, line)| line.clone());
        let rows: Vec<Row> = report_line::Entity::find()
            .select_only()
            .columns([
                report_line::Column::ReportId,
                report_line::Column::Line,
                report_line::Column::UpdatedBy,
                report_line::Column::UpdatedAt,
                report_line::Column::NotApplicable,
                report_line::Column::Progress,
                report_line::Column::Note,
            ])
            // Lines of other reports have other ids, so the product holds no pair too many.
            .filter(
                report_line::Column::ReportId
                    .is_in(reports())
                    .and(report_line::Column::Line.is_in(of())),
            )
            .into_tuple()
            .all(conn)
            .await?;
        for (report, _, by, on, not_applicable, progress, note) in rows {
            let said = found.entry(ReportId(report.0)).or_default();
            said.updated = mark(by, on)?;
            said.not_applicable = not_applicable;
            said.progress = progress.as_deref().and_then(TaskProgress::from_name);
            said.note = note;
        }
        let rows: Vec<(TextUuid, String)> = evidence::Entity::find()
            .select_only()
            .columns([evidence::Column::ReportId, evidence::Column::Line])
            .filter(evidence::Column::ReportId.is_in(reports()))
            .filter(evidence::Column::RemovedAt.is_null())
            .into_tuple()
            .all(conn)
            .await?;
        for (report, line) in rows {
            let report = ReportId(report.0);
            if lines.get(&report) == Some(&parse("line", &line)?) {
                found.entry(report).or_default().evidence += 1;
            }
        }
    }
    Ok(found)
}

/// Who and when from their two columns.
fn mark(by: Option<TextUuid>, on: Option<i64>) -> Result<Option<Mark>, DbErr> {
    match (by, on) {
        (Some(by), Some(on)) => Ok(Some(Mark {
            by: UserId(by.0),
            at: at(on)?,
        })),
        _ => Ok(None),
    }
}
