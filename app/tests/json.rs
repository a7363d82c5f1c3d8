//! The application's own JSON against serde's, which defines the wire form in `domain`.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use app::draft::Draft;
use app::json::{FromJson, ToJson, from_text, parse, to_text};
use domain::calendar::DayKind;
use domain::deadline::Deadline;
use domain::measure::{Accumulation, Comparator, MeasureKind, MeasureRole};
use domain::period::{CutoffWeekday, PeriodRule};
use domain::plan::Plan;
use domain::policy::{Grant, Role};
use domain::report::{
    Basis, FieldEdit, LineEdit, LineKind, ReportState, Step, TaskProgress, TextEdit,
};
use domain::rollup::Boundaries;
use domain::status::TaskStatus;
use domain::sync::{Op, OpBody, RefusalCode};
use domain::territory::UnitChange;
use domain::unit::{UnitKind, UnitRef};
use domain::wire::admin::{
    CreatedUser, NewUnit, NewUnitChange, NewUser, UnitChangeRow, UnitRow, UserRow,
};
use domain::wire::auth::{ChangePassword, Me};
use domain::wire::calendar::{DayRow, NewDay, RemovedDay, SavedDay};
use domain::wire::overview::{MeasureProof, Overview, OverviewChoice, TaskProof};
use domain::wire::period::{NewPeriod, Opened, PlanPeriods};
use domain::wire::plan::{
    AmendmentRow, CancelTask, LinkLine, NewAmendment, PlanChanges, PlanLinks, UnlinkedLines,
};
use domain::wire::problem::Problem;
use domain::wire::report::{
    AtVersion, Report, ReturnLine, ReturnReport, SaveReport, Saved, Version, Work,
};
use domain::wire::sync::{Because, LateRow, LateState, Pulled, Push, Pushed, Unmerged};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::fmt::Debug;
use uuid::Uuid;

/// Serde's value of the JSON, and ours of what serde writes for it, are the same.
fn reads<T: DeserializeOwned + Serialize + FromJson + PartialEq + Debug>(json: Value) {
    let value: T = serde_json::from_value(json).unwrap();
    let text = serde_json::to_string(&value).unwrap();
    assert_eq!(from_text::<T>(&text), Some(value), "{text}");
}

/// The same, and serde reads what we write of it.
fn both<T: DeserializeOwned + Serialize + FromJson + ToJson + PartialEq + Debug>(json: Value) {
    let value: T = serde_json::from_value(json.clone()).unwrap();
    reads::<T>(json);
    writes(&value);
}

/// Serde reads what we write.
fn writes<T: DeserializeOwned + ToJson + PartialEq + Debug>(value: &T) {
    let text = to_text(value);
    assert_eq!(&serde_json::from_str::<T>(&text).unwrap(), value, "{text}");
}

const ID: &str = "0199d3c4-7a10-7000-8000-000000000001";

fn unit() -> Value {
    json!({"id": "21004", "name": "Xã Tam Mỹ", "kind": "commune"})
}

fn stamp() -> Value {
    json!({"by": {"id": ID, "display_name": "Hoa \"H\" \\ \u{1f600}"}, "at": "2026-11-22T10:21:07.123Z"})
}

fn threshold() -> Value {
    json!({"comparator": "eq", "surface": "", "value": "99.5", "unit": "%", "evaluate_as": "gte",
        "aspirational": true})
}

fn figure() -> Value {
    json!({"numerator": "412", "denominator": "486", "per_mille": 848, "met": true, "coverage":
        {"expected": 94, "reported": 91, "approved": 88, "late": 3, "not_applicable": 1, "counted": 88}})
}

fn entry() -> Value {
    json!({"numerator": "412.5", "denominator": "486", "count": "3", "reached": false,
        "progress": "done", "completed_on": "2026-11-10", "behind": true, "note": "a\nb",
        "not_applicable": "vì"})
}

