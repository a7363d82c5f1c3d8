//! The plan of the nation, those of the provinces and those of the communes: one model, made of
//! Tam Mỹ's plan, in the words of each.

use super::lines::{self, Aims, Course};
use super::voice::Voice;
use crate::demo::cascade::number_and_day;
use crate::demo::ids;
use crate::demo::plans::verbatim;
use crate::demo::seed::Seed;
use crate::demo::tasks::{self, TaskTemplate, Texts};
use crate::demo::words::in_sentence;
use chrono::{Datelike as _, NaiveDate};
use domain::deadline::Deadline;
use domain::plan::{DocumentRef, PartialDate, Plan, PlanDocument};
use domain::unit::{UnitKind, UnitRef};

/// Tasks of every plan.
pub(super) const TASKS: usize = 40;

/// The years in which dated tasks are due, in turn: most early, some to the end.
const DUE_IN: [i32; 10] = [2026, 2026, 2027, 2026, 2028, 2026, 2029, 2027, 2030, 2026];
/// Every so many dated tasks one is for a whole year.
const WHOLE_YEAR: usize = 5;
const QUARTERS: [&str; 4] = ["I", "II", "III", "IV"];

const NOTE: &str = "Mô phỏng: kế hoạch toàn quốc giai đoạn 2026-2030 do phần mềm đặt ra theo mẫu \
     kế hoạch của xã Tam Mỹ; số, ngày, chỉ tiêu và nhiệm vụ không có thật.";

/// What all plans are made of.
pub(super) struct Model {
    /// Tam Mỹ's plan, reshaped.
    plan: Plan,
    /// The tasks, by number.
    pub(super) templates: Vec<TaskTemplate>,
    /// What reports say.
    pub(super) texts: Texts,
    /// What the reported measures do, in order.
    pub(super) courses: Vec<Course>,
}

/// Whose plan to make.
pub(super) struct Issue<'a> {
    /// The unit.
    pub(super) unit: &'a UnitRef,
    /// Its words.
    pub(super) voice: Voice,
    /// The plan to carry out.
    pub(super) parent: Option<&'a Plan>,
    /// What it aims at.
    pub(super) aims: Aims,
    /// Its number, where it is not drawn.
    pub(super) number: Option<i64>,
}

/// What a unit's ids are derived from.
pub(super) fn key(unit: &UnitRef) -> String {
    format!("qg/{}", unit.id)
}

impl Model {
    /// Reads the embedded files.
    ///
    /// # Errors
    /// When they are damaged; a test makes one.
    pub(super) fn make(unit: UnitRef) -> anyhow::Result<Self> {
        let mut plan = verbatim(&Seed::read()?, "B", unit)?;
        let courses = lines::reshape(&mut plan)?;
        let templates = templates()?;
        anyhow::ensure!(templates.len() == TASKS, "{} tasks", templates.len());
        for group in &mut plan.task_groups {
            let tasks = templates.iter().filter(|task| task.group == group.no);
            group.declared_count = u32::try_from(tasks.count()).ok();
        }
        plan.summary.declared_task_count = u32::try_from(TASKS).ok();
        let mut texts = tasks::texts()?;
        // Said of one autumn only.
        let lasting = |text: &(String, String)| !text.0.contains("tháng 10");
        texts.difficulties.retain(lasting);
        Ok(Self {
            plan,
            templates,
            texts,
            courses,
        })
    }

    /// A unit's plan.
    pub(super) fn issue(&self, issue: &Issue<'_>) -> Plan {
        let key = key(issue.unit);
        let mut plan = self.plan.clone();
        plan.summary.id = ids::plan(&key);
        plan.summary.unit = issue.unit.clone();
        plan.summary.simulated = true;
        self.entitle(&mut plan, &key, issue);
        lines::fill(&mut plan, &issue.aims);
        let above = issue.parent.map(|parent| self::key(&parent.summary.unit));
        for target in plan.target_groups.iter_mut().flat_map(|g| &mut g.targets) {
            target.id = ids::target(&key, &target.no);
            target.text = issue
                .voice
                .say(&target.text)
                .replace("{dia_ban}", issue.voice.words.area);
            for (place, measure) in target.measures.iter_mut().enumerate() {
                measure.id = ids::measure(&key, &target.no, place);
                let parent = |above: &String| ids::measure(above, &target.no, place);
                measure.parent = above.as_ref().map(parent);
                measure.subject = issue.voice.say(&measure.subject);
            }
        }
        tasks::add(
            &mut plan,
            &key,
            above.as_deref(),
            issue.voice.words,
            &self.templates,
        );
        for task in plan.task_groups.iter_mut().flat_map(|g| &mut g.tasks) {
            task.name = issue.voice.say(&task.name);
            task.deliverable = issue.voice.say(&task.deliverable);
            task.deadline_text = issue.voice.say(&task.deadline_text);
            if let Deadline::FollowAuthorityPlan { authority } = &mut task.deadline {
                *authority = issue.voice.say(authority);
            }
        }
        plan
    }

