//! What reports hold, line by line; read once per version of a report.

use super::kept::{Kept, Shelf};
use super::task_progress;
use crate::db::codec::{date, quantity};
use crate::db::entity::report_line;
use crate::db::text_uuid::TextUuid;
use domain::id::{MeasureId, ReportId, TaskId};
use domain::report::LineEntry;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, Select};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

/// Ids in one query.
pub(super) const AT_ONCE: usize = 500;

/// What one report holds, by the part's own measure or task; lines never saved are missing.
pub type Entries<I> = HashMap<I, LineEntry>;

/// A report with its version, as which its lines are kept.
pub type ReportAt = (ReportId, i64);

/// The measures' lines of these reports.
///
/// # Errors
/// When the database fails.
pub async fn measures<C: ConnectionTrait>(
    conn: &C,
    kept: &Kept,
    reports: &[ReportAt],
) -> Result<HashMap<ReportId, Arc<Entries<MeasureId>>>, DbErr> {
    type Row = (
        TextUuid,
        Option<TextUuid>,
        Option<i64>,
        Option<i64>,
        Option<i64>,
        Option<bool>,
        Option<String>,
    );
    let (mut found, missing) = kept.measures.find(reports);
    let mut rows: Vec<Row> = Vec::new();
    for chunk in missing.chunks(AT_ONCE) {
        let select = lines(chunk, 'm', 'n').columns([
            report_line::Column::ReportId,
            report_line::Column::MeasureId,
            report_line::Column::Numerator,
            report_line::Column::Denominator,
            report_line::Column::Count,
            report_line::Column::Reached,
            report_line::Column::NotApplicable,
        ]);
        rows.extend(select.into_tuple::<Row>().all(conn).await?);
    }
    let entries = rows.into_iter().filter_map(
        |(report, id, numerator, denominator, count, reached, not_applicable)| {
            let entry = LineEntry {
                numerator: quantity(numerator),
                denominator: quantity(denominator),
                count: quantity(count),
                reached,
                not_applicable,
                ..LineEntry::default()
            };
            Some((ReportId(report.0), MeasureId(id?.0), entry))
        },
    );
    keep(&kept.measures, &mut found, &missing, entries);
    Ok(found)
}

/// The tasks' lines of these reports.
///
/// # Errors
/// When the database fails.
pub async fn tasks<C: ConnectionTrait>(
    conn: &C,
    kept: &Kept,
    reports: &[ReportAt],
) -> Result<HashMap<ReportId, Arc<Entries<TaskId>>>, DbErr> {
    type Row = (
        TextUuid,
        Option<TextUuid>,
        Option<String>,
        Option<String>,
        Option<String>,
    );
    let (mut found, missing) = kept.tasks.find(reports);
    let mut entries = Vec::new();
    for chunk in missing.chunks(AT_ONCE) {
        let select = lines(chunk, 't', 'u').columns([
            report_line::Column::ReportId,
            report_line::Column::TaskId,
            report_line::Column::Progress,
            report_line::Column::CompletedOn,
            report_line::Column::NotApplicable,
        ]);
        for row in select.into_tuple::<Row>().all(conn).await? {
            let (report, Some(id), progress, completed_on, not_applicable) = row else {
                continue;
            };
            let entry = LineEntry {
                progress: progress.as_deref().map(task_progress).transpose()?,
                completed_on: completed_on.as_deref().map(date).transpose()?,
                not_applicable,
                ..LineEntry::default()
            };
            entries.push((ReportId(report.0), TaskId(id.0), entry));
        }
    }
    keep(&kept.tasks, &mut found, &missing, entries);
    Ok(found)
}

/// The lines whose key begins with a letter ([`domain::id::LineId`]); `next` is the letter after
/// it, which sorts above under every collation.
fn lines(reports: &[ReportAt], letter: char, next: char) -> Select<report_line::Entity> {
    let reports = reports.iter().map(|(report, _)| TextUuid(report.0));
    report_line::Entity::find()
        .select_only()
        .filter(report_line::Column::ReportId.is_in(reports))
        .filter(report_line::Column::Line.between(format!("{letter}:"), next.to_string()))
}

/// Sorts what was read by report, keeps it, and adds it to what was found.
fn keep<I: Eq + Hash>(
    shelf: &Shelf<ReportId, Entries<I>>,
    found: &mut HashMap<ReportId, Arc<Entries<I>>>,
    missing: &[ReportAt],
    entries: impl IntoIterator<Item = (ReportId, I, LineEntry)>,
) {
    let mut read: HashMap<ReportId, Entries<I>> = HashMap::with_capacity(missing.len());
    for (report, id, entry) in entries {
        read.entry(report).or_default().insert(id, entry);
    }
    let read: Vec<_> = missing
        .iter()
        .map(|(report, version)| {
            let entries = Arc::new(read.remove(report).unwrap_or_default());
            found.insert(*report, Arc::clone(&entries));
            (*report, *version, entries)
        })
        .collect();
    shelf.put(read);
}