fn summary() -> Value {
    json!({"id": ID, "unit": unit(), "plan": ID, "plan_title": "Đề án", "plan_number": "180/KH-UBND",
        "programme": null, "simulated": true, "period": "2026-M11", "days": {"starts_on":
        "2026-10-15", "ends_on": "2026-11-14", "due_on": "2026-11-17"}, "state": "returned",
        "version": 12, "progress": {"targets_done": 1, "targets": 2, "tasks_done": 3, "tasks": 4,
        "returned": 5}, "updated_at": "2026-11-22T10:21:07Z"})
}

fn plan_summary() -> Value {
    json!({"id": ID, "unit": unit(), "doc_type": "Kế hoạch", "title": "T", "number": null,
        "number_suffix": "KH-UBND", "date": {"day": null, "month": 6, "year": 2026},
        "plan_year": 2026, "programme": "Đề án 06", "simulated": false, "target_count": 32,
        "declared_task_count": 37, "entered_task_count": 0, "simulated_task_count": 37})
}

fn merged(mut base: Value, more: Value) -> Value {
    base.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    base
}

fn evidence() -> Value {
    json!({"id": ID, "name": "ảnh.jpg", "media_type": "image/jpeg", "size": 20_000_000, "stamp":
        stamp()})
}

fn lock() -> Value {
    json!({"stamp": stamp(), "reason": null})
}

fn late() -> Value {
    json!({"id": ID, "state": "refused", "asked": stamp(), "decided": stamp(), "reason": "Quá hạn"})
}

fn child() -> Value {
    json!({"unit": unit(), "report": ID, "state": "approved", "version": 3, "late": false,
        "figure": figure(), "coverage": figure()["coverage"], "opens": false,
        "not_applicable": null, "line": format!("t:{ID}"), "progress": "blocked", "pull": -12,
        "evidence": 2, "updated": stamp(), "approved": null})
}

fn measure_figure() -> Value {
    json!({"id": ID, "kind": "ratio", "subject": "hồ sơ", "threshold": threshold(),
        "figure": figure(), "units_below": 4, "trend": [{"period": "2026-M10", "per_mille": 801}]})
}

fn tally() -> Value {
    json!({"id": ID, "no": "1.2", "name": "N", "deadline_text": "Quý III", "simulated": true,
        "by_status": [{"status": "overdue", "count": 3}], "behind": 1,
        "coverage": figure()["coverage"]})
}

#[test]
fn people() {
    let roles = json!([{"role": "approver", "unit": unit()}]);
    reads::<Me>(
        json!({"id": ID, "username": "a", "display_name": "A", "simulated": true,
        "must_change_password": false, "roles": roles, "today": "2026-11-15"}),
    );
    let user = json!({"id": ID, "username": "a", "display_name": "A", "disabled": true,
        "simulated": false, "roles": roles, "last_sign_in": "2026-11-22T10:21:07.000001Z"});
    reads::<UserRow>(user.clone());
    reads::<UnitRow>(merged(
        unit(),
        json!({"parent": unit(), "children": 2, "users": 3}),
    ));
    reads::<UnitRow>(merged(
        unit(),
        json!({"parent": null, "children": 0, "users": 0}),
    ));
    let created: CreatedUser =
        from_text(&json!({"user": user, "first_password": "p"}).to_string()).unwrap();
    assert_eq!(created.first_password, "p");
    reads::<Problem>(
        json!({"type": "/problems/invalid", "title": "T", "status": 422, "code":
        "invalid", "detail": "D", "errors": [{"line": format!("m:{ID}"), "field": "numerator",
        "code": "negative", "message": "M"}, {"field": "x", "code": "y", "message": "z"}],
        "request_id": "r"}),
    );
    reads::<Problem>(
        json!({"type": "/problems/not_found", "title": "T", "status": 404,
        "code": "not_found", "detail": "D"}),
    );
}

