//! Reports: what is due, the report itself, saving, approving, versions.

use crate::id::{LineId, PlanId, ReportId, UserId};
use crate::measure::Accumulation;
use crate::period::{Period, PeriodDays};
use crate::report::{LineEdit, LineEntry, LineKind, ReportState, ReportTexts, Step, TextEdit};
use crate::unit::UnitRef;
use crate::wire::sync::{Evidence, LateRequest, PeriodLock};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A person as others see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonRef {
    /// Who.
    pub id: UserId,
    /// "Nguyễn Văn A".
    pub display_name: String,
}

/// One report as lists show it: `GET /api/v1/work` answers these, most urgent first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportSummary {
    /// Its id.
    pub id: ReportId,
    /// Who reports.
    pub unit: UnitRef,
    /// On which plan.
    pub plan: PlanId,
    /// The plan's title, verbatim.
    pub plan_title: String,
    /// "180/KH-UBND", where known.
    pub plan_number: Option<String>,
    /// "Đề án 06".
    pub programme: Option<String>,
    /// *Mô phỏng*: figures of the demonstration.
    pub simulated: bool,
    /// For which period.
    pub period: Period,
    /// The period's days.
    pub days: PeriodDays,
    /// Where it stands.
    pub state: ReportState,
    /// Counts every save; 0 before the first.
    pub version: i64,
    /// How far it is.
    pub progress: ReportProgress,
    /// Last change.
    pub updated_at: Option<DateTime<Utc>>,
}

/// How far a report is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportProgress {
    /// Targets whose every reported measure is entered.
    pub targets_done: u32,
    /// Targets with reported measures.
    pub targets: u32,
    /// Tasks with a state.
    pub tasks_done: u32,
    /// Tasks.
    pub tasks: u32,
    /// Lines returned with a reason.
    pub returned: u32,
}

/// `GET /api/v1/work`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Work {
    /// Reports that the actor may enter: drafts and returned first by due date, then those sent.
    pub to_report: Vec<ReportSummary>,
    /// Submitted reports that the actor may approve or return.
    pub to_approve: Vec<ReportSummary>,
}

/// `GET /api/v1/reports/{id}`: the report with all that its screens need. The plan's texts come
/// from `GET /api/v1/plans/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Report {
    /// Identity and state.
    #[serde(flatten)]
    pub summary: ReportSummary,
    /// What this actor may do with it now (role and state together).
    pub may: ReportRights,
    /// Obstacles, recommendations, notes.
    pub texts: ReportTexts,
    /// One per reported measure and task, in the plan's order, entered or not.
    pub lines: Vec<Line>,
    /// Who submitted, and when, where it is submitted.
    pub submitted: Option<Stamp>,
    /// Who approved, and when, where it is approved.
    pub approved: Option<Stamp>,
    /// The reason for the whole report, where it was returned.
    pub return_reason: Option<String>,
    /// The lock of its period, where it is locked.
    pub lock: Option<PeriodLock>,
    /// The last request to submit late.
    pub late: Option<LateRequest>,
}

/// Who and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Stamp {
    /// Who.
    pub by: PersonRef,
    /// When, by the server's clock.
    pub at: DateTime<Utc>,
}

/// What the actor may do with a report now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportRights {
    /// Enter figures.
    pub edit: bool,
    /// Submit.
    pub submit: bool,
    /// Take back what was submitted.
    pub withdraw: bool,
    /// Approve.
    pub approve: bool,
    /// Return.
    pub send_back: bool,
}

/// A line of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Line {
    /// Which measure or task.
    pub id: LineId,
    /// What is entered.
    pub kind: LineKind,
    /// How it behaves over time (tasks: stock).
    pub accumulation: Accumulation,
    /// What is entered so far.
    pub entry: LineEntry,
    /// The report's version at the line's last change; 0: never saved. Send it as `base_version`.
    pub version: i64,
    /// Last change.
    pub updated: Option<Stamp>,
    /// Why it was returned; stays until the report is approved.
    pub returned: Option<LineReturn>,
    /// The last counted figure before this period.
    pub previous: Option<PreviousEntry>,
    /// The unit's figures of up to six periods before this one, oldest first, for the sparkline.
    pub history: Vec<TrendPoint>,
    /// The same line among the unit's peers last period, where there are at least five: the
    /// middle half in tenths of a percent, what "lệch so với xã tương tự" is judged by.
    pub peers: Option<PeerRange>,
    /// Photos and files behind it.
    pub evidence: Vec<Evidence>,
}

