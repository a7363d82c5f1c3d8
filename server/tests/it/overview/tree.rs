//! A small tree made by hand: a city's plan, four communes that carry it out, and a province that
//! has nothing to do with it. Every number is chosen so that sums can be checked by eye.

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use domain::deadline::Deadline;
use domain::id::{LineId, MeasureId, PlanId, ReportId, TargetId, TaskId, UnitId, UserId};
use domain::measure::{Accumulation, Comparator, MeasureKind, MeasureRole, Threshold};
use domain::period::{Period, PeriodRule};
use domain::plan::{
    Measure, PartialDate, Plan, PlanDocument, PlanSummary, Target, TargetGroup, Task, TaskGroup,
};
use domain::quantity::Quantity;
use domain::report::{LineEntry, ReportState, TaskProgress};
use domain::unit::{UnitKind, UnitRef};
use sea_orm::ConnectionTrait;
use server::clock::CountingIds;
use server::db::plans::{self, NewPlan};
use server::db::reports::{self, Mark, StoredLine};
use server::db::units::{self, UnitRecord};
use server::db::{Db, rollup, users};
use std::collections::HashMap;
use uuid::Uuid;

/// The city, its communes, and a commune of another province.
pub(super) const CITY: &str = "48";
pub(super) const COMMUNES: [&str; 4] = ["20001", "20002", "20003", "20004"];
pub(super) const ELSEWHERE: &str = "90001";

/// Ids say what they are: plan, line.
pub(super) fn plan_id(plan: u128) -> PlanId {
    PlanId(id(plan, 0))
}

/// The ratio, the count and the milestone of a plan.
pub(super) fn measure_id(plan: u128, line: u128) -> MeasureId {
    MeasureId(id(plan, 0x10 + line))
}

/// The dated task and the ongoing one of a plan.
pub(super) fn task_id(plan: u128, line: u128) -> TaskId {
    TaskId(id(plan, 0x20 + line))
}

/// The city's plan is 0, the communes' 1 to 4, the other province's 9.
pub(super) const CITY_PLAN: u128 = 0;

fn id(plan: u128, line: u128) -> Uuid {
    Uuid::from_u128((0x7 << 76) | (0x8 << 60) | ((plan + 0xa0) << 16) | line)
}

/// Who entered and who approved.
pub(super) fn person(number: u128) -> UserId {
    UserId(Uuid::from_u128((0x7 << 76) | (0x8 << 60) | 0xee00 | number))
}

pub(super) fn october() -> Period {
    Period::month(2026, 10).unwrap()
}

pub(super) fn november() -> Period {
    Period::month(2026, 11).unwrap()
}

/// 20/11/2026, 09:00 in Vietnam: November's reports were due on the 17th.
pub(super) fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 20, 2, 0, 0).unwrap()
}

/// The tree as planted.
pub(super) struct Tree {
    /// The communes' reports by commune's number (1 to 4) and period.
    pub(super) reports: HashMap<(u128, Period), ReportId>,
}

/// Units, plans, periods, people and reports.
///
/// October: all four approved. November: 1 approved, 2 submitted, 3 a draft and late, 4 approved
/// with the ratio not applicable.
pub(super) async fn plant(db: &Db) -> Tree {
    let txn = db.begin_write().await.unwrap();
    units::insert(&txn, &all_units()).await.unwrap();
    for (number, name) in [(1, "Nguyễn Thị Nhập"), (2, "Trần Văn Duyệt")] {
        users::add(&txn, account(number, name), &[]).await.unwrap();
    }
    let ids = CountingIds::new(0x1000);
    for (number, unit) in plans_of() {
        let plan = plan(number, unit);
        let parent = (1..=4).contains(&number).then(|| plan_id(CITY_PLAN));
        let new = NewPlan {
            plan: &plan,
            parent,
            rule: PeriodRule::default(),
        };
        plans::insert(&txn, &ids, new).await.unwrap();
    }
    let mut reports = HashMap::new();
    for period in [october(), november()] {
        for root in [CITY_PLAN, 9] {
            let opened = plans::open_period(
                &txn,
                db.book(),
                &ids,
                crate::world::opening(plan_id(root), period),
            )
            .await
            .unwrap();
            for report in opened {
                let number = (1..=9).find(|n| plan_id(*n) == report.plan).unwrap();
                reports.insert((number, period), report.report);
            }
        }
    }
    let tree = Tree { reports };
    for number in 1..=4 {
        let numerator = i64::try_from(number).unwrap() * 10;
        let lines = lines(number, ratio(numerator, 100), TaskProgress::InProgress);
        tree.report(&txn, number, october(), ReportState::Approved, lines)
            .await;
    }
    let done = lines(1, ratio(90, 100), TaskProgress::Done);
    tree.report(&txn, 1, november(), ReportState::Approved, done)
        .await;
    let sent = lines(2, ratio(10, 300), TaskProgress::InProgress);
    tree.report(&txn, 2, november(), ReportState::Submitted, sent)
        .await;
    let draft = lines(3, ratio(55, 100), TaskProgress::InProgress);
    tree.report(&txn, 3, november(), ReportState::Draft, draft)
        .await;
    let away = LineEntry {
        not_applicable: Some("Không thuộc thẩm quyền của xã".to_owned()),
        ..LineEntry::default()
    };
    let away = lines(4, away, TaskProgress::Blocked);
    tree.report(&txn, 4, november(), ReportState::Approved, away)
        .await;
    txn.commit().await.unwrap();
    rollup::rebuild(db).await.unwrap();
    tree
}

