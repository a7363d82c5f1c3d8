//! The plan's targets with their measures rolled up, and how each part stands on them.

use super::view::View;
use crate::db::overview::rows::{ChildReport, MeasureLine};
use crate::db::overview::trend::PeriodSums;
use domain::id::{MeasureId, ReportId};
use domain::measure::{Threshold, per_mille};
use domain::overview::Standing;
use domain::plan::Measure;
use domain::report::LineEntry;
use domain::rollup::{own_figure, roll_up};
use domain::wire::overview::{MeasureFigure, TargetFigures};
use domain::wire::report::TrendPoint;
use std::collections::HashMap;

/// A part's line for a measure.
pub(super) struct Line<'a> {
    /// The part's place in the view.
    pub(super) at: usize,
    pub(super) child: &'a ChildReport,
    /// The part's own threshold.
    pub(super) threshold: Option<&'a Threshold>,
    pub(super) entry: &'a LineEntry,
}

impl<'a> Line<'a> {
    /// A stored line in its view; `None` for a report that is not among the view's.
    pub(super) fn of(
        view: &'a View,
        report: ReportId,
        threshold: Option<&'a Threshold>,
        entry: &'a LineEntry,
    ) -> Option<Self> {
        let (at, child) = view.child(report)?;
        Some(Self {
            at,
            child,
            threshold,
            entry,
        })
    }
}

/// The view's targets, and each part's standing in the order of [`View::children`].
pub(super) struct Figures {
    pub(super) targets: Vec<TargetFigures>,
    /// Without tasks yet.
    pub(super) standings: Vec<Standing>,
}

impl Figures {
    pub(super) fn of(view: &View, lines: &[MeasureLine], sums: &[PeriodSums]) -> Self {
        let mut by_measure: HashMap<MeasureId, Vec<Line<'_>>> = HashMap::new();
        for line in lines {
            if let Some(part) = Line::of(view, line.report, line.threshold.as_ref(), &line.entry) {
                by_measure.entry(line.measure).or_default().push(part);
            }
        }
        let mut standings = vec![Standing::default(); view.children.len()];
        let mut targets = Vec::new();
        for group in &view.plan.target_groups {
            for target in &group.targets {
                let mut measures = Vec::new();
                for measure in target.measures.iter().filter(|m| m.is_reported()) {
                    let parts = by_measure.get(&measure.id).map_or(&[][..], Vec::as_slice);
                    stand(view, measure, parts, &mut standings);
                    measures.push(measure_figure(view, measure, parts, sums));
                }
                targets.push(TargetFigures {
                    id: target.id,
                    no: target.no.clone(),
                    group_no: group.no.clone(),
                    group_title: group.title.clone(),
                    text: target.text.clone(),
                    measures,
                });
            }
        }
        Self { targets, standings }
    }
}

/// Adds one measure to the parts' standings.
fn stand(view: &View, measure: &Measure, parts: &[Line<'_>], standings: &mut [Standing]) {
    for part in parts {
        let Some(standing) = standings.get_mut(part.at) else {
            continue;
        };
        if view.contribution(part.child, part.entry).applies() {
            standing.applicable += 1;
            standing.met += u32::from(own_met(view, measure, part) == Some(true));
        }
    }
}

/// Whether a part's own figure reaches its own threshold; `None` where nothing is counted.
fn own_met(view: &View, measure: &Measure, part: &Line<'_>) -> Option<bool> {
    part.child
        .state
        .counts(view.basis)
        .then(|| own_figure(measure.kind, part.threshold, part.entry))??
        .met
}

/// One measure of the plan rolled up over its parts.
pub(super) fn measure_figure(
    view: &View,
    measure: &Measure,
    parts: &[Line<'_>],
    sums: &[PeriodSums],
) -> MeasureFigure {
    let figure = roll_up(
        measure.kind,
        measure.threshold.as_ref(),
        view.basis,
        parts
            .iter()
            .map(|part| view.contribution(part.child, part.entry)),
    );
    let below = parts
        .iter()
        .filter(|part| own_met(view, measure, part) == Some(false))
        .count();
    let point = |period, per_mille: Option<i64>| {
        per_mille.map(|per_mille| TrendPoint { period, per_mille })
    };
    let earlier = view.earlier().into_iter().rev().filter_map(|period| {
        let sums = sums
            .iter()
            .find(|sums| sums.period == period && sums.measure == measure.id)?
            .of(measure.kind)?;
        point(period, per_mille(sums.numerator, sums.denominator))
    });
    MeasureFigure {
        id: measure.id,
        kind: measure.kind,
        subject: measure.subject.clone(),
        threshold: measure.threshold.clone(),
        units_below: u32::try_from(below).unwrap_or(u32::MAX),
        trend: earlier
            .chain(point(view.chosen.period, figure.per_mille))
            .collect(),
        figure,
    }
}
