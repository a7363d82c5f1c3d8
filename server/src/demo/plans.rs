//! The two plans, verbatim: A of the provincial office, B of Tam Mỹ.
//!
//! What the documents leave open (numbers, days) stays open. A target without a figure gets one
//! milestone measure: reached or not.

use super::ids;
use super::seed::{self, Document, Seed};
use anyhow::Context as _;
use domain::id::MeasureId;
use domain::measure::{Accumulation, MeasureKind, MeasureRole, Threshold};
use domain::plan::{
    DocumentRef, Measure, Monitoring, PartialDate, Plan, PlanDocument, PlanSummary, Recipient,
    Signature, Target, TargetGroup, Task, TaskGroup,
};
use domain::quantity::Quantity;
use domain::unit::UnitRef;

/// How the measures behave over time; the documents do not say. Shares of what was handled in the
/// period are flows, work that grows towards a whole is cumulative, everything else (people,
/// households, devices, catalogues) is the state at the cut-off.
const ACCUMULATION: [(&str, &str, Accumulation); 12] = [
    ("A", "2", Accumulation::Flow),
    ("A", "3", Accumulation::Flow),
    ("A", "4", Accumulation::Flow),
    ("A", "6", Accumulation::Flow),
    ("A", "8", Accumulation::Cumulative),
    ("B", "1.8", Accumulation::Flow),
    ("B", "1.9", Accumulation::Flow),
    ("B", "1.11", Accumulation::Flow),
    ("B", "1.13", Accumulation::Flow),
    ("B", "1.14", Accumulation::Cumulative),
    ("B", "2.1", Accumulation::Flow),
    ("B", "3.4", Accumulation::Cumulative),
];

/// A document as a plan of a unit. The document's id is the key of every id made here.
///
/// # Errors
/// When a figure in it is no number, or a group names a line that is not there.
pub(crate) fn verbatim(seed: &Seed, id: &str, unit: UnitRef) -> anyhow::Result<Plan> {
    let document = seed.document(id)?;
    let target_groups = target_groups(seed, document)?;
    let task_groups = task_groups(seed, document)?;
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let targets = target_groups.iter().map(|group| group.targets.len()).sum();
    let tasks = task_groups.iter().map(|group| group.tasks.len()).sum();
    Ok(Plan {
        summary: PlanSummary {
            id: ids::plan(id),
            unit,
            doc_type: document.doc_type.clone(),
            title: document.title.clone(),
            number: document.number.clone(),
            number_suffix: document.number_suffix.clone(),
            date: PartialDate {
                day: document.date_parts.day,
                month: document.date_parts.month,
                year: document.date_parts.year,
            },
            plan_year: document.plan_year,
            programme: document.programme.clone(),
            simulated: false,
            target_count: count(targets),
            declared_task_count: document.declared_task_count,
            entered_task_count: count(tasks),
            simulated_task_count: 0,
        },
        document: body(seed, document),
        target_groups,
        task_groups,
    })
}

fn body(seed: &Seed, document: &Document) -> PlanDocument {
    let notes = [
        &document.issuer_note,
        &document.number_note,
        &document.common_tasks_note,
    ]
    .into_iter()
    .chain(document.sections.iter().map(|section| &section.note))
    .chain([&document.tasks_note]);
    PlanDocument {
        issuer: document.issuer.clone(),
        place: document.place.clone(),
        number_raw: document.number_raw.clone(),
        parents: document.parent_refs.iter().map(reference).collect(),
        other_refs: document.other_refs.iter().map(reference).collect(),
        common_tasks: document.common_tasks.clone(),
        monitoring: Some(monitoring(&document.monitoring)),
        budget_owner: document.budget_owner.clone(),
        recipients: document
            .recipients
            .iter()
            .map(|line| Recipient {
                text: line.text.clone(),
                purpose: line.purpose.clone(),
            })
            .collect(),
        signature: Some(Signature {
            authority_line: document.signature.authority_line.clone(),
            title: document.signature.title.clone(),
            name: document.signature.name.clone(),
        }),
        notes: notes.flatten().map(|note| seed.note(note)).collect(),
    }
}

fn reference(from: &seed::Reference) -> DocumentRef {
    DocumentRef {
        kind: from.kind.clone(),
        number: from.number.clone(),
        date: from.date,
        issuer: from.issuer.clone().or_else(|| from.name.clone()),
        plan: None,
    }
}

fn monitoring(from: &seed::Monitoring) -> Monitoring {
    Monitoring {
        lead: from.lead.clone(),
        coordinating: from.coordinating.clone(),
        duties: from.duties.clone(),
        reports_to: from.reports_to.clone(),
        obstacle_channel: from.obstacle_channel.clone(),
    }
}

