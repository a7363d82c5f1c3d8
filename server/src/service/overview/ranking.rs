//! Parts ranked, best first; and the matrix of parts and measures.

use super::view::{Child, Own, View};
use domain::overview::{Standing, compare_standing, ranks};
use domain::report::Basis;
use domain::wire::overview::{Matrix, MatrixCell, MatrixMeasure, MatrixRow, RankedUnit};

/// The view's parts, best first, equals by name.
pub(super) fn ranking(view: &View) -> Vec<RankedUnit> {
    let rows = view
        .children
        .iter()
        .map(|child| (child, standing(view, child)));
    ranked(rows.collect(), |child, rank, standing| {
        let own = child.own.as_ref();
        RankedUnit {
            rank,
            unit: child.unit.clone(),
            report: own.map(|own| own.report),
            state: own.map(Own::state),
            late: own.is_some_and(|own| own.late(view.today)),
            coverage: child
                .page
                .heads
                .coverage(view.today, child.page.counting(view.basis)),
            opens: child.opens,
            met: standing.met,
            applicable: standing.applicable,
            tasks_done: standing.done,
            tasks_overdue: standing.overdue,
            tasks: standing.tasks,
        }
    })
}

/// Sorts by standing and numbers. Stable: equals stay in the order in which they came.
pub(super) fn ranked<T, R>(
    mut rows: Vec<(T, Standing)>,
    row: impl Fn(&T, u32, Standing) -> R,
) -> Vec<R> {
    rows.sort_by(|(_, a), (_, b)| compare_standing(a, b));
    let sorted: Vec<_> = rows.iter().map(|(_, standing)| *standing).collect();
    ranks(&sorted)
        .into_iter()
        .zip(&rows)
        .map(|(rank, (of, standing))| row(of, rank, *standing))
        .collect()
}

/// How a part stands over the lines that are rolled up. A unit's own report is judged by its own
/// thresholds, a sum by the plan's.
fn standing(view: &View, child: &Child) -> Standing {
    if let (Some(own), false) = (&child.own, child.opens) {
        let links = &own.links;
        return own.leaf.standing(
            view.basis,
            view.today,
            linked(&links.measures),
            linked(&links.tasks),
        );
    }
    let mut standing = Standing::default();
    let measures = view.plan.reported_measures().map(|(_, measure)| measure);
    for (measure, cell) in measures.zip(&child.page.measures) {
        if cell.heads.expected > 0 {
            standing.applicable += 1;
            let threshold = measure.threshold.as_ref();
            let figure = cell.figure(measure.kind, threshold, view.basis, view.today);
            standing.met += u32::from(figure.met == Some(true));
        }
    }
    for cell in &child.page.tasks {
        standing.add_tasks(&cell.by_status(view.basis, view.today));
    }
    standing
}

/// The places that are linked.
pub(super) fn linked(links: &[Option<u16>]) -> impl Iterator<Item = usize> {
    let places = links.iter().enumerate();
    places.filter_map(|(place, to)| to.map(|_| place))
}

/// Every part against every measure.
pub(super) fn matrix(view: &View) -> Matrix {
    let measures: Vec<_> = view.plan.reported_measures().collect();
    let rows = view.children.iter().map(|child| MatrixRow {
        unit: child.unit.clone(),
        report: child.own.as_ref().map(|own| own.report),
        cells: measures
            .iter()
            .enumerate()
            .map(|(place, (_, measure))| {
                let cell = child.page.measures.get(place)?;
                let figure = cell.figure(
                    measure.kind,
                    measure.threshold.as_ref(),
                    view.basis,
                    view.today,
                );
                let heads = &cell.heads;
                if heads.expected == 0 && heads.not_applicable == 0 {
                    return None;
                }
                let is_counted = figure.coverage.counted > 0;
                Some(MatrixCell {
                    numerator: is_counted.then_some(figure.numerator),
                    denominator: figure.denominator.filter(|_| is_counted),
                    per_mille: figure.per_mille,
                    met: figure.met,
                    not_applicable: heads.expected == 0,
                })
            })
            .collect(),
    });
    Matrix {
        rows: rows.collect(),
        measures: measures
            .iter()
            .map(|(target, measure)| MatrixMeasure {
                id: measure.id,
                target_no: target.no.clone(),
                subject: measure.subject.clone(),
                kind: measure.kind,
            })
            .collect(),
    }
}

/// Whether a part's own report counts.
pub(super) fn counts(child: &Child, basis: Basis) -> bool {
    child
        .own
        .as_ref()
        .is_some_and(|own| own.state().counts(basis))
}
