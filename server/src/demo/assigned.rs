//! What plan A assigns to the departments of the provincial office: its task 8, whose lead is a class
//! ("Các phòng, ban, trung tâm trực thuộc"), from the last period on.

use super::departments::{OFFICE, OFFICE_DEPARTMENTS};
use super::diary::Diary;
use super::figures::PERIODS;
use super::ids;
use super::people::Staff;
use super::rng::Rng;
use super::scribe::Scribe;
use super::world::DemoPlan;
use anyhow::Context as _;
use domain::assignment::{assigned_task, member_plan};
use domain::id::LineId;
use domain::period::{Period, PeriodDays};
use domain::plan::Plan;
use domain::report::{LineEntry, TaskProgress};
use domain::unit::UnitRef;

/// The number of the task.
pub(crate) const TASK: &str = "8";
/// The place of the first period in which the departments report it themselves.
pub(crate) const FROM: usize = PERIODS - 1;

/// What a department says of it, and how far its report is.
const SAID: [(TaskProgress, &str, Until); OFFICE_DEPARTMENTS.len()] = [
    (
        TaskProgress::Done,
        "14/14 cán bộ, công chức đã hoàn thành khóa học kỹ năng số cơ bản trên nền tảng “Bình dân \
            học vụ số”.",
        Until::Approved,
    ),
    (
        TaskProgress::InProgress,
        "19/24 người đã hoàn thành; 05 người đang học, dự kiến xong trước ngày 15/12.",
        Until::Approved,
    ),
    (
        TaskProgress::InProgress,
        "Đã đăng ký tài khoản cho 11/11 người; 06 người hoàn thành khóa học đầu tiên.",
        Until::Submitted,
    ),
    (
        TaskProgress::InProgress,
        "Đang rà soát danh sách người chưa có tài khoản.",
        Until::Saved,
    ),
];

/// How far a report is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Until {
    Saved,
    Submitted,
    Approved,
}

/// The departments' plans, each with its task.
///
/// # Errors
/// When plan A has no such task.
pub(crate) fn plans(office: &Plan) -> anyhow::Result<Vec<DemoPlan>> {
    let with = |task: &domain::plan::Task| task.no == TASK;
    let group = office
        .task_groups
        .iter()
        .find(|group| group.tasks.iter().any(with))
        .context("no task to assign")?;
    let task = group.tasks.iter().find(|task| with(task));
    let task = task.context("no task to assign")?;
    let plans = OFFICE_DEPARTMENTS.iter().map(|(slug, name)| {
        let key = format!("A/{slug}");
        let unit = UnitRef {
            id: domain::id::UnitId(format!("{OFFICE}.{slug}")),
            name: (*name).to_owned(),
            kind: domain::unit::UnitKind::Department,
        };
        let assigned = assigned_task(task, ids::task(&key, TASK), &unit);
        let mut plan = member_plan(office, ids::plan(&key), unit);
        plan.task_groups.push(domain::plan::TaskGroup {
            tasks: vec![assigned],
            ..group.clone()
        });
        // The assignment is made up, the task is not.
        plan.summary.simulated = true;
        plan.summary.entered_task_count = 1;
        DemoPlan {
            key,
            plan,
            parent: Some(office.summary.id),
            assigned: true,
        }
    });
    Ok(plans.collect())
}

/// The report of a department for the last period.
///
/// # Errors
/// When the generator takes a step that a report does not allow.
pub(crate) fn report(
    demo: &DemoPlan,
    place: usize,
    period: Period,
    days: PeriodDays,
) -> anyhow::Result<Scribe> {
    let summary = &demo.plan.summary;
    let mut scribe = Scribe::open(
        ids::report(&demo.key, period),
        summary.id,
        &summary.unit.id,
        period,
    );
    let mut diary = Diary::begin(days, false, Rng::keyed(&format!("{}/diary", demo.key)));
    let (progress, note, until) = SAID.get(place).context("a department too many")?;
    let task = demo.plan.tasks().next().context("no assigned task")?;
    let done = *progress == TaskProgress::Done;
    let entry = LineEntry {
        progress: Some(*progress),
        completed_on: done.then_some(days.ends_on),
        note: (*note).to_owned(),
        ..LineEntry::default()
    };
    let staff = Staff::of(&summary.unit.id);
    // The office's leader stands for those without one of their own.
    let approver = Staff::of(&domain::id::UnitId::new(OFFICE)).approver;
    let line = LineId::Task(task.id);
    scribe.save(staff.reporter, diary.soon(3, 20), [(line, entry)])?;
    if *until >= Until::Submitted {
        scribe.submit(staff.reporter, diary.soon(1, 9))?;
    }
    if *until >= Until::Approved {
        scribe.approve(approver, diary.later(20, 300))?;
    }
    Ok(scribe)
}
