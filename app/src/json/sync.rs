//! The members of the sync types: read and written, because the device keeps them too.

use crate::json::read::{both, member, names, object};
use crate::json::write::object as write_object;
use crate::json::{FromJson, Json, ToJson};
use domain::report::{FieldEdit, TextEdit};
use domain::sync::{Op, OpBody, Refusal, RefusalCode};
use domain::wire::sync::{
    LateRow, LineContext, LineState, OpOutcome, Outcome, Pulled, Push, Pushed, ReportChange,
    Theirs, Unmerged,
};

names! {
    RefusalCode {
        "not_found" = NotFound, "forbidden" = Forbidden, "wrong_state" = WrongState,
        "invalid" = Invalid, "blocked" = Blocked, "locked" = Locked, "late_refused" = LateRefused,
    }
}

both! {
    Op { op_id, report, made_at, body }
    Push { protocol, device, ops }
    Pushed { at, outcomes }
    OpOutcome { op_id, outcome }
    Theirs { version, stamp, entry, texts }
    Refusal { code, detail, errors }
    Unmerged { op_id, line, fields, texts, stamp }
}

object! {
    LateRow { request, report, ops, lines, submits, people }
    Pulled { cursor, more, reset, me, plans, reports, gone }
    ReportChange {
        summary, may, texts, submitted, approved, return_reason, lock, late, whole, lines, context,
        versions, unmerged,
    }
    LineState { id, entry, version, updated, returned, evidence }
    LineContext { kind, accumulation, previous, history, peers }
}

/// By its `kind`.
impl FromJson for OpBody {
    fn from_json(json: &Json) -> Option<Self> {
        let base_version = json.member("base_version").map(i64::from_json);
        Some(match json.member("kind")?.text()? {
            "edit_line" => Self::EditLine {
                line: member(json, "line")?,
                base_version: base_version??,
                edits: member::<Vec<FieldEdit>>(json, "edits")?,
            },
            "edit_texts" => Self::EditTexts {
                base_version: base_version??,
                edits: member::<Vec<TextEdit>>(json, "edits")?,
            },
            "submit" => Self::Submit {
                base_version: base_version??,
            },
            "withdraw" => Self::Withdraw {
                base_version: base_version??,
            },
            "approve" => Self::Approve {
                base_version: base_version??,
            },
            "return" => Self::Return {
                base_version: base_version??,
                reason: member(json, "reason")?,
                lines: member(json, "lines")?,
            },
            "remove_evidence" => Self::RemoveEvidence {
                evidence: member(json, "evidence")?,
            },
            _ => return None,
        })
    }
}

impl ToJson for OpBody {
    fn write(&self, out: &mut String) {
        let plain = |out: &mut String, kind: &str, base_version: &i64| {
            let kind = kind.to_owned();
            write_object(out, &[("kind", &kind), ("base_version", base_version)]);
        };
        match self {
            Self::EditLine {
                line,
                base_version,
                edits,
            } => {
                let kind = "edit_line".to_owned();
                let members: [(&str, &dyn ToJson); 4] = [
                    ("kind", &kind),
                    ("line", line),
                    ("base_version", base_version),
                    ("edits", edits),
                ];
                write_object(out, &members);
            }
            Self::EditTexts {
                base_version,
                edits,
            } => {
                let kind = "edit_texts".to_owned();
                let members: [(&str, &dyn ToJson); 3] = [
                    ("kind", &kind),
                    ("base_version", base_version),
                    ("edits", edits),
                ];
                write_object(out, &members);
            }
            Self::Submit { base_version } => plain(out, "submit", base_version),
            Self::Withdraw { base_version } => plain(out, "withdraw", base_version),
            Self::Approve { base_version } => plain(out, "approve", base_version),
            Self::Return {
                base_version,
                reason,
                lines,
            } => {
                let kind = "return".to_owned();
                let members: [(&str, &dyn ToJson); 4] = [
                    ("kind", &kind),
                    ("base_version", base_version),
                    ("reason", reason),
                    ("lines", lines),
                ];
                write_object(out, &members);
            }
            Self::RemoveEvidence { evidence } => {
                let kind = "remove_evidence".to_owned();
                write_object(out, &[("kind", &kind), ("evidence", evidence)]);
            }
        }
    }
}

/// By its `result`.
impl FromJson for Outcome {
    fn from_json(json: &Json) -> Option<Self> {
        Some(match json.member("result")?.text()? {
            "applied" => Self::Applied {
                version: member(json, "version")?,
                at: member(json, "at")?,
            },
            "duplicate" => Self::Duplicate {
                version: member(json, "version")?,
                at: member(json, "at")?,
            },
            "conflict" => Self::Conflict {
                theirs: member(json, "theirs")?,
            },
            "late" => Self::Late {
                request: member(json, "request")?,
            },
            "refused" => Self::Refused {
                refusal: member(json, "refusal")?,
            },
            _ => return None,
        })
    }
}

impl ToJson for Outcome {
    fn write(&self, out: &mut String) {
        type Member<'a> = Option<(&'a str, &'a dyn ToJson)>;
        let (result, members): (&str, [Member<'_>; 2]) = match self {
            Self::Applied { version, at } => {
                ("applied", [Some(("version", version)), Some(("at", at))])
            }
            Self::Duplicate { version, at } => {
                ("duplicate", [Some(("version", version)), Some(("at", at))])
            }
            Self::Conflict { theirs } => ("conflict", [Some(("theirs", theirs)), None]),
            Self::Late { request } => ("late", [Some(("request", request)), None]),
            Self::Refused { refusal } => ("refused", [Some(("refusal", refusal)), None]),
        };
        let result = result.to_owned();
        let result: (&str, &dyn ToJson) = ("result", &result);
        let members: Vec<_> = std::iter::once(result)
            .chain(members.into_iter().flatten())
            .collect();
        write_object(out, &members);
    }
}
