//! Who carries out which task.

use crate::values::{ID, plan_summary, unit};
use crate::{reads, writes};
use domain::id::UnitId;
use domain::wire::assignment::{Assign, Assigned, PlanAssignments};
use serde_json::json;

#[test]
fn assignments() {
    reads::<PlanAssignments>(json!({
        "plan": plan_summary(), "may_assign": true, "units": [unit()],
        "tasks": [{
            "task": ID, "no": "8", "name": "Tham gia đào tạo",
            "lead_text": "Các phòng, ban, trung tâm trực thuộc", "is_class": true,
            "named": ["21004"], "carried_out": 0,
            "members": [{
                "unit": unit(), "plan": ID, "task": ID, "asked_from": "2026-11-14", "cancelled_on": null,
            }],
        }],
    }));
    reads::<Assigned>(json!({
        "task": ID, "no": "8", "name": "Tham gia đào tạo", "lead_text": "", "is_class": false,
        "named": [], "carried_out": 94, "members": [], "reports": 4,
    }));
    writes(&Assign {
        units: vec![UnitId::new("21004"), UnitId::new("52.vp")],
    });
}
