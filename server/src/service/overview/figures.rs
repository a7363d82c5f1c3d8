//! The plan's targets with their measures rolled up, and how each part stands on them.

use super::trend::Trend;
use super::view::View;
use crate::db::overview::lines::Entries;
use crate::db::overview::rows::ChildReport;
use domain::id::{MeasureId, ReportId};
use domain::measure::Threshold;
use domain::overview::Standing;
use domain::plan::Measure;
use domain::report::LineEntry;
use domain::rollup::{own_figure, roll_up};
use domain::wire::overview::{MeasureFigure, TargetFigures};
use std::collections::HashMap;
use std::sync::Arc;

/// What the reports hold on measures.
pub(super) type Held = HashMap<ReportId, Arc<Entries<MeasureId>>>;

/// A part's line for a measure.
pub(super) struct Line<'a> {
    /// The part's place in the view.
    pub(super) at: usize,
    pub(super) child: &'a ChildReport,
    /// The part's own threshold.
    pub(super) threshold: Option<&'a Threshold>,
    /// What is entered, where anything was.
    pub(super) entry: Option<&'a LineEntry>,
}

/// The view's targets, and each part's standing in the order of [`View::children`].
pub(super) struct Figures {
    pub(super) targets: Vec<TargetFigures>,
    /// Without tasks yet.
    pub(super) standings: Vec<Standing>,
}

impl Figures {
    pub(super) fn of(view: &View, held: &Held, trend: &Trend) -> Self {
        let by_measure = lines(view, held);
        let mut standings = vec![Standing::default(); view.children.len()];
        let mut targets = Vec::new();
        for group in &view.plan.target_groups {
            for target in &group.targets {
                let mut measures = Vec::new();
                for measure in target.measures.iter().filter(|m| m.is_reported()) {
                    let parts = by_measure.get(&measure.id).map_or(&[][..], Vec::as_slice);
                    stand(view, measure, parts, &mut standings);
                    measures.push(measure_figure(view, measure, parts, trend));
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

/// The parts' lines by the plan's measure that they carry out.
fn lines<'a>(view: &'a View, held: &'a Held) -> HashMap<MeasureId, Vec<Line<'a>>> {
    let mut by_measure: HashMap<MeasureId, Vec<Line<'_>>> = HashMap::new();
    for (at, child) in view.children.iter().enumerate() {
        let entries = held.get(&child.report);
        for link in &view.links(child.plan).measures {
            let Some(measure) = view.scope.measure_of(link) else {
                continue;
            };
            by_measure.entry(measure).or_default().push(Line {
                at,
                child,
                threshold: link.threshold.as_ref(),
                entry: entries.and_then(|entries| entries.get(&link.id)),
            });
        }
    }
    by_measure
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
    let entry = part.entry.filter(|_| part.child.state.counts(view.basis))?;
    own_figure(measure.kind, part.threshold, entry)?.met
}

/// One measure of the plan rolled up over its parts.
pub(super) fn measure_figure(
    view: &View,
    measure: &Measure,
    parts: &[Line<'_>],
    trend: &Trend,
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
    MeasureFigure {
        id: measure.id,
        kind: measure.kind,
        subject: measure.subject.clone(),
        threshold: measure.threshold.clone(),
        units_below: u32::try_from(below).unwrap_or(u32::MAX),
        trend: trend.points(measure, view.chosen.period, figure.per_mille),
        figure,
    }
}
