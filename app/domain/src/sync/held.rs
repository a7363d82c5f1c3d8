//! A report as the server holds it while it decides operations.

use crate::id::{DeviceId, LineId, ReportId, UserId};
use crate::measure::Accumulation;
use crate::report::{LineEntry, LineKind, Mark, ReportState, ReportTexts, Step, TextEdit};
use crate::wire::report::LineChange;

/// Who made an operation, and on which device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Author {
    /// The person.
    pub user: UserId,
    /// The device; `None` for a client of the API that has none.
    pub device: Option<DeviceId>,
}

impl Author {
    /// Whether two operations come from the same hand, which is never in conflict with itself: the
    /// same device, or the same person where one of the two names no device. One person on two
    /// devices is two hands: neither device has seen what the other wrote.
    #[must_use]
    pub fn is_same_hand(self, other: Self) -> bool {
        self.user == other.user
            && match (self.device, other.device) {
                (Some(a), Some(b)) => a == b,
                _ => true,
            }
    }
}

/// A report with its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldReport {
    /// Its id.
    pub id: ReportId,
    /// Where it stands.
    pub state: ReportState,
    /// Counts every step; 0 before the first.
    pub version: i64,
    /// Obstacles, recommendations, notes.
    pub texts: ReportTexts,
    /// Who submitted it, while it is submitted or approved.
    pub submitted: Option<Mark>,
    /// Who approved it, while it is approved.
    pub approved: Option<Mark>,
    /// Why the whole was returned; stays until it is approved.
    pub return_reason: Option<String>,
    /// Whether its period is locked, and no late request was accepted for it.
    pub locked: bool,
    /// Every line of the plan's reports, in the plan's order, entered or not. Whoever decides
    /// operations may leave out those that none of them names, unless one of them approves.
    pub lines: Vec<HeldLine>,
    /// At least every version after the oldest that the operations to decide are based on; those
    /// of the operations' own hand may be left out.
    pub past: Vec<Past>,
}

/// A line of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldLine {
    /// Which.
    pub id: LineId,
    /// What is entered.
    pub kind: LineKind,
    /// How it behaves over time.
    pub accumulation: Accumulation,
    /// What it holds.
    pub entry: LineEntry,
    /// The report's version at the entry's last change; 0 before the first.
    pub version: i64,
    /// The entry's last change.
    pub updated: Option<Mark>,
    /// Why it was returned; stays until the report is approved.
    pub returned: Option<LineReason>,
}

impl HeldLine {
    /// A line that holds nothing yet.
    #[must_use]
    pub fn empty(id: LineId, kind: LineKind, accumulation: Accumulation) -> Self {
        Self {
            id,
            kind,
            accumulation,
            entry: LineEntry::default(),
            version: 0,
            updated: None,
            returned: None,
        }
    }
}

/// Why a line was returned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineReason {
    /// The reason.
    pub reason: String,
    /// Who returned it.
    pub mark: Mark,
}

/// What an earlier version changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// The version that it made.
    pub version: i64,
    /// By whom.
    pub author: Author,
    /// When, by the server's clock.
    pub mark: Mark,
    /// Lines changed or returned.
    pub lines: Vec<LineChange>,
    /// Texts changed.
    pub texts: Vec<TextEdit>,
}

/// What an operation changes: it makes a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// What was done.
    pub step: Step,
    /// The state after it.
    pub state: ReportState,
    /// The report's version after it.
    pub version: i64,
    /// For a return: the reason for the whole.
    pub reason: Option<String>,
    /// Lines changed (a save) or returned (with the reason).
    pub lines: Vec<LineChange>,
    /// Texts changed.
    pub texts: Vec<TextEdit>,
}

impl HeldReport {
    /// A line.
    #[must_use]
    pub fn line(&self, id: LineId) -> Option<&HeldLine> {
        self.lines.iter().find(|line| line.id == id)
    }

    /// Carries an effect out. The report then holds what is to be stored, and further operations
    /// can be decided on it.
    pub fn apply(&mut self, effect: &Effect, author: Author, mark: Mark) {
        self.state = effect.state;
        self.version = effect.version;
        match effect.step {
            Step::Save => {}
            Step::Submit => self.submitted = Some(mark),
            Step::Withdraw => self.submitted = None,
            Step::Approve => {
                self.approved = Some(mark);
                self.return_reason = None;
                for line in &mut self.lines {
                    line.returned = None;
                }
            }
            Step::Return => {
                self.submitted = None;
                self.approved = None;
                self.return_reason.clone_from(&effect.reason);
            }
        }
        self.texts.apply(&effect.texts);
        for change in &effect.lines {
            let Some(line) = self.lines.iter_mut().find(|line| line.id == change.line) else {
                continue;
            };
            if let Some(reason) = &change.reason {
                line.returned = Some(LineReason {
                    reason: reason.clone(),
                    mark,
                });
            } else {
                line.entry = change.after.clone();
                line.version = effect.version;
                line.updated = Some(mark);
            }
        }
        self.past.push(Past {
            version: effect.version,
            author,
            mark,
            lines: effect.lines.clone(),
            texts: effect.texts.clone(),
        });
    }
}