fn target_groups(seed: &Seed, document: &Document) -> anyhow::Result<Vec<TargetGroup>> {
    let key = document.id.as_str();
    if document.target_groups.is_empty() {
        let targets = document.targets.iter().map(|from| target(seed, key, from));
        let targets = targets.collect::<anyhow::Result<_>>()?;
        return Ok(vec![TargetGroup {
            no: String::new(),
            title: String::new(),
            targets,
        }]);
    }
    let groups = document.target_groups.iter().map(|group| {
        let targets = group.target_ids.iter().map(|id| {
            let found = document.targets.iter().find(|target| target.id == *id);
            target(seed, key, found.with_context(|| format!("no target {id}"))?)
        });
        Ok(TargetGroup {
            no: group.no.clone(),
            title: group.title.clone(),
            targets: targets.collect::<anyhow::Result<_>>()?,
        })
    });
    groups.collect()
}

/// "1.9" of "B-1.9", "2" of "A-T2": the number that people cite.
fn cited(id: &str) -> &str {
    let number = id.split_once('-').map_or(id, |(_, number)| number);
    number.trim_start_matches('T')
}

fn target(seed: &Seed, key: &str, from: &seed::Target) -> anyhow::Result<Target> {
    let no = cited(&from.id);
    let accumulation = ACCUMULATION
        .iter()
        .find(|(plan, target, _)| (*plan, *target) == (key, no))
        .map_or(Accumulation::Stock, |(.., accumulation)| *accumulation);
    let mut measures = Vec::with_capacity(from.measures.len().max(1));
    for (place, figure) in from.measures.iter().enumerate() {
        let id = ids::measure(key, no, place);
        measures.push(measure(id, figure, accumulation)?);
    }
    if measures.is_empty() {
        measures.push(Measure {
            id: ids::measure(key, no, 0),
            parent: None,
            kind: MeasureKind::Milestone,
            role: MeasureRole::Headline,
            subject: from.text.clone(),
            threshold: None,
            aspiration: None,
            accumulation: Accumulation::Stock,
            amended: None,
        });
    }
    let notes = from
        .note
        .iter()
        .chain(from.measures.iter().filter_map(|m| m.note.as_ref()));
    let notes: Vec<String> = notes.map(|note| seed.note(note)).collect();
    Ok(Target {
        id: ids::target(key, no),
        no: no.to_owned(),
        text: from.text.clone(),
        qualitative_kind: from.qualitative_kind.clone(),
        note: (!notes.is_empty()).then(|| notes.join(" ")),
        measures,
    })
}

fn measure(
    id: MeasureId,
    from: &seed::Measure,
    accumulation: Accumulation,
) -> anyhow::Result<Measure> {
    let value = Quantity::parse_wire(&from.value.to_string())
        .with_context(|| format!("threshold {}", from.value))?;
    let surface = from.comparator_surface.clone();
    Ok(Measure {
        id,
        parent: None,
        kind: if from.unit == "%" {
            MeasureKind::Ratio
        } else {
            MeasureKind::Count
        },
        role: from.role,
        subject: from.subject.clone(),
        threshold: Some(Threshold {
            comparator: from.comparator,
            aspirational: surface.contains("phấn đấu"),
            surface,
            value,
            unit: from.unit.clone(),
            evaluate_as: from.evaluate_as,
        }),
        aspiration: None,
        accumulation,
        amended: None,
    })
}

fn task_groups(seed: &Seed, document: &Document) -> anyhow::Result<Vec<TaskGroup>> {
    let groups = document.task_groups.iter().map(|group| {
        let tasks = group.tasks.iter().map(|no| {
            let found = document.tasks.iter().find(|task| task.no == *no);
            let found = found.with_context(|| format!("no task {no}"))?;
            Ok(task(seed, &document.id, found))
        });
        Ok(TaskGroup {
            no: group.no.clone(),
            title: group.title.clone(),
            declared_count: group.declared_count,
            tasks: tasks.collect::<anyhow::Result<_>>()?,
        })
    });
    groups.collect()
}

fn task(seed: &Seed, key: &str, from: &seed::Task) -> Task {
    let no = from.no.to_string();
    Task {
        id: ids::task(key, &no),
        parent: None,
        name: from.name.clone(),
        lead_text: from.lead_text.clone(),
        lead_units: from.lead_units.clone(),
        coord_text: from.coord_text.clone(),
        coord_units: from.coord_units.clone(),
        deliverable: from.product.clone(),
        deadline_text: from.deadline_text.clone(),
        deadline: from.deadline.clone(),
        simulated: false,
        note: from.note.as_ref().map(|note| seed.note(note)),
        cancelled_on: None,
        no,
    }
}
