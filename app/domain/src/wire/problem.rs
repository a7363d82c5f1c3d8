//! Errors as problem details (RFC 9457), `application/problem+json`.

use crate::id::LineId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A problem. `type` and `code` are stable; `title` and `detail` are for people, in Vietnamese.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// `/problems/<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What it is, in short.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// Stable name: `unauthenticated`, `forbidden`, `not_found`, `invalid`, `conflict`,
    /// `wrong_state`, `throttled`, `too_large`, `internal`.
    pub code: String,
    /// What to do about it.
    pub detail: String,
    /// For `invalid`: what is wrong, field by field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// For `internal`: what to quote to the operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// What is wrong with one field of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldProblem {
    /// The line, where the request has lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<LineId>,
    /// The field's name in the request.
    pub field: String,
    /// Stable name of what is wrong.
    pub code: String,
    /// What to do about it, in Vietnamese.
    pub message: String,
}