/// Why a line was returned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LineReturn {
    /// The reason.
    pub reason: String,
    /// Who returned it, and when.
    pub stamp: Stamp,
    /// Whether the line was changed since.
    pub addressed: bool,
}

/// What the line held before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PreviousEntry {
    /// In which period.
    pub period: Period,
    /// What.
    pub entry: LineEntry,
    /// By whom.
    pub by: Option<PersonRef>,
}

/// A point of a trend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TrendPoint {
    /// The period.
    pub period: Period,
    /// Tenths of a percent.
    pub per_mille: i64,
}

/// The middle half of the peers, in tenths of a percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PeerRange {
    /// A quarter of the peers are below.
    pub lower: i64,
    /// A quarter of the peers are above.
    pub upper: i64,
    /// How many peers.
    pub count: u32,
}

/// `PATCH /api/v1/reports/{id}`: saves lines and texts. Each call that changes something makes a
/// version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SaveReport {
    /// Edits, line by line.
    #[serde(default)]
    pub lines: Vec<LineEdit>,
    /// New texts.
    #[serde(default)]
    pub texts: Vec<TextEdit>,
}

/// The answer to a save: every line sent gets its own outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Saved {
    /// The report's version now.
    pub version: i64,
    /// When, by the server's clock; durable when this arrives.
    pub at: DateTime<Utc>,
    /// How far the report is now.
    pub progress: ReportProgress,
    /// One per line sent, in order.
    pub lines: Vec<LineOutcome>,
}

/// What became of one line's edits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum LineOutcome {
    /// Stored; warnings may remain.
    Applied {
        /// The line.
        line: LineId,
        /// Its version now.
        version: i64,
    },
    /// Somebody else changed the same fields meanwhile; nothing was overwritten.
    Conflict {
        /// The line.
        line: LineId,
        /// What the server holds.
        current: LineEntry,
        /// Its version: send it as `base_version` to insist.
        version: i64,
        /// Who changed it, and when.
        stamp: Stamp,
    },
    /// Not stored, because of what the errors say.
    Rejected {
        /// The line.
        line: LineId,
        /// What is wrong.
        errors: Vec<super::problem::FieldProblem>,
    },
}

/// `POST /api/v1/reports/{id}/submit`, `…/withdraw`, `…/approve`: the version that the person saw,
/// so that nobody approves figures they have not seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AtVersion {
    /// The report's version on screen.
    pub version: i64,
}

/// `POST /api/v1/reports/{id}/return`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReturnReport {
    /// The report's version on screen.
    pub version: i64,
    /// A reason for the whole; may be empty where lines have reasons.
    #[serde(default)]
    pub reason: String,
    /// Reasons, line by line.
    #[serde(default)]
    pub lines: Vec<ReturnLine>,
}

/// A reason for one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReturnLine {
    /// The line.
    pub line: LineId,
    /// Why.
    pub reason: String,
}

/// `GET /api/v1/reports/{id}/versions`: newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Version {
    /// Its number.
    pub version: i64,
    /// What was done.
    pub step: Step,
    /// The state after it.
    pub state: ReportState,
    /// Who, and when.
    pub stamp: Stamp,
    /// For a return: the reason for the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Lines changed or returned by it.
    pub changes: Vec<LineChange>,
    /// Texts changed by it.
    pub texts: Vec<TextEdit>,
}

/// What a version did to a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LineChange {
    /// The line.
    pub line: LineId,
    /// What it held before.
    pub before: LineEntry,
    /// What it held after.
    pub after: LineEntry,
    /// The reason, where the version returned the line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
