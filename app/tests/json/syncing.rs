//! What a device pulls, pushes and keeps, and what it is told.

use crate::values::{ID, entry, evidence, late, lock, returned_line, stamp, summary};
use crate::{both, reads, writes};
use app::draft::Draft;
use app::json::{from_text, parse, to_text};
use domain::policy::{Grant, Role};
use domain::report::{FieldEdit, LineEdit, TaskProgress, TextEdit};
use domain::sync::{Op, OpBody};
use domain::unit::{UnitKind, UnitRef};
use domain::wire::admin::{NewUnit, NewUser};
use domain::wire::auth::ChangePassword;
use domain::wire::report::{AtVersion, ReturnLine, ReturnReport, SaveReport};
use domain::wire::sync::{Because, LateRow, Pulled, Push, Pushed, Unmerged};
use serde_json::{Value, json};
use uuid::Uuid;

#[test]
fn operations() {
    let edits = serde_json::to_value(every_edit()).unwrap();
    let texts = json!([{"field": "obstacles", "value": "a\n"}, {"field": "notes", "value": ""}]);
    let bodies = [
        json!({"kind": "edit_line", "line": format!("m:{ID}"), "base_version": 3, "edits": edits}),
        json!({"kind": "edit_texts", "base_version": 0, "edits": texts}),
        json!({"kind": "submit", "base_version": 4}),
        json!({"kind": "withdraw", "base_version": 5}),
        json!({"kind": "approve", "base_version": 6}),
        json!({"kind": "return", "base_version": 7, "reason": "r", "lines": [returned_line()]}),
        json!({"kind": "remove_evidence", "evidence": ID}),
    ];
    let ops = bodies.map(|body| {
        json!({"op_id": ID, "report": ID, "made_at": "2026-11-22T10:21:07.123Z", "body": body})
    });
    for op in &ops {
        both::<Op>(op.clone());
    }
    both::<Push>(json!({"protocol": 1, "device": ID, "ops": ops}));
    assert_eq!(from_text::<Op>("{\"op_id\":1}"), None);
    let plain = json!({"kind": "submit"}).to_string();
    assert_eq!(
        from_text::<OpBody>(&plain),
        None,
        "a step names its version"
    );

    let refusal = json!({"code": "invalid", "detail": "D", "errors": [{"line": format!("m:{ID}"),
        "field": "numerator", "code": "negative", "message": "M"}]});
    let outcomes = [
        json!({"result": "applied", "version": 4, "at": "2026-11-22T10:21:07Z"}),
        json!({"result": "duplicate", "version": 4, "at": "2026-11-22T10:21:07.000001Z"}),
        json!({"result": "conflict", "theirs": {"version": 4, "stamp": stamp(), "entry": entry()}}),
        json!({"result": "conflict", "theirs": {"version": 4, "stamp": stamp(), "texts":
            {"obstacles": "", "recommendations": "b", "notes": ""}}}),
        json!({"result": "late", "request": ID}),
        json!({"result": "refused", "refusal": refusal}),
        json!({"result": "refused", "refusal": {"code": "blocked", "detail": "D"}}),
    ];
    let outcomes = outcomes.map(|outcome| json!({"op_id": ID, "outcome": outcome}));
    both::<Pushed>(json!({"at": "2026-11-22T10:21:07Z", "outcomes": outcomes}));
}

