//! What changed in a report since the last period, the most surprising first: the approver's list.

use crate::line_order;
use chrono::NaiveDate;
use domain::id::LineId;
use domain::plan::{Measure, Plan, Target, Task};
use domain::quantity::Quantity;
use domain::report::{LineEntry, TaskProgress};
use domain::rollup::{Figure, own_figure};
use domain::validate::{self, Problem};
use domain::wire::report::{Line, PeerRange, Report};

/// What a line is about.
#[derive(Clone, Copy, Debug)]
pub enum Subject<'a> {
    /// A measure of a target.
    Measure(&'a Target, &'a Measure),
    /// A task.
    Task(&'a Task),
}

/// Where a line belongs in the approver's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Something about it is surprising.
    Look,
    /// It changed as one would expect.
    Changed,
    /// It says what it said last period.
    Same,
    /// Something is missing.
    Missing,
}

impl Group {
    /// Every group, in the order of the screen.
    pub const ALL: [Self; 4] = [Self::Look, Self::Changed, Self::Same, Self::Missing];
}

/// Why a line deserves a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It was returned and nothing was changed since.
    ReturnedUnchanged,
    /// What the rules say against the last period.
    Found(Problem),
    /// Reached its threshold last period and does not now.
    NoLongerMet,
    /// Clearly below similar units.
    BelowPeers(PeerRange),
    /// Clearly above similar units.
    AbovePeers(PeerRange),
    /// A finished task is unfinished again.
    WentBack,
    /// A task is blocked and was not before.
    Blocked,
    /// Declared as not applicable, and was not before.
    NotApplicable,
}

impl Why {
    /// How surprising it is against the other reasons.
    const fn weight(self) -> i64 {
        match self {
            Self::ReturnedUnchanged => 9,
            Self::Found(Problem::Jump) => 5,
            Self::Found(_) => 8,
            Self::NoLongerMet | Self::WentBack => 6,
            Self::BelowPeers(_) | Self::AbovePeers(_) => 4,
            Self::Blocked | Self::NotApplicable => 3,
        }
    }
}

/// A line as its approver looks at it.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    /// The line.
    pub line: &'a Line,
    /// What it is about.
    pub subject: Subject<'a>,
    /// Where it belongs.
    pub group: Group,
    /// Why it deserves a look; empty outside [`Group::Look`].
    pub whys: Vec<Why>,
    surprise: i64,
}

/// Every line of the report: by group, and inside a group the most surprising first, then as in
/// the plan.
#[must_use]
pub fn changes<'a>(plan: &'a Plan, report: &'a Report, today: NaiveDate) -> Vec<Change<'a>> {
    let measures = line_order::targets(plan, report)
        .into_iter()
        .flat_map(|item| {
            let target = item.target;
            item.lines
                .into_iter()
                .map(move |(measure, line)| (Subject::Measure(target, measure), line))
        });
    let tasks = line_order::tasks(plan, report)
        .into_iter()
        .map(|(task, line)| (Subject::Task(task), line));
    let mut list: Vec<Change<'a>> = measures
        .chain(tasks)
        .map(|(subject, line)| change(subject, line, today))
        .collect();
    list.sort_by_key(|change| (change.group as u8, -change.surprise));
    list
}

/// The lines that are entered and apply: what is counted upward on approval.
#[must_use]
pub fn counted<'a>(plan: &'a Plan, report: &'a Report) -> Vec<(&'a Target, &'a Measure, Figure)> {
    line_order::targets(plan, report)
        .into_iter()
        .flat_map(|item| {
            let target = item.target;
            item.lines.into_iter().filter_map(move |(measure, line)| {
                Some((target, measure, figure(measure, &line.entry)?))
            })
        })
        .collect()
}

/// What an entry of a measure amounts to.
#[must_use]
pub fn figure(measure: &Measure, entry: &LineEntry) -> Option<Figure> {
    own_figure(measure.kind, measure.threshold.as_ref(), entry)
}

/// What a line is about, by its id.
#[must_use]
pub fn subject(plan: &Plan, id: LineId) -> Option<Subject<'_>> {
    match id {
        LineId::Measure(id) => plan
            .reported_measures()
            .find(|(_, measure)| measure.id == id)
            .map(|(target, measure)| Subject::Measure(target, measure)),
        LineId::Task(id) => plan.tasks().find(|task| task.id == id).map(Subject::Task),
    }
}

/// The relative change in percent, rounded; `None` where there was nothing to compare with.
#[must_use]
pub fn relative(before: Quantity, now: Quantity) -> Option<i64> {
    let (before, now) = (before.thousandths(), now.thousandths());
    let share = i128::from(now)
        .checked_sub(before.into())?
        .checked_mul(1_000)?;
    let tenths = i64::try_from(share.checked_div(before.unsigned_abs().into())?).ok()?;
    Some((tenths + 5 * tenths.signum()) / 10)
}

