//! Plans (kế hoạch): the document as it was written, and the lines that are reported on.

use crate::deadline::Deadline;
use crate::id::{MeasureId, PlanId, TargetId, TaskId};
use crate::measure::{
    Accumulation, Amended, Amendment, InForce, MeasureKind, MeasureRole, Threshold,
};
use crate::unit::UnitRef;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A reference to another document by its number, date and issuer; it may point to one that is
/// not in the system (yet).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DocumentRef {
    /// "Quyết định", "Kế hoạch"…
    pub kind: String,
    /// "180/KH-UBND"; unknown stays unknown.
    pub number: Option<String>,
    /// Where known.
    pub date: Option<NaiveDate>,
    /// Who issued it, or the document's name where the source gives no issuer.
    pub issuer: Option<String>,
    /// The plan in this system, once resolved and visible to the reader.
    pub plan: Option<PlanId>,
}

/// Day, month and year as far as they are known: drafts often read "ngày  tháng 6 năm 2026".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PartialDate {
    /// 1–31.
    pub day: Option<u32>,
    /// 1–12.
    pub month: Option<u32>,
    /// Four digits.
    pub year: Option<i32>,
}

/// A plan's identity, as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlanSummary {
    /// Its id.
    pub id: PlanId,
    /// The unit that issued it and reports on it.
    pub unit: UnitRef,
    /// "Kế hoạch".
    pub doc_type: String,
    /// Verbatim.
    pub title: String,
    /// The full number once issued ("180/KH-UBND").
    pub number: Option<String>,
    /// The suffix known before numbering ("KH-UBND").
    pub number_suffix: Option<String>,
    /// The date as far as known.
    pub date: PartialDate,
    /// The year it is for.
    pub plan_year: i32,
    /// "Đề án 06".
    pub programme: Option<String>,
    /// *Mô phỏng*: the plan was made up for the demonstration.
    pub simulated: bool,
    /// Number of targets.
    pub target_count: u32,
    /// Tasks that the document itself declares, where it does.
    pub declared_task_count: Option<u32>,
    /// Tasks entered from the document.
    pub entered_task_count: u32,
    /// Tasks made up for the demonstration.
    pub simulated_task_count: u32,
}

/// A plan in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Plan {
    /// Identity.
    #[serde(flatten)]
    pub summary: PlanSummary,
    /// The body around the lines.
    pub document: PlanDocument,
    /// Groups of targets; a flat list has one group without title.
    pub target_groups: Vec<TargetGroup>,
    /// Groups of tasks, in the order of the document.
    pub task_groups: Vec<TaskGroup>,
}

/// Everything of the document that is read but not scored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlanDocument {
    /// The issuing authority, verbatim.
    pub issuer: String,
    /// Where it was issued.
    pub place: Option<String>,
    /// The number line, verbatim ("Số: /KH-UBND").
    pub number_raw: Option<String>,
    /// The plans it carries out.
    pub parents: Vec<DocumentRef>,
    /// Other documents named in it.
    pub other_refs: Vec<DocumentRef>,
    /// Nhiệm vụ chung: stored, not scored.
    pub common_tasks: Vec<String>,
    /// Who follows the plan up.
    pub monitoring: Option<Monitoring>,
    /// Who bears the budget, where named.
    pub budget_owner: Option<String>,
    /// Nơi nhận.
    pub recipients: Vec<Recipient>,
    /// Who signed.
    pub signature: Option<Signature>,
    /// Notes on the source that a reader must know.
    pub notes: Vec<String>,
}

/// Đầu mối theo dõi.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Monitoring {
    /// The unit in charge.
    pub lead: String,
    /// The unit that co-ordinates, where named.
    pub coordinating: Option<String>,
    /// What it does.
    pub duties: Vec<String>,
    /// Whom it reports to.
    pub reports_to: Vec<String>,
    /// Where obstacles go.
    pub obstacle_channel: Option<String>,
}

/// A line of *Nơi nhận*.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Recipient {
    /// Verbatim.
    pub text: String,
    /// "để báo cáo", "b/c", "lưu"…
    pub purpose: Option<String>,
}

/// The signature block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Signature {
    /// "TM. ỦY BAN NHÂN DÂN".
    pub authority_line: String,
    /// "CHỦ TỊCH".
    pub title: String,
    /// The name.
    pub name: String,
}

/// A group of targets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TargetGroup {
    /// As numbered in the document; empty for a flat list.
    pub no: String,
    /// Verbatim; empty for a flat list.
    pub title: String,
    /// In order.
    pub targets: Vec<Target>,
}

/// A target (chỉ tiêu).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Target {
    /// Its id.
    pub id: TargetId,
    /// "1.9": group and place, as people cite it.
    pub no: String,
    /// Verbatim.
    pub text: String,
    /// For targets without a figure: milestone, ongoing_state, principle, task_like,
    /// completion_on_schedule.
    pub qualitative_kind: Option<String>,
    /// What a reader must know about the source.
    pub note: Option<String>,
    /// Its measures. A target without a figure has one milestone: reached or not.
    pub measures: Vec<Measure>,
}

