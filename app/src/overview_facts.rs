//! What a leader reads out of an overview first: what is below its threshold, what is overdue, how
//! much is missing, who stands where. Integers only; tested natively.

use domain::measure::{Comparator, MeasureKind, Threshold};
use domain::overview::{Standing, compare_standing};
use domain::rollup::Figure;
use domain::status::TaskStatus;
use domain::text::fold;
use domain::wire::overview::{
    ChildFigure, MeasureFigure, Overview, RankedUnit, StatusCount, TargetFigures, TaskTally,
};
use std::cmp::{Ordering, Reverse};

/// The threshold of a share in tenths of a percent; `None` for other units of measure.
#[must_use]
pub fn threshold_tenths(threshold: &Threshold) -> Option<i64> {
    (threshold.unit == "%").then(|| threshold.value.thousandths() / 100)
}

/// Whether the figure misses a threshold. A milestone has none: what is open there is said apart.
#[must_use]
pub fn is_below(measure: &MeasureFigure) -> bool {
    measure.threshold.is_some() && measure.figure.met == Some(false)
}

/// How far a share is from its threshold, in tenths of a percent point; negative below it.
#[must_use]
pub fn gap(measure: &MeasureFigure) -> Option<i64> {
    Some(measure.figure.per_mille? - threshold_tenths(measure.threshold.as_ref()?)?)
}

/// Measures below their threshold with their targets, the widest gap first.
#[must_use]
pub fn below(targets: &[TargetFigures]) -> Vec<(&TargetFigures, &MeasureFigure)> {
    let mut out: Vec<_> = targets
        .iter()
        .flat_map(|target| target.measures.iter().map(move |measure| (target, measure)))
        .filter(|(_, measure)| is_below(measure))
        .collect();
    out.sort_by_key(|(_, measure)| Reverse(gap(measure).unwrap_or(0).abs()));
    out
}

/// How many targets have a measure below its threshold.
#[must_use]
pub fn targets_below(targets: &[TargetFigures]) -> usize {
    targets
        .iter()
        .filter(|target| target.measures.iter().any(is_below))
        .count()
}

/// How many more whole cases a share needs to reach its lower bound, all else unchanged; `None`
/// where it is reached or where that is no question (upper bounds, parts of a case).
#[must_use]
pub fn missing(kind: MeasureKind, threshold: &Threshold, figure: &Figure) -> Option<i64> {
    let denominator = figure.denominator?;
    let whole = figure.numerator.is_whole() && denominator.is_whole();
    if kind != MeasureKind::Ratio || figure.met != Some(false) || !whole {
        return None;
    }
    // num/den ⋛ value/100 in whole cases: num ⋛ value_thousandths·den / 100 000.
    let right = i128::from(threshold.value.thousandths())
        .checked_mul(i128::from(denominator.thousandths() / 1_000))?;
    let wanted = match threshold.evaluate_as {
        Comparator::Gte => right / 100_000 + i128::from(right % 100_000 > 0),
        Comparator::Gt => right / 100_000 + 1,
        Comparator::Eq | Comparator::Lte | Comparator::Lt => return None,
    };
    let missing = wanted - i128::from(figure.numerator.thousandths() / 1_000);
    i64::try_from(missing).ok().filter(|missing| *missing > 0)
}

/// How many units have a status.
#[must_use]
pub fn count_of(tally: &TaskTally, status: TaskStatus) -> u32 {
    tally
        .by_status
        .iter()
        .filter(|held| held.status == status)
        .map(|held| held.count)
        .sum()
}

/// Tasks that at least one unit has let pass its deadline, most units first.
#[must_use]
pub fn overdue(overview: &Overview) -> Vec<&TaskTally> {
    let late = |tally: &&TaskTally| count_of(tally, TaskStatus::Overdue);
    let mut out: Vec<_> = overview
        .task_groups
        .iter()
        .flat_map(|group| &group.tasks)
        .filter(|tally| late(tally) > 0)
        .collect();
    out.sort_by_key(|tally| Reverse(late(tally)));
    out
}

/// The sum over tasks, in the order of the stacked bars, without statuses nobody has.
#[must_use]
pub fn status_sums<'a>(tasks: impl IntoIterator<Item = &'a TaskTally>) -> Vec<StatusCount> {
    let mut sums = TaskStatus::ALL.map(|status| StatusCount { status, count: 0 });
    for tally in tasks {
        for held in &tally.by_status {
            if let Some(sum) = sums.iter_mut().find(|sum| sum.status == held.status) {
                sum.count = sum.count.saturating_add(held.count);
            }
        }
    }
    sums.into_iter().filter(|sum| sum.count > 0).collect()
}