fn change<'a>(subject: Subject<'a>, line: &'a Line, today: NaiveDate) -> Change<'a> {
    let before = line.previous.as_ref().map(|previous| &previous.entry);
    let mut whys = whys(subject, line, before, today);
    let group = if !line.entry.is_complete(line.kind) && !whys.contains(&Why::ReturnedUnchanged) {
        whys.clear();
        Group::Missing
    } else if !whys.is_empty() {
        Group::Look
    } else if before.is_some_and(|before| same(before, &line.entry)) {
        Group::Same
    } else {
        Group::Changed
    };
    let surprise = whys.iter().map(|why| why.weight()).sum::<i64>() * 1_000 + moved(line, before);
    Change {
        line,
        subject,
        group,
        whys,
        surprise,
    }
}

fn same(before: &LineEntry, now: &LineEntry) -> bool {
    // A new text on unchanged figures is no change of the line's figures, but a task's text is
    // what it reports.
    before == now
        || (now.progress.is_none()
            && LineEntry {
                note: before.note.clone(),
                ..now.clone()
            } == *before)
}

fn whys(
    subject: Subject<'_>,
    line: &Line,
    before: Option<&LineEntry>,
    today: NaiveDate,
) -> Vec<Why> {
    let entry = &line.entry;
    let mut out = Vec::new();
    if line
        .returned
        .as_ref()
        .is_some_and(|returned| !returned.addressed)
    {
        out.push(Why::ReturnedUnchanged);
    }
    if entry.not_applicable.is_some() {
        if before.is_none_or(|before| before.not_applicable.is_none()) {
            out.push(Why::NotApplicable);
        }
        return out;
    }
    for finding in validate::check_line(line.kind, line.accumulation, entry, before, today) {
        // A numerator and a denominator that both jumped are one surprise.
        if !out.contains(&Why::Found(finding.problem)) {
            out.push(Why::Found(finding.problem));
        }
    }
    match subject {
        Subject::Measure(_, measure) => {
            let now = figure(measure, entry);
            let then = before.and_then(|before| figure(measure, before));
            let met = |figure: &Option<Figure>| figure.as_ref().and_then(|figure| figure.met);
            if met(&then) == Some(true) && met(&now) == Some(false) {
                out.push(Why::NoLongerMet);
            }
            let share = now.and_then(|now| now.per_mille);
            out.extend(
                share
                    .zip(line.peers)
                    .and_then(|(share, peers)| beside(share, peers)),
            );
        }
        Subject::Task(_) => {
            let was = before.and_then(|before| before.progress);
            if was == Some(TaskProgress::Done)
                && entry.progress.is_some_and(|now| now != TaskProgress::Done)
            {
                out.push(Why::WentBack);
            }
            if entry.progress == Some(TaskProgress::Blocked) && was != Some(TaskProgress::Blocked) {
                out.push(Why::Blocked);
            }
        }
    }
    out
}

/// At least so far (tenths of a percent) outside the peers' middle half to be worth a word.
const LEAST_MARGIN: i64 = 50;

/// Outside the peers by one and a half times the width of their middle half (Tukey's fence).
fn beside(share: i64, peers: PeerRange) -> Option<Why> {
    let margin = ((peers.upper - peers.lower) * 3 / 2).max(LEAST_MARGIN);
    if share < peers.lower - margin {
        Some(Why::BelowPeers(peers))
    } else if share > peers.upper + margin {
        Some(Why::AbovePeers(peers))
    } else {
        None
    }
}

