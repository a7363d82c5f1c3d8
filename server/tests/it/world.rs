//! A small world for tests: Đà Nẵng with seven communes that carry out one plan of the city, and
//! Gia Lai, which has nothing to do with it; one person per role and place.

use domain::deadline::Deadline;
use domain::id::{LineId, MeasureId, PlanId, ReportId, TargetId, TaskId, UnitId, UserId};
use domain::measure::{Accumulation, Comparator, MeasureKind, MeasureRole, Threshold};
use domain::period::{Period, PeriodRule};
use domain::plan::{
    DocumentRef, Measure, PartialDate, Plan, PlanDocument, PlanSummary, Target, TargetGroup, Task,
    TaskGroup,
};
use domain::policy::{Actor, Grant, Role};
use domain::quantity::Quantity;
use domain::territory::UnitChange;
use domain::unit::{UnitKind, UnitRef};
use domain::wire::admin::NewUnitChange;
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use server::clock::{Clock as _, CountingIds, FixedClock};
use server::db::Db;
use server::db::entity::{user, user_grant};
use server::db::plans::{self, NewPlan, OpenedReport, Opening};
use server::db::text_uuid::TextUuid;
use server::db::units::{self, UnitRecord};
use server::error::ServiceError;
use server::service::{Ctx, unit_changes};
use uuid::Uuid;

/// The city.
pub(crate) const CITY: &str = "48";
/// The commune that most tests look at.
pub(crate) const TAM_MY: &str = "21004";
/// The communes of the city.
pub(crate) const COMMUNES: [&str; 7] =
    [TAM_MY, "20001", "20002", "20003", "20004", "20005", "20006"];
/// The plan of the city.
pub(crate) const CITY_PLAN: u128 = 100;
/// Tam Mỹ's plan; the other communes' follow.
pub(crate) const TAM_MY_PLAN: u128 = 101;

/// Who there is: user name, role, unit. The id of the n-th is `person(n)`.
pub(crate) const PEOPLE: [(&str, Role, &str); 9] = [
    ("canbo.tammy", Role::Reporter, TAM_MY),
    ("lanhdao.tammy", Role::Approver, TAM_MY),
    ("lanhdao.danang", Role::Leader, CITY),
    ("dieuphoi.danang", Role::Coordinator, CITY),
    ("quantri.danang", Role::Admin, CITY),
    ("kiemtra.danang", Role::Auditor, CITY),
    ("canbo.xa1", Role::Reporter, "20001"),
    ("lanhdao.gialai", Role::Leader, "52"),
    ("canbo2.tammy", Role::Reporter, TAM_MY),
];

/// The n-th person's id.
pub(crate) fn person(n: usize) -> UserId {
    UserId(Uuid::from_u128(0x0070_0000 + n as u128))
}

/// A plan's id.
pub(crate) fn plan_id(n: u128) -> PlanId {
    PlanId(Uuid::from_u128(n * 0x1000))
}

/// The n-th measure (1–5; the fifth is a condition on each member) of a plan.
pub(crate) fn measure_id(plan: u128, n: u128) -> MeasureId {
    MeasureId(Uuid::from_u128(plan * 0x1000 + 0x100 + n))
}

/// The n-th task (1–2) of a plan.
pub(crate) fn task_id(plan: u128, n: u128) -> TaskId {
    TaskId(Uuid::from_u128(plan * 0x1000 + 0x200 + n))
}

/// The line of the n-th measure.
pub(crate) fn measure_line(plan: u128, n: u128) -> LineId {
    LineId::Measure(measure_id(plan, n))
}

/// The line of the n-th task.
pub(crate) fn task_line(plan: u128, n: u128) -> LineId {
    LineId::Task(task_id(plan, n))
}

/// November 2026.
pub(crate) fn november() -> Period {
    Period::month(2026, 11).unwrap()
}

/// October 2026.
pub(crate) fn october() -> Period {
    Period::month(2026, 10).unwrap()
}

/// Fills an empty database with units, people and plans. Every account has this password hash.
pub(crate) async fn build(db: &Db, password_hash: &str) {
    let txn = db.begin_write().await.unwrap();
    units::insert(&txn, &all_units()).await.unwrap();
    for (n, (username, role, unit)) in PEOPLE.iter().enumerate() {
        let (account, grant) = account(n, username, *role, unit, password_hash);
        account.into_active_model().insert(&txn).await.unwrap();
        grant.into_active_model().insert(&txn).await.unwrap();
    }
    let ids = CountingIds::new(0x0080_0000);
    let rule = PeriodRule::default();
    let city = plan(CITY_PLAN, CITY, None);
    let new = NewPlan {
        plan: &city,
        parent: None,
        rule,
    };
    plans::insert(&txn, &ids, new).await.unwrap();
    for (n, unit) in (TAM_MY_PLAN..).zip(COMMUNES) {
        let plan = plan(n, unit, Some(CITY_PLAN));
        let new = NewPlan {
            plan: &plan,
            parent: Some(plan_id(CITY_PLAN)),
            rule,
        };
        plans::insert(&txn, &ids, new).await.unwrap();
    }
    txn.commit().await.unwrap();
}

