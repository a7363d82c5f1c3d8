//! The device's side: what waits in the outbox, made small before it is sent, and laid over what
//! the server last said.

use super::op::{Op, OpBody};
use crate::id::OpId;
use crate::report::{FieldEdit, Step, TextEdit};
use crate::wire::report::Report;
use std::mem::discriminant;

/// Operations that were never sent, with those merged that a later one supersedes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Squashed {
    /// What to send instead, in order.
    pub ops: Vec<Op>,
    /// Operations that are part of a later one now: to be taken out of the outbox in the same
    /// transaction in which the later one is replaced.
    pub superseded: Vec<OpId>,
}

/// Merges the keystrokes of one field into the last of them: an edit of a line goes into the next
/// edit of the same line, unless a step (submit, withdraw, …) of the same report stands between.
/// The merged operation keeps the later one's id and the **earlier one's** `base_version`, because
/// that is what the person had seen when they began to type.
#[must_use]
pub fn squash(ops: &[Op]) -> Squashed {
    let mut squashed = Squashed::default();
    for op in ops {
        let earlier = squashed
            .ops
            .iter()
            .rposition(|known| known.report == op.report && is_step(known))
            .map_or(0, |at| at + 1);
        let same = squashed.ops[earlier..]
            .iter()
            .position(|known| known.report == op.report && is_same_slot(&known.body, &op.body));
        match same {
            Some(at) => {
                let before = squashed.ops.remove(earlier + at);
                squashed.superseded.push(before.op_id);
                squashed.ops.push(merge(before, op.clone()));
            }
            None => squashed.ops.push(op.clone()),
        }
    }
    squashed
}

fn is_step(op: &Op) -> bool {
    op.body.step() != Step::Save
}

fn is_same_slot(a: &OpBody, b: &OpBody) -> bool {
    match (a, b) {
        (OpBody::EditLine { line: a, .. }, OpBody::EditLine { line: b, .. }) => a == b,
        (OpBody::EditTexts { .. }, OpBody::EditTexts { .. }) => true,
        _ => false,
    }
}

/// The later operation with what only the earlier one says.
fn merge(before: Op, mut after: Op) -> Op {
    match (before.body, &mut after.body) {
        (
            OpBody::EditLine {
                base_version: base,
                edits: earlier,
                ..
            },
            OpBody::EditLine {
                base_version,
                edits,
                ..
            },
        ) => {
            *base_version = base.min(*base_version);
            let both = earlier.into_iter().chain(edits.drain(..)).collect();
            *edits = last_of_each(both, |edit: &FieldEdit| discriminant(edit));
        }
        (
            OpBody::EditTexts {
                base_version: base,
                edits: earlier,
            },
            OpBody::EditTexts {
                base_version,
                edits,
            },
        ) => {
            *base_version = base.min(*base_version);
            let both = earlier.into_iter().chain(edits.drain(..)).collect();
            *edits = last_of_each(both, |edit: &TextEdit| discriminant(edit));
        }
        // Only the same slot is merged.
        _ => {}
    }
    after
}

/// The last edit of each field, in order.
fn last_of_each<T, K: PartialEq>(edits: Vec<T>, field: impl Fn(&T) -> K) -> Vec<T> {
    let mut kept: Vec<T> = Vec::with_capacity(edits.len());
    for edit in edits {
        kept.retain(|known| field(known) != field(&edit));
        kept.push(edit);
    }
    kept
}

/// Lays waiting operations over the server's report, in order: what the person sees. Steps are
/// answered, not carried out: a report that waits to be submitted is still open for editing here.
pub fn overlay<'a>(report: &mut Report, waiting: impl IntoIterator<Item = &'a Op>) -> Option<Step> {
    let mut last_step = None;
    for op in waiting {
        if op.report != report.summary.id {
            continue;
        }
        match &op.body {
            OpBody::EditLine { line, edits, .. } => {
                if let Some(line) = report.lines.iter_mut().find(|known| known.id == *line) {
                    line.entry.apply(edits);
                }
            }
            OpBody::EditTexts { edits, .. } => report.texts.apply(edits),
            OpBody::RemoveEvidence { evidence } => {
                for line in &mut report.lines {
                    line.evidence.retain(|piece| piece.id != *evidence);
                }
            }
            step => last_step = Some(step.step()),
        }
    }
    last_step
}