/// How far the figure moved, in percent of the last one, at most 999.
fn moved(line: &Line, before: Option<&LineEntry>) -> i64 {
    let Some(before) = before else { return 0 };
    let pairs = [
        (before.numerator, line.entry.numerator),
        (before.denominator, line.entry.denominator),
        (before.count, line.entry.count),
    ];
    pairs
        .into_iter()
        .filter_map(|(before, now)| relative(before?, now?))
        .map(|percent| percent.abs().min(999))
        .max()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::measure::{Accumulation, Comparator, MeasureKind, MeasureRole, Threshold};
    use domain::period::Period;
    use domain::report::LineKind;
    use domain::wire::report::{LineReturn, PersonRef, PreviousEntry, Stamp};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn measure() -> Measure {
        Measure {
            id: Uuid::from_u128(7).into(),
            parent: None,
            kind: MeasureKind::Ratio,
            role: MeasureRole::Headline,
            subject: "hồ sơ".to_owned(),
            threshold: Some(Threshold {
                comparator: Comparator::Gte,
                surface: "Tối thiểu".to_owned(),
                value: Quantity::from_int(80),
                unit: "%".to_owned(),
                evaluate_as: Comparator::Gte,
                aspirational: false,
            }),
            accumulation: Accumulation::Cumulative,
        }
    }

    fn target() -> Target {
        Target {
            id: Uuid::from_u128(8).into(),
            no: "1.9".to_owned(),
            text: String::new(),
            qualitative_kind: None,
            note: None,
            measures: Vec::new(),
        }
    }

    fn ratio(numerator: i64, denominator: i64) -> LineEntry {
        LineEntry {
            numerator: Some(Quantity::from_int(numerator)),
            denominator: Some(Quantity::from_int(denominator)),
            ..LineEntry::default()
        }
    }

    fn line(entry: LineEntry, before: Option<LineEntry>) -> Line {
        Line {
            id: LineId::Measure(Uuid::from_u128(7).into()),
            kind: LineKind::Ratio,
            accumulation: Accumulation::Cumulative,
            entry,
            version: 1,
            updated: None,
            returned: None,
            previous: before.map(|entry| PreviousEntry {
                period: Period::month(2026, 10).unwrap(),
                entry,
                by: None,
            }),
            history: Vec::new(),
            peers: None,
            evidence: Vec::new(),
        }
    }

    fn judge(line: &Line) -> (Group, Vec<Why>) {
        let (target, measure) = (target(), measure());
        let today = NaiveDate::from_ymd_opt(2026, 11, 16).unwrap();
        let change = change(Subject::Measure(&target, &measure), line, today);
        (change.group, change.whys)
    }

    #[test]
    fn ordinary_and_surprising_lines() {
        use Problem::{CumulativeFell, DenominatorShrank, Jump};
        let table = [
            (
                ratio(412, 486),
                Some(ratio(377, 471)),
                Group::Changed,
                vec![],
            ),
            (ratio(412, 486), Some(ratio(412, 486)), Group::Same, vec![]),
            (ratio(412, 486), None, Group::Changed, vec![]),
            (
                LineEntry::default(),
                Some(ratio(1, 2)),
                Group::Missing,
                vec![],
            ),
            (
                ratio(377, 500),
                Some(ratio(450, 500)),
                Group::Look,
                vec![Why::Found(CumulativeFell), Why::NoLongerMet],
            ),
            (
                ratio(400, 400),
                Some(ratio(400, 500)),
                Group::Look,
                vec![Why::Found(DenominatorShrank)],
            ),
            (
                ratio(800, 990),
                Some(ratio(400, 500)),
                Group::Look,
                vec![Why::Found(Jump)],
            ),
        ];
        for (entry, before, group, whys) in table {
            let line = line(entry, before);
            assert_eq!(judge(&line), (group, whys), "{line:?}");
        }
    }

    #[test]
    fn not_applicable_surprises_once() {
        let none = LineEntry {
            not_applicable: Some("Xã không có".to_owned()),
            ..LineEntry::default()
        };
        let fresh = line(none.clone(), Some(ratio(1, 2)));
        assert_eq!(judge(&fresh), (Group::Look, vec![Why::NotApplicable]));
        assert_eq!(
            judge(&line(none.clone(), Some(none))),
            (Group::Same, vec![])
        );
    }

    #[test]
    fn a_return_that_nobody_answered_comes_first() {
        let mut line = line(ratio(412, 486), Some(ratio(412, 486)));
        let by = PersonRef {
            id: Uuid::from_u128(1).into(),
            display_name: String::new(),
        };
        let at = chrono::DateTime::from_timestamp(0, 0).unwrap();
        line.returned = Some(LineReturn {
            reason: "Vì sao?".to_owned(),
            stamp: Stamp { by, at },
            addressed: false,
        });
        assert_eq!(judge(&line), (Group::Look, vec![Why::ReturnedUnchanged]));
    }

    #[test]
    fn peers_need_a_clear_margin() {
        let peers = PeerRange {
            lower: 750,
            upper: 850,
            count: 93,
        };
        let table = [
            (600, None),
            (599, Some(Why::BelowPeers(peers))),
            (800, None),
            (1_000, None),
            (1_001, Some(Why::AbovePeers(peers))),
        ];
        for (share, why) in table {
            assert_eq!(beside(share, peers), why, "{share}");
        }
        let narrow = PeerRange {
            lower: 1_000,
            upper: 1_000,
            count: 93,
        };
        assert_eq!(beside(950, narrow), None);
        assert_eq!(beside(949, narrow), Some(Why::BelowPeers(narrow)));
    }

    #[test]
    fn relative_changes() {
        let table = [
            (377, 412, Some(9)),
            (100, 95, Some(-5)),
            (0, 5, None),
            (3, 4, Some(33)),
            (6, 4, Some(-33)),
        ];
        for (before, now, percent) in table {
            assert_eq!(
                relative(Quantity::from_int(before), Quantity::from_int(now)),
                percent,
                "{before} {now}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_figures_panic(a in any::<i64>(), b in any::<i64>(), c in any::<i64>(), d in any::<i64>()) {
            let entry = |n, d| LineEntry {
                numerator: Some(Quantity::from_thousandths(n)),
                denominator: Some(Quantity::from_thousandths(d)),
                ..LineEntry::default()
            };
            let (group, whys) = judge(&line(entry(a, b), Some(entry(c, d))));
            prop_assert_eq!(group == Group::Look, !whys.is_empty());
        }
    }
}