    /// Title, number, day and everything around the lines.
    fn entitle(&self, plan: &mut Plan, key: &str, issue: &Issue<'_>) {
        let nation = issue.unit.kind == UnitKind::Nation;
        let place = in_sentence(issue.unit);
        let from = match issue.unit.kind {
            // One after the other, whatever is drawn.
            UnitKind::Nation => (2025, 10, 6),
            UnitKind::Province | UnitKind::City => (2025, 11, 3),
            _ => (2025, 12, 1),
        };
        let (drawn, day) = number_and_day(key, from);
        let suffix = if nation { "KH-TW" } else { "KH-UBND" };
        let number = format!("{}/{suffix}", issue.number.unwrap_or(drawn));
        let (old, area) = if nation {
            ("địa bàn xã Tam Mỹ", "phạm vi cả nước")
        } else {
            ("xã Tam Mỹ", place.as_str())
        };
        let summary = &mut plan.summary;
        summary.title = summary
            .title
            .replace(old, area)
            .replace("năm 2026", "giai đoạn 2026-2030");
        summary.number_suffix = Some(suffix.to_owned());
        summary.date = day.map_or_else(PartialDate::default, partial);
        let model = &self.plan.document;
        plan.document = PlanDocument {
            issuer: if nation {
                "Trung ương (mô phỏng)".to_owned()
            } else {
                format!("Ủy ban nhân dân {place}")
            },
            number_raw: Some(format!("Số: {number}")),
            parents: issue.parent.map(reference).into_iter().collect(),
            other_refs: model.other_refs.clone(),
            common_tasks: issue.voice.say_all(&model.common_tasks),
            notes: vec![NOTE.to_owned()],
            ..PlanDocument::default()
        };
        if issue.unit.kind.is_commune_level() {
            let kinds = ["Xã ", "Phường ", "Đặc khu "];
            let name = issue.unit.name.as_str();
            let name = kinds.iter().find_map(|kind| name.strip_prefix(kind));
            plan.document.place = name.map(str::to_owned);
            plan.document.budget_owner = Some(issue.voice.words.economy.to_owned());
            plan.document.monitoring = model.monitoring.clone().map(|mut monitoring| {
                monitoring.lead = issue.voice.say(&monitoring.lead);
                monitoring.coordinating = monitoring.coordinating.map(|t| issue.voice.say(&t));
                monitoring.reports_to = issue.voice.say_all(&monitoring.reports_to);
                monitoring.obstacle_channel =
                    monitoring.obstacle_channel.map(|t| issue.voice.say(&t));
                monitoring
            });
        }
        plan.summary.number = Some(number);
    }
}

fn partial(day: NaiveDate) -> PartialDate {
    PartialDate {
        day: Some(day.day()),
        month: Some(day.month()),
        year: Some(day.year()),
    }
}

fn reference(parent: &Plan) -> DocumentRef {
    let PartialDate { day, month, year } = parent.summary.date;
    let date = || NaiveDate::from_ymd_opt(year?, month?, day?);
    DocumentRef {
        kind: parent.summary.doc_type.clone(),
        number: parent.summary.number.clone(),
        date: date(),
        issuer: Some(parent.document.issuer.clone()),
        plan: Some(parent.summary.id),
    }
}

/// The demonstration's tasks and three more, group by group, their deadlines spread over the years.
fn templates() -> anyhow::Result<Vec<TaskTemplate>> {
    let mut templates = tasks::templates()?;
    templates.extend(tasks::national_templates()?);
    templates.sort_by(|a, b| a.group.cmp(&b.group));
    let mut dated = 0;
    for template in &mut templates {
        template.name = template.name.replace("năm 2026", "giai đoạn 2026-2030");
        if template.deadline.due().is_some() {
            // The last of all stays at the end.
            if !template.name.contains("tổng kết") {
                spread(template, dated);
            }
            dated += 1;
        }
    }
    Ok(templates)
}

/// Gives a dated task its year by its place among them.
fn spread(template: &mut TaskTemplate, place: usize) {
    let year = DUE_IN[place % DUE_IN.len()];
    if place % WHOLE_YEAR == WHOLE_YEAR - 1 {
        template.deadline = Deadline::Year { year };
        template.deadline_text = format!("Năm {year}");
        return;
    }
    // Three quarters on each time: neighbours are not due together.
    let quarter = 1 + u32::try_from(place * 3 % QUARTERS.len()).unwrap_or(0);
    template.deadline_text = format!("Quý {}/{year}", QUARTERS[place * 3 % QUARTERS.len()]);
    template.deadline = Deadline::Quarter { year, quarter };
}
