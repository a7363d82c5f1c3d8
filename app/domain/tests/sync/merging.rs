//! Edits that meet others': whose is in the way, what merges, what is a clash.

use crate::report::{
    at, author, edit, held, line, must, name, note, number, numerator, obstacles, run, step,
};
use domain::report::{FieldEdit, Step, TextEdit};
use domain::sync::{OpBody, Verdict};

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
