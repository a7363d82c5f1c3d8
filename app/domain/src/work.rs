//! Which reports wait for a person, and in which order: the same list from the server and from
//! what a device keeps.

use crate::id::PlanId;
use crate::report::ReportState;
use crate::unit::UnitRef;
use crate::wire::report::{ReportSummary, Work};
use std::cmp::Ordering;

/// The earliest due first; of the same day in the order of ids, so that the order is always one.
#[must_use]
pub fn by_due_date(a: &ReportSummary, b: &ReportSummary) -> Ordering {
    (a.days.due_on, a.id).cmp(&(b.days.due_on, b.id))
}

/// The latest due first: reports already sent.
#[must_use]
pub fn by_due_date_descending(a: &ReportSummary, b: &ReportSummary) -> Ordering {
    (b.days.due_on, a.id).cmp(&(a.days.due_on, b.id))
}

/// Of the reports sent, the latest due first: all that wait for approval, and of the approved ones
/// the latest of each unit and plan, so that its reporters see that it went through. Answers for
/// each whether it is kept.
#[must_use]
pub fn still_of_interest<U: PartialEq>(sent: &[(PlanId, U, ReportState)]) -> Vec<bool> {
    let is_kept = |(at, (plan, unit, state)): (usize, &(PlanId, U, ReportState))| {
        *state == ReportState::Submitted
            || !sent[..at]
                .iter()
                .any(|(other, of, _)| (other, of) == (plan, unit))
    };
    sent.iter().enumerate().map(is_kept).collect()
}

/// What a person's list is made of: reports that they may enter, and reports that they may
/// approve, in any order and state.
#[must_use]
pub fn work(enter: Vec<ReportSummary>, approve: Vec<ReportSummary>) -> Work {
    let (mut open, mut sent): (Vec<_>, Vec<_>) = enter
        .into_iter()
        .partition(|report| report.state.is_editable());
    open.sort_by(by_due_date);
    sent.sort_by(by_due_date_descending);
    let keys: Vec<(PlanId, &UnitRef, ReportState)> = sent
        .iter()
        .map(|report| (report.plan, &report.unit, report.state))
        .collect();
    let kept = still_of_interest(&keys);
    let sent = sent
        .into_iter()
        .zip(kept)
        .filter_map(|(report, kept)| kept.then_some(report));
    let mut to_approve: Vec<_> = approve
        .into_iter()
        .filter(|report| report.state == ReportState::Submitted)
        .collect();
    to_approve.sort_by(by_due_date);
    Work {
        to_report: open.into_iter().chain(sent).collect(),
        to_approve,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{ReportId, UnitId};
    use crate::period::{Period, PeriodDays};
    use crate::unit::UnitKind;
    use crate::wire::report::ReportProgress;
    use uuid::Uuid;

    fn report(id: u128, unit: &str, month: u32, state: ReportState) -> ReportSummary {
        let day = |day| chrono::NaiveDate::from_ymd_opt(2026, month, day).unwrap();
        ReportSummary {
            id: ReportId(Uuid::from_u128(id)),
            unit: UnitRef {
                id: UnitId::new(unit),
                name: unit.to_owned(),
                kind: UnitKind::Commune,
            },
            plan: PlanId(Uuid::from_u128(1)),
            plan_title: String::new(),
            plan_number: None,
            programme: None,
            simulated: false,
            period: Period::month(2026, month).unwrap(),
            days: PeriodDays {
                starts_on: day(1),
                ends_on: day(14),
                due_on: day(17),
            },
            state,
            version: 1,
            progress: ReportProgress::default(),
            updated_at: None,
        }
    }

    fn ids(reports: &[ReportSummary]) -> Vec<u128> {
        reports.iter().map(|report| report.id.0.as_u128()).collect()
    }

    #[test]
    fn the_earliest_due_first_then_what_was_sent() {
        use ReportState::{Approved, Draft, Returned, Submitted};
        let enter = vec![
            report(1, "a", 3, Approved),
            report(2, "a", 4, Approved),
            report(3, "a", 5, Submitted),
            report(4, "a", 7, Draft),
            report(5, "a", 6, Returned),
            report(6, "b", 6, Draft),
            report(7, "b", 3, Approved),
            report(8, "a", 2, Submitted),
        ];
        let approve = vec![
            report(11, "c", 5, Submitted),
            report(12, "c", 4, Submitted),
            report(13, "c", 3, Approved),
        ];
        let work = work(enter, approve);
        // Of what "a" had approved, only the latest sent is left out of nothing: a later one was
        // sent, so neither approved one is the latest.
        assert_eq!(ids(&work.to_report), [5, 6, 4, 3, 7, 8]);
        assert_eq!(ids(&work.to_approve), [12, 11]);
    }

    #[test]
    fn the_latest_approved_stays_in_sight() {
        use ReportState::Approved;
        let enter = vec![report(1, "a", 3, Approved), report(2, "a", 4, Approved)];
        assert_eq!(ids(&work(enter, Vec::new()).to_report), [2]);
    }
}
