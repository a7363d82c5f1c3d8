//! Writes the life of a simulated report step by step, as the services would have stored it.

use crate::db::codec::{json, thousandths};
use crate::db::entity::{report, report_line, report_version};
use crate::db::text_uuid::TextUuid;
use anyhow::Context as _;
use domain::id::{LineId, PlanId, ReportId, UnitId, UserId};
use domain::period::Period;
use domain::report::{LineEntry, ReportState, ReportTexts, Step, TextEdit};
use domain::wire::report::LineChange;

/// A report being written.
pub(crate) struct Scribe {
    pub(crate) report: report::Model,
    pub(crate) lines: Vec<report_line::Model>,
    pub(crate) versions: Vec<report_version::Model>,
    entries: Vec<(LineId, LineEntry)>,
    state: ReportState,
    texts: ReportTexts,
}

impl Scribe {
    /// An untouched draft.
    pub(crate) fn open(id: ReportId, plan: PlanId, unit: &UnitId, period: Period) -> Self {
        let report = report::Model {
            id: TextUuid(id.0),
            plan_id: TextUuid(plan.0),
            unit_id: unit.0.clone(),
            period: period.to_string(),
            state: ReportState::Draft.as_str().to_owned(),
            version: 0,
            simulated: true,
            obstacles: String::new(),
            recommendations: String::new(),
            notes: String::new(),
            submitted_by: None,
            submitted_at: None,
            approved_by: None,
            approved_at: None,
            return_reason: None,
            updated_at: None,
            seq: 1,
            whole_seq: 1,
            late_open: false,
        };
        Self {
            report,
            lines: Vec::new(),
            versions: Vec::new(),
            entries: Vec::new(),
            state: ReportState::Draft,
            texts: ReportTexts::default(),
        }
    }

    /// Saves lines.
    ///
    /// # Errors
    /// When the state does not allow it, as for every step: a mistake in the generator.
    pub(crate) fn save(
        &mut self,
        by: UserId,
        at: i64,
        entries: impl IntoIterator<Item = (LineId, LineEntry)>,
    ) -> anyhow::Result<()> {
        let version = self.report.version + 1;
        let mut changes = Vec::new();
        for (line, after) in entries {
            let before = self.write(line, &after, version, by, at);
            changes.push(LineChange {
                line,
                before,
                after,
                reason: None,
            });
        }
        if changes.is_empty() {
            return Ok(());
        }
        self.step(Step::Save, by, at, None, &changes, &[])
    }

    /// Saves the texts beside the lines, those that say something.
    ///
    /// # Errors
    /// As [`Scribe::save`].
    pub(crate) fn save_texts(
        &mut self,
        by: UserId,
        at: i64,
        texts: Vec<TextEdit>,
    ) -> anyhow::Result<()> {
        if texts.is_empty() {
            return Ok(());
        }
        self.texts.apply(&texts);
        self.report.obstacles.clone_from(&self.texts.obstacles);
        self.report
            .recommendations
            .clone_from(&self.texts.recommendations);
        self.report.notes.clone_from(&self.texts.notes);
        self.step(Step::Save, by, at, None, &[], &texts)
    }

    /// Submits.
    ///
    /// # Errors
    /// As [`Scribe::save`].
    pub(crate) fn submit(&mut self, by: UserId, at: i64) -> anyhow::Result<()> {
        self.report.submitted_by = Some(TextUuid(by.0));
        self.report.submitted_at = Some(at);
        self.step(Step::Submit, by, at, None, &[], &[])
    }

    /// Approves; reasons for which lines were once returned go.
    ///
    /// # Errors
    /// As [`Scribe::save`].
    pub(crate) fn approve(&mut self, by: UserId, at: i64) -> anyhow::Result<()> {
        self.report.approved_by = Some(TextUuid(by.0));
        self.report.approved_at = Some(at);
        self.report.return_reason = None;
        for line in &mut self.lines {
            (line.return_reason, line.returned_by, line.returned_at) = (None, None, None);
        }
        self.step(Step::Approve, by, at, None, &[], &[])
    }

