//! Locks the wire form of a push: a changed snapshot is a changed contract.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::id::{
    DeviceId, EvidenceId, LateRequestId, LineId, MeasureId, OpId, ReportId, TaskId, UserId,
};
use domain::quantity::Quantity;
use domain::report::{
    FieldEdit, LineEntry, ReportState, ReportTexts, Step, TaskProgress, TextEdit,
};
use domain::sync::{Op, OpBody, PROTOCOL, Refusal};
use domain::wire::problem::FieldProblem;
use domain::wire::report::{PersonRef, ReturnLine, Stamp};
use domain::wire::sync::{
    Because, LateRequest, LateState, OpOutcome, Outcome, PeriodLock, Push, Pushed, Theirs, Unmerged,
};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

fn id<T: From<Uuid>>(n: u128) -> T {
    Uuid::from_u128(n).into()
}

fn at(ms: i64) -> chrono::DateTime<chrono::Utc> {
    chrono::DateTime::from_timestamp_millis(1_763_287_200_000 + ms).unwrap()
}

fn line() -> LineId {
    LineId::Measure(id::<MeasureId>(7))
}

fn stamp() -> Stamp {
    Stamp {
        by: PersonRef {
            id: id::<UserId>(1),
            display_name: "Nguyễn Thị Hoa".to_owned(),
        },
        at: at(123),
    }
}

/// Both ways: what is written is what a reader gets back.
fn round_trip<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(
    value: &T,
) -> serde_json::Value {
    let json = serde_json::to_value(value).unwrap();
    assert_eq!(&serde_json::from_value::<T>(json.clone()).unwrap(), value);
    let text = serde_json::to_string(value).unwrap();
    assert_eq!(&serde_json::from_str::<T>(&text).unwrap(), value);
    json
}

#[test]
fn push() {
    let bodies = [
        OpBody::EditLine {
            line: line(),
            base_version: 3,
            edits: vec![
                FieldEdit::Numerator(Some(Quantity::from_thousandths(412_500))),
                FieldEdit::Denominator(None),
                FieldEdit::Note("Đã đối chiếu".to_owned()),
            ],
        },
        OpBody::EditLine {
            line: LineId::Task(id::<TaskId>(8)),
            base_version: 0,
            edits: vec![FieldEdit::Progress(Some(TaskProgress::InProgress))],
        },
        OpBody::EditTexts {
            base_version: 4,
            edits: vec![TextEdit::Obstacles("Thiếu thiết bị".to_owned())],
        },
        OpBody::RemoveEvidence {
            evidence: id::<EvidenceId>(9),
        },
        OpBody::Submit { base_version: 5 },
        OpBody::Withdraw { base_version: 6 },
        OpBody::Approve { base_version: 7 },
        OpBody::Return {
            base_version: 8,
            reason: "Số liệu chưa khớp".to_owned(),
            lines: vec![ReturnLine {
                line: line(),
                reason: "Đối chiếu lại".to_owned(),
            }],
        },
    ];
    let ops = bodies.into_iter().zip(0x10..).map(|(body, n)| Op {
        op_id: id::<OpId>(n),
        report: id::<ReportId>(2),
        made_at: at(n as i64),
        body,
    });
    let push = Push {
        protocol: PROTOCOL,
        device: id::<DeviceId>(3),
        ops: ops.collect(),
    };
    insta::assert_json_snapshot!(round_trip(&push));
}

#[test]
fn pushed() {
    let theirs = |entry, texts| Outcome::Conflict {
        theirs: Box::new(Theirs {
            version: 9,
            stamp: stamp(),
            entry,
            texts,
        }),
    };
    let entry = LineEntry {
        numerator: Some(Quantity::from_int(400)),
        ..LineEntry::default()
    };
    let texts = ReportTexts {
        obstacles: "Thiếu người".to_owned(),
        ..ReportTexts::default()
    };
    let refusals = [
        Refusal::not_found(),
        Refusal::forbidden(),
        Refusal::blocked(),
        Refusal::locked(),
        Refusal::wrong_state(ReportState::Approved, Step::Save),
        Refusal::invalid(vec![FieldProblem {
            line: Some(line()),
            field: "numerator".to_owned(),
            code: "negative".to_owned(),
            message: "Không nhập số âm.".to_owned(),
        }]),
    ];
    let outcomes = [
        Outcome::Applied {
            version: 4,
            at: at(5),
        },
        Outcome::Duplicate {
            version: 3,
            at: at(1),
        },
        theirs(Some(entry), None),
        theirs(None, Some(texts)),
        theirs(None, None),
        Outcome::Late {
            request: id::<LateRequestId>(11),
        },
    ]
    .into_iter()
    .chain(refusals.map(|refusal| Outcome::Refused { refusal }));
    let pushed = Pushed {
        at: at(5),
        outcomes: outcomes
            .zip(0x10..)
            .map(|(outcome, n)| OpOutcome {
                op_id: id::<OpId>(n),
                outcome,
            })
            .collect(),
    };
    insta::assert_json_snapshot!(round_trip(&pushed));
}

#[test]
fn locks_and_late_requests() {
    let request = LateRequest {
        id: id::<LateRequestId>(11),
        state: LateState::Refused,
        asked: stamp(),
        decided: Some(stamp()),
        reason: Some("Đã quá hạn tổng hợp".to_owned()),
    };
    let lock = PeriodLock {
        stamp: stamp(),
        reason: None,
    };
    let unmerged = Unmerged {
        op_id: id::<OpId>(0x10),
        line: Some(line()),
        fields: vec![FieldEdit::Note("Khác".to_owned())],
        texts: Vec::new(),
        stamp: stamp(),
    };
    let because: Because = serde_json::from_str("{}").unwrap();
    assert_eq!(because, Because::default());
    insta::assert_json_snapshot!((
        round_trip(&request),
        round_trip(&lock),
        round_trip(&unmerged),
    ));
}
