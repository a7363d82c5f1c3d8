//! A report and its lines as they are stored.

use crate::db::codec::{at, corrupt, date, ms, parse, quantity, thousandths};
use crate::db::entity::{report, report_line};
use crate::db::text_uuid::TextUuid;
use chrono::{DateTime, Utc};
use domain::id::{LineId, MeasureId, PlanId, ReportId, TaskId, UnitId, UserId};
use domain::period::Period;
use domain::report::{LineEntry, ReportState, ReportTexts, TaskProgress};
use sea_orm::DbErr;

pub use domain::report::Mark;
pub use domain::sync::LineReason as StoredReturn;

/// A report without its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredReport {
    /// Its id.
    pub id: ReportId,
    /// On which plan.
    pub plan: PlanId,
    /// Who reports.
    pub unit: UnitId,
    /// For which period.
    pub period: Period,
    /// Where it stands.
    pub state: ReportState,
    /// Counts every step; 0 before the first.
    pub version: i64,
    /// *Mô phỏng*.
    pub simulated: bool,
    /// Obstacles, recommendations, notes.
    pub texts: ReportTexts,
    /// Who submitted it, while it is submitted or approved.
    pub submitted: Option<Mark>,
    /// Who approved it, while it is approved.
    pub approved: Option<Mark>,
    /// Why the whole was returned; stays until it is approved.
    pub return_reason: Option<String>,
    /// Last step.
    pub updated_at: Option<DateTime<Utc>>,
    /// Its last change in the sequence of changes.
    pub seq: i64,
    /// The sequence from which on a device needs it whole.
    pub whole_seq: i64,
    /// A request to submit late was accepted for it.
    pub late_open: bool,
}

/// A line on which something was saved or returned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLine {
    /// Which.
    pub id: LineId,
    /// What it holds.
    pub entry: LineEntry,
    /// The report's version at the entry's last change; 0 before the first.
    pub version: i64,
    /// The entry's last change.
    pub updated: Option<Mark>,
    /// Why it was returned; stays until the report is approved.
    pub returned: Option<StoredReturn>,
    /// Its last change in the sequence of changes.
    pub seq: i64,
}

impl StoredLine {
    /// A line that holds nothing.
    #[must_use]
    pub fn empty(id: LineId) -> Self {
        Self {
            id,
            entry: LineEntry::default(),
            version: 0,
            updated: None,
            returned: None,
            seq: 0,
        }
    }

    /// Whether the entry was changed after the line was returned.
    #[must_use]
    pub fn is_addressed(&self) -> bool {
        match (&self.returned, &self.updated) {
            (Some(returned), Some(updated)) => updated.at > returned.mark.at,
            _ => false,
        }
    }
}

fn mark(by: Option<TextUuid>, when: Option<i64>) -> Result<Option<Mark>, DbErr> {
    let (Some(by), Some(when)) = (by, when) else {
        return Ok(None);
    };
    Ok(Some(Mark {
        by: UserId(by.0),
        at: at(when)?,
    }))
}

fn unmark(mark: Option<Mark>) -> (Option<TextUuid>, Option<i64>) {
    (
        mark.map(|mark| TextUuid(mark.by.0)),
        mark.map(|mark| ms(mark.at)),
    )
}

impl TryFrom<report::Model> for StoredReport {
    type Error = DbErr;

    fn try_from(row: report::Model) -> Result<Self, DbErr> {
        Ok(Self {
            id: ReportId(row.id.0),
            plan: PlanId(row.plan_id.0),
            unit: UnitId(row.unit_id),
            period: parse("period", &row.period)?,
            state: report_state(&row.state)?,
            version: row.version,
            simulated: row.simulated,
            texts: ReportTexts {
                obstacles: row.obstacles,
                recommendations: row.recommendations,
                notes: row.notes,
            },
            submitted: mark(row.submitted_by, row.submitted_at)?,
            approved: mark(row.approved_by, row.approved_at)?,
            return_reason: row.return_reason,
            updated_at: row.updated_at.map(at).transpose()?,
            seq: row.seq,
            whole_seq: row.whole_seq,
            late_open: row.late_open,
        })
    }
}