#[test]
fn reports() {
    let line = json!({"id": format!("m:{ID}"), "kind": "ratio", "accumulation": "cumulative",
        "entry": entry(), "version": 3, "updated": stamp(), "returned": {"reason": "R", "stamp":
        stamp(), "addressed": false}, "previous": {"period": "2026-M10", "entry": {}, "by": null},
        "history": [{"period": "2026-Q3", "per_mille": 800}],
        "peers": {"lower": 1, "upper": 2, "count": 5}, "evidence": [evidence()]});
    let empty = json!({"id": format!("t:{ID}"), "kind": "task", "accumulation": "stock",
        "entry": {}, "version": 0, "updated": null, "returned": null, "previous": null,
        "history": [], "peers": null, "evidence": []});
    both::<Report>(merged(
        summary(),
        json!({"may": {"edit": true, "submit": false, "withdraw":
        true, "approve": false, "send_back": true}, "texts": {"obstacles": "a",
        "recommendations": "", "notes": "c"}, "lines": [line, empty], "submitted": stamp(),
        "approved": null, "return_reason": "R", "lock": lock(), "late": late()}),
    ));
    reads::<Work>(json!({"to_report": [summary()], "to_approve": []}));
    reads::<Saved>(
        json!({"version": 13, "at": "2026-11-22T10:21:07Z", "progress": {"targets_done":
        1, "targets": 2, "tasks_done": 3, "tasks": 4, "returned": 5}, "lines": [
        {"outcome": "applied", "line": format!("m:{ID}"), "version": 13},
        {"outcome": "conflict", "line": format!("m:{ID}"), "current": entry(), "version": 12,
            "stamp": stamp()},
        {"outcome": "rejected", "line": format!("m:{ID}"), "errors": []}]}),
    );
    both::<Version>(
        json!({"version": 2, "step": "return", "state": "returned", "stamp": stamp(),
        "reason": "R", "changes": [{"line": format!("m:{ID}"), "before": {}, "after": entry(),
        "reason": "x"}], "texts": [{"field": "notes", "value": "n"}]}),
    );
}

fn returned_line() -> Value {
    json!({"line": format!("t:{ID}"), "reason": "vì sao?"})
}

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

#[test]
fn plans() {
    let measure = json!({"id": ID, "parent": ID, "kind": "count", "role": "embedded", "subject":
        "s", "threshold": threshold(), "accumulation": "flow"});
    let deadlines = [
        json!({"kind": "date", "due": "2026-11-15"}),
        json!({"kind": "month", "year": 2026, "month": 10}),
        json!({"kind": "quarter", "year": 2026, "quarter": 3}),
        json!({"kind": "year", "year": 2026}),
        json!({"kind": "ongoing"}),
        json!({"kind": "follow_authority", "authority": "Bộ"}),
        json!({"kind": "follow_authority_plan", "authority": "Bộ Công an"}),
        json!({"kind": "none"}),
    ];
    for deadline in &deadlines {
        reads::<Deadline>(deadline.clone());
    }
    let tasks: Vec<Value> = deadlines
        .iter()
        .map(|deadline| {
            json!({"id": ID, "parent": null, "no": "1", "name": "N", "lead_text": "L",
            "lead_units": ["L"], "coord_text": "C", "coord_units": ["C", "D"], "deliverable": "S",
            "deadline_text": "T", "deadline": deadline, "simulated": true, "note": "g"})
        })
        .collect();
    let mut called_off = tasks.clone();
    for task in &mut called_off {
        task["cancelled_on"] = json!("2026-11-15");
    }
    let tasks = [tasks, called_off].concat();
    let reference = json!({"kind": "Kế hoạch", "number": "180/KH-UBND", "date": "2026-03-19",
        "issuer": null, "plan": ID});
    let document = json!({"issuer": "UBND", "place": "Tam Mỹ", "number_raw": null, "parents":
        [reference], "other_refs": [], "common_tasks": ["a"], "monitoring": {"lead": "CA",
        "coordinating": null, "duties": ["d"], "reports_to": ["u"], "obstacle_channel": "o"},
        "budget_owner": null, "recipients": [{"text": "t", "purpose": "b/c"}], "signature":
        {"authority_line": "TM.", "title": "CT", "name": "A"}, "notes": ["n"]});
    let mut amended = measure.clone();
    amended["amended"] = json!({"issued": threshold(), "changes": [{"effective_from": "2026-12-01",
        "threshold": threshold(), "document": "QĐ 1"}]});
    reads::<Plan>(merged(
        plan_summary(),
        json!({"document": document, "target_groups": [{"no": "1",
        "title": "G", "targets": [{"id": ID, "no": "1.1", "text": "T", "qualitative_kind":
        "milestone", "note": null, "measures": [measure, amended]}]}], "task_groups": [{"no": "1",
        "title": "G", "declared_count": 2, "tasks": tasks}]}),
    ));
}