#[test]
fn changes() {
    let line = json!({"id": format!("m:{ID}"), "entry": entry(), "version": 3, "updated": stamp(),
        "returned": {"reason": "R", "stamp": stamp(), "addressed": true}, "evidence":
        [evidence()]});
    let context = json!({"kind": "ratio", "accumulation": "cumulative", "previous": {"period":
        "2026-M10", "entry": {}, "by": null}, "history": [{"period": "2026-Q3", "per_mille": 800}],
        "peers": {"lower": 1, "upper": 2, "count": 5}});
    let unmerged = [
        json!({"op_id": ID, "line": format!("m:{ID}"), "fields":
            serde_json::to_value(every_edit()).unwrap(), "stamp": stamp()}),
        json!({"op_id": ID, "line": null, "texts": [{"field": "notes", "value": "n"}], "stamp":
            stamp()}),
    ];
    for unmerged in &unmerged {
        both::<Unmerged>(unmerged.clone());
    }
    let rights = json!({"edit": true, "submit": false, "withdraw": true, "approve": false,
        "send_back": true});
    let version = json!({"version": 2, "step": "save", "state": "draft", "stamp": stamp(),
        "changes": [], "texts": []});
    let change = json!({"summary": summary(), "may": rights, "texts": {"obstacles": "a",
        "recommendations": "", "notes": "c"}, "submitted": stamp(), "approved": null,
        "return_reason": null, "lock": lock(), "late": late(), "whole": true, "lines": [line],
        "context": [context], "versions": [version], "unmerged": unmerged});
    let mut open = change.clone();
    open["lock"] = Value::Null;
    open["late"] = Value::Null;
    let me = json!({"id": ID, "username": "a", "display_name": "A", "simulated": true,
        "must_change_password": false, "roles": [], "today": "2026-11-15"});
    reads::<LateRow>(
        json!({"request": {"id": ID, "state": "refused", "asked": stamp(), "decided": stamp(),
        "reason": "Quá muộn"}, "report": summary(), "ops": 3, "lines": 2, "submits": true,
        "people": [{"id": ID, "display_name": "Hoa"}]}),
    );
    writes(&Because {
        reason: "Vì \"mưa\"".to_owned(),
    });
    reads::<Pulled>(
        json!({"cursor": "7.x", "more": true, "reset": true, "me": me, "plans": [],
        "reports": [change, open], "gone": [ID]}),
    );
    reads::<Pulled>(
        json!({"cursor": "7.x", "more": false, "reset": false, "plans": [],
        "reports": [], "gone": []}),
    );
}

fn every_edit() -> Vec<FieldEdit> {
    let number = |n| Some(domain::quantity::Quantity::from_thousandths(n));
    vec![
        FieldEdit::Numerator(number(412_500)),
        FieldEdit::Denominator(None),
        FieldEdit::Count(number(3_000)),
        FieldEdit::Reached(Some(true)),
        FieldEdit::Progress(Some(TaskProgress::InProgress)),
        FieldEdit::CompletedOn(chrono::NaiveDate::from_ymd_opt(2026, 11, 5)),
        FieldEdit::Note("dòng 1\n\"dòng 2\" \\ \t\u{1}".to_owned()),
        FieldEdit::NotApplicable(Some(String::new())),
        FieldEdit::NotApplicable(None),
        FieldEdit::Behind(true),
    ]
}

#[test]
fn what_is_sent() {
    let id: Uuid = ID.parse().unwrap();
    let line = domain::id::LineId::Measure(id.into());
    let texts = vec![
        TextEdit::Obstacles("a".to_owned()),
        TextEdit::Recommendations(String::new()),
        TextEdit::Notes("c".to_owned()),
    ];
    let lines = vec![LineEdit {
        line,
        base_version: 3,
        edits: every_edit(),
    }];
    writes(&SaveReport {
        lines,
        texts: texts.clone(),
    });
    writes(&AtVersion { version: 13 });
    let lines = vec![ReturnLine {
        line,
        reason: "vì sao?".to_owned(),
    }];
    let marks = ReturnReport {
        version: 1,
        reason: "x".to_owned(),
        lines,
    };
    writes(&marks);
    // Kept on the device as it would be sent.
    assert_eq!(from_text(&to_text(&marks)), Some(marks));
    let unit = domain::id::UnitId::new("21004");
    let grants = vec![Grant {
        role: Role::Reporter,
        unit: unit.clone(),
    }];
    writes(&NewUser {
        username: "a".to_owned(),
        display_name: "A".to_owned(),
        grants,
    });
    writes(&NewUnit {
        parent: unit,
        name: "Phòng".to_owned(),
        kind: UnitKind::Department,
    });
    let change = ChangePassword {
        current: "a\"".to_owned(),
        new: "b".to_owned(),
    };
    let read: ChangePassword = serde_json::from_str(&to_text(&change)).unwrap();
    assert_eq!((read.current, read.new), (change.current, change.new));
    let draft = Draft {
        base_version: 3,
        fields: every_edit(),
        texts,
    };
    assert_eq!(from_text::<Draft>(&to_text(&draft)), Some(draft));
    assert_eq!(from_text::<UnitRef>("{\"id\":\"1\"}"), None);
}

#[test]
fn kept_as_it_is() {
    let text = r#"{"a":[1,-2,null,true],"b":{"c":"x\ny","d":{}},"e":[]}"#;
    assert_eq!(to_text(&parse(text).unwrap()), text);
}
