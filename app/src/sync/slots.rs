//! What an operation is about: the line or the texts, and the fields of them.

use crate::draft::Slot;
use domain::report::Step;
use domain::sync::outbox::squash;
use domain::sync::{Op, OpBody};
use std::mem::discriminant;

/// What it edits; `None` for a step and for evidence.
pub(super) const fn slot(body: &OpBody) -> Option<Slot> {
    match body {
        OpBody::EditLine { line, .. } => Some(Slot::Line(*line)),
        OpBody::EditTexts { .. } => Some(Slot::Texts),
        _ => None,
    }
}

/// Whether it is a step of the report's life.
pub(super) fn is_step(body: &OpBody) -> bool {
    body.step() != Step::Save
}

/// Whether both edit the same place.
pub(super) fn is_same_slot(a: &Op, b: &Op) -> bool {
    a.report == b.report && slot(&a.body).is_some() && slot(&a.body) == slot(&b.body)
}

/// Whether both set a field of the same place.
pub(super) fn share_a_field(a: &OpBody, b: &OpBody) -> bool {
    match (a, b) {
        (
            OpBody::EditLine { line, edits, .. },
            OpBody::EditLine {
                line: other,
                edits: others,
                ..
            },
        ) => {
            line == other
                && edits
                    .iter()
                    .any(|a| others.iter().any(|b| discriminant(a) == discriminant(b)))
        }
        (OpBody::EditTexts { edits, .. }, OpBody::EditTexts { edits: others, .. }) => edits
            .iter()
            .any(|a| others.iter().any(|b| discriminant(a) == discriminant(b))),
        _ => false,
    }
}

/// Takes out of an edit what a later edit of the same place sets too; answers whether something
/// was taken out.
pub(super) fn strip(body: &mut OpBody, later: &OpBody) -> bool {
    match (body, later) {
        (
            OpBody::EditLine { line, edits, .. },
            OpBody::EditLine {
                line: other,
                edits: others,
                ..
            },
        ) if line == other => {
            let before = edits.len();
            edits.retain(|a| others.iter().all(|b| discriminant(a) != discriminant(b)));
            edits.len() < before
        }
        (OpBody::EditTexts { edits, .. }, OpBody::EditTexts { edits: others, .. }) => {
            let before = edits.len();
            edits.retain(|a| others.iter().all(|b| discriminant(a) != discriminant(b)));
            edits.len() < before
        }
        _ => false,
    }
}

/// Whether an edit sets nothing (any more).
pub(super) const fn is_empty(body: &OpBody) -> bool {
    match body {
        OpBody::EditLine { edits, .. } => edits.is_empty(),
        OpBody::EditTexts { edits, .. } => edits.is_empty(),
        _ => false,
    }
}

/// Several edits of one place as one: the last value of each field, the lowest `base_version`, the
/// id of the last.
pub(super) fn merged(mut edits: Vec<Op>) -> Option<Op> {
    if edits.len() > 1 {
        edits = squash(&edits).ops;
    }
    edits.pop()
}

/// The same with another version seen.
pub(super) fn set_base(body: &mut OpBody, version: i64) {
    match body {
        OpBody::EditLine { base_version, .. }
        | OpBody::EditTexts { base_version, .. }
        | OpBody::Submit { base_version }
        | OpBody::Withdraw { base_version }
        | OpBody::Approve { base_version }
        | OpBody::Return { base_version, .. } => *base_version = version,
        OpBody::RemoveEvidence { .. } => {}
    }
}
