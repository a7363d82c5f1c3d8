//! A plan on the device: its thresholds are those of the period that they judge.

use crate::device::Device;
use app::sync::keys;
use chrono::NaiveDate;
use domain::id::{PlanId, UserId};
use domain::plan::Plan;
use domain::quantity::Quantity;
use serde_json::{Value, json};
use std::sync::Arc;

const ID: &str = "0199d3c4-7a10-7000-8000-000000000001";

fn percent(value: &str) -> Value {
    json!({"comparator": "gte", "surface": "", "value": value, "unit": "%", "evaluate_as": "gte",
        "aspirational": false})
}

/// A plan of one target, as it was pulled on 16/11/2026.
fn pulled(amended: &Value) -> String {
    let measure = json!({"id": ID, "parent": null, "kind": "ratio", "role": "headline",
        "subject": "s", "threshold": percent("85"), "accumulation": "stock", "amended": amended});
    let target = json!({"id": ID, "no": "1.1", "text": "T", "qualitative_kind": null, "note": null,
        "measures": [measure]});
    json!({"id": ID, "unit": {"id": "21004", "name": "Xã Tam Mỹ", "kind": "commune"},
        "doc_type": "Kế hoạch", "title": "KH", "number": null, "number_suffix": null,
        "date": {"day": null, "month": null, "year": null}, "plan_year": 2026, "programme": null,
        "simulated": true, "target_count": 1, "declared_task_count": null,
        "entered_task_count": 0, "simulated_task_count": 0,
        "document": {"issuer": "", "place": null, "number_raw": null, "parents": [],
            "other_refs": [], "common_tasks": [], "monitoring": null, "budget_owner": null,
            "recipients": [], "signature": null, "notes": []},
        "target_groups": [{"no": "", "title": "", "targets": [target]}], "task_groups": []})
    .to_string()
}

fn device(amended: &Value) -> Device {
    let mut device = Device::new(UserId::from_u128(7), 1);
    device
        .store
        .poke(&format!("{}{ID}", keys::PLANS), pulled(amended));
    device.start();
    device
}

fn plan(device: &Device, ends_on: Option<&str>) -> Arc<Plan> {
    let id: PlanId = ID.parse().unwrap();
    let day: Option<NaiveDate> = ends_on.map(|day| day.parse().unwrap());
    let engine = device.engine.as_ref().unwrap();
    device
        .finish(engine.plan(id, day))
        .unwrap()
        .unwrap()
        .unwrap()
}

/// However old the copy is: nobody has to tell the device that a threshold has begun.
#[test]
fn a_threshold_of_the_future_judges_the_periods_that_end_after_it() {
    let device = device(&json!({"issued": percent("80"), "changes": [
        {"effective_from": "2026-11-01", "threshold": percent("85"), "document": null},
        {"effective_from": "2026-12-01", "threshold": percent("90"), "document": null},
    ]}));
    let table = [
        (Some("2026-10-14"), 80),
        (Some("2026-12-14"), 90),
        (Some("2026-11-14"), 85),
        // As it was read.
        (None, 85),
    ];
    for (ends_on, expected) in table {
        let plan = plan(&device, ends_on);
        let (_, measure) = plan.reported_measures().next().unwrap();
        let value = measure.threshold.as_ref().unwrap().value;
        assert_eq!(value, Quantity::from_int(expected), "{ends_on:?}");
    }
}

/// One that was never amended is read once.
#[test]
fn a_plan_as_it_was_issued_is_the_same_in_every_period() {
    let device = device(&Value::Null);
    let first = plan(&device, Some("2026-10-14"));
    assert!(Arc::ptr_eq(&first, &plan(&device, Some("2026-12-14"))));
}