/// One measure of a target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Measure {
    /// Its id.
    pub id: MeasureId,
    /// The measure of the parent plan that it carries out: the roll-up edge.
    pub parent: Option<MeasureId>,
    /// What is entered.
    pub kind: MeasureKind,
    /// Headline measures are reported; the others are shown.
    pub role: MeasureRole,
    /// What is measured, as the document says it.
    pub subject: String,
    /// The threshold: what decides whether the measure is met; none for a milestone.
    pub threshold: Option<Threshold>,
    /// Mức phấn đấu beside a binding threshold, in the same unit and no easier to reach ("tối thiểu
    /// 80%, phấn đấu 100%"). It decides nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aspiration: Option<Threshold>,
    /// How it behaves over time.
    pub accumulation: Accumulation,
    /// What became of the threshold after the plan was issued, where something did; then
    /// `threshold` is the one in force on the day on which the plan was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amended: Option<Amended>,
}

impl Measure {
    /// Whether a report has a line for it.
    #[must_use]
    pub fn is_reported(&self) -> bool {
        self.role == MeasureRole::Headline
    }

    /// Its thresholds as they were read: as issued, or as on the day of [`Measure::read_on`].
    #[must_use]
    pub const fn in_force(&self) -> InForce<'_> {
        InForce {
            threshold: self.threshold.as_ref(),
            aspiration: self.aspiration.as_ref(),
        }
    }

    /// Its thresholds in force on a day, whenever the plan was read.
    #[must_use]
    pub fn in_force_on(&self, day: NaiveDate) -> InForce<'_> {
        match &self.amended {
            Some(amended) => amended.on(day),
            None => self.in_force(),
        }
    }

    /// Makes a measure as it was issued read as on a day, with what it was before and will be.
    pub fn read_on(&mut self, amendments: &[Amendment], day: NaiveDate) {
        self.amended = Some(Amended {
            issued: self.threshold.take(),
            aspiration: self.aspiration.take(),
            changes: amendments.to_vec(),
        });
        self.judge_on(day);
    }

    /// Makes the thresholds those in force on a day.
    fn judge_on(&mut self, day: NaiveDate) {
        if let Some(amended) = &self.amended {
            let now = amended.on(day);
            let (threshold, aspiration) = (now.threshold.cloned(), now.aspiration.cloned());
            (self.threshold, self.aspiration) = (threshold, aspiration);
        }
    }
}

/// A group of tasks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TaskGroup {
    /// As numbered in the document.
    pub no: String,
    /// Verbatim.
    pub title: String,
    /// How many tasks the document says the group has.
    pub declared_count: Option<u32>,
    /// In order.
    pub tasks: Vec<Task>,
}

/// A task (nhiệm vụ).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Task {
    /// Its id.
    pub id: TaskId,
    /// The parent plan's task that it carries out.
    pub parent: Option<TaskId>,
    /// Its number.
    pub no: String,
    /// Verbatim.
    pub name: String,
    /// Đơn vị chủ trì, verbatim.
    pub lead_text: String,
    /// The same, split at `;`.
    pub lead_units: Vec<String>,
    /// Đơn vị phối hợp, verbatim.
    pub coord_text: String,
    /// The same, split at `;`, never at a comma.
    pub coord_units: Vec<String>,
    /// Kết quả/Sản phẩm.
    pub deliverable: String,
    /// Verbatim.
    pub deadline_text: String,
    /// By meaning.
    pub deadline: Deadline,
    /// *Mô phỏng*.
    pub simulated: bool,
    /// What a reader must know about the source.
    pub note: Option<String>,
    /// The day from which it is called off (đã hủy), here or in a plan above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled_on: Option<NaiveDate>,
}

impl Plan {
    /// Every target, in order.
    pub fn targets(&self) -> impl Iterator<Item = &Target> {
        self.target_groups.iter().flat_map(|group| &group.targets)
    }

    /// Every measure that a report has a line for, in order, with its target.
    pub fn reported_measures(&self) -> impl Iterator<Item = (&Target, &Measure)> {
        self.targets().flat_map(|target| {
            target
                .measures
                .iter()
                .filter(|measure| measure.is_reported())
                .map(move |m| (target, m))
        })
    }

    /// Makes the thresholds those in force on a day, where one is given: a period is judged by those
    /// of its cut-off, whenever the plan was read. Answers whether any was amended since the plan
    /// was issued: whether it reads otherwise on another day.
    pub fn judge(&mut self, day: Option<NaiveDate>) -> bool {
        let mut is_amended = false;
        for group in &mut self.target_groups {
            for target in &mut group.targets {
                for measure in &mut target.measures {
                    is_amended |= measure.amended.is_some();
                    if let Some(day) = day {
                        measure.judge_on(day);
                    }
                }
            }
        }
        is_amended
    }

    /// Every task, in order.
    pub fn tasks(&self) -> impl Iterator<Item = &Task> {
        self.task_groups.iter().flat_map(|group| &group.tasks)
    }
}
