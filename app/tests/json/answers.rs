//! What the server answers: reports, plans, overviews, units.

use crate::values::{
    ID, child, entry, evidence, figure, late, lock, measure_figure, merged, plan_summary, stamp,
    striving, summary, tally, threshold, unit,
};
use crate::{both, reads, writes};
use app::json::from_text;
use domain::calendar::DayKind;
use domain::deadline::Deadline;
use domain::plan::Plan;
use domain::territory::UnitChange;
use domain::wire::admin::{CreatedUser, NewUnitChange, UnitChangeRow, UnitRow, UserRow};
use domain::wire::auth::Me;
use domain::wire::calendar::{DayRow, NewDay};
use domain::wire::overview::{MeasureProof, Overview, OverviewChoice, TaskProof};
use domain::wire::plan::UnlinkedLines;
use domain::wire::problem::Problem;
use domain::wire::report::{Report, Saved, Version, Work};
use serde_json::{Value, json};

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

#[test]
fn plans() {
    let measure = json!({"id": ID, "parent": ID, "kind": "count", "role": "embedded", "subject":
        "s", "threshold": threshold(), "accumulation": "flow"});
    let both = merged(measure.clone(), json!({"aspiration": threshold()}));
    let changes = json!([{"effective_from": "2026-12-01", "threshold": threshold(),
        "document": "QĐ 1"}]);
    let amended = merged(
        measure.clone(),
        json!({"amended": {"issued": threshold(), "changes": changes}}),
    );
    let both_amended = merged(
        both.clone(),
        json!({"amended": {"issued": null, "aspiration": threshold(), "changes": []}}),
    );
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
    reads::<Plan>(merged(
        plan_summary(),
        json!({"document": document, "target_groups": [{"no": "1",
        "title": "G", "targets": [{"id": ID, "no": "1.1", "text": "T", "qualitative_kind":
        "milestone", "note": null, "measures": [measure, both, amended, both_amended]}]}], "task_groups": [{"no": "1",
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
        "measures": [measure_figure(), striving()]}], "task_groups": [{"no": "1", "title": "G",
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
        "target_text": "T", "measure": striving(), "children": [child()]}),
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
fn calendar() {
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
