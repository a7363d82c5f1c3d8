//! Sync: `POST /api/v1/sync/push`, `GET /api/v1/sync/pull`, `GET /api/v1/sync/events`; locks of
//! periods and requests to submit late.

use super::auth::Me;
use super::report::{Line, LineReturn, PersonRef, PreviousEntry, ReportRights, ReportSummary};
use super::report::{PeerRange, Stamp, TrendPoint, Version};
use crate::id::{DeviceId, EvidenceId, LateRequestId, LineId, OpId, ReportId};
use crate::measure::Accumulation;
use crate::plan::Plan;
use crate::report::{FieldEdit, LineEntry, LineKind, ReportTexts, TextEdit};
use crate::sync::{Op, Refusal};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `POST /api/v1/sync/push`: operations in the order in which they were made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Push {
    /// [`crate::sync::PROTOCOL`] of the client. One that the server no longer understands is
    /// answered 426 `client_too_old`; nothing is lost on the device.
    pub protocol: u32,
    /// The device.
    pub device: DeviceId,
    /// At most [`crate::sync::MAX_OPS`].
    pub ops: Vec<Op>,
}

/// The answer to a push: one outcome per operation, in order. It leaves after the commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Pushed {
    /// The server's clock.
    pub at: DateTime<Utc>,
    /// One per operation.
    pub outcomes: Vec<OpOutcome>,
}

/// What became of one operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OpOutcome {
    /// Which.
    pub op_id: OpId,
    /// What.
    pub outcome: Outcome,
}

/// What became of an operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Outcome {
    /// Stored and durable.
    Applied {
        /// The report's version after it.
        version: i64,
        /// When, by the server's clock.
        at: DateTime<Utc>,
    },
    /// It was stored before; nothing changed now.
    Duplicate {
        /// The report's version after it, then.
        version: i64,
        /// When it was stored.
        at: DateTime<Utc>,
    },
    /// Another hand changed the same meanwhile. Nothing was overwritten; the value sent is kept in
    /// the report's history as not chosen.
    Conflict {
        /// What the other hand wrote.
        theirs: Box<Theirs>,
    },
    /// The period is locked: kept as a request to submit late, for a leader to decide.
    Late {
        /// The request.
        request: LateRequestId,
    },
    /// Not taken.
    Refused {
        /// Why.
        refusal: Refusal,
    },
}

/// What another hand wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Theirs {
    /// Send it as `base_version` to insist.
    pub version: i64,
    /// Who, and when.
    pub stamp: Stamp,
    /// What the line holds, for an edit of a line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<LineEntry>,
    /// What the texts hold, for an edit of the texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub texts: Option<ReportTexts>,
}

/// `GET /api/v1/sync/pull?cursor=`: what changed in the person's scope after the cursor, in the
/// order of the server's sequence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Pulled {
    /// Send it next time. Opaque.
    pub cursor: String,
    /// Whether there is more: pull again at once.
    pub more: bool,
    /// The scope changed (or this is the first pull): a round begins that names everything the
    /// person may hold. Once it ends (`more` is false), what it did not name is to be purged.
    pub reset: bool,
    /// Who the person is now; in the first answer of a round.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub me: Option<Me>,
    /// Plans in full.
    pub plans: Vec<Plan>,
    /// Reports, whole or what changed of them.
    pub reports: Vec<ReportChange>,
    /// Reports that are gone: tombstones.
    pub gone: Vec<ReportId>,
}

/// A report that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportChange {
    /// Identity and state.
    pub summary: ReportSummary,
    /// What this person may do with it now.
    pub may: ReportRights,
    /// Obstacles, recommendations, notes.
    pub texts: ReportTexts,
    /// Who submitted, where it is submitted.
    pub submitted: Option<Stamp>,
    /// Who approved, where it is approved.
    pub approved: Option<Stamp>,
    /// The reason for the whole report, where it was returned.
    pub return_reason: Option<String>,
    /// The lock of its period, where it is locked.
    pub lock: Option<PeriodLock>,
    /// The last request to submit late.
    pub late: Option<LateRequest>,
    /// Whether `lines` names every line, with its context; else only lines that changed.
    pub whole: bool,
    /// Lines.
    pub lines: Vec<LineState>,
    /// For a whole report: what stands beside each line, in the same order.
    pub context: Vec<LineContext>,
    /// Versions after the cursor (all of them for a whole report), newest first.
    pub versions: Vec<Version>,
    /// Values that lost a conflict, after the cursor (all of them for a whole report).
    pub unmerged: Vec<Unmerged>,
}

