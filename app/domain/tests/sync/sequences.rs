//! What holds for any sequence of operations, and for an outbox made small.

use crate::report::{
    ALL, STEPS, at, author, edit, held, note, number, numerator, obstacles, op, run, step, today,
    uuid,
};
use domain::id::{OpId, ReportId};
use domain::report::{FieldEdit, LineEntry, Mark, Step};
use domain::sync::outbox::squash;
use domain::sync::{Author, HeldReport, Op, OpBody, Verdict, decide};
use proptest::prelude::*;

/// Any edit of one of two fields of three lines, of a text, or a step.
fn any_body() -> impl Strategy<Value = OpBody> {
    let base = 0_i64..6;
    let value = 0_i64..4;
    let line_edit = (0_usize..3, base.clone(), value.clone(), any::<bool>()).prop_map(
        |(n, base, value, is_note)| {
            let field = match (n, is_note) {
                (_, true) => note(&value.to_string()),
                (2, false) => FieldEdit::Count(number(value)),
                (_, false) => numerator(value),
            };
            edit(n, base, &[field])
        },
    );
    let texts = (base.clone(), value).prop_map(|(base, value)| obstacles(base, &value.to_string()));
    let steps = (0_usize..STEPS.len(), base).prop_map(|(n, base)| step(STEPS[n], base));
    prop_oneof![6 => line_edit, 2 => texts, 2 => steps]
}

fn any_ops() -> impl Strategy<Value = Vec<(OpBody, Author)>> {
    let by = (1_u128..3, 0_u128..3).prop_map(|(user, device)| author(user, device * user));
    proptest::collection::vec((any_body(), by), 0..24)
}

/// Operations as one outbox holds them, each with an id of its own.
fn outbox() -> impl Strategy<Value = Vec<Op>> {
    proptest::collection::vec((any_body(), 0_u128..2), 0..20).prop_map(|bodies| {
        let number = |(n, (body, report)): (usize, (OpBody, u128))| Op {
            op_id: OpId(uuid(0x1000 + n as u128)),
            report: ReportId(uuid(1 + report)),
            made_at: at(0),
            body,
        };
        bodies.into_iter().enumerate().map(number).collect()
    })
}

fn apply_all(ops: &[Op], report: u128) -> HeldReport {
    let id = ReportId(uuid(report));
    let mut held = HeldReport { id, ..held() };
    for op in ops.iter().filter(|op| op.report == id) {
        if let Verdict::Change(effect) = decide(&held, op, author(1, 1), ALL, today()) {
            let mark = Mark {
                by: author(1, 1).user,
                at: at(0),
            };
            held.apply(&effect, author(1, 1), mark);
        }
    }
    held
}

