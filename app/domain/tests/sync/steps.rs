//! Steps: in which state, by whose right, on which version.

use crate::report::{
    ALL, STATES, STEPS, author, edit, held, line, must, name, note, number, numerator, obstacles,
    op, run, step, today, uuid,
};
use domain::id::{EvidenceId, LineId, TaskId};
use domain::report::{FieldEdit, ReportState, Step, TaskProgress, TextEdit};
use domain::sync::{OpBody, RefusalCode, Rights, Verdict, decide};
use domain::wire::report::ReturnLine;

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