/// What a line holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LineState {
    /// Which.
    pub id: LineId,
    /// What is entered.
    pub entry: LineEntry,
    /// The report's version at its last change.
    pub version: i64,
    /// Last change.
    pub updated: Option<Stamp>,
    /// Why it was returned.
    pub returned: Option<LineReturn>,
    /// Photos and files.
    pub evidence: Vec<Evidence>,
}

impl LineState {
    /// The line as `GET /api/v1/reports/{id}` shows it.
    #[must_use]
    pub fn with(self, context: LineContext) -> Line {
        Line {
            id: self.id,
            kind: context.kind,
            accumulation: context.accumulation,
            entry: self.entry,
            version: self.version,
            updated: self.updated,
            returned: self.returned,
            previous: context.previous,
            history: context.history,
            peers: context.peers,
            evidence: self.evidence,
        }
    }
}

/// What stands beside a line and does not change while the report is entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LineContext {
    /// What is entered.
    pub kind: LineKind,
    /// How it behaves over time.
    pub accumulation: Accumulation,
    /// The last counted figure before this period.
    pub previous: Option<PreviousEntry>,
    /// Figures of earlier periods, oldest first.
    pub history: Vec<TrendPoint>,
    /// The middle half of the unit's peers.
    pub peers: Option<PeerRange>,
}

/// A photo or file behind a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Evidence {
    /// Its id: `GET /api/v1/evidence/{id}` gives the content.
    pub id: EvidenceId,
    /// The file's name.
    pub name: String,
    /// Its type, as the server found it.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// Who added it, and when.
    pub stamp: Stamp,
}

/// A value that lost a conflict: kept, so that it can be restored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Unmerged {
    /// The operation that it came with.
    pub op_id: OpId,
    /// The line, where it is about one.
    pub line: Option<LineId>,
    /// The line's values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldEdit>,
    /// The texts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub texts: Vec<TextEdit>,
    /// Who wrote it, and when the server got it.
    pub stamp: Stamp,
}

/// The lock of a period: what comes after it needs a leader's consent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PeriodLock {
    /// Who locked it, and when.
    pub stamp: Stamp,
    /// Why, where a reason was given.
    pub reason: Option<String>,
}

/// Where a request to submit late stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LateState {
    /// A leader has to decide.
    Waiting,
    /// The operations were carried out, and the report is open again.
    Accepted,
    /// Refused, with a reason.
    Refused,
}

impl LateState {
    /// Its stored and wire name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
        }
    }

    /// From [`LateState::as_str`].
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Waiting, Self::Accepted, Self::Refused]
            .into_iter()
            .find(|state| state.as_str() == name)
    }
}

/// A request to submit late.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LateRequest {
    /// Its id.
    pub id: LateRequestId,
    /// Where it stands.
    pub state: LateState,
    /// Who asked, and when.
    pub asked: Stamp,
    /// Who decided, and when.
    pub decided: Option<Stamp>,
    /// Why it was refused.
    pub reason: Option<String>,
}

/// `GET /api/v1/late-requests`: requests that the actor may decide, those waiting first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LateRow {
    /// The request.
    pub request: LateRequest,
    /// The report.
    pub report: ReportSummary,
    /// How many operations wait in it.
    pub ops: u32,
    /// Lines that they change.
    pub lines: u32,
    /// Whether they end in a submission.
    pub submits: bool,
    /// The people whose work it holds.
    pub people: Vec<PersonRef>,
}

/// `POST /api/v1/late-requests/{id}/refuse`, `POST /api/v1/plans/{id}/periods/{period}/lock` and
/// `…/unlock`: why. A refusal and an unlocking need a reason.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Because {
    /// The reason.
    #[serde(default)]
    pub reason: String,
}