proptest! {
    #[test]
    fn versions_are_consecutive_and_every_change_is_remembered(ops in any_ops()) {
        let mut report = held();
        for (body, by) in ops {
            let before = report.clone();
            match run(&mut report, body, by, 1) {
                Verdict::Change(effect) => {
                    prop_assert_eq!(report.version, before.version + 1);
                    prop_assert_eq!(report.past.len(), before.past.len() + 1);
                    prop_assert_eq!(report.past.last().unwrap().version, report.version);
                    prop_assert_eq!(Some(report.state), before.state.after(effect.step));
                    // What an effect says was there before was there.
                    for change in &effect.lines {
                        prop_assert_eq!(&change.before, &before.line(change.line).unwrap().entry);
                        prop_assert_eq!(&change.after, &report.line(change.line).unwrap().entry);
                    }
                }
                _ => prop_assert_eq!(&report, &before, "only a change changes anything"),
            }
        }
        let versions: Vec<i64> = report.past.iter().map(|past| past.version).collect();
        prop_assert_eq!(versions, (1..=report.version).collect::<Vec<_>>());
        prop_assert!(report.lines.iter().all(|line| line.version <= report.version));
    }

    #[test]
    fn a_hand_is_never_in_conflict_with_itself(ops in any_ops()) {
        let mut report = held();
        for (body, _) in ops {
            let verdict = run(&mut report, body, author(1, 1), 1);
            prop_assert!(!matches!(verdict, Verdict::Conflict(_)), "{:?}", verdict);
        }
    }

    /// Nothing of another hand's after the base is overwritten by an edit, field by field.
    #[test]
    fn nothing_unseen_is_overwritten(ops in any_ops()) {
        let mut report = held();
        for (body, by) in ops {
            let Some(base) = body.base_version() else { continue };
            let before = report.clone();
            let Verdict::Change(effect) = run(&mut report, body, by, 1) else { continue };
            let unseen: Vec<_> = before
                .past
                .iter()
                .filter(|past| past.version > base && !past.author.is_same_hand(by))
                .collect();
            if effect.step != Step::Save {
                prop_assert!(unseen.is_empty());
            }
            for change in &effect.lines {
                let mine = change.before.differing(&change.after);
                for theirs in unseen.iter().flat_map(|past| &past.lines) {
                    if theirs.line == change.line && effect.step == Step::Save {
                        let theirs = theirs.before.differing(&theirs.after);
                        prop_assert!(theirs.iter().all(|field| !mine.contains(field)));
                    }
                }
            }
        }
    }

    /// The server may leave out the versions of the operation's own hand, and lines that it does
    /// not name.
    #[test]
    fn what_the_server_leaves_out_makes_no_difference(ops in any_ops()) {
        let mut report = held();
        for (body, by) in ops {
            let mut less = report.clone();
            less.past.retain(|past| !past.author.is_same_hand(by));
            if let Some(base) = body.base_version() {
                less.past.retain(|past| past.version > base);
            }
            if let OpBody::EditLine { line, .. } = &body {
                less.lines.retain(|held| held.id == *line);
            }
            let expected = decide(&report, &op(body.clone()), by, ALL, today());
            prop_assert_eq!(decide(&less, &op(body.clone()), by, ALL, today()), expected);
            run(&mut report, body, by, 1);
        }
    }

    /// On a device's own work, sending less makes the same report.
    #[test]
    fn squashed_operations_come_to_the_same(ops in outbox()) {
        let squashed = squash(&ops);
        for report in 1..3 {
            let (whole, less) = (apply_all(&ops, report), apply_all(&squashed.ops, report));
            let entries = |held: &HeldReport| -> Vec<LineEntry> {
                held.lines.iter().map(|line| line.entry.clone()).collect()
            };
            prop_assert_eq!(entries(&whole), entries(&less));
            prop_assert_eq!(&whole.texts, &less.texts);
            prop_assert_eq!(whole.state, less.state);
            prop_assert!(less.version <= whole.version);
        }
    }

    #[test]
    fn squashing_keeps_the_first_base_and_the_last_value_and_never_crosses_a_step(ops in outbox()) {
        let squashed = squash(&ops);
        // Every operation is sent, or part of one that is; none is both or twice.
        let mut ids: Vec<OpId> = squashed.ops.iter().map(|op| op.op_id).collect();
        ids.extend(&squashed.superseded);
        ids.sort();
        prop_assert_eq!(ids, ops.iter().map(|op| op.op_id).collect::<Vec<_>>());
        // Squashing again finds nothing more.
        prop_assert_eq!(squash(&squashed.ops).ops, squashed.ops.clone());
        for report in [1, 2].map(|n| ReportId(uuid(n))) {
            let of = |ops: &[Op]| -> Vec<Vec<Op>> {
                let own = ops.iter().filter(|op| op.report == report);
                let mut parts = vec![Vec::new()];
                for op in own {
                    parts.last_mut().unwrap().push(op.clone());
                    if op.body.step() != Step::Save {
                        parts.push(Vec::new());
                    }
                }
                parts
            };
            let (whole, less) = (of(&ops), of(&squashed.ops));
            // The steps stand where they stood, and each edit on its side of them.
            prop_assert_eq!(whole.len(), less.len());
            for (whole, less) in whole.iter().zip(&less) {
                for op in less {
                    prop_assert!(whole.iter().any(|known| known.op_id == op.op_id));
                    let same = whole.iter().filter(|known| same_slot(&known.body, &op.body));
                    let first = same.clone().filter_map(|op| op.body.base_version()).min();
                    if op.body.step() == Step::Save {
                        prop_assert_eq!(op.body.base_version(), first);
                        prop_assert_eq!(Some(op.op_id), same.map(|op| op.op_id).next_back());
                    }
                }
            }
        }
    }
}

fn same_slot(a: &OpBody, b: &OpBody) -> bool {
    match (a, b) {
        (OpBody::EditLine { line: a, .. }, OpBody::EditLine { line: b, .. }) => a == b,
        (OpBody::EditTexts { .. }, OpBody::EditTexts { .. }) => true,
        _ => false,
    }
}