/// A column of the ranking that it can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The rank, as the server gives it.
    Rank,
    /// The unit's name, without regard to diacritics.
    Unit,
    /// The share of measures met.
    Met,
    /// Tasks finished.
    Done,
    /// Tasks overdue.
    Overdue,
}

/// Puts a ranking in order: ranks and names from the first, figures from the largest (so that the
/// most overdue come up at once); `reversed` turns it round. Equals keep the server's order.
pub fn sort(ranking: &mut [&RankedUnit], column: Column, reversed: bool) {
    ranking.sort_by(|a, b| {
        let order = compare(a, b, column);
        if reversed { order.reverse() } else { order }
    });
}

fn compare(a: &RankedUnit, b: &RankedUnit, column: Column) -> Ordering {
    let standing = |unit: &RankedUnit| Standing {
        met: unit.met,
        applicable: unit.applicable,
        ..Standing::default()
    };
    match column {
        Column::Rank => a.rank.cmp(&b.rank),
        Column::Unit => fold(&a.unit.name).cmp(&fold(&b.unit.name)),
        Column::Met => compare_standing(&standing(a), &standing(b)),
        Column::Done => b.tasks_done.cmp(&a.tasks_done),
        Column::Overdue => b.tasks_overdue.cmp(&a.tasks_overdue),
    }
}

/// Where a part of a figure is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Counted in the figure.
    Counted,
    /// Submitted, but not counted: awaiting approval, or without a value.
    Uncounted,
    /// Not submitted.
    Silent,
    /// Does not apply.
    NotApplicable,
}

/// Where a child of a measure is listed.
#[must_use]
pub fn part(child: &ChildFigure) -> Part {
    if child.coverage.expected == 0 {
        Part::NotApplicable
    } else if child.figure.is_some() {
        Part::Counted
    } else if child.coverage.reported == 0 {
        Part::Silent
    } else {
        Part::Uncounted
    }
}

/// A share with its one decimal, so that figures stand under each other: `84,8 %`, `62,0 %`; the
/// whole is `100 %`.
#[must_use]
pub fn share(per_mille: i64) -> String {
    let mut text = match per_mille {
        1_000 => "100".to_owned(),
        tenths => tenths_words(tenths),
    };
    text.push_str("\u{a0}%");
    text
}

/// A difference of shares in points with sign and decimal: `+4,8`, `−38,0`, `0,0`.
#[must_use]
pub fn points(tenths: i64) -> String {
    signed(tenths, tenths_words(tenths.abs()))
}

fn tenths_words(tenths: i64) -> String {
    let sign = if tenths < 0 { "−" } else { "" };
    format!("{sign}{},{}", tenths.abs() / 10, tenths.abs() % 10)
}

fn signed(number: i64, words: String) -> String {
    let sign = match number.signum() {
        1 => "+",
        -1 => "−",
        _ => "",
    };
    [sign, &words].concat()
}

