//! The 37 tasks made up for Tam Mỹ's seven groups, three more for the nation's, and the words that
//! reports say about them: `seeds/demo_tasks.json`, `seeds/national_tasks.json` and
//! `seeds/demo_texts.json`.

use super::ids;
use super::words::Words;
use anyhow::Context as _;
use domain::deadline::Deadline;
use domain::plan::{Plan, Task};
use serde::Deserialize;
use std::collections::BTreeMap;

const TASKS: &str = include_str!("../../../seeds/demo_tasks.json");
const NATIONAL_TASKS: &str = include_str!("../../../seeds/national_tasks.json");
const TEXTS: &str = include_str!("../../../seeds/demo_texts.json");

#[derive(Deserialize)]
struct File {
    tasks: Vec<TaskTemplate>,
}

/// A task before it speaks the words of a unit, with what reports say about it.
#[derive(Deserialize)]
pub(crate) struct TaskTemplate {
    /// The number of its group.
    pub(crate) group: String,
    /// Its name.
    pub(crate) name: String,
    lead: String,
    coord: Vec<String>,
    product: String,
    /// As written.
    pub(crate) deadline_text: String,
    /// By meaning.
    pub(crate) deadline: Deadline,
    /// Said while it is being done.
    pub(crate) doing: Vec<String>,
    /// Said when it is done.
    pub(crate) done: Vec<String>,
    /// Said when it is stuck.
    pub(crate) blocked: Vec<String>,
    /// What `{n}` may be.
    pub(crate) range: (i64, i64),
}

/// What reports say about a task of the provincial office, period by period.
#[derive(Deserialize)]
pub(crate) struct OfficeNotes {
    pub(crate) doing: Vec<String>,
    pub(crate) done: Vec<String>,
}

/// Ready-made words of reports.
#[derive(Deserialize)]
pub(crate) struct Texts {
    /// Obstacle and recommendation.
    pub(crate) difficulties: Vec<(String, String)>,
    /// Notes on the whole report.
    pub(crate) report_notes: Vec<String>,
    /// Notes on a measure.
    pub(crate) measure_notes: Vec<String>,
    /// Reasons for *không thuộc thẩm quyền*, by target.
    pub(crate) not_applicable: BTreeMap<String, Vec<String>>,
    /// By target: said when reached, said when not.
    pub(crate) milestones: BTreeMap<String, (String, String)>,
    /// By the number of the office's task.
    pub(crate) office_tasks: BTreeMap<String, OfficeNotes>,
}

/// The templates, in order.
///
/// # Errors
/// When the embedded file is damaged; a test reads it.
pub(crate) fn templates() -> anyhow::Result<Vec<TaskTemplate>> {
    let file: File = serde_json::from_str(TASKS).context("seeds/demo_tasks.json")?;
    Ok(file.tasks)
}

/// The templates that only the national plan has besides.
///
/// # Errors
/// As [`templates`].
pub(crate) fn national_templates() -> anyhow::Result<Vec<TaskTemplate>> {
    let file: File = serde_json::from_str(NATIONAL_TASKS).context("seeds/national_tasks.json")?;
    Ok(file.tasks)
}

/// The words of reports.
///
/// # Errors
/// When the embedded file is damaged; a test reads it.
pub(crate) fn texts() -> anyhow::Result<Texts> {
    serde_json::from_str(TEXTS).context("seeds/demo_texts.json")
}

/// Adds the templates' tasks to a plan's groups, numbered through, in the unit's words; `parent` is the
/// key of the plan whose tasks they carry out.
pub(crate) fn add(
    plan: &mut Plan,
    key: &str,
    parent: Option<&str>,
    words: Words,
    templates: &[TaskTemplate],
) {
    for (number, template) in (1_u32..).zip(templates) {
        let group = plan
            .task_groups
            .iter_mut()
            .find(|group| group.no == template.group);
        if let Some(group) = group {
            group.tasks.push(task(key, parent, words, number, template));
            plan.summary.simulated_task_count += 1;
        }
    }
}

fn task(
    key: &str,
    parent: Option<&str>,
    words: Words,
    number: u32,
    template: &TaskTemplate,
) -> Task {
    let no = number.to_string();
    let lead = words.fill(&template.lead);
    let coord: Vec<String> = template.coord.iter().map(|unit| words.fill(unit)).collect();
    Task {
        id: ids::task(key, &no),
        parent: parent.map(|parent| ids::task(parent, &no)),
        name: words.fill(&template.name),
        lead_text: lead.clone(),
        lead_units: vec![lead],
        coord_text: coord.join("; "),
        coord_units: coord,
        deliverable: words.fill(&template.product),
        deadline_text: template.deadline_text.clone(),
        deadline: template.deadline.clone(),
        simulated: true,
        note: None,
        cancelled_on: None,
        no,
    }
}