impl Tree {
    /// Stores a report in a state with lines.
    async fn report<C: ConnectionTrait>(
        &self,
        conn: &C,
        number: u128,
        period: Period,
        state: ReportState,
        lines: Vec<(LineId, LineEntry)>,
    ) {
        let id = self.reports[&(number, period)];
        let at = |hour| {
            Utc.with_ymd_and_hms(2026, period.index, 15, hour, 0, 0)
                .unwrap()
        };
        let entered = Mark {
            by: person(1),
            at: at(1),
        };
        let approved = Mark {
            by: person(2),
            at: at(3),
        };
        let mut report = reports::find(conn, id).await.unwrap().unwrap();
        report.state = state;
        report.version = 3;
        let sent = matches!(state, ReportState::Submitted | ReportState::Approved);
        report.submitted = sent.then_some(entered);
        report.approved = (state == ReportState::Approved).then_some(approved);
        report.updated_at = Some(entered.at);
        reports::update(conn, &report).await.unwrap();
        let lines = lines.into_iter().map(|(line, entry)| {
            let stored = StoredLine {
                entry,
                version: 1,
                updated: Some(entered),
                ..StoredLine::empty(line)
            };
            (id, stored)
        });
        reports::insert_lines(conn, &lines.collect::<Vec<_>>())
            .await
            .unwrap();
    }
}

/// The city's plan, the communes', the other province's.
fn plans_of() -> impl Iterator<Item = (u128, &'static str)> {
    std::iter::once((CITY_PLAN, CITY))
        .chain((1..).zip(COMMUNES))
        .chain([(9, ELSEWHERE)])
}

fn ratio(numerator: i64, denominator: i64) -> LineEntry {
    LineEntry {
        numerator: Some(Quantity::from_int(numerator)),
        denominator: Some(Quantity::from_int(denominator)),
        ..LineEntry::default()
    }
}

/// All five lines of a commune's report.
fn lines(plan: u128, ratio: LineEntry, progress: TaskProgress) -> Vec<(LineId, LineEntry)> {
    let count = LineEntry {
        count: Some(Quantity::from_int(5)),
        ..LineEntry::default()
    };
    let milestone = LineEntry {
        reached: Some(plan != 2),
        ..LineEntry::default()
    };
    let done = progress == TaskProgress::Done;
    let task = LineEntry {
        progress: Some(progress),
        completed_on: done.then(|| NaiveDate::from_ymd_opt(2026, 9, 30).unwrap()),
        note: format!("Kết quả của xã {plan}"),
        ..LineEntry::default()
    };
    vec![
        (LineId::Measure(measure_id(plan, 1)), ratio),
        (LineId::Measure(measure_id(plan, 2)), count),
        (LineId::Measure(measure_id(plan, 3)), milestone),
        (LineId::Task(task_id(plan, 1)), task.clone()),
        (LineId::Task(task_id(plan, 2)), task),
    ]
}

fn all_units() -> Vec<UnitRecord> {
    let nation = unit("vn", "Việt Nam", UnitKind::Nation, None);
    let city = unit(CITY, "Thành phố Đà Nẵng", UnitKind::City, Some("vn"));
    let other = unit("90", "Tỉnh Khác", UnitKind::Province, Some("vn"));
    let far = unit(ELSEWHERE, "Xã Xa", UnitKind::Commune, Some("90"));
    // Out of the order of their codes: lists go by the folded name.
    let names = ["Xã Đại Lộc", "Phường An Hải", "Xã Bà Nà", "Xã Tam Mỹ"];
    let communes = COMMUNES.into_iter().zip(names);
    let communes = communes.map(|(id, name)| unit(id, name, UnitKind::Commune, Some(CITY)));
    [nation, city, other, far]
        .into_iter()
        .chain(communes)
        .collect()
}