#[test]
fn overviews() {
    let days = summary()["days"].clone();
    reads::<OverviewChoice>(json!({"plan": plan_summary(),
        "periods": [{"period": "2026-M11", "days": days}]}));
    let coverage = figure()["coverage"].clone();
    reads::<Overview>(
        json!({"plan": plan_summary(), "unit": unit(), "path": [unit()], "period": "2026-M11",
        "days": days, "basis": "received", "boundaries": "now", "coverage": coverage,
        "silent": [{"unit": unit(), "report": ID, "state": "draft", "late": true}],
        "targets": [{"id": ID, "no": "1", "group_no": "1", "group_title": "G", "text": "T",
        "measures": [measure_figure()]}], "task_groups": [{"no": "1", "title": "G",
        "declared_count": null, "tasks": [tally()]}], "ranking": [{"rank": 1, "unit": unit(),
        "report": ID, "state": "approved", "late": false, "coverage": coverage, "opens": true,
        "met": 1, "applicable": 2, "tasks_done": 3, "tasks_overdue": 4, "tasks": 5}]}),
    );
    reads::<UnlinkedLines>(
        json!({"total": 2, "units": [{"unit": unit(), "plan": ID, "lines": [
        {"line": format!("m:{ID}"), "no": "1.2", "text": "T"}]}]}),
    );
    let place = json!({"boundaries": "then", "unit": unit(), "path": []});
    reads::<MeasureProof>(merged(
        json!({"plan": ID, "period": "2026-M11", "basis": "approved", "target_no": "1",
        "target_text": "T", "measure": measure_figure(), "children": [child()]}),
        place.clone(),
    ));
    let said = json!({"status": "done_late", "note": "n", "behind": true});
    let sum = json!({"status": null, "note": "",
        "by_status": [{"status": "ongoing_unproven", "count": 2}]});
    reads::<TaskProof>(merged(
        json!({"plan": ID, "period": "2026-M11", "basis": "approved", "task": tally(),
        "children": [merged(child(), said), merged(child(), sum)]}),
        place,
    ));
}

#[test]
fn unit_changes() {
    let new = json!({"name": "Phường C", "kind": "ward", "parent": "48"});
    let changes = [
        json!({"type": "rename", "unit": "21004", "name": "Xã \"Mới\""}),
        json!({"type": "retype", "unit": "21004", "kind": "ward", "name": "Phường Tam Mỹ"}),
        json!({"type": "move", "unit": "21004", "to": "52"}),
        json!({"type": "merge", "from": ["21004", "20965"], "into": "29999", "new": new}),
        json!({"type": "merge", "from": ["21004", "20965"], "into": "21004", "new": null}),
        json!({"type": "split", "from": "21004", "into": [["21004", new], ["29999", new]]}),
    ];
    for change in &changes {
        both::<UnitChange>(change.clone());
        writes(&NewUnitChange {
            effective_on: chrono::NaiveDate::from_ymd_opt(2026, 7, 1).unwrap(),
            change: serde_json::from_value(change.clone()).unwrap(),
            document: Some("Nghị quyết số 30".to_owned()),
        });
        let row = json!({"id": ID, "effective_on": "2026-07-01", "change": change,
            "units": [unit()], "document": null, "made": null, "undone": null,
            "undo_reason": null});
        reads::<UnitChangeRow>(row.clone());
        reads::<UnitChangeRow>(merged(
            row,
            json!({"document": "NQ", "made": stamp(), "undone": stamp(), "undo_reason": "Nhầm",
                "reports": 12}),
        ));
    }
    for odd in [
        json!({"type": "dissolve", "unit": "21004"}),
        json!({"type": "split", "from": "21004", "into": [["21004"]]}),
        json!({"type": "split", "from": "21004", "into": ["21004"]}),
    ] {
        assert_eq!(from_text::<UnitChange>(&odd.to_string()), None, "{odd}");
    }
}

