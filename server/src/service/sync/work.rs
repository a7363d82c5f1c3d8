//! A report while operations on it are decided.

use super::Standing;
use crate::db::plans::PlanShape;
use crate::db::reports::{self, StoredLine, StoredReport};
use crate::db::versions::StoredVersion;
use chrono::NaiveDate;
use domain::id::{LineId, UnitId};
use domain::report::{Basis, Mark, Step, TextEdit};
use domain::sync::{Author, Effect, HeldLine, HeldReport};
use domain::wire::report::LineChange;
use std::mem::{discriminant, take};
use std::sync::Arc;

/// The lines of a report's plan, with what tells which of them the report has.
pub(super) struct AskedLines {
    pub(super) shape: Arc<PlanShape>,
    /// The cut-off of its period.
    pub(super) ends_on: Option<NaiveDate>,
}

/// A report in memory, and what was done to it.
pub(super) struct Work {
    pub(super) held: HeldReport,
    /// Its unit's line of ancestors, itself included.
    pub(super) ancestors: Arc<[UnitId]>,
    /// As it is stored; its version, state and texts are `held`'s from here on.
    stored: StoredReport,
    asked: AskedLines,
    /// Lines to store, by their place in `held`.
    changed: Vec<bool>,
    versions: Vec<StoredVersion>,
    /// The job whose saves still go into the last version.
    open: Option<usize>,
    /// Whether a device has to hear of it though no version was made.
    touched: bool,
    counted: bool,
}

impl Work {
    pub(super) fn new(
        mut report: StoredReport,
        asked: AskedLines,
        ancestors: Arc<[UnitId]>,
        locked: bool,
        wanted: impl Fn(LineId) -> bool,
        mut lines: Vec<StoredLine>,
    ) -> Self {
        let mut held = Vec::new();
        for shape in asked.shape.0.iter().filter(|shape| wanted(shape.id)) {
            let at = lines.iter().position(|line| line.id == shape.id);
            let mut line = HeldLine::empty(shape.id, shape.kind, shape.accumulation);
            if let Some(at) = at {
                let stored = lines.swap_remove(at);
                line.entry = stored.entry;
                line.version = stored.version;
                line.updated = stored.updated;
                line.returned = stored.returned;
            }
            held.push(line);
        }
        Self {
            changed: vec![false; held.len()],
            counted: report.state.counts(Basis::Received),
            held: HeldReport {
                id: report.id,
                state: report.state,
                version: report.version,
                texts: take(&mut report.texts),
                submitted: report.submitted,
                approved: report.approved,
                return_reason: report.return_reason.take(),
                locked,
                lines: held,
                past: Vec::new(),
            },
            ancestors,
            stored: report,
            asked,
            versions: Vec::new(),
            open: None,
            touched: false,
        }
    }

    /// Carries an effect out. Saves of one job make one version, as far as none hides another: a
    /// field saved twice is two versions, unless the job is of the plain API.
    pub(super) fn carry_out(
        &mut self,
        mut effect: Effect,
        by: (usize, Author),
        mark: Mark,
        merges: bool,
    ) -> i64 {
        let (job, author) = by;
        let joins = effect.step == Step::Save
            && self.open == Some(job)
            && (merges || self.versions.last().is_some_and(|v| !hides(v, &effect)));
        if joins {
            effect.version = self.held.version;
        }
        for (line, changed) in self.held.lines.iter().zip(&mut self.changed) {
            *changed |= effect.lines.iter().any(|change| change.line == line.id)
                || (effect.step == Step::Approve && line.returned.is_some());
        }
        self.held.apply(&effect, author, mark);
        self.open = (effect.step == Step::Save).then_some(job);
        let version = effect.version;
        match self.versions.last_mut() {
            Some(last) if joins => join(last, effect),
            _ => self.versions.push(StoredVersion {
                report: self.held.id,
                version,
                step: effect.step,
                state: effect.state,
                mark,
                reason: effect.reason,
                changes: effect.lines,
                texts: effect.texts,
                seq: 0,
                device: author.device,
            }),
        }
        version
    }

    /// Notes that devices have to hear of the report though it has no new version.
    pub(super) const fn touch(&mut self) {
        self.touched = true;
    }

    pub(super) fn standing(&self) -> Standing {
        Standing {
            version: self.held.version,
            progress: reports::of_held(&self.asked.shape, self.asked.ends_on, &self.held),
        }
    }

    /// What there is to store; nothing where nothing was done.
    pub(super) fn finish(self, seq: i64) -> Option<Finished> {
        if self.versions.is_empty() && !self.touched {
            return None;
        }
        let mut report = self.stored;
        if let Some(last) = self.versions.last() {
            report.updated_at = Some(last.mark.at);
        }
        let counts = self.held.state.counts(Basis::Received);
        report.state = self.held.state;
        report.version = self.held.version;
        report.texts = self.held.texts;
        report.submitted = self.held.submitted;
        report.approved = self.held.approved;
        report.return_reason = self.held.return_reason;
        report.seq = seq;
        let lines = self.held.lines.into_iter().zip(self.changed);
        let lines = lines
            .filter(|(_, changed)| *changed)
            .map(|(line, _)| StoredLine {
                id: line.id,
                entry: line.entry,
                version: line.version,
                updated: line.updated,
                returned: line.returned,
                seq,
            })
            .collect();
        let mut versions = self.versions;
        for version in &mut versions {
            version.seq = seq;
            if version.step == Step::Save {
                in_plans_order(version, &self.asked.shape);
            }
        }
        Some(Finished {
            report,
            lines,
            versions,
            counts_otherwise: counts != self.counted,
        })
    }
}

/// A report, to be stored.
pub(super) struct Finished {
    pub(super) report: StoredReport,
    pub(super) lines: Vec<StoredLine>,
    pub(super) versions: Vec<StoredVersion>,
    /// Whether later reports show other previous figures now.
    pub(super) counts_otherwise: bool,
}

/// Whether a version would no longer say what it did if the effect went into it.
fn hides(version: &StoredVersion, effect: &Effect) -> bool {
    let line = |change: &LineChange| {
        let mut known = version.changes.iter();
        known.any(|known| known.line == change.line && same_field(known, change))
    };
    effect.lines.iter().any(line) || effect.texts.iter().any(|text| same_text(version, text))
}

fn same_field(a: &LineChange, b: &LineChange) -> bool {
    let fields = a.before.differing(&a.after);
    let mut others = b.before.differing(&b.after).into_iter();
    others.any(|field| fields.contains(&field))
}

fn same_text(version: &StoredVersion, text: &TextEdit) -> bool {
    let mut known = version.texts.iter();
    known.any(|known| discriminant(known) == discriminant(text))
}

fn join(version: &mut StoredVersion, effect: Effect) {
    for change in effect.lines {
        let known = version.changes.iter_mut().find(|c| c.line == change.line);
        match known {
            Some(known) => known.after = change.after,
            None => version.changes.push(change),
        }
    }
    for text in effect.texts {
        version
            .texts
            .retain(|known| discriminant(known) != discriminant(&text));
        version.texts.push(text);
    }
}

/// A line edited there and back in one call has not changed.
fn in_plans_order(version: &mut StoredVersion, shape: &PlanShape) {
    version
        .changes
        .retain(|change| change.before != change.after);
    if version.changes.len() > 1 {
        version.changes.sort_by_cached_key(|change| {
            shape
                .0
                .iter()
                .position(|line| line.id == change.line)
                .unwrap_or(usize::MAX)
        });
    }
}