impl From<&StoredReport> for report::Model {
    fn from(report: &StoredReport) -> Self {
        let (submitted_by, submitted_at) = unmark(report.submitted);
        let (approved_by, approved_at) = unmark(report.approved);
        Self {
            id: TextUuid(report.id.0),
            plan_id: TextUuid(report.plan.0),
            unit_id: report.unit.0.clone(),
            period: report.period.to_string(),
            state: report.state.as_str().to_owned(),
            version: report.version,
            simulated: report.simulated,
            obstacles: report.texts.obstacles.clone(),
            recommendations: report.texts.recommendations.clone(),
            notes: report.texts.notes.clone(),
            submitted_by,
            submitted_at,
            approved_by,
            approved_at,
            return_reason: report.return_reason.clone(),
            updated_at: report.updated_at.map(ms),
            seq: report.seq,
            whole_seq: report.whole_seq,
            late_open: report.late_open,
        }
    }
}

impl TryFrom<report_line::Model> for StoredLine {
    type Error = DbErr;

    fn try_from(row: report_line::Model) -> Result<Self, DbErr> {
        let entry = entry(&row)?;
        let returned = mark(row.returned_by, row.returned_at)?;
        Ok(Self {
            id: parse("line", &row.line)?,
            entry,
            version: row.version,
            updated: mark(row.updated_by, row.updated_at)?,
            returned: row
                .return_reason
                .zip(returned)
                .map(|(reason, mark)| StoredReturn { reason, mark }),
            seq: row.seq,
        })
    }
}

/// A report's state from its name.
///
/// # Errors
/// When there is none of that name.
pub(crate) fn report_state(name: &str) -> Result<ReportState, DbErr> {
    ReportState::from_name(name).ok_or_else(|| corrupt("report state", &name))
}

/// A task's declared state from its name.
///
/// # Errors
/// When there is none of that name.
pub(crate) fn task_progress(name: &str) -> Result<TaskProgress, DbErr> {
    TaskProgress::from_name(name).ok_or_else(|| corrupt("task progress", &name))
}

/// What a line's row holds.
///
/// # Errors
/// When a column does not decode.
fn entry(row: &report_line::Model) -> Result<LineEntry, DbErr> {
    Ok(LineEntry {
        numerator: quantity(row.numerator),
        denominator: quantity(row.denominator),
        count: quantity(row.count),
        reached: row.reached,
        progress: row.progress.as_deref().map(task_progress).transpose()?,
        completed_on: row.completed_on.as_deref().map(date).transpose()?,
        behind: row.behind,
        note: row.note.clone(),
        not_applicable: row.not_applicable.clone(),
    })
}

/// A line's row.
pub(crate) fn line_row(report: ReportId, line: &StoredLine) -> report_line::Model {
    let (measure_id, task_id) = match line.id {
        LineId::Measure(MeasureId(id)) => (Some(TextUuid(id)), None),
        LineId::Task(TaskId(id)) => (None, Some(TextUuid(id))),
    };
    let (updated_by, updated_at) = unmark(line.updated);
    let (returned_by, returned_at) = unmark(line.returned.as_ref().map(|r| r.mark));
    report_line::Model {
        report_id: TextUuid(report.0),
        line: line.id.to_string(),
        measure_id,
        task_id,
        numerator: thousandths(line.entry.numerator),
        denominator: thousandths(line.entry.denominator),
        count: thousandths(line.entry.count),
        reached: line.entry.reached,
        progress: line.entry.progress.map(|p| p.as_str().to_owned()),
        completed_on: line.entry.completed_on.map(|day| day.to_string()),
        behind: line.entry.behind,
        note: line.entry.note.clone(),
        not_applicable: line.entry.not_applicable.clone(),
        version: line.version,
        updated_by,
        updated_at,
        return_reason: line.returned.as_ref().map(|r| r.reason.clone()),
        returned_by,
        returned_at,
        seq: line.seq,
    }
}
