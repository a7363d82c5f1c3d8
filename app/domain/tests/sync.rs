//! What becomes of operations: every verdict, and what holds for any sequence of them.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{DeviceId, EvidenceId, LineId, MeasureId, OpId, ReportId, TaskId, UserId};
use domain::measure::Accumulation;
use domain::quantity::Quantity;
use domain::report::{
    FieldEdit, LineEntry, LineKind, Mark, ReportState, ReportTexts, Step, TaskProgress, TextEdit,
};
use domain::sync::outbox::squash;
use domain::sync::{
    Author, HeldLine, HeldReport, Op, OpBody, Refusal, RefusalCode, Rights, Verdict, decide,
};
use domain::wire::report::ReturnLine;
use proptest::prelude::*;
use uuid::Uuid;

const ALL: Rights = Rights {
    view: true,
    edit: true,
    submit: true,
    approve: true,
    send_back: true,
};

fn uuid(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn author(user: u128, device: u128) -> Author {
    Author {
        user: UserId(uuid(user)),
        device: (device > 0).then(|| DeviceId(uuid(device))),
    }
}

fn at(minute: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_763_287_200 + 60 * minute, 0).unwrap()
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 11, 16).unwrap()
}

/// Two ratios, a count and a task.
fn line(n: usize) -> LineId {
    match n {
        3 => LineId::Task(TaskId(uuid(0x203))),
        n => LineId::Measure(MeasureId(uuid(0x100 + n as u128))),
    }
}

fn held() -> HeldReport {
    let kinds = [
        LineKind::Ratio,
        LineKind::Ratio,
        LineKind::Count,
        LineKind::Task,
    ];
    let lines = kinds
        .into_iter()
        .enumerate()
        .map(|(n, kind)| HeldLine::empty(line(n), kind, Accumulation::Stock));
    HeldReport {
        id: ReportId(uuid(1)),
        state: ReportState::Draft,
        version: 0,
        texts: ReportTexts::default(),
        submitted: None,
        approved: None,
        return_reason: None,
        locked: false,
        lines: lines.collect(),
        past: Vec::new(),
    }
}

fn op(body: OpBody) -> Op {
    Op {
        op_id: OpId(uuid(0x0a)),
        report: ReportId(uuid(1)),
        made_at: at(0),
        body,
    }
}

fn number(n: i64) -> Option<Quantity> {
    Some(Quantity::from_int(n))
}

fn edit(n: usize, base_version: i64, edits: &[FieldEdit]) -> OpBody {
    OpBody::EditLine {
        line: line(n),
        base_version,
        edits: edits.to_vec(),
    }
}

fn numerator(n: i64) -> FieldEdit {
    FieldEdit::Numerator(number(n))
}

fn note(text: &str) -> FieldEdit {
    FieldEdit::Note(text.to_owned())
}

fn obstacles(base_version: i64, text: &str) -> OpBody {
    OpBody::EditTexts {
        base_version,
        edits: vec![TextEdit::Obstacles(text.to_owned())],
    }
}

/// A step on a version, one of every kind.
fn step(step: Step, base_version: i64) -> OpBody {
    match step {
        Step::Save => edit(0, base_version, &[numerator(1)]),
        Step::Submit => OpBody::Submit { base_version },
        Step::Withdraw => OpBody::Withdraw { base_version },
        Step::Approve => OpBody::Approve { base_version },
        Step::Return => OpBody::Return {
            base_version,
            reason: "Kiểm tra lại".to_owned(),
            lines: Vec::new(),
        },
    }
}

/// Decides, and carries out what is to be changed.
fn run(held: &mut HeldReport, body: OpBody, by: Author, minute: i64) -> Verdict {
    let verdict = decide(held, &op(body), by, ALL, today());
    if let Verdict::Change(effect) = &verdict {
        let mark = Mark {
            by: by.user,
            at: at(minute),
        };
        held.apply(effect, by, mark);
    }
    verdict
}

fn must(held: &mut HeldReport, body: OpBody, by: Author) {
    let verdict = run(held, body, by, 0);
    assert!(matches!(verdict, Verdict::Change(_)), "{verdict:?}");
}

