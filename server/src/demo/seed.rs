//! The two plans as structured data: `seeds/seed_plans.json`, read by hand from the documents.

use anyhow::Context as _;
use chrono::NaiveDate;
use domain::deadline::Deadline;
use domain::measure::{Comparator, MeasureRole};
use serde::Deserialize;
use std::collections::BTreeMap;

const PLANS: &str = include_str!("../../../seeds/seed_plans.json");
const NOTES: &str = include_str!("../../../seeds/notes_vi.json");

#[derive(Deserialize)]
struct File {
    documents: Vec<Document>,
}

/// A document.
#[derive(Deserialize)]
pub(crate) struct Document {
    pub(crate) id: String,
    pub(crate) doc_type: String,
    pub(crate) title: String,
    pub(crate) issuer: String,
    pub(crate) issuer_note: Option<String>,
    pub(crate) number: Option<String>,
    pub(crate) number_raw: Option<String>,
    pub(crate) number_suffix: Option<String>,
    pub(crate) number_note: Option<String>,
    pub(crate) date_parts: DateParts,
    pub(crate) place: Option<String>,
    pub(crate) plan_year: i32,
    pub(crate) programme: Option<String>,
    pub(crate) parent_refs: Vec<Reference>,
    pub(crate) other_refs: Vec<Reference>,
    pub(crate) sections: Vec<Section>,
    pub(crate) target_groups: Vec<TargetGroup>,
    pub(crate) targets: Vec<Target>,
    pub(crate) common_tasks: Vec<String>,
    pub(crate) common_tasks_note: Option<String>,
    pub(crate) task_groups: Vec<TaskGroup>,
    pub(crate) declared_task_count: Option<u32>,
    pub(crate) tasks: Vec<Task>,
    pub(crate) tasks_note: Option<String>,
    pub(crate) budget_owner: Option<String>,
    pub(crate) monitoring: Monitoring,
    pub(crate) recipients: Vec<Recipient>,
    pub(crate) signature: Signature,
}

/// A date as far as known.
#[derive(Deserialize)]
pub(crate) struct DateParts {
    pub(crate) day: Option<u32>,
    pub(crate) month: Option<u32>,
    pub(crate) year: Option<i32>,
}

/// Another document.
#[derive(Deserialize)]
pub(crate) struct Reference {
    pub(crate) kind: String,
    pub(crate) number: Option<String>,
    pub(crate) date: Option<NaiveDate>,
    pub(crate) issuer: Option<String>,
    pub(crate) name: Option<String>,
}

/// A numbered section.
#[derive(Deserialize)]
pub(crate) struct Section {
    pub(crate) note: Option<String>,
}

/// A group of targets.
#[derive(Deserialize)]
pub(crate) struct TargetGroup {
    pub(crate) no: String,
    pub(crate) title: String,
    pub(crate) target_ids: Vec<String>,
}

/// A target; `text` is verbatim without the asterisks of the text file.
#[derive(Deserialize)]
pub(crate) struct Target {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) measures: Vec<Measure>,
    pub(crate) qualitative_kind: Option<String>,
    pub(crate) note: Option<String>,
}

/// A measure.
#[derive(Deserialize)]
pub(crate) struct Measure {
    pub(crate) comparator: Comparator,
    pub(crate) comparator_surface: String,
    /// Kept as written: no figure passes through a floating-point number.
    pub(crate) value: serde_json::Number,
    pub(crate) unit: String,
    pub(crate) subject: String,
    pub(crate) role: MeasureRole,
    pub(crate) evaluate_as: Comparator,
    pub(crate) note: Option<String>,
}

/// A group of tasks: A lists the numbers of its tasks, B only says how many there are.
#[derive(Deserialize)]
pub(crate) struct TaskGroup {
    pub(crate) no: String,
    pub(crate) title: String,
    pub(crate) declared_count: Option<u32>,
    pub(crate) tasks: Vec<u32>,
}

/// A task.
#[derive(Deserialize)]
pub(crate) struct Task {
    pub(crate) no: u32,
    pub(crate) name: String,
    pub(crate) lead_text: String,
    pub(crate) lead_units: Vec<String>,
    pub(crate) coord_text: String,
    pub(crate) coord_units: Vec<String>,
    pub(crate) product: String,
    pub(crate) deadline_text: String,
    pub(crate) deadline: Deadline,
    pub(crate) note: Option<String>,
}

/// Who follows the plan up.
#[derive(Deserialize)]
pub(crate) struct Monitoring {
    pub(crate) lead: String,
    pub(crate) coordinating: Option<String>,
    pub(crate) duties: Vec<String>,
    pub(crate) reports_to: Vec<String>,
    pub(crate) obstacle_channel: Option<String>,
}

/// A line of *Nơi nhận*.
#[derive(Deserialize)]
pub(crate) struct Recipient {
    pub(crate) text: String,
    pub(crate) purpose: Option<String>,
}

/// The signature block.
#[derive(Deserialize)]
pub(crate) struct Signature {
    pub(crate) authority_line: String,
    pub(crate) title: String,
    pub(crate) name: String,
}

/// The documents by their ids, `A` and `B`, and the Vietnamese of the notes made on them.
pub(crate) struct Seed {
    documents: Vec<Document>,
    notes: BTreeMap<String, String>,
}

impl Seed {
    /// Reads the embedded files.
    ///
    /// # Errors
    /// When they are damaged; a test reads them.
    pub(crate) fn read() -> anyhow::Result<Self> {
        let file: File = serde_json::from_str(PLANS).context("seeds/seed_plans.json")?;
        let notes = serde_json::from_str(NOTES).context("seeds/notes_vi.json")?;
        Ok(Self {
            documents: file.documents,
            notes,
        })
    }

    /// A document.
    ///
    /// # Errors
    /// When there is none of that id.
    pub(crate) fn document(&self, id: &str) -> anyhow::Result<&Document> {
        let found = self.documents.iter().find(|document| document.id == id);
        found.with_context(|| format!("no document {id} in seeds/seed_plans.json"))
    }

    /// A note in Vietnamese; as it is where nobody has translated it.
    pub(crate) fn note(&self, note: &str) -> String {
        self.notes.get(note).map_or(note, String::as_str).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Collects every value of a key that ends in `note`, anywhere below the documents.
    fn notes(value: &serde_json::Value, found: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(map) => {
                for (key, value) in map {
                    match value {
                        serde_json::Value::String(text) if key.ends_with("note") => {
                            found.push(text.clone());
                        }
                        other => notes(other, found),
                    }
                }
            }
            serde_json::Value::Array(list) => list.iter().for_each(|value| notes(value, found)),
            _ => {}
        }
    }

    #[test]
    fn every_note_is_in_vietnamese() {
        let seed = Seed::read().unwrap();
        let json: serde_json::Value = serde_json::from_str(PLANS).unwrap();
        let mut found = Vec::new();
        notes(&json["documents"], &mut found);
        assert_eq!(found.len(), 25);
        for note in found {
            assert!(seed.notes.contains_key(&note), "{note}");
        }
    }
}