#[test]
fn periods() {
    let days = json!({"starts_on": "2026-10-15", "ends_on": "2026-11-14", "due_on": "2026-11-17"});
    let rule = json!({"cutoff_day": 14, "due_working_days": 2, "grace_working_days": 3,
        "week_cutoff": "friday"});
    both::<PeriodRule>(rule.clone());
    both::<PeriodRule>(json!({"cutoff_day": 14, "due_working_days": 2}));
    both::<NewPeriod>(json!({"period": "2026-M11"}));
    both::<NewPeriod>(json!({"period": "2026-A1", "days": days}));
    reads::<Opened>(json!({"period": "2026-M11", "reports": 94}));
    let lock = json!({"stamp": stamp(), "reason": "Đã tổng hợp"});
    reads::<PlanPeriods>(
        json!({"plan": plan_summary(), "rule": rule, "may_lock": true, "reporting": 94,
        "next": "2026-M12", "opened": [{"period": "2026-M11", "days": days, "locks_on":
        "2026-11-20", "lock": lock, "locked_above": true, "expected": 94, "submitted": 12,
        "approved": 7}, {"period": "2026-A1", "days": days, "locks_on": null, "lock": null,
        "locked_above": false, "expected": 1, "submitted": 0, "approved": 0}]}),
    );
}

#[test]
fn changes_of_a_plan() {
    let line = |id: &str| json!({"line": format!("{id}:{ID}"), "no": "1.1", "text": "T"});
    let linked = merged(
        line("m"),
        json!({"kind": "ratio", "parent": format!("m:{ID}")}),
    );
    let alone = merged(line("t"), json!({"kind": "task", "parent": null}));
    let above = json!({"plan": ID, "unit": unit(), "title": "KH", "lines":
        [merged(line("m"), json!({"kind": "count"}))]});
    reads::<PlanLinks>(json!({"lines": [linked, alone], "above": [above]}));
    let row = json!({"measure": ID, "target_no": "1.1", "subject": "s", "effective_from":
        "2026-12-01", "threshold": threshold(), "document": "QĐ 1", "before": threshold(),
        "made": stamp()});
    reads::<AmendmentRow>(row.clone());
    reads::<PlanChanges>(
        json!({"may_change": true, "amendments": [row], "cancelled": [{"task": ID, "no": "1",
        "name": "N", "cancelled_on": "2026-12-01", "reason": "R"}], "unlinked": [line("m")]}),
    );
    both::<NewAmendment>(
        json!({"effective_from": "2026-12-01", "threshold": {"comparator": "gte", "surface": "",
        "value": "90.5", "unit": "%", "evaluate_as": null, "aspirational": false}, "document":
        null}),
    );
    both::<CancelTask>(json!({"from": "2026-12-01", "reason": "R"}));
    both::<LinkLine>(json!({"parent": null}));
    both::<LinkLine>(json!({"parent": format!("t:{ID}")}));
}

#[test]
fn calendar() {
    let moved = json!([{"period": "2026-M11", "from": "2026-11-17", "to": "2026-11-18",
        "plans": 8}]);
    reads::<SavedDay>(
        json!({"date": "2026-09-02", "kind": "holiday", "name": "Quốc khánh",
        "source": "TB 6150", "moved": moved}),
    );
    reads::<RemovedDay>(json!({ "moved": moved }));
    for kind in ["holiday", "in_lieu", "make_up"] {
        reads::<DayRow>(
            json!({"date": "2026-09-02", "kind": kind, "name": "Quốc khánh", "source": "TB 6150"}),
        );
    }
    writes(&NewDay {
        kind: DayKind::MakeUp,
        name: "Làm bù".to_owned(),
        source: "Thông báo".to_owned(),
    });
}

