//! Locks the wire form of `/api/v1`: a changed snapshot is a changed contract.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::id::{LineId, MeasureId, PlanId, ReportId, TaskId, UnitId, UserId};
use domain::measure::{Accumulation, Comparator, Threshold};
use domain::period::{Period, PeriodRule};
use domain::policy::{Grant, Role};
use domain::quantity::Quantity;
use domain::report::{
    FieldEdit, LineEdit, LineEntry, LineKind, ReportState, Step, TaskProgress, TextEdit,
};
use domain::unit::{UnitKind, UnitRef};
use domain::wire::admin::{NewUser, UserRow};
use domain::wire::auth::{Me, RoleAt};
use domain::wire::problem::{FieldProblem, Problem};
use domain::wire::report::{
    AtVersion, Line, LineChange, LineOutcome, LineReturn, PeerRange, PersonRef, PreviousEntry,
    ReportProgress, ReportSummary, ReturnLine, ReturnReport, SaveReport, Saved, Stamp, TrendPoint,
    Version,
};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

fn id<T: From<Uuid>>(n: u128) -> T {
    Uuid::from_u128(n).into()
}

fn measure_line() -> LineId {
    LineId::Measure(id::<MeasureId>(7))
}

fn unit() -> UnitRef {
    UnitRef {
        id: UnitId::new("21004"),
        name: "Xã Tam Mỹ".to_owned(),
        kind: UnitKind::Commune,
    }
}

fn stamp() -> Stamp {
    Stamp {
        by: PersonRef {
            id: id::<UserId>(1),
            display_name: "Nguyễn Thị Hoa".to_owned(),
        },
        at: chrono::DateTime::from_timestamp_millis(1_763_287_200_123).unwrap(),
    }
}

fn ratio(numerator: i64, denominator: i64) -> LineEntry {
    LineEntry {
        numerator: Some(Quantity::from_int(numerator)),
        denominator: Some(Quantity::from_int(denominator)),
        ..LineEntry::default()
    }
}

/// Both ways: what is written is what a reader gets back.
fn round_trip<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(
    value: &T,
) -> serde_json::Value {
    let json = serde_json::to_value(value).unwrap();
    assert_eq!(&serde_json::from_value::<T>(json.clone()).unwrap(), value);
    json
}

#[test]
fn summary_and_line() {
    let period = Period::month(2026, 11).unwrap();
    let days = period.days(PeriodRule::default(), |_| false).unwrap();
    let summary = ReportSummary {
        id: id::<ReportId>(2),
        unit: unit(),
        plan: id::<PlanId>(3),
        plan_title: "Triển khai thực hiện Đề án 06".to_owned(),
        plan_number: None,
        programme: Some("Đề án 06".to_owned()),
        simulated: true,
        period,
        days,
        state: ReportState::Returned,
        version: 12,
        progress: ReportProgress {
            targets_done: 27,
            targets: 32,
            tasks_done: 30,
            tasks: 37,
            returned: 2,
        },
        updated_at: Some(stamp().at),
    };
    insta::assert_json_snapshot!("summary", round_trip(&summary));
    let line = Line {
        id: measure_line(),
        kind: LineKind::Ratio,
        accumulation: Accumulation::Cumulative,
        entry: ratio(412, 486),
        version: 11,
        updated: Some(stamp()),
        returned: Some(LineReturn {
            reason: "Số mẫu giảm 300, vì sao?".to_owned(),
            stamp: stamp(),
            addressed: false,
        }),
        previous: Some(PreviousEntry {
            period: period.previous().unwrap(),
            entry: ratio(377, 471),
            by: Some(stamp().by),
        }),
        history: vec![TrendPoint {
            period: period.previous().unwrap(),
            per_mille: 800,
        }],
        peers: Some(PeerRange {
            lower: 750,
            upper: 901,
            count: 93,
        }),
        evidence: Vec::new(),
    };
    insta::assert_json_snapshot!("line", round_trip(&line));
}

