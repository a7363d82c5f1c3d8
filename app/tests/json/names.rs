//! Enums that are names on the wire.

use crate::both;
use app::json::{FromJson, ToJson, from_text};
use domain::calendar::DayKind;
use domain::measure::{Accumulation, Comparator, MeasureKind, MeasureRole};
use domain::policy::Role;
use domain::report::{Basis, LineKind, ReportState, Step, TaskProgress};
use domain::rollup::Boundaries;
use domain::status::TaskStatus;
use domain::sync::RefusalCode;
use domain::unit::UnitKind;
use domain::wire::sync::LateState;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;

#[test]
fn names() {
    fn all<T: Serialize + DeserializeOwned + FromJson + ToJson + PartialEq + Debug>(values: &[T]) {
        for value in values {
            both::<T>(serde_json::to_value(value).unwrap());
        }
        assert_eq!(from_text::<T>("\"no such name\""), None);
    }
    all(&TaskStatus::ALL);
    all(&TaskProgress::ALL);
    all(&[DayKind::Holiday, DayKind::InLieu, DayKind::MakeUp]);
    all(&domain::period::CutoffWeekday::ALL);
    all(&Role::ALL);
    all(&[
        Accumulation::Flow,
        Accumulation::Cumulative,
        Accumulation::Stock,
    ]);
    all(&[Basis::Approved, Basis::Received]);
    all(&[Boundaries::Then, Boundaries::Now]);
    all(&[
        Comparator::Gte,
        Comparator::Gt,
        Comparator::Eq,
        Comparator::Lte,
        Comparator::Lt,
    ]);
    all(&[
        LineKind::Ratio,
        LineKind::Count,
        LineKind::Milestone,
        LineKind::Task,
    ]);
    all(&[
        MeasureKind::Ratio,
        MeasureKind::Count,
        MeasureKind::Milestone,
    ]);
    all(&[
        MeasureRole::Headline,
        MeasureRole::PerMemberThreshold,
        MeasureRole::Embedded,
    ]);
    all(&[
        ReportState::Draft,
        ReportState::Submitted,
        ReportState::Approved,
        ReportState::Returned,
    ]);
    all(&[
        RefusalCode::NotFound,
        RefusalCode::Forbidden,
        RefusalCode::WrongState,
        RefusalCode::Invalid,
        RefusalCode::Blocked,
        RefusalCode::Locked,
        RefusalCode::LateRefused,
    ]);
    all(&[LateState::Waiting, LateState::Accepted, LateState::Refused]);
    all(&[
        Step::Save,
        Step::Submit,
        Step::Withdraw,
        Step::Approve,
        Step::Return,
    ]);
    all(&[
        UnitKind::Nation,
        UnitKind::Province,
        UnitKind::City,
        UnitKind::Commune,
    ]);
    all(&[UnitKind::Ward, UnitKind::SpecialZone, UnitKind::Department]);
}
