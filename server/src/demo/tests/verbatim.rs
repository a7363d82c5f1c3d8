//! Plans A and B against the file they are read from, key by key.

use crate::demo::plans::verbatim;
use crate::demo::seed::Seed;
use domain::id::UnitId;
use domain::measure::MeasureKind;
use domain::plan::{Measure, Plan};
use domain::unit::{UnitKind, UnitRef};
use serde_json::{Value, json};

const JSON: &str = include_str!("../../../../seeds/seed_plans.json");

fn plan(id: &str) -> (Plan, Value) {
    let unit = UnitRef {
        id: UnitId::new("21004"),
        name: "Xã Tam Mỹ".to_owned(),
        kind: UnitKind::Commune,
    };
    let file: Value = serde_json::from_str(JSON).unwrap();
    let documents = file["documents"].as_array().unwrap();
    let document = documents
        .iter()
        .find(|document| document["id"] == id)
        .unwrap();
    (
        verbatim(&Seed::read().unwrap(), id, unit).unwrap(),
        document.clone(),
    )
}

/// Only the keys that both have.
fn assert_same(ours: &Value, theirs: &Value, keys: &[&str]) {
    for key in keys {
        let null_or = |value: &Value| value.get(*key).cloned().unwrap_or(Value::Null);
        assert_eq!(null_or(ours), null_or(theirs), "{key}");
    }
}

fn measure_as_in_the_file(measure: &Measure) -> Value {
    let threshold = measure.threshold.as_ref().unwrap();
    let value: i64 = threshold.value.to_string().parse().unwrap();
    json!({
        "comparator": threshold.comparator,
        "comparator_surface": threshold.surface,
        "value": value,
        "unit": threshold.unit,
        "subject": measure.subject,
        "role": measure.role,
        "evaluate_as": threshold.evaluate_as,
    })
}

#[test]
fn every_text_measure_and_cell_is_as_in_the_file() {
    for (id, targets, measures, tasks) in [("A", 8, 7, 11), ("B", 32, 30, 0)] {
        let (plan, file) = plan(id);
        let summary = serde_json::to_value(&plan.summary).unwrap();
        let keys = [
            "doc_type",
            "title",
            "number",
            "number_suffix",
            "plan_year",
            "programme",
        ];
        assert_same(&summary, &file, &keys);
        assert_eq!(summary["date"], file["date_parts"]);
        let body = serde_json::to_value(&plan.document).unwrap();
        assert_same(
            &body,
            &file,
            &["issuer", "place", "number_raw", "common_tasks"],
        );
        assert_same(&body, &file, &["recipients", "budget_owner"]);
        let signature = ["authority_line", "title", "name"];
        assert_same(&body["signature"], &file["signature"], &signature);
        let duties = [
            "lead",
            "coordinating",
            "duties",
            "reports_to",
            "obstacle_channel",
        ];
        assert_same(&body["monitoring"], &file["monitoring"], &duties);
        for (ours, theirs) in plan
            .document
            .parents
            .iter()
            .zip(file["parent_refs"].as_array().unwrap())
        {
            let ours = serde_json::to_value(ours).unwrap();
            assert_same(&ours, theirs, &["kind", "number", "date", "issuer"]);
        }

        let theirs = file["targets"].as_array().unwrap();
        assert_eq!((plan.targets().count(), theirs.len()), (targets, targets));
        let mut seen = 0;
        for (ours, theirs) in plan.targets().zip(theirs) {
            let as_json = serde_json::to_value(ours).unwrap();
            assert_same(&as_json, theirs, &["text", "qualitative_kind"]);
            let number = theirs["id"].as_str().unwrap();
            assert_eq!(number.replace("A-T", "").replace("B-", ""), ours.no);
            let listed = theirs["measures"].as_array().unwrap();
            if listed.is_empty() {
                assert_eq!(ours.measures.len(), 1);
                assert_eq!(ours.measures[0].kind, MeasureKind::Milestone);
                assert_eq!(theirs["kind"], "qualitative");
                continue;
            }
            assert_eq!(ours.measures.len(), listed.len());
            for (measure, listed) in ours.measures.iter().zip(listed) {
                let mut listed = listed.clone();
                assert_eq!(listed["deadline"], plan.summary.plan_year.to_string());
                listed
                    .as_object_mut()
                    .unwrap()
                    .retain(|key, _| key != "deadline" && key != "note");
                assert_eq!(measure_as_in_the_file(measure), listed);
                seen += 1;
            }
        }
        assert_eq!(seen, measures);

        let theirs = file["tasks"].as_array().unwrap();
        assert_eq!((plan.tasks().count(), theirs.len()), (tasks, tasks));
        for (ours, theirs) in plan.tasks().zip(theirs) {
            let as_json = serde_json::to_value(ours).unwrap();
            let keys = [
                "name",
                "lead_text",
                "lead_units",
                "coord_text",
                "coord_units",
                "deadline_text",
            ];
            assert_same(&as_json, theirs, &keys);
            assert_eq!(as_json["deliverable"], theirs["product"]);
            assert_eq!(ours.no, theirs["no"].to_string());
            let due = ours.deadline.due().map(|day| day.to_string());
            assert_eq!(due.as_deref(), theirs["deadline"]["due"].as_str());
            assert_eq!(as_json["deadline"]["kind"], theirs["deadline"]["kind"]);
        }
    }
}

#[test]
fn groups_and_counts() {
    let (a, file) = plan("A");
    assert_eq!(a.target_groups.len(), 1);
    let titles: Vec<_> = a
        .task_groups
        .iter()
        .map(|g| (g.no.as_str(), g.tasks.len()))
        .collect();
    assert_eq!(titles, [("I", 4), ("II", 3), ("III", 4)]);
    assert_eq!(file["declared_task_count"], 11);
    assert_eq!(
        (a.summary.declared_task_count, a.summary.entered_task_count),
        (Some(11), 11)
    );
    let (b, file) = plan("B");
    assert_eq!(
        (b.summary.declared_task_count, b.summary.entered_task_count),
        (Some(37), 0)
    );
    assert_eq!(b.reported_measures().count(), 28 + 6);
    for (ours, theirs) in b
        .target_groups
        .iter()
        .zip(file["target_groups"].as_array().unwrap())
    {
        let as_json = serde_json::to_value(ours).unwrap();
        assert_same(&as_json, theirs, &["no", "title"]);
        let listed = theirs["target_ids"].as_array().unwrap();
        let ids: Vec<String> = ours.targets.iter().map(|t| format!("B-{}", t.no)).collect();
        assert_eq!(json!(ids), json!(listed));
    }
    for (ours, theirs) in b
        .task_groups
        .iter()
        .zip(file["task_groups"].as_array().unwrap())
    {
        let as_json = serde_json::to_value(ours).unwrap();
        assert_same(&as_json, theirs, &["no", "title", "declared_count"]);
    }
}
