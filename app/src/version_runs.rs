//! A report's versions as people tell them: every figure saved is a version of its own, so the
//! saves that one person makes in a row on one day are told as one.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::report::Step;
use domain::wire::report::{LineChange, Version};
use std::mem::discriminant;

/// Versions told as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The newest of them, with the changes of all: from what a line held before the first to what
    /// it held after the last.
    pub newest: Version,
    /// The number of the oldest.
    pub first: i64,
    /// When that was made.
    pub since: DateTime<Utc>,
}

/// Newest first, as the versions come.
#[must_use]
pub fn runs(versions: Vec<Version>) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    for version in versions {
        match out.last_mut() {
            Some(run) if continues(&run.newest, &version) => run.take(version),
            _ => out.push(Run {
                first: version.version,
                since: version.stamp.at,
                newest: version,
            }),
        }
    }
    for run in &mut out {
        run.newest
            .changes
            .retain(|change| change.reason.is_some() || change.before != change.after);
    }
    out
}

fn continues(newer: &Version, older: &Version) -> bool {
    newer.step == Step::Save
        && older.step == Step::Save
        && newer.stamp.by.id == older.stamp.by.id
        && day(newer.stamp.at) == day(older.stamp.at)
}

/// The day in Vietnam.
fn day(at: DateTime<Utc>) -> NaiveDate {
    (at + TimeDelta::hours(7)).date_naive()
}

impl Run {
    fn take(&mut self, older: Version) {
        self.first = older.version;
        self.since = older.stamp.at;
        for LineChange {
            line,
            before,
            after,
            reason,
        } in older.changes
        {
            match self
                .newest
                .changes
                .iter_mut()
                .find(|known| known.line == line)
            {
                Some(known) => known.before = before,
                None => self.newest.changes.push(LineChange {
                    line,
                    before,
                    after,
                    reason,
                }),
            }
        }
        for text in older.texts {
            let known = self
                .newest
                .texts
                .iter()
                .any(|known| discriminant(known) == discriminant(&text));
            if !known {
                self.newest.texts.push(text);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::LineId;
    use domain::quantity::Quantity;
    use domain::report::{LineEntry, ReportState, TextEdit};
    use domain::wire::report::{PersonRef, Stamp};
    use uuid::Uuid;

    fn count(n: Option<i64>) -> LineEntry {
        LineEntry {
            count: n.map(Quantity::from_int),
            ..LineEntry::default()
        }
    }

    fn version(number: i64, step: Step, who: u128, at: i64) -> Version {
        Version {
            version: number,
            step,
            state: ReportState::Draft,
            stamp: Stamp {
                by: PersonRef {
                    id: Uuid::from_u128(who).into(),
                    display_name: String::new(),
                },
                at: DateTime::from_timestamp(at, 0).unwrap(),
            },
            reason: None,
            changes: Vec::new(),
            texts: Vec::new(),
        }
    }

    fn changed(
        mut version: Version,
        line: u128,
        before: Option<i64>,
        after: Option<i64>,
    ) -> Version {
        version.changes.push(LineChange {
            line: LineId::Measure(Uuid::from_u128(line).into()),
            before: count(before),
            after: count(after),
            reason: None,
        });
        version
    }

    #[test]
    fn saves_in_a_row_are_one() {
        let mut last = changed(version(4, Step::Save, 1, 400), 7, Some(2), Some(3));
        last.texts.push(TextEdit::Notes("mới".to_owned()));
        let mut middle = changed(version(3, Step::Save, 1, 300), 8, None, Some(9));
        middle.texts.push(TextEdit::Notes("cũ".to_owned()));
        let first = changed(version(2, Step::Save, 1, 200), 7, None, Some(2));
        let runs = runs(vec![
            version(5, Step::Submit, 1, 500),
            last,
            middle,
            first,
            version(1, Step::Save, 2, 100),
        ]);
        let told: Vec<_> = runs
            .iter()
            .map(|run| (run.first, run.newest.version))
            .collect();
        assert_eq!(told, [(5, 5), (2, 4), (1, 1)]);
        let run = &runs[1].newest;
        assert_eq!(run.changes.len(), 2);
        assert_eq!(
            (&run.changes[0].before, &run.changes[0].after),
            (&count(None), &count(Some(3)))
        );
        assert_eq!(run.texts, [TextEdit::Notes("mới".to_owned())]);
    }

    #[test]
    fn midnight_in_vietnam_parts_them() {
        // 16:59:59 and 17:00:00 UTC are two days in Vietnam.
        let runs = runs(vec![
            version(2, Step::Save, 1, 61_200),
            version(1, Step::Save, 1, 61_199),
        ]);
        assert_eq!(runs.len(), 2);
    }

    #[test]
    fn a_figure_typed_and_taken_back_is_no_change() {
        let back = changed(version(2, Step::Save, 1, 2), 7, Some(5), None);
        let typed = changed(version(1, Step::Save, 1, 1), 7, None, Some(5));
        assert_eq!(runs(vec![back, typed])[0].newest.changes, []);
    }
}
