//! A report of two ratios, a count and a task, and what is done to it.

use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{DeviceId, LineId, MeasureId, OpId, ReportId, TaskId, UserId};
use domain::measure::Accumulation;
use domain::quantity::Quantity;
use domain::report::{FieldEdit, LineKind, Mark, ReportState, ReportTexts, Step, TextEdit};
use domain::sync::{Author, HeldLine, HeldReport, Op, OpBody, Refusal, Rights, Verdict, decide};
use uuid::Uuid;

pub(crate) const ALL: Rights = Rights {
    view: true,
    edit: true,
    submit: true,
    approve: true,
    send_back: true,
};

pub(crate) fn uuid(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

pub(crate) fn author(user: u128, device: u128) -> Author {
    Author {
        user: UserId(uuid(user)),
        device: (device > 0).then(|| DeviceId(uuid(device))),
    }
}

pub(crate) fn at(minute: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_763_287_200 + 60 * minute, 0).unwrap()
}

pub(crate) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 11, 16).unwrap()
}

/// Two ratios, a count and a task.
pub(crate) fn line(n: usize) -> LineId {
    match n {
        3 => LineId::Task(TaskId(uuid(0x203))),
        n => LineId::Measure(MeasureId(uuid(0x100 + n as u128))),
    }
}

pub(crate) fn held() -> HeldReport {
    let kinds = [
        LineKind::Ratio,
        LineKind::Ratio,
        LineKind::Count,
        LineKind::Task,
    ];
    let lines = kinds
        .into_iter()
        .enumerate()
        .map(|(n, kind)| HeldLine::empty(line(n), kind, Accumulation::Stock));
    HeldReport {
        id: ReportId(uuid(1)),
        state: ReportState::Draft,
        version: 0,
        texts: ReportTexts::default(),
        submitted: None,
        approved: None,
        return_reason: None,
        locked: false,
        lines: lines.collect(),
        past: Vec::new(),
    }
}

pub(crate) fn op(body: OpBody) -> Op {
    Op {
        op_id: OpId(uuid(0x0a)),
        report: ReportId(uuid(1)),
        made_at: at(0),
        body,
    }
}

pub(crate) fn number(n: i64) -> Option<Quantity> {
    Some(Quantity::from_int(n))
}

pub(crate) fn edit(n: usize, base_version: i64, edits: &[FieldEdit]) -> OpBody {
    OpBody::EditLine {
        line: line(n),
        base_version,
        edits: edits.to_vec(),
    }
}

pub(crate) fn numerator(n: i64) -> FieldEdit {
    FieldEdit::Numerator(number(n))
}

pub(crate) fn note(text: &str) -> FieldEdit {
    FieldEdit::Note(text.to_owned())
}

pub(crate) fn obstacles(base_version: i64, text: &str) -> OpBody {
    OpBody::EditTexts {
        base_version,
        edits: vec![TextEdit::Obstacles(text.to_owned())],
    }
}

/// A step on a version, one of every kind.
pub(crate) fn step(step: Step, base_version: i64) -> OpBody {
    match step {
        Step::Save => edit(0, base_version, &[numerator(1)]),
        Step::Submit => OpBody::Submit { base_version },
        Step::Withdraw => OpBody::Withdraw { base_version },
        Step::Approve => OpBody::Approve { base_version },
        Step::Return => OpBody::Return {
            base_version,
            reason: "Kiểm tra lại".to_owned(),
            lines: Vec::new(),
        },
    }
}

/// Decides, and carries out what is to be changed.
pub(crate) fn run(held: &mut HeldReport, body: OpBody, by: Author, minute: i64) -> Verdict {
    let verdict = decide(held, &op(body), by, ALL, today());
    if let Verdict::Change(effect) = &verdict {
        let mark = Mark {
            by: by.user,
            at: at(minute),
        };
        held.apply(effect, by, mark);
    }
    verdict
}

pub(crate) fn must(held: &mut HeldReport, body: OpBody, by: Author) {
    let verdict = run(held, body, by, 0);
    assert!(matches!(verdict, Verdict::Change(_)), "{verdict:?}");
}

pub(crate) fn name(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Change(effect) => format!("{} v{}", effect.state.as_str(), effect.version),
        Verdict::Already => "already".to_owned(),
        Verdict::Conflict(clash) => format!("conflict v{}", clash.version),
        Verdict::Late => "late".to_owned(),
        Verdict::Refused(Refusal { code, errors, .. }) => {
            let fields: Vec<_> = errors
                .iter()
                .map(|error| format!("{}:{}", error.field, error.code))
                .collect();
            format!("{code:?} {}", fields.join(" ")).trim().to_owned()
        }
    }
}

pub(crate) const STATES: [ReportState; 4] = [
    ReportState::Draft,
    ReportState::Submitted,
    ReportState::Approved,
    ReportState::Returned,
];
pub(crate) const STEPS: [Step; 5] = [
    Step::Save,
    Step::Submit,
    Step::Withdraw,
    Step::Approve,
    Step::Return,
];