/// A period to open, with the days of each plan's rule.
pub(crate) const fn opening(root: PlanId, period: Period) -> Opening {
    Opening {
        root,
        period,
        days: None,
        by: None,
        simulated: true,
    }
}

/// Opens a period for the city's plan; the reports come in the order of [`COMMUNES`].
pub(crate) async fn open(db: &Db, period: Period) -> Vec<OpenedReport> {
    let ids = CountingIds::new(
        0x0090_0000
            + u64::from(period.index) * 0x100
            + (2026 - i64::from(period.year)).unsigned_abs() * 0x10_0000,
    );
    let txn = db.begin_write().await.unwrap();
    let opened = plans::open_period(&txn, db.book(), &ids, opening(plan_id(CITY_PLAN), period))
        .await
        .unwrap();
    txn.commit().await.unwrap();
    opened
}

/// Tam Mỹ's report among those opened.
pub(crate) fn tam_mys(opened: &[OpenedReport]) -> ReportId {
    opened
        .iter()
        .find(|report| report.unit.as_str() == TAM_MY)
        .unwrap()
        .report
}

fn all_units() -> Vec<UnitRecord> {
    let mut units = vec![
        unit("vn", "Việt Nam", UnitKind::Nation, None, 0),
        unit(CITY, "Thành phố Đà Nẵng", UnitKind::City, Some("vn"), 1),
        unit("52", "Tỉnh Gia Lai", UnitKind::Province, Some("vn"), 2),
        unit(
            "52.vp",
            "Văn phòng UBND tỉnh",
            UnitKind::Department,
            Some("52"),
            0,
        ),
    ];
    for (sort, code) in (0..).zip(COMMUNES) {
        let name = if code == TAM_MY {
            "Xã Tam Mỹ".to_owned()
        } else {
            format!("Xã {code}")
        };
        units.push(unit(code, &name, UnitKind::Commune, Some(CITY), sort));
    }
    units
}

/// A unit to store.
pub(crate) fn unit(
    id: &str,
    name: &str,
    kind: UnitKind,
    parent: Option<&str>,
    sort: i32,
) -> UnitRecord {
    UnitRecord {
        unit: UnitRef {
            id: UnitId::new(id),
            name: name.to_owned(),
            kind,
        },
        parent: parent.map(UnitId::new),
        valid_from: None,
        valid_to: None,
        simulated: false,
        sort,
    }
}

fn account(
    n: usize,
    username: &str,
    role: Role,
    unit: &str,
    password_hash: &str,
) -> (user::Model, user_grant::Model) {
    let id = TextUuid(person(n).0);
    let account = user::Model {
        id,
        username: username.to_owned(),
        display_name: format!("Người {username}"),
        name_folded: domain::text::fold(&format!("Người {username} {username}")),
        password_hash: password_hash.to_owned(),
        disabled: false,
        simulated: true,
        must_change_password: false,
        last_sign_in_at: None,
        created_at: 0,
        created_by: None,
    };
    let grant = user_grant::Model {
        user_id: id,
        role: role.as_str().to_owned(),
        unit_id: unit.to_owned(),
    };
    (account, grant)
}

/// The first target: what binds, and what is striven for.
pub(crate) const BOTH: &str = "Tối thiểu 80% hồ sơ trực tuyến, phấn đấu đạt 100%";

/// A plan of four targets with a ratio each of 80 % (striving for 100 %) and 100 %, a count and a
/// milestone, and two tasks.
pub(crate) fn plan(n: u128, unit_code: &str, parent: Option<u128>) -> Plan {
    let record = all_units()
        .into_iter()
        .find(|unit| unit.unit.id.as_str() == unit_code);
    let summary = PlanSummary {
        id: plan_id(n),
        unit: record.unwrap().unit,
        doc_type: "Kế hoạch".to_owned(),
        title: format!("Kế hoạch thử nghiệm {n}"),
        number: parent.is_none().then(|| "180/KH-UBND".to_owned()),
        number_suffix: Some("KH-UBND".to_owned()),
        date: PartialDate {
            day: None,
            month: Some(6),
            year: Some(2026),
        },
        plan_year: 2026,
        programme: Some("Đề án 06".to_owned()),
        simulated: true,
        target_count: 4,
        declared_task_count: Some(2),
        entered_task_count: 1,
        simulated_task_count: 1,
    };
    Plan {
        summary,
        document: document(parent.is_some()),
        target_groups: target_groups(n, parent),
        task_groups: vec![task_group(n, parent)],
    }
}

fn document(has_parent: bool) -> PlanDocument {
    let parent = DocumentRef {
        kind: "Kế hoạch".to_owned(),
        number: Some("180/KH-UBND".to_owned()),
        date: None,
        issuer: Some("UBND thành phố Đà Nẵng".to_owned()),
        plan: None,
    };
    PlanDocument {
        issuer: "Ủy ban nhân dân".to_owned(),
        parents: if has_parent { vec![parent] } else { Vec::new() },
        common_tasks: vec!["Tổ chức quán triệt.".to_owned()],
        ..PlanDocument::default()
    }
}

