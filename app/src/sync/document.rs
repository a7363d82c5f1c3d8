//! A report as the device keeps it: what the server last said, and what the server has
//! acknowledged since.

use crate::json::both;
use crate::sync::slots::is_step;
use chrono::{DateTime, Utc};
use domain::report::{ReportState, Step};
use domain::sync::{Op, OpBody};
use domain::wire::report::{
    LineReturn, PersonRef, Report, ReportRights, ReportSummary, Stamp, Version,
};
use domain::wire::sync::{ReportChange, Unmerged};

/// An operation that the server has stored and no pull has brought yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ahead {
    /// What was done.
    pub op: Op,
    /// The report's version after it.
    pub version: i64,
    /// When, by the server's clock.
    pub at: DateTime<Utc>,
}

/// A report with its history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// As the server last said. Its versions are what the person may have seen: they are what new
    /// operations are based on.
    pub report: Report,
    /// Newest first.
    pub versions: Vec<Version>,
    /// Values that lost a conflict.
    pub unmerged: Vec<Unmerged>,
    /// The round in which it was last named.
    pub round: i64,
    /// Acknowledged, in order.
    pub ahead: Vec<Ahead>,
}

/// What lists show of a report, kept apart so that a list does not read every document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) summary: ReportSummary,
    pub(super) may: ReportRights,
    pub(super) round: i64,
    /// Whether the document holds something ahead of it.
    pub(super) is_ahead: bool,
}

both! {
    Ahead { op, version, at }
    Document { report, versions, unmerged, round, ahead }
    Row { summary, may, round, is_ahead }
}

impl Document {
    /// From a change that names the whole; `None` where it does not.
    pub(super) fn whole(change: ReportChange, round: i64) -> Option<Self> {
        if !change.whole || change.lines.len() != change.context.len() {
            return None;
        }
        let lines = change.lines.into_iter().zip(change.context);
        let report = Report {
            summary: change.summary,
            may: change.may,
            texts: change.texts,
            lines: lines.map(|(state, context)| state.with(context)).collect(),
            submitted: change.submitted,
            approved: change.approved,
            return_reason: change.return_reason,
            lock: change.lock,
            late: change.late,
        };
        Some(Self {
            report,
            versions: change.versions,
            unmerged: change.unmerged,
            round,
            ahead: Vec::new(),
        })
    }

    /// Takes in what changed.
    pub(super) fn merge(&mut self, mut change: ReportChange, round: i64) {
        if change.whole {
            let ahead = std::mem::take(&mut self.ahead);
            if let Some(whole) = Self::whole(change, round) {
                *self = whole;
            }
            self.ahead = ahead;
        } else {
            change.versions.extend(std::mem::take(&mut self.versions));
            change.versions.sort_by_key(|v| -v.version);
            change.versions.dedup_by_key(|version| version.version);
            self.versions = change.versions;
            for unmerged in change.unmerged {
                self.unmerged.retain(|known| known.op_id != unmerged.op_id);
                self.unmerged.push(unmerged);
            }
            let report = &mut self.report;
            report.summary = change.summary;
            report.may = change.may;
            report.texts = change.texts;
            report.submitted = change.submitted;
            report.approved = change.approved;
            report.return_reason = change.return_reason;
            report.lock = change.lock;
            report.late = change.late;
            for state in change.lines {
                if let Some(line) = report.lines.iter_mut().find(|line| line.id == state.id) {
                    line.entry = state.entry;
                    line.version = state.version;
                    line.updated = state.updated;
                    line.returned = state.returned;
                    line.evidence = state.evidence;
                }
            }
            self.round = round;
        }
        let version = self.report.summary.version;
        self.ahead.retain(|ahead| ahead.version > version);
    }

    /// The server has stored an operation.
    pub(super) fn acknowledge(&mut self, op: Op, version: i64, at: DateTime<Utc>) {
        if version > self.report.summary.version {
            self.ahead.retain(|known| known.op.op_id != op.op_id);
            self.ahead.push(Ahead { op, version, at });
            self.ahead.sort_by_key(|ahead| ahead.version);
        }
    }

    /// The report as the server has it, as far as the device knows.
    pub(super) fn known(&self, me: Option<&PersonRef>) -> Report {
        let mut report = self.report.clone();
        for ahead in &self.ahead {
            if let Some(by) = me {
                let stamp = Stamp {
                    by: by.clone(),
                    at: ahead.at,
                };
                carry_out(&mut report, &ahead.op.body, stamp);
            }
        }
        report
    }

    pub(super) fn row(&self) -> Row {
        Row {
            summary: self.report.summary.clone(),
            may: self.report.may,
            round: self.round,
            is_ahead: !self.ahead.is_empty(),
        }
    }
}

/// Carries an acknowledged operation out. Versions stay: what others did in between has not been
/// seen.
fn carry_out(report: &mut Report, body: &OpBody, stamp: Stamp) {
    let before = report.summary.state;
    match body {
        OpBody::EditLine { line, edits, .. } => {
            if let Some(line) = report.lines.iter_mut().find(|known| known.id == *line) {
                line.entry.apply(edits);
                line.updated = Some(stamp.clone());
                if let Some(returned) = &mut line.returned {
                    returned.addressed = true;
                }
            }
        }
        OpBody::EditTexts { edits, .. } => report.texts.apply(edits),
        OpBody::RemoveEvidence { evidence } => {
            for line in &mut report.lines {
                line.evidence.retain(|piece| piece.id != *evidence);
            }
        }
        OpBody::Submit { .. } => report.submitted = Some(stamp.clone()),
        OpBody::Withdraw { .. } => report.submitted = None,
        OpBody::Approve { .. } => {
            report.approved = Some(stamp.clone());
            report.return_reason = None;
            for line in &mut report.lines {
                line.returned = None;
            }
        }
        OpBody::Return { reason, lines, .. } => {
            report.submitted = None;
            report.approved = None;
            let reason = reason.trim();
            report.return_reason = (!reason.is_empty()).then(|| reason.to_owned());
            for returned in lines {
                if let Some(line) = report.lines.iter_mut().find(|l| l.id == returned.line) {
                    line.returned = Some(LineReturn {
                        reason: returned.reason.trim().to_owned(),
                        stamp: stamp.clone(),
                        addressed: false,
                    });
                }
            }
        }
    }
    report.summary.updated_at = Some(stamp.at);
    if is_step(body)
        && let Some(after) = before.after(body.step())
    {
        report.summary.state = after;
        report.may = rights_after(report.may, before, after);
    }
}

/// What the person may do after a step, as far as what they might do before tells; the next pull
/// says it exactly.
fn rights_after(may: ReportRights, before: ReportState, after: ReportState) -> ReportRights {
    let enters = if before.is_editable() {
        may.edit || may.submit
    } else {
        may.withdraw
    };
    let can = |step: Step| after.after(step).is_some();
    ReportRights {
        edit: enters && can(Step::Save),
        submit: enters && can(Step::Submit),
        withdraw: enters && can(Step::Withdraw),
        approve: may.approve && can(Step::Approve),
        send_back: may.send_back && can(Step::Return),
    }
}