#[test]
fn saving() {
    let task = LineId::Task(id::<TaskId>(9));
    let save = SaveReport {
        lines: vec![
            LineEdit {
                line: measure_line(),
                base_version: 11,
                edits: vec![
                    FieldEdit::Numerator(Some(Quantity::from_thousandths(412_500))),
                    FieldEdit::Denominator(None),
                    FieldEdit::NotApplicable(Some("Thuộc thẩm quyền thành phố".to_owned())),
                ],
            },
            LineEdit {
                line: task,
                base_version: 0,
                edits: vec![
                    FieldEdit::Progress(Some(TaskProgress::Done)),
                    FieldEdit::CompletedOn(chrono::NaiveDate::from_ymd_opt(2026, 11, 10)),
                    FieldEdit::Note("Đã ban hành".to_owned()),
                ],
            },
        ],
        texts: vec![TextEdit::Obstacles("Đường truyền yếu".to_owned())],
    };
    insta::assert_json_snapshot!("save", round_trip(&save));
    let saved = Saved {
        version: 13,
        at: stamp().at,
        progress: ReportProgress::default(),
        lines: vec![
            LineOutcome::Applied {
                line: task,
                version: 13,
            },
            LineOutcome::Conflict {
                line: measure_line(),
                current: ratio(400, 486),
                version: 12,
                stamp: stamp(),
            },
            LineOutcome::Rejected {
                line: measure_line(),
                errors: vec![FieldProblem {
                    line: Some(measure_line()),
                    field: "numerator".to_owned(),
                    code: "negative".to_owned(),
                    message: "Số không được âm. Nhập số từ 0 trở lên.".to_owned(),
                }],
            },
        ],
    };
    insta::assert_json_snapshot!("saved", round_trip(&saved));
}

#[test]
fn steps_and_versions() {
    insta::assert_json_snapshot!("at_version", round_trip(&AtVersion { version: 13 }));
    let sent_back = ReturnReport {
        version: 13,
        reason: String::new(),
        lines: vec![ReturnLine {
            line: measure_line(),
            reason: "Số mẫu giảm, vì sao?".to_owned(),
        }],
    };
    insta::assert_json_snapshot!("return", round_trip(&sent_back));
    let version = Version {
        version: 13,
        step: Step::Return,
        state: ReportState::Returned,
        stamp: stamp(),
        reason: Some("Kiểm tra lại".to_owned()),
        changes: vec![LineChange {
            line: measure_line(),
            before: ratio(377, 471),
            after: ratio(377, 471),
            reason: Some("Số mẫu giảm, vì sao?".to_owned()),
        }],
        texts: vec![],
    };
    insta::assert_json_snapshot!("version", round_trip(&version));
}

#[test]
fn people_and_problems() {
    let role = RoleAt {
        role: Role::Approver,
        unit: unit(),
    };
    let me = Me {
        id: id::<UserId>(1),
        username: "canbo.tammy".to_owned(),
        display_name: "Nguyễn Thị Hoa".to_owned(),
        simulated: true,
        must_change_password: false,
        roles: vec![role.clone()],
        today: chrono::NaiveDate::from_ymd_opt(2026, 11, 16).unwrap(),
    };
    insta::assert_json_snapshot!("me", round_trip(&me));
    let new = NewUser {
        username: "le.van.b".to_owned(),
        display_name: "Lê Văn B".to_owned(),
        grants: vec![Grant {
            role: Role::Reporter,
            unit: UnitId::new("21004"),
        }],
    };
    insta::assert_json_snapshot!("new_user", round_trip(&new));
    let row = UserRow {
        id: id::<UserId>(4),
        username: new.username,
        display_name: new.display_name,
        disabled: false,
        simulated: false,
        roles: vec![role],
        last_sign_in: None,
    };
    insta::assert_json_snapshot!("user", round_trip(&row));
    let problem = Problem {
        kind: "/problems/not_found".to_owned(),
        title: "Không tìm thấy".to_owned(),
        status: 404,
        code: "not_found".to_owned(),
        detail: "Dữ liệu không tồn tại hoặc không thuộc phạm vi được xem.".to_owned(),
        errors: vec![],
        request_id: None,
    };
    insta::assert_json_snapshot!("problem", round_trip(&problem));
    let threshold = Threshold {
        comparator: Comparator::Eq,
        surface: String::new(),
        value: Quantity::from_int(100),
        unit: "%".to_owned(),
        evaluate_as: Comparator::Gte,
        aspirational: false,
    };
    insta::assert_json_snapshot!("threshold", round_trip(&threshold));
}
