//! Which period comes to be opened next.

use super::{Period, PeriodDays, PeriodKind, PeriodRule};
use chrono::{Datelike as _, NaiveDate};

/// The kind of the period that ends last of those a plan has opened, of two that end together the
/// shorter one; ad hoc periods are outside the rhythm. A plan that has opened none begins with
/// months, the rhythm of Decree 09/2019/NĐ-CP.
#[must_use]
pub fn kind_used_last(opened: &[(Period, PeriodDays)]) -> PeriodKind {
    let regular = opened.iter().filter(|(p, _)| p.kind != PeriodKind::AdHoc);
    let months = |kind: PeriodKind| std::cmp::Reverse(kind.months());
    let last = regular.max_by_key(|(period, days)| (days.ends_on, months(period.kind)));
    last.map_or(PeriodKind::Month, |(period, _)| period.kind)
}

/// The period of a kind to propose: the one after the last that is open under the plan's rule; the
/// one that today falls into where none of its kind is; for an ad hoc period the next number of
/// this year. `None` where there is no such period or it is open already.
#[must_use]
pub fn next_to_open(
    kind: PeriodKind,
    opened: impl IntoIterator<Item = Period>,
    rule: PeriodRule,
    today: NaiveDate,
) -> Option<Period> {
    let opened: Vec<Period> = opened.into_iter().filter(|p| p.kind == kind).collect();
    let next = match kind {
        PeriodKind::AdHoc => {
            let of_year = opened.iter().filter(|p| p.year == today.year());
            let last = of_year.map(|p| p.index).max().unwrap_or(0);
            Period::new(kind, today.year(), last + 1)
        }
        _ => match opened.iter().max() {
            // A week that its year does not have any more under a new rule has no next one.
            Some(last) => last
                .next_under(rule)
                .or_else(|| Period::containing_under(kind, today, rule)),
            // The last quarter belongs to no nine months: the next are those of the year after.
            None => Period::containing_under(kind, today, rule)
                .or_else(|| Period::new(kind, today.year() + 1, 1)),
        },
    };
    next.filter(|next| !opened.contains(next))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(keys: &[&str]) -> Vec<Period> {
        keys.iter().map(|key| key.parse().unwrap()).collect()
    }

    #[test]
    fn the_next_of_each_kind() {
        let rule = PeriodRule::default();
        let day = |m, d| NaiveDate::from_ymd_opt(2026, m, d).unwrap();
        let table: [(PeriodKind, &[&str], NaiveDate, Option<&str>); 14] = [
            (
                PeriodKind::Month,
                &["2026-M10", "2026-M11"],
                day(11, 26),
                Some("2026-M12"),
            ),
            (
                PeriodKind::Month,
                &["2026-M12"],
                day(11, 26),
                Some("2027-M01"),
            ),
            // Of its own kind, not of another that is newer.
            (
                PeriodKind::Month,
                &["2026-M08", "2026-Q4"],
                day(11, 26),
                Some("2026-M09"),
            ),
            (PeriodKind::Month, &[], day(11, 14), Some("2026-M11")),
            (PeriodKind::Month, &[], day(11, 15), Some("2026-M12")),
            (
                PeriodKind::Quarter,
                &["2026-M11"],
                day(11, 26),
                Some("2026-Q4"),
            ),
            (
                PeriodKind::HalfYear,
                &["2026-H1"],
                day(11, 26),
                Some("2026-H2"),
            ),
            (PeriodKind::NineMonths, &[], day(8, 1), Some("2026-N1")),
            (PeriodKind::NineMonths, &[], day(11, 26), Some("2027-N1")),
            (PeriodKind::Year, &["2026-Y1"], day(11, 26), Some("2027-Y1")),
            (
                PeriodKind::Week,
                &["2026-W53"],
                day(12, 31),
                Some("2027-W01"),
            ),
            (PeriodKind::AdHoc, &[], day(11, 26), Some("2026-A1")),
            (
                PeriodKind::AdHoc,
                &["2026-A2", "2025-A7"],
                day(11, 26),
                Some("2026-A3"),
            ),
            // A week that no year has: only what today falls into is left, and that is open.
            (
                PeriodKind::Week,
                &["2025-W53", "2025-W48"],
                NaiveDate::from_ymd_opt(2025, 11, 26).unwrap(),
                None,
            ),
        ];
        for (kind, keys, today, expected) in table {
            let next = next_to_open(kind, opened(keys), rule, today);
            let expected = expected.map(|key| key.parse().unwrap());
            assert_eq!(next, expected, "{kind:?} after {keys:?}");
        }
    }

    #[test]
    fn the_kind_of_what_ends_last() {
        let rule = PeriodRule::default();
        let table: [(&[&str], PeriodKind); 5] = [
            (&[], PeriodKind::Month),
            (&["2026-M11", "2026-Q3"], PeriodKind::Month),
            (&["2026-M11", "2026-Q4"], PeriodKind::Quarter),
            // They end together.
            (&["2026-Q4", "2026-M12", "2026-Y1"], PeriodKind::Month),
            (&["2026-M11", "2026-W50"], PeriodKind::Week),
        ];
        for (keys, expected) in table {
            let mut all: Vec<(Period, PeriodDays)> = opened(keys)
                .into_iter()
                .map(|period| (period, period.days(rule, |_| false).unwrap()))
                .collect();
            assert_eq!(kind_used_last(&all), expected, "{keys:?}");
            // What is outside the rhythm changes nothing.
            let days = PeriodDays {
                starts_on: NaiveDate::from_ymd_opt(2027, 1, 1).unwrap(),
                ends_on: NaiveDate::from_ymd_opt(2027, 1, 2).unwrap(),
                due_on: NaiveDate::from_ymd_opt(2027, 1, 3).unwrap(),
            };
            all.push(("2027-A1".parse().unwrap(), days));
            assert_eq!(kind_used_last(&all), expected, "{keys:?}");
        }
    }
}