fn target_groups(n: u128, parent: Option<u128>) -> Vec<TargetGroup> {
    let target = |k: u128, no: &str, text: &str, measures| Target {
        id: TargetId(Uuid::from_u128(n * 0x1000 + k)),
        no: no.to_owned(),
        text: text.to_owned(),
        qualitative_kind: None,
        note: None,
        measures,
    };
    let measure = |k: u128, kind, role, threshold| Measure {
        id: measure_id(n, k),
        parent: parent.map(|parent| measure_id(parent, k)),
        kind,
        role,
        subject: format!("đối tượng {k}"),
        threshold,
        aspiration: None,
        accumulation: Accumulation::Cumulative,
        amended: None,
    };
    let head = MeasureRole::Headline;
    let first = TargetGroup {
        no: "1".to_owned(),
        title: "Dịch vụ công".to_owned(),
        targets: vec![
            target(
                1,
                "1.1",
                BOTH,
                vec![Measure {
                    aspiration: Some(Threshold {
                        aspirational: true,
                        ..threshold(100, "%", Comparator::Eq)
                    }),
                    ..measure(
                        1,
                        MeasureKind::Ratio,
                        head,
                        Some(threshold(80, "%", Comparator::Gte)),
                    )
                }],
            ),
            target(
                2,
                "1.2",
                "100% hồ sơ giải quyết không quá 05 phút",
                vec![
                    measure(
                        2,
                        MeasureKind::Ratio,
                        head,
                        Some(threshold(100, "%", Comparator::Eq)),
                    ),
                    measure(
                        5,
                        MeasureKind::Count,
                        MeasureRole::PerMemberThreshold,
                        Some(threshold(5, "phút", Comparator::Lte)),
                    ),
                ],
            ),
        ],
    };
    let second = TargetGroup {
        no: "2".to_owned(),
        title: String::new(),
        targets: vec![
            target(
                3,
                "2.1",
                "Có ít nhất 02 mô hình",
                vec![measure(
                    3,
                    MeasureKind::Count,
                    head,
                    Some(threshold(2, "mô hình", Comparator::Gte)),
                )],
            ),
            target(
                4,
                "2.2",
                "Đưa hệ thống vào vận hành",
                vec![measure(4, MeasureKind::Milestone, head, None)],
            ),
        ],
    };
    vec![first, second]
}

fn threshold(value: i64, unit: &str, comparator: Comparator) -> Threshold {
    let is_bare = comparator == Comparator::Eq;
    Threshold {
        comparator,
        surface: String::new(),
        value: Quantity::from_int(value),
        unit: unit.to_owned(),
        evaluate_as: if is_bare { Comparator::Gte } else { comparator },
        aspirational: false,
    }
}

fn task_group(n: u128, parent: Option<u128>) -> TaskGroup {
    let task = |k: u128, name: &str, deadline_text: &str, deadline, simulated| Task {
        id: task_id(n, k),
        parent: parent.map(|parent| task_id(parent, k)),
        no: k.to_string(),
        name: name.to_owned(),
        lead_text: "Công an xã; Văn phòng".to_owned(),
        lead_units: vec!["Công an xã".to_owned(), "Văn phòng".to_owned()],
        coord_text: String::new(),
        coord_units: Vec::new(),
        deliverable: "Báo cáo".to_owned(),
        deadline_text: deadline_text.to_owned(),
        deadline,
        simulated,
        note: None,
        cancelled_on: None,
    };
    TaskGroup {
        no: "I".to_owned(),
        title: "Pháp lý".to_owned(),
        declared_count: Some(2),
        tasks: vec![
            task(
                1,
                "Ban hành văn bản",
                "Quý IV/2026",
                Deadline::Quarter {
                    year: 2026,
                    quarter: 4,
                },
                false,
            ),
            task(2, "Tuyên truyền", "Thường xuyên", Deadline::Ongoing, true),
        ],
    }
}

/// Puts a unit under another, as an administrator of the country does.
pub(crate) async fn move_under(db: &Db, id: &str, parent: &str) -> Result<(), ServiceError> {
    let clock = FixedClock::new(crate::harness::start());
    // Other ids for every move.
    let place = id.bytes().chain(parent.bytes()).map(u64::from).sum::<u64>();
    let ids = CountingIds::new(0x00d0_0000 + place * 0x10);
    let ctx = Ctx {
        db,
        clock: &clock,
        ids: &ids,
    };
    let administrator = Actor {
        user: person(0),
        grants: vec![Grant {
            role: Role::Admin,
            unit: UnitId::new("vn"),
        }],
    };
    let change = NewUnitChange {
        effective_on: clock.today(),
        change: UnitChange::Move {
            unit: UnitId::new(id),
            to: UnitId::new(parent),
        },
        document: None,
    };
    unit_changes::record(ctx, &administrator, change)
        .await
        .map(drop)
}