/// A pull in hundredths of a percent point with its sign: `−0,12`, `+1,30`.
#[must_use]
pub fn pull_words(hundredths: i64) -> String {
    let whole = hundredths.abs();
    signed(hundredths, format!("{},{:02}", whole / 100, whole % 100))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::MeasureId;
    use domain::measure::per_mille;
    use domain::quantity::Quantity;
    use domain::report::ReportState;
    use domain::rollup::Coverage;
    use domain::unit::{UnitKind, UnitRef};
    use uuid::Uuid;

    fn measure(numerator: i64, denominator: i64, percent: &str, by: Comparator) -> MeasureFigure {
        let threshold = Threshold {
            comparator: by,
            surface: String::new(),
            value: Quantity::parse_vi(percent).unwrap(),
            unit: "%".to_owned(),
            evaluate_as: by,
            aspirational: false,
        };
        let (num, den) = (
            Quantity::from_int(numerator),
            Quantity::from_int(denominator),
        );
        MeasureFigure {
            id: MeasureId(Uuid::nil()),
            kind: MeasureKind::Ratio,
            subject: String::new(),
            figure: Figure {
                numerator: num,
                denominator: Some(den),
                per_mille: per_mille(numerator.into(), denominator.into()),
                met: threshold.met_by_ratio(num, den),
                coverage: Coverage::default(),
            },
            threshold: Some(threshold),
            aspiration: None,
            aspiration_met: None,
            units_below: 0,
            trend: vec![],
        }
    }

    #[test]
    fn what_is_missing_is_just_enough() {
        let table = [
            (799, 1_000, "80", Comparator::Gte, Some(1)),
            (800, 1_000, "80", Comparator::Gte, None),
            (95, 100, "95", Comparator::Gt, Some(1)),
            (1, 3, "66,667", Comparator::Gte, Some(2)),
            (6, 100, "5", Comparator::Lte, None),
        ];
        for (num, den, percent, by, expected) in table {
            let m = measure(num, den, percent, by);
            let threshold = m.threshold.as_ref().unwrap();
            let got = missing(m.kind, threshold, &m.figure);
            assert_eq!(got, expected, "{num}/{den} {by:?} {percent}");
            if let Some(more) = got {
                let reached =
                    |n| threshold.met_by_ratio(Quantity::from_int(n), Quantity::from_int(den));
                assert_eq!(reached(num + more), Some(true));
                assert_eq!(reached(num + more - 1), Some(false));
            }
        }
    }

    #[test]
    fn gaps_have_a_sign() {
        assert_eq!(gap(&measure(612, 1_000, "80", Comparator::Gte)), Some(-188));
        assert_eq!(gap(&measure(848, 1_000, "80", Comparator::Gte)), Some(48));
        assert_eq!(
            [pull_words(-12), pull_words(130), pull_words(0)],
            ["−0,12", "+1,30", "0,00"]
        );
        assert_eq!(
            [points(48), points(-380), points(0)],
            ["+4,8", "−38,0", "0,0"]
        );
        assert_eq!(
            [share(848), share(620), share(1_000), share(-5)],
            ["84,8\u{a0}%", "62,0\u{a0}%", "100\u{a0}%", "−0,5\u{a0}%"]
        );
    }

    fn ranked(rank: u32, name: &str, met: u32, applicable: u32, overdue: u32) -> RankedUnit {
        RankedUnit {
            rank,
            unit: UnitRef {
                id: domain::id::UnitId::new("1"),
                name: name.to_owned(),
                kind: UnitKind::Commune,
            },
            report: Some(Uuid::nil().into()),
            state: Some(ReportState::Approved),
            late: false,
            coverage: Coverage::default(),
            opens: false,
            met,
            applicable,
            tasks_done: met,
            tasks_overdue: overdue,
            tasks: 37,
        }
    }

    #[test]
    fn the_ranking_sorts_by_any_column() {
        let list = [
            ranked(1, "Xã Đại Lộc", 30, 32, 3),
            ranked(2, "Xã Bà Nà", 20, 21, 0),
        ];
        let order = |column, reversed| {
            let mut refs: Vec<_> = list.iter().collect();
            sort(&mut refs, column, reversed);
            refs.iter().map(|unit| unit.rank).collect::<Vec<_>>()
        };
        assert_eq!(order(Column::Rank, false), [1, 2]);
        assert_eq!(order(Column::Rank, true), [2, 1]);
        assert_eq!(order(Column::Unit, false), [2, 1]);
        assert_eq!(
            order(Column::Met, false),
            [2, 1],
            "20/21 is more than 30/32"
        );
        assert_eq!(order(Column::Done, false), [1, 2]);
        assert_eq!(order(Column::Overdue, false), [1, 2]);
    }

    #[test]
    fn statuses_add_up_in_the_order_of_the_bars() {
        let tally = |by_status: &[(TaskStatus, u32)]| TaskTally {
            id: Uuid::nil().into(),
            no: "1".to_owned(),
            name: String::new(),
            deadline_text: String::new(),
            simulated: true,
            by_status: by_status
                .iter()
                .map(|&(status, count)| StatusCount { status, count })
                .collect(),
            behind: 0,
            coverage: Coverage::default(),
        };
        let tasks = [
            tally(&[(TaskStatus::Overdue, 3), (TaskStatus::DoneOnTime, 5)]),
            tally(&[(TaskStatus::Overdue, 1)]),
        ];
        let sums = status_sums(&tasks);
        let plain: Vec<_> = sums.iter().map(|sum| (sum.status, sum.count)).collect();
        assert_eq!(
            plain,
            [(TaskStatus::DoneOnTime, 5), (TaskStatus::Overdue, 4)]
        );
        assert_eq!(count_of(&tasks[0], TaskStatus::Overdue), 3);
    }
}