#[test]
fn names() {
    fn all<T: Serialize + DeserializeOwned + FromJson + ToJson + PartialEq + Debug>(values: &[T]) {
        for value in values {
            both::<T>(serde_json::to_value(value).unwrap());
        }
        assert_eq!(from_text::<T>("\"no such name\""), None);
    }
    all(&TaskStatus::ALL);
    all(&TaskProgress::ALL);
    all(&[DayKind::Holiday, DayKind::InLieu, DayKind::MakeUp]);
    all(&CutoffWeekday::ALL);
    all(&Role::ALL);
    all(&[
        Accumulation::Flow,
        Accumulation::Cumulative,
        Accumulation::Stock,
    ]);
    all(&[Basis::Approved, Basis::Received]);
    all(&[Boundaries::Then, Boundaries::Now]);
    all(&[
        Comparator::Gte,
        Comparator::Gt,
        Comparator::Eq,
        Comparator::Lte,
        Comparator::Lt,
    ]);
    all(&[
        LineKind::Ratio,
        LineKind::Count,
        LineKind::Milestone,
        LineKind::Task,
    ]);
    all(&[
        MeasureKind::Ratio,
        MeasureKind::Count,
        MeasureKind::Milestone,
    ]);
    all(&[
        MeasureRole::Headline,
        MeasureRole::PerMemberThreshold,
        MeasureRole::Embedded,
    ]);
    all(&[
        ReportState::Draft,
        ReportState::Submitted,
        ReportState::Approved,
        ReportState::Returned,
    ]);
    all(&[
        RefusalCode::NotFound,
        RefusalCode::Forbidden,
        RefusalCode::WrongState,
        RefusalCode::Invalid,
        RefusalCode::Blocked,
        RefusalCode::Locked,
        RefusalCode::LateRefused,
    ]);
    all(&[LateState::Waiting, LateState::Accepted, LateState::Refused]);
    all(&[
        Step::Save,
        Step::Submit,
        Step::Withdraw,
        Step::Approve,
        Step::Return,
    ]);
    all(&[
        UnitKind::Nation,
        UnitKind::Province,
        UnitKind::City,
        UnitKind::Commune,
    ]);
    all(&[UnitKind::Ward, UnitKind::SpecialZone, UnitKind::Department]);
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

#[test]
fn what_is_not_json() {
    for text in [
        "",
        "{",
        "[1,]",
        "{\"a\":1,}",
        "\"\\x\"",
        "\"\\ud800\"",
        "nul",
        "1.5",
        "[1] 2",
        "\"",
    ] {
        assert_eq!(parse(text), None, "{text}");
    }
    assert_eq!(parse(&"[".repeat(100_000)), None);
    assert_eq!(
        from_text::<String>(r#""\u0041\ud83d\ude00\/""#).as_deref(),
        Some("A😀/")
    );
}

proptest! {
    #[test]
    fn texts_survive(text in any::<String>()) {
        prop_assert_eq!(&serde_json::from_str::<String>(&to_text(&text)).unwrap(), &text);
        let by_serde = serde_json::to_string(&text).unwrap();
        prop_assert_eq!(from_text::<String>(&by_serde), Some(text));
    }

    #[test]
    fn moments_survive(millis in -2_000_000_000_000_i64..4_000_000_000_000) {
        let moment = chrono::DateTime::from_timestamp_millis(millis).unwrap();
        prop_assert_eq!(serde_json::from_str::<chrono::DateTime<chrono::Utc>>(&to_text(&moment)).unwrap(), moment);
        prop_assert_eq!(from_text(&to_text(&moment)), Some(moment));
    }

    #[test]
    fn parsing_never_panics(text in "[\\[\\]{}\",:\\\\0-9a-zđ\\- ]*") {
        let _value = parse(&text);
    }
}
