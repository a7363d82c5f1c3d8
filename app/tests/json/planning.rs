//! A plan's periods and changes, the calendar's answers.

use crate::values::{ID, merged, plan_summary, stamp, threshold, unit};
use crate::{both, reads};
use domain::period::PeriodRule;
use domain::wire::calendar::{RemovedDay, SavedDay};
use domain::wire::period::{NewPeriod, Opened, PlanPeriods};
use domain::wire::plan::{
    AmendmentRow, CancelTask, LinkLine, NewAmendment, PlanChanges, PlanLinks,
};
use serde_json::json;

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
fn moved_due_days() {
    let moved = json!([{"period": "2026-M11", "from": "2026-11-17", "to": "2026-11-18",
        "plans": 8}]);
    reads::<SavedDay>(
        json!({"date": "2026-09-02", "kind": "holiday", "name": "Quốc khánh",
        "source": "TB 6150", "moved": moved}),
    );
    reads::<RemovedDay>(json!({ "moved": moved }));
}
