//! One value of everything that the answers are made of.

use serde_json::{Value, json};

pub(crate) const ID: &str = "0199d3c4-7a10-7000-8000-000000000001";

pub(crate) fn unit() -> Value {
    json!({"id": "21004", "name": "Xã Tam Mỹ", "kind": "commune"})
}

pub(crate) fn stamp() -> Value {
    json!({"by": {"id": ID, "display_name": "Hoa \"H\" \\ \u{1f600}"}, "at": "2026-11-22T10:21:07.123Z"})
}

pub(crate) fn threshold() -> Value {
    json!({"comparator": "eq", "surface": "", "value": "99.5", "unit": "%", "evaluate_as": "gte",
        "aspirational": true})
}

pub(crate) fn figure() -> Value {
    json!({"numerator": "412", "denominator": "486", "per_mille": 848, "met": true, "coverage":
        {"expected": 94, "reported": 91, "approved": 88, "late": 3, "not_applicable": 1, "counted": 88}})
}

pub(crate) fn entry() -> Value {
    json!({"numerator": "412.5", "denominator": "486", "count": "3", "reached": false,
        "progress": "done", "completed_on": "2026-11-10", "behind": true, "note": "a\nb",
        "not_applicable": "vì"})
}

pub(crate) fn summary() -> Value {
    json!({"id": ID, "unit": unit(), "plan": ID, "plan_title": "Đề án", "plan_number": "180/KH-UBND",
        "programme": null, "simulated": true, "period": "2026-M11", "days": {"starts_on":
        "2026-10-15", "ends_on": "2026-11-14", "due_on": "2026-11-17"}, "state": "returned",
        "version": 12, "progress": {"targets_done": 1, "targets": 2, "tasks_done": 3, "tasks": 4,
        "returned": 5}, "updated_at": "2026-11-22T10:21:07Z"})
}

pub(crate) fn plan_summary() -> Value {
    json!({"id": ID, "unit": unit(), "doc_type": "Kế hoạch", "title": "T", "number": null,
        "number_suffix": "KH-UBND", "date": {"day": null, "month": 6, "year": 2026},
        "plan_year": 2026, "programme": "Đề án 06", "simulated": false, "target_count": 32,
        "declared_task_count": 37, "entered_task_count": 0, "simulated_task_count": 37})
}

pub(crate) fn merged(mut base: Value, more: Value) -> Value {
    base.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    base
}

pub(crate) fn evidence() -> Value {
    json!({"id": ID, "name": "ảnh.jpg", "media_type": "image/jpeg", "size": 20_000_000, "stamp":
        stamp()})
}

pub(crate) fn lock() -> Value {
    json!({"stamp": stamp(), "reason": null})
}

pub(crate) fn late() -> Value {
    json!({"id": ID, "state": "refused", "asked": stamp(), "decided": stamp(), "reason": "Quá hạn"})
}

pub(crate) fn child() -> Value {
    json!({"unit": unit(), "report": ID, "state": "approved", "version": 3, "late": false,
        "figure": figure(), "coverage": figure()["coverage"], "opens": false,
        "not_applicable": null, "line": format!("t:{ID}"), "progress": "blocked", "pull": -12,
        "evidence": 2, "updated": stamp(), "approved": null})
}

pub(crate) fn measure_figure() -> Value {
    json!({"id": ID, "kind": "ratio", "subject": "hồ sơ", "threshold": threshold(),
        "figure": figure(), "units_below": 4, "trend": [{"period": "2026-M10", "per_mille": 801}]})
}

/// With what is striven for beside the threshold.
pub(crate) fn striving() -> Value {
    let beside = json!({"aspiration": threshold(), "aspiration_met": false});
    merged(measure_figure(), beside)
}

pub(crate) fn tally() -> Value {
    json!({"id": ID, "no": "1.2", "name": "N", "deadline_text": "Quý III", "simulated": true,
        "by_status": [{"status": "overdue", "count": 3}], "behind": 1,
        "coverage": figure()["coverage"]})
}

pub(crate) fn returned_line() -> Value {
    json!({"line": format!("t:{ID}"), "reason": "vì sao?"})
}