fn name(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Change(effect) => format!("{} v{}", effect.state.as_str(), effect.version),
        Verdict::Already => "already".to_owned(),
        Verdict::Conflict(clash) => format!("conflict v{}", clash.version),
        Verdict::Late => "late".to_owned(),
        Verdict::Refused(Refusal { code, errors, .. }) => {
            let fields: Vec<_> = errors
                .iter()
                .map(|error| format!("{}:{}", error.field, error.code))
                .collect();
            format!("{code:?} {}", fields.join(" ")).trim().to_owned()
        }
    }
}

const STATES: [ReportState; 4] = [
    ReportState::Draft,
    ReportState::Submitted,
    ReportState::Approved,
    ReportState::Returned,
];
const STEPS: [Step; 5] = [
    Step::Save,
    Step::Submit,
    Step::Withdraw,
    Step::Approve,
    Step::Return,
];

#[test]
fn each_step_in_each_state_locked_or_not() {
    let mut table = String::new();
    for state in STATES {
        for locked in [false, true] {
            let mut report = held();
            report.state = state;
            report.locked = locked;
            let row: Vec<String> = STEPS
                .into_iter()
                .map(|s| {
                    let verdict = decide(&report, &op(step(s, 0)), author(1, 1), ALL, today());
                    format!("{}: {}", s.as_str(), name(&verdict))
                })
                .collect();
            let lock = if locked { "locked" } else { "" };
            table.push_str(&format!(
                "{:9} {lock:6} | {}\n",
                state.as_str(),
                row.join(" | ")
            ));
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn each_right_is_needed() {
    let mut report = held();
    report.state = ReportState::Submitted;
    let nothing = Rights::default();
    let look = Rights {
        view: true,
        ..nothing
    };
    for s in STEPS {
        let asked = |rights| {
            name(&decide(
                &report,
                &op(step(s, 0)),
                author(1, 1),
                rights,
                today(),
            ))
        };
        // What somebody may not see does not exist, whatever else the roles allow.
        assert_eq!(asked(nothing), "NotFound");
        assert_eq!(asked(Rights { view: false, ..ALL }), "NotFound");
        assert_eq!(asked(look), "Forbidden", "{s:?}");
        let one = Rights {
            edit: s == Step::Save,
            submit: matches!(s, Step::Submit | Step::Withdraw),
            approve: s == Step::Approve,
            send_back: s == Step::Return,
            ..look
        };
        assert_ne!(asked(one), "Forbidden", "{s:?}");
        let others = Rights {
            edit: !one.edit,
            submit: !one.submit,
            approve: !one.approve,
            send_back: !one.send_back,
            ..look
        };
        assert_eq!(asked(others), "Forbidden", "{s:?}");
    }
}

#[test]
fn hands() {
    let (one, two) = (author(1, 1), author(1, 2));
    let api = author(1, 0);
    let other = author(2, 1);
    let table = [
        (one, one, true),
        (one, two, false),
        (one, api, true),
        (api, api, true),
        (one, other, false),
        (api, author(2, 0), false),
    ];
    for (a, b, same) in table {
        assert_eq!(a.is_same_hand(b), same, "{a:?} {b:?}");
        assert_eq!(b.is_same_hand(a), same, "{b:?} {a:?}");
    }
}

#[test]
fn whose_changes_are_in_the_way() {
    let me = author(1, 1);
    let others = [
        ("same device", me, false),
        ("own other device", author(1, 2), true),
        ("own API client", author(1, 0), false),
        ("somebody else", author(2, 3), true),
        ("somebody else's API client", author(2, 0), true),
    ];
    for (who, by, clashes) in others {
        // The same field.
        let mut report = held();
        must(&mut report, edit(0, 0, &[numerator(5)]), by);
        let verdict = run(&mut report, edit(0, 0, &[numerator(6)]), me, 1);
        assert_eq!(matches!(verdict, Verdict::Conflict(_)), clashes, "{who}");
        // The same text.
        let mut report = held();
        must(&mut report, obstacles(0, "Thiếu máy"), by);
        let verdict = run(&mut report, obstacles(0, "Thiếu người"), me, 1);
        assert_eq!(matches!(verdict, Verdict::Conflict(_)), clashes, "{who}");
        // A step.
        let mut report = held();
        must(&mut report, edit(0, 0, &[numerator(5)]), by);
        let verdict = run(&mut report, step(Step::Submit, 0), me, 1);
        assert_eq!(matches!(verdict, Verdict::Conflict(_)), clashes, "{who}");
    }
}

#[test]
fn a_clash_says_who_and_what_to_base_the_next_on() {
    let mut report = held();
    let (me, other) = (author(1, 1), author(2, 2));
    must(&mut report, edit(1, 0, &[numerator(1)]), me);
    run(&mut report, edit(0, 0, &[numerator(5)]), other, 7);
    must(&mut report, edit(1, 0, &[numerator(2)]), me);
    let Verdict::Conflict(clash) = run(&mut report, edit(0, 0, &[numerator(6)]), me, 9) else {
        panic!("no conflict");
    };
    assert_eq!((clash.line, clash.version), (Some(line(0)), 2));
    assert_eq!((clash.mark.by, clash.mark.at), (other.user, at(7)));
    // Based on it, one insists.
    must(&mut report, edit(0, clash.version, &[numerator(6)]), me);
    assert_eq!(report.line(line(0)).unwrap().entry.numerator, number(6));
    // A step names the report's version.
    let Verdict::Conflict(clash) = run(&mut report, step(Step::Submit, 1), other, 9) else {
        panic!("no conflict");
    };
    assert_eq!((clash.line, clash.version), (None, report.version));
}

#[test]
fn different_fields_merge_and_equal_values_agree() {
    let mut report = held();
    let (me, other) = (author(1, 1), author(2, 2));
    let theirs = [numerator(5), FieldEdit::Denominator(number(10))];
    must(&mut report, edit(0, 0, &theirs), other);
    // Another field of the line, with the same value in one that they changed.
    let mine = [numerator(5), note("Đã đối chiếu")];
    must(&mut report, edit(0, 0, &mine), me);
    let entry = &report.line(line(0)).unwrap().entry;
    assert_eq!(
        (entry.numerator, entry.note.as_str()),
        (number(5), "Đã đối chiếu")
    );
    // Another line, another text.
    must(&mut report, edit(1, 0, &[numerator(1)]), me);
    must(&mut report, obstacles(0, "Thiếu máy"), other);
    let notes = OpBody::EditTexts {
        base_version: 0,
        edits: vec![TextEdit::Notes("Ghi chú".to_owned())],
    };
    must(&mut report, notes, me);
    // Exactly what is there already is nobody's conflict.
    assert_eq!(
        run(&mut report, edit(0, 0, &theirs), me, 1),
        Verdict::Already
    );
    assert_eq!(
        run(&mut report, obstacles(0, "Thiếu máy"), me, 1),
        Verdict::Already
    );
    assert_eq!(report.version, 5);
}

#[test]
fn a_value_changed_and_changed_back_is_still_somebodys_work() {
    let mut report = held();
    let (me, other) = (author(1, 1), author(2, 2));
    must(&mut report, edit(0, 0, &[numerator(5)]), me);
    must(&mut report, edit(0, 1, &[numerator(6)]), other);
    must(&mut report, edit(0, 2, &[numerator(5)]), other);
    let verdict = run(&mut report, edit(0, 1, &[numerator(7)]), me, 1);
    assert_eq!(name(&verdict), "conflict v3");
}

#[test]
fn a_step_after_what_others_did_is_not_made_unseen() {
    let mut report = held();
    let (staff, boss) = (author(1, 1), author(2, 2));
    must(&mut report, edit(0, 0, &[numerator(5)]), staff);
    must(&mut report, step(Step::Submit, 1), staff);
    // The approver has seen version 1 and not the submission.
    assert_eq!(
        name(&run(&mut report, step(Step::Approve, 1), boss, 1)),
        "conflict v2"
    );
    assert_eq!(
        name(&run(&mut report, step(Step::Return, 1), boss, 1)),
        "conflict v2"
    );
    assert_eq!(
        name(&run(&mut report, step(Step::Approve, 2), boss, 1)),
        "approved v3"
    );
}

#[test]
fn a_return_puts_reasons_on_lines_and_approval_takes_them_off() {
    let mut report = held();
    let (staff, boss) = (author(1, 1), author(2, 2));
    must(&mut report, edit(0, 0, &[numerator(5)]), staff);
    must(&mut report, step(Step::Submit, 1), staff);
    let reasons = OpBody::Return {
        base_version: 2,
        reason: "  ".to_owned(),
        lines: vec![ReturnLine {
            line: line(2),
            reason: " Chưa nhập ".to_owned(),
        }],
    };
    must(&mut report, reasons, boss);
    assert_eq!(
        (report.state, report.submitted),
        (ReportState::Returned, None)
    );
    assert_eq!(report.return_reason, None);
    let returned = report.line(line(2)).unwrap();
    assert_eq!(returned.returned.as_ref().unwrap().reason, "Chưa nhập");
    assert_eq!((returned.version, returned.updated), (0, None));
    must(&mut report, step(Step::Submit, 3), staff);
    must(&mut report, step(Step::Approve, 4), boss);
    assert!(report.lines.iter().all(|line| line.returned.is_none()));
    assert_eq!(report.approved.unwrap().by, boss.user);
}

#[test]
fn what_is_not_valid_is_named_field_by_field() {
    let long = "x".repeat(4_001);
    let unknown = LineId::Task(TaskId(uuid(9)));
    let reason = |line, reason: &str| ReturnLine {
        line,
        reason: reason.to_owned(),
    };
    let send_back = |lines| OpBody::Return {
        base_version: 0,
        reason: String::new(),
        lines,
    };
    let table = [
        edit(0, 0, &[numerator(-1)]),
        edit(0, 0, &[numerator(5), FieldEdit::Denominator(number(0))]),
        edit(3, 0, &[note(&long)]),
        edit(
            3,
            0,
            &[
                FieldEdit::Progress(Some(TaskProgress::Done)),
                FieldEdit::CompletedOn(today().succ_opt()),
            ],
        ),
        OpBody::EditLine {
            line: unknown,
            base_version: 0,
            edits: vec![note("?")],
        },
        obstacles(0, &long),
        send_back(Vec::new()),
        send_back(vec![reason(line(0), " "), reason(unknown, "Lý do")]),
        send_back(vec![reason(line(0), "Một"), reason(line(0), "Hai")]),
    ];
    let mut seen = String::new();
    for body in table {
        let mut report = held();
        if matches!(body, OpBody::Return { .. }) {
            report.state = ReportState::Submitted;
        }
        let verdict = decide(&report, &op(body), author(1, 1), ALL, today());
        seen.push_str(&format!("{}\n", name(&verdict)));
    }
    insta::assert_snapshot!(seen);
}

#[test]
fn nobody_is_asked_to_let_in_what_could_never_be_stored() {
    let mut report = held();
    report.locked = true;
    let code = |body| match decide(&report, &op(body), author(1, 1), ALL, today()) {
        Verdict::Refused(refusal) => Some(refusal.code),
        _ => None,
    };
    let unknown = OpBody::EditLine {
        line: LineId::Task(TaskId(uuid(9))),
        base_version: 0,
        edits: vec![note("?")],
    };
    assert_eq!(code(unknown), Some(RefusalCode::Invalid));
    assert_eq!(
        code(obstacles(0, &"x".repeat(4_001))),
        Some(RefusalCode::Invalid)
    );
    assert_eq!(code(edit(0, 0, &[numerator(1)])), None);
}

#[test]
fn the_last_of_several_values_for_a_field_counts() {
    let mut report = held();
    let edits = OpBody::EditTexts {
        base_version: 0,
        edits: vec![
            TextEdit::Notes("một".to_owned()),
            TextEdit::Obstacles("Thiếu máy".to_owned()),
            TextEdit::Notes("hai".to_owned()),
        ],
    };
    let Verdict::Change(effect) = run(&mut report, edits, author(1, 1), 0) else {
        panic!("no change");
    };
    assert_eq!(effect.texts.len(), 2);
    assert_eq!(report.texts.notes, "hai");
    let there_and_back = OpBody::EditTexts {
        base_version: 0,
        edits: vec![
            TextEdit::Notes("ba".to_owned()),
            TextEdit::Notes("hai".to_owned()),
        ],
    };
    assert_eq!(
        run(&mut report, there_and_back, author(1, 1), 0),
        Verdict::Already
    );
}

#[test]
fn taking_evidence_off_is_a_save() {
    let body = || OpBody::RemoveEvidence {
        evidence: EvidenceId(uuid(5)),
    };
    let mut report = held();
    must(&mut report, body(), author(1, 1));
    assert_eq!(report.version, 1);
    report.state = ReportState::Submitted;
    assert_eq!(
        name(&run(&mut report, body(), author(1, 1), 0)),
        "WrongState"
    );
}

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
