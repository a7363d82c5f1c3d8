//! Locks the wire form of `GET /api/v1/sync/pull`: a changed snapshot is a changed contract.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::id::{
    EvidenceId, LateRequestId, LineId, MeasureId, OpId, PlanId, ReportId, UnitId, UserId,
};
use domain::measure::Accumulation;
use domain::period::{Period, PeriodRule};
use domain::policy::Role;
use domain::quantity::Quantity;
use domain::report::{FieldEdit, LineEntry, LineKind, ReportState, ReportTexts, Step, TextEdit};
use domain::unit::{UnitKind, UnitRef};
use domain::wire::auth::{Me, RoleAt};
use domain::wire::report::{
    LineChange, LineReturn, PeerRange, PersonRef, PreviousEntry, ReportProgress, ReportRights,
    ReportSummary, Stamp, TrendPoint, Version,
};
use domain::wire::sync::{
    Evidence, LateRequest, LateState, LineContext, LineState, PeriodLock, Pulled, ReportChange,
    Unmerged,
};
use uuid::Uuid;

fn id<T: From<Uuid>>(n: u128) -> T {
    Uuid::from_u128(n).into()
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

fn unit() -> UnitRef {
    UnitRef {
        id: UnitId::new("21004"),
        name: "Xã Tam Mỹ".to_owned(),
        kind: UnitKind::Commune,
    }
}

fn line() -> LineId {
    LineId::Measure(id::<MeasureId>(7))
}

fn entry() -> LineEntry {
    LineEntry {
        numerator: Some(Quantity::from_int(412)),
        denominator: Some(Quantity::from_int(486)),
        ..LineEntry::default()
    }
}

fn me() -> Me {
    Me {
        id: id::<UserId>(1),
        username: "canbo.tammy".to_owned(),
        display_name: "Nguyễn Thị Hoa".to_owned(),
        simulated: true,
        must_change_password: false,
        roles: vec![RoleAt {
            role: Role::Reporter,
            unit: unit(),
        }],
        today: "2026-11-16".parse().unwrap(),
    }
}

fn summary(period: Period) -> ReportSummary {
    ReportSummary {
        id: id::<ReportId>(2),
        unit: unit(),
        plan: id::<PlanId>(3),
        plan_title: "Triển khai thực hiện Đề án 06".to_owned(),
        plan_number: None,
        programme: None,
        simulated: true,
        period,
        days: period.days(PeriodRule::default(), |_| false).unwrap(),
        state: ReportState::Draft,
        version: 1,
        progress: ReportProgress::default(),
        updated_at: Some(stamp().at),
    }
}

fn state() -> LineState {
    LineState {
        id: line(),
        entry: entry(),
        version: 1,
        updated: Some(stamp()),
        returned: Some(LineReturn {
            reason: "Vì sao giảm?".to_owned(),
            stamp: stamp(),
            addressed: true,
        }),
        evidence: vec![Evidence {
            id: id::<EvidenceId>(8),
            name: "ảnh.jpg".to_owned(),
            media_type: "image/jpeg".to_owned(),
            size: 123_456,
            stamp: stamp(),
        }],
    }
}

fn context(before: Period) -> LineContext {
    LineContext {
        kind: LineKind::Ratio,
        accumulation: Accumulation::Cumulative,
        previous: Some(PreviousEntry {
            period: before,
            entry: entry(),
            by: Some(stamp().by),
        }),
        history: vec![TrendPoint {
            period: before,
            per_mille: 847,
        }],
        peers: Some(PeerRange {
            lower: 750,
            upper: 901,
            count: 93,
        }),
    }
}

fn change() -> ReportChange {
    let period = Period::month(2026, 11).unwrap();
    ReportChange {
        summary: summary(period),
        may: ReportRights {
            edit: true,
            ..ReportRights::default()
        },
        texts: ReportTexts::default(),
        submitted: None,
        approved: None,
        return_reason: None,
        lock: Some(PeriodLock {
            stamp: stamp(),
            reason: None,
        }),
        late: Some(LateRequest {
            id: id::<LateRequestId>(9),
            state: LateState::Waiting,
            asked: stamp(),
            decided: None,
            reason: None,
        }),
        whole: true,
        lines: vec![state()],
        context: vec![context(period.previous().unwrap())],
        versions: vec![Version {
            version: 1,
            step: Step::Save,
            state: ReportState::Draft,
            stamp: stamp(),
            reason: None,
            changes: vec![LineChange {
                line: line(),
                before: LineEntry::default(),
                after: entry(),
                reason: None,
            }],
            texts: Vec::new(),
        }],
        unmerged: vec![
            Unmerged {
                op_id: id::<OpId>(10),
                line: Some(line()),
                fields: vec![FieldEdit::Numerator(Some(Quantity::from_int(400)))],
                texts: Vec::new(),
                stamp: stamp(),
            },
            Unmerged {
                op_id: id::<OpId>(11),
                line: None,
                fields: Vec::new(),
                texts: vec![TextEdit::Notes("Bản cũ".to_owned())],
                stamp: stamp(),
            },
        ],
    }
}

#[test]
fn pulled() {
    let whole = Pulled {
        cursor: "0.7.0123456789abcdef.00000000-0000-0000-0000-000000000002".to_owned(),
        more: true,
        reset: true,
        me: Some(me()),
        plans: Vec::new(),
        reports: vec![change()],
        gone: vec![id::<ReportId>(12)],
    };
    let json = serde_json::to_value(&whole).unwrap();
    assert_eq!(
        serde_json::from_value::<Pulled>(json.clone()).unwrap(),
        whole
    );
    insta::assert_json_snapshot!(json);
    // What an unchanged scope is answered: it is asked for far more often than anything else.
    let nothing = Pulled {
        cursor: "9.9.0123456789abcdef".to_owned(),
        ..Pulled::default()
    };
    insta::assert_json_snapshot!("nothing_pulled", nothing);
}