fn unit(id: &str, name: &str, kind: UnitKind, parent: Option<&str>) -> UnitRecord {
    UnitRecord {
        unit: UnitRef {
            id: UnitId::new(id),
            name: name.to_owned(),
            kind,
        },
        parent: parent.map(UnitId::new),
        valid_from: None,
        valid_to: None,
        simulated: true,
        sort: 0,
    }
}

fn account(number: u128, name: &str) -> users::NewAccount {
    users::NewAccount {
        id: person(number),
        username: format!("nguoi.{number}"),
        display_name: name.to_owned(),
        password_hash: String::new(),
        simulated: true,
        must_change_password: false,
        created_at: now(),
        created_by: None,
    }
}

/// A plan with a ratio ("1.1", two measures: the second is shown, not reported), a count, a
/// milestone, a task due in quarter III and an ongoing one.
fn plan(number: u128, unit: &str) -> Plan {
    let linked = (1..=4).contains(&number);
    let measure = |line, kind, threshold| Measure {
        id: measure_id(number, line),
        parent: linked.then(|| measure_id(CITY_PLAN, line)),
        kind,
        role: MeasureRole::Headline,
        subject: format!("Đại lượng {line}"),
        threshold,
        aspiration: None,
        accumulation: Accumulation::Stock,
        amended: None,
    };
    let aside = Measure {
        role: MeasureRole::PerMemberThreshold,
        ..measure(4, MeasureKind::Count, Some(at_least(5, "phút")))
    };
    let target = |line: u128, measures| Target {
        id: TargetId(id(number, 0x30 + line)),
        no: format!("1.{line}"),
        text: format!("Chỉ tiêu {line}"),
        qualitative_kind: None,
        note: None,
        measures,
    };
    let count = if number == CITY_PLAN { 12 } else { 4 };
    let targets = vec![
        target(
            1,
            vec![
                measure(1, MeasureKind::Ratio, Some(at_least(80, "%"))),
                aside,
            ],
        ),
        target(
            2,
            vec![measure(
                2,
                MeasureKind::Count,
                Some(at_least(count, "thiết bị")),
            )],
        ),
        target(3, vec![measure(3, MeasureKind::Milestone, None)]),
    ];
    let task = |line: u128, deadline_text: &str, deadline| Task {
        id: task_id(number, line),
        parent: linked.then(|| task_id(CITY_PLAN, line)),
        no: format!("1.{line}"),
        name: format!("Nhiệm vụ {line}"),
        lead_text: "Công an xã".to_owned(),
        lead_units: vec!["Công an xã".to_owned()],
        coord_text: String::new(),
        coord_units: Vec::new(),
        deliverable: "Báo cáo".to_owned(),
        deadline_text: deadline_text.to_owned(),
        deadline,
        simulated: true,
        note: None,
        cancelled_on: None,
    };
    let quarter = Deadline::Quarter {
        year: 2026,
        quarter: 3,
    };
    Plan {
        summary: PlanSummary {
            id: plan_id(number),
            unit: UnitRef {
                id: UnitId::new(unit),
                name: String::new(),
                kind: UnitKind::Commune,
            },
            doc_type: "Kế hoạch".to_owned(),
            title: format!("Kế hoạch số {number}"),
            number: Some("180/KH-UBND".to_owned()),
            number_suffix: None,
            date: PartialDate::default(),
            plan_year: 2026,
            programme: Some("Đề án 06".to_owned()),
            simulated: true,
            target_count: 3,
            declared_task_count: Some(37),
            entered_task_count: 0,
            simulated_task_count: 2,
        },
        document: PlanDocument::default(),
        target_groups: vec![TargetGroup {
            no: "1".to_owned(),
            title: "Nhóm chỉ tiêu".to_owned(),
            targets,
        }],
        task_groups: vec![TaskGroup {
            no: "1".to_owned(),
            title: "Nhóm nhiệm vụ".to_owned(),
            declared_count: Some(37),
            tasks: vec![
                task(1, "Quý III/2026", quarter),
                task(2, "Thường xuyên", Deadline::Ongoing),
            ],
        }],
    }
}

fn at_least(value: i64, unit: &str) -> Threshold {
    Threshold {
        comparator: Comparator::Gte,
        surface: "Tối thiểu".to_owned(),
        value: Quantity::from_int(value),
        unit: unit.to_owned(),
        evaluate_as: Comparator::Gte,
        aspirational: false,
    }
}
