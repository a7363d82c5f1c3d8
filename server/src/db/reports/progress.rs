//! How far reports are.

use super::row::{StoredLine, StoredReport};
use crate::db::codec::{corrupt, parse, quantity};
use crate::db::entity::report_line::{Column, Entity};
use crate::db::plans::{PlanShape, shapes};
use crate::db::rollup::Book;
use crate::db::text_uuid::TextUuid;
use chrono::NaiveDate;
use domain::id::{LineId, ReportId};
use domain::report::{LineEntry, TaskProgress};
use domain::sync::{HeldLine, HeldReport};
use domain::wire::report::ReportProgress;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashMap;

/// Of each line: its entry, as far as completeness goes, and whether it was returned.
type Held = HashMap<LineId, (LineEntry, bool)>;

/// How far each of several reports is. `ends_on` is the cut-off of a report's period.
///
/// # Errors
/// When the database fails.
pub async fn of_reports<C: ConnectionTrait>(
    conn: &C,
    book: &Book,
    reports: &[StoredReport],
    ends_on: impl Fn(&StoredReport) -> Option<NaiveDate>,
) -> Result<HashMap<ReportId, ReportProgress>, DbErr> {
    let shapes = shapes(conn, book, reports.iter().map(|report| report.plan)).await?;
    let mut held: HashMap<ReportId, Held> = HashMap::new();
    for chunk in reports.chunks(500) {
        load(conn, chunk, &mut held).await?;
    }
    let nothing = PlanShape::default();
    let progress = reports.iter().map(|report| {
        let shape = shapes.get(&report.plan).unwrap_or(&nothing);
        let held = held.remove(&report.id).unwrap_or_default();
        (
            report.id,
            tally(shape, ends_on(report), |line| {
                held.get(&line).map(|(entry, back)| (entry, *back))
            }),
        )
    });
    Ok(progress.collect())
}

/// How far a report with these lines is. A target is done when each of its lines is.
#[must_use]
pub fn of_lines(
    shape: &PlanShape,
    ends_on: Option<NaiveDate>,
    lines: &[StoredLine],
) -> ReportProgress {
    let stored: HashMap<LineId, &StoredLine> = lines.iter().map(|line| (line.id, line)).collect();
    tally(shape, ends_on, |line| {
        stored
            .get(&line)
            .map(|held| (&held.entry, held.returned.is_some()))
    })
}

/// How far a report is whose lines are held to be changed.
#[must_use]
pub fn of_held(shape: &PlanShape, ends_on: Option<NaiveDate>, held: &HeldReport) -> ReportProgress {
    let lines: HashMap<LineId, &HeldLine> = held.lines.iter().map(|line| (line.id, line)).collect();
    tally(shape, ends_on, |line| {
        lines
            .get(&line)
            .map(|line| (&line.entry, line.returned.is_some()))
    })
}

fn tally<'a>(
    shape: &PlanShape,
    ends_on: Option<NaiveDate>,
    held: impl Fn(LineId) -> Option<(&'a LineEntry, bool)>,
) -> ReportProgress {
    let lines = shape.asked_on(ends_on);
    let lines = lines.map(|line| (line.id, line.target, line.kind));
    domain::progress::of_lines(lines, held)
}

/// The columns that completeness depends on: a list of a province's reports has tens of thousands
/// of lines, whose texts nobody reads there.
type Row = (
    TextUuid,
    String,
    Option<i64>,
    Option<i64>,
    Option<i64>,
    Option<bool>,
    Option<String>,
    bool,
    bool,
);

async fn load<C: ConnectionTrait>(
    conn: &C,
    reports: &[StoredReport],
    held: &mut HashMap<ReportId, Held>,
) -> Result<(), DbErr> {
    let rows: Vec<Row> = Entity::find()
        .select_only()
        .columns([
            Column::ReportId,
            Column::Line,
            Column::Numerator,
            Column::Denominator,
            Column::Count,
            Column::Reached,
            Column::Progress,
        ])
        .column_as(Column::NotApplicable.is_not_null(), "exempt")
        .column_as(Column::ReturnReason.is_not_null(), "returned")
        .filter(Column::ReportId.is_in(reports.iter().map(|report| TextUuid(report.id.0))))
        .into_tuple()
        .all(conn)
        .await?;
    for (report, line, numerator, denominator, count, reached, progress, exempt, back) in rows {
        let progress = progress.map(|name| {
            TaskProgress::from_name(&name).ok_or_else(|| corrupt("task progress", &name))
        });
        let entry = LineEntry {
            numerator: quantity(numerator),
            denominator: quantity(denominator),
            count: quantity(count),
            reached,
            progress: progress.transpose()?,
            not_applicable: exempt.then(String::new),
            ..LineEntry::default()
        };
        let lines = held.entry(ReportId(report.0)).or_default();
        lines.insert(parse("line", &line)?, (entry, back));
    }
    Ok(())
}
