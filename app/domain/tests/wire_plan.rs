//! Locks the wire form of what changes in a plan: a changed snapshot is a changed contract.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::id::{LineId, MeasureId, PlanId, TaskId, UnitId, UserId};
use domain::measure::{Accumulation, Amendment, Comparator, MeasureKind, MeasureRole, Threshold};
use domain::plan::Measure;
use domain::quantity::Quantity;
use domain::report::LineEntry;
use domain::rollup::own_figure;
use domain::unit::{UnitKind, UnitRef};
use domain::wire::overview::MeasureFigure;
use domain::wire::plan::{
    AmendmentRow, CancelTask, CancelledTask, LinkLine, NewAmendment, NewThreshold, PlanChanges,
    PlanLine, UnlinkedLines, UnlinkedUnit,
};
use domain::wire::report::{PersonRef, Stamp};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

fn id<T: From<Uuid>>(n: u128) -> T {
    Uuid::from_u128(n).into()
}

/// Both ways: what is written is what a reader gets back.
fn round_trip<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(
    value: &T,
) -> serde_json::Value {
    let json = serde_json::to_value(value).unwrap();
    assert_eq!(&serde_json::from_value::<T>(json.clone()).unwrap(), value);
    json
}

fn percent(value: i64) -> Threshold {
    Threshold {
        comparator: Comparator::Gte,
        surface: "Tối thiểu".to_owned(),
        value: Quantity::from_int(value),
        unit: "%".to_owned(),
        evaluate_as: Comparator::Gte,
        aspirational: false,
    }
}

#[test]
fn what_is_asked() {
    let amendment = NewAmendment {
        effective_from: "2026-11-01".parse().unwrap(),
        threshold: NewThreshold {
            comparator: Comparator::Eq,
            surface: String::new(),
            value: Quantity::from_int(90),
            unit: "%".to_owned(),
            evaluate_as: Some(Comparator::Gte),
            aspirational: true,
        },
        document: Some("Quyết định số 12/QĐ-UBND".to_owned()),
    };
    let cancel = CancelTask {
        from: "2026-11-01".parse().unwrap(),
        reason: "Bộ đã dừng nhiệm vụ".to_owned(),
    };
    let links = [Some(LineId::Task(id::<TaskId>(8))), None].map(|parent| LinkLine { parent });
    assert!(serde_json::from_str::<LinkLine>("{}").is_err());
    insta::assert_json_snapshot!((
        round_trip(&amendment),
        round_trip(&cancel),
        round_trip(&links[0]),
        round_trip(&links[1]),
    ));
}

/// A measure of a plan and its figure, with what is striven for beside the threshold and without.
#[test]
fn what_is_striven_for() {
    let aspiration = Threshold {
        comparator: Comparator::Eq,
        surface: "phấn đấu đạt".to_owned(),
        aspirational: true,
        ..percent(100)
    };
    let measure = Measure {
        id: id(7),
        parent: None,
        kind: MeasureKind::Ratio,
        role: MeasureRole::Headline,
        subject: "hồ sơ trực tuyến".to_owned(),
        threshold: Some(percent(80)),
        aspiration: Some(aspiration.clone()),
        accumulation: Accumulation::Cumulative,
        amended: None,
    };
    let without = Measure {
        aspiration: None,
        ..measure.clone()
    };
    let entry = LineEntry {
        numerator: Some(Quantity::from_int(412)),
        denominator: Some(Quantity::from_int(486)),
        ..LineEntry::default()
    };
    let figure = own_figure(measure.kind, measure.threshold.as_ref(), &entry).unwrap();
    let rolled_up = MeasureFigure {
        id: measure.id,
        kind: measure.kind,
        subject: measure.subject.clone(),
        threshold: measure.threshold.clone(),
        aspiration_met: figure.reaches(&aspiration),
        aspiration: Some(aspiration),
        figure,
        units_below: 0,
        trend: Vec::new(),
    };
    insta::assert_json_snapshot!((
        round_trip(&measure),
        round_trip(&without),
        round_trip(&rolled_up),
    ));
}

#[test]
fn what_changed() {
    let line = PlanLine {
        line: LineId::Measure(id::<MeasureId>(9)),
        no: "1.9".to_owned(),
        text: "Có ít nhất 02 mô hình".to_owned(),
    };
    let changes = PlanChanges {
        may_change: true,
        amendments: vec![AmendmentRow {
            measure: id(7),
            target_no: "1.1".to_owned(),
            subject: "hồ sơ trực tuyến".to_owned(),
            amendment: Amendment {
                effective_from: "2026-11-01".parse().unwrap(),
                threshold: percent(90),
                document: Some("Quyết định số 12/QĐ-UBND".to_owned()),
            },
            before: Some(percent(80)),
            made: Stamp {
                by: PersonRef {
                    id: id::<UserId>(1),
                    display_name: "Nguyễn Thị Hoa".to_owned(),
                },
                at: chrono::DateTime::from_timestamp_millis(1_763_287_200_123).unwrap(),
            },
        }],
        cancelled: vec![CancelledTask {
            task: id(8),
            no: "3".to_owned(),
            name: "Ban hành văn bản".to_owned(),
            cancelled_on: "2026-11-01".parse().unwrap(),
            reason: Some("Bộ đã dừng nhiệm vụ".to_owned()),
        }],
        unlinked: vec![line.clone()],
    };
    let unlinked = UnlinkedLines {
        total: 1,
        units: vec![UnlinkedUnit {
            unit: UnitRef {
                id: UnitId::new("21004"),
                name: "Xã Tam Mỹ".to_owned(),
                kind: UnitKind::Commune,
            },
            plan: id::<PlanId>(3),
            lines: vec![line],
        }],
    };
    insta::assert_json_snapshot!((round_trip(&changes), round_trip(&unlinked)));
}
