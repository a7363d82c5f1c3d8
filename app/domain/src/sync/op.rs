//! What a person did to a report, as a device writes it down and sends it.

use crate::id::{EvidenceId, LineId, OpId, ReportId};
use crate::report::{FieldEdit, Step, TextEdit};
use crate::wire::report::ReturnLine;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One operation. Sending the same `op_id` again changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Op {
    /// Made on the device.
    pub op_id: OpId,
    /// The report it is about.
    pub report: ReportId,
    /// When, by the device's clock: shown beside a conflict, never decides one.
    pub made_at: DateTime<Utc>,
    /// What was done.
    pub body: OpBody,
}

/// What was done. `base_version` is the version that the person saw (of the line, of the report);
/// what others did after it may be in conflict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum OpBody {
    /// Values of one line.
    EditLine {
        /// The line.
        line: LineId,
        /// The line's version on screen (0: never saved).
        base_version: i64,
        /// The new values.
        edits: Vec<FieldEdit>,
    },
    /// Texts of the report.
    EditTexts {
        /// The report's version on screen.
        base_version: i64,
        /// The new texts.
        edits: Vec<TextEdit>,
    },
    /// Trình.
    Submit {
        /// The report's version on screen.
        base_version: i64,
    },
    /// Taken back before approval.
    Withdraw {
        /// The report's version on screen.
        base_version: i64,
    },
    /// Duyệt.
    Approve {
        /// The report's version on screen.
        base_version: i64,
    },
    /// Trả lại.
    Return {
        /// The report's version on screen.
        base_version: i64,
        /// A reason for the whole; may be empty where lines have reasons.
        reason: String,
        /// Reasons, line by line.
        lines: Vec<ReturnLine>,
    },
    /// Takes a photo or file off its line. (Adding one is an upload, not an operation.)
    RemoveEvidence {
        /// Which.
        evidence: EvidenceId,
    },
}

impl OpBody {
    /// The step of a report's life that it is. Taking evidence off is a save.
    #[must_use]
    pub const fn step(&self) -> Step {
        match self {
            Self::EditLine { .. } | Self::EditTexts { .. } | Self::RemoveEvidence { .. } => {
                Step::Save
            }
            Self::Submit { .. } => Step::Submit,
            Self::Withdraw { .. } => Step::Withdraw,
            Self::Approve { .. } => Step::Approve,
            Self::Return { .. } => Step::Return,
        }
    }

    /// The version that the person saw; `None` where it does not matter.
    #[must_use]
    pub const fn base_version(&self) -> Option<i64> {
        match self {
            Self::EditLine { base_version, .. }
            | Self::EditTexts { base_version, .. }
            | Self::Submit { base_version }
            | Self::Withdraw { base_version }
            | Self::Approve { base_version }
            | Self::Return { base_version, .. } => Some(*base_version),
            Self::RemoveEvidence { .. } => None,
        }
    }
}