    /// Returns with reasons line by line.
    ///
    /// # Errors
    /// As [`Scribe::save`].
    pub(crate) fn send_back(
        &mut self,
        by: UserId,
        at: i64,
        reason: &str,
        lines: &[(LineId, &str)],
    ) -> anyhow::Result<()> {
        let mut changes = Vec::new();
        for (line, why) in lines {
            let place = self.entries.iter().position(|(id, _)| id == line);
            let place = place.with_context(|| format!("no line {line}"))?;
            let entry = self.entries[place].1.clone();
            let row = &mut self.lines[place];
            row.return_reason = Some((*why).to_owned());
            row.returned_by = Some(TextUuid(by.0));
            row.returned_at = Some(at);
            changes.push(LineChange {
                line: *line,
                before: entry.clone(),
                after: entry,
                reason: Some((*why).to_owned()),
            });
        }
        self.report.submitted_by = None;
        self.report.submitted_at = None;
        self.report.return_reason = Some(reason.to_owned());
        self.step(Step::Return, by, at, Some(reason.to_owned()), &changes, &[])
    }

    fn step(
        &mut self,
        step: Step,
        by: UserId,
        at: i64,
        reason: Option<String>,
        changes: &[LineChange],
        texts: &[TextEdit],
    ) -> anyhow::Result<()> {
        self.state = self
            .state
            .after(step)
            .context("a step that the state does not allow")?;
        self.report.state = self.state.as_str().to_owned();
        self.report.version += 1;
        self.report.updated_at = Some(at);
        self.versions.push(report_version::Model {
            report_id: self.report.id,
            version: self.report.version,
            step: step.as_str().to_owned(),
            state: self.report.state.clone(),
            by: TextUuid(by.0),
            at,
            reason,
            changes: json(&changes)?,
            texts: json(&texts)?,
            seq: 1,
            device: None,
        });
        Ok(())
    }

    /// Writes a line; what it held before.
    fn write(
        &mut self,
        line: LineId,
        entry: &LineEntry,
        version: i64,
        by: UserId,
        at: i64,
    ) -> LineEntry {
        let place = self.entries.iter().position(|(id, _)| *id == line);
        let row = row(self.report.id, line, entry, version, by, at);
        match place {
            Some(place) => {
                let old = &mut self.lines[place];
                *old = report_line::Model {
                    return_reason: old.return_reason.take(),
                    returned_by: old.returned_by,
                    returned_at: old.returned_at,
                    ..row
                };
                std::mem::replace(&mut self.entries[place].1, entry.clone())
            }
            None => {
                self.lines.push(row);
                self.entries.push((line, entry.clone()));
                LineEntry::default()
            }
        }
    }
}

/// A line as it is stored.
pub(crate) fn row(
    report_id: TextUuid,
    line: LineId,
    entry: &LineEntry,
    version: i64,
    by: UserId,
    at: i64,
) -> report_line::Model {
    let (measure_id, task_id) = match line {
        LineId::Measure(id) => (Some(TextUuid(id.0)), None),
        LineId::Task(id) => (None, Some(TextUuid(id.0))),
    };
    report_line::Model {
        report_id,
        line: line.to_string(),
        measure_id,
        task_id,
        numerator: thousandths(entry.numerator),
        denominator: thousandths(entry.denominator),
        count: thousandths(entry.count),
        reached: entry.reached,
        progress: entry.progress.map(|progress| progress.as_str().to_owned()),
        completed_on: entry.completed_on.map(|day| day.to_string()),
        behind: entry.behind,
        note: entry.note.clone(),
        not_applicable: entry.not_applicable.clone(),
        version,
        updated_by: Some(TextUuid(by.0)),
        updated_at: Some(at),
        return_reason: None,
        returned_by: None,
        returned_at: None,
        seq: 1,
    }
}
