//! The plan's targets and tasks with their figures, from a page.

use super::view::View;
use crate::error::ServiceError;
use crate::service::Ctx;
use domain::measure::per_mille;
use domain::period::Period;
use domain::plan::{Measure, Task};
use domain::rollup::{MeasureCell, Page, TaskCell};
use domain::wire::overview::{
    MeasureFigure, StatusCount, TargetFigures, TaskGroupTally, TaskTally,
};
use domain::wire::report::TrendPoint;
use sea_orm::ConnectionTrait;

/// How many periods a trend shows at most, the chosen one included.
const TREND_PERIODS: usize = 6;

/// Earlier periods' figures, oldest first, for the sparklines.
pub(super) struct Trend(Vec<(Period, Page)>);

impl Trend {
    /// Loads the periods of the same length before the chosen one.
    pub(super) async fn load<C: ConnectionTrait>(
        conn: &C,
        ctx: Ctx<'_>,
        view: &View,
    ) -> Result<Self, ServiceError> {
        let mut periods: Vec<Period> = view
            .periods
            .iter()
            .filter(|other| {
                other.period.kind == view.chosen.period.kind
                    && other.days.ends_on < view.chosen.days.ends_on
            })
            .map(|other| other.period)
            .take(TREND_PERIODS - 1)
            .collect();
        periods.reverse();
        let mut pages = view.pages_in(conn, ctx, &periods).await?;
        let found = periods
            .into_iter()
            .map(|period| (period, pages.remove(&period).unwrap_or_default()));
        Ok(Self(found.collect()))
    }

    /// A measure's points, oldest first, the chosen period's own share last. A period in which
    /// nothing was counted has no point; a plain sum has no share, and so no points.
    fn points(&self, view: &View, place: usize, now: Option<i64>) -> Vec<TrendPoint> {
        let share = |page: &Page| {
            let counted = page.measures.get(place)?.counted.under(view.basis);
            per_mille(counted.sums.numerator, counted.sums.denominator)
        };
        let earlier = self.0.iter().map(|(period, page)| (*period, share(page)));
        earlier
            .chain([(view.chosen.period, now)])
            .filter_map(|(period, share)| Some((period, share?)))
            .map(|(period, per_mille)| TrendPoint { period, per_mille })
            .collect()
    }
}

/// The view's targets with their measures.
pub(super) fn targets(view: &View, trend: &Trend) -> Vec<TargetFigures> {
    let mut place = 0;
    let mut targets = Vec::new();
    for group in &view.plan.target_groups {
        for target in &group.targets {
            let mut measures = Vec::new();
            for measure in target.measures.iter().filter(|m| m.is_reported()) {
                measures.push(measure_figure(view, measure, place, trend));
                place += 1;
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
    targets
}

/// One measure of the plan, by its place.
pub(super) fn measure_figure(
    view: &View,
    measure: &Measure,
    place: usize,
    trend: &Trend,
) -> MeasureFigure {
    let nought = MeasureCell::default();
    let cell = view.page.measures.get(place).unwrap_or(&nought);
    let figure = cell.figure(
        measure.kind,
        measure.threshold.as_ref(),
        view.basis,
        view.today,
    );
    let below = cell.counted.under(view.basis).below;
    MeasureFigure {
        id: measure.id,
        kind: measure.kind,
        subject: measure.subject.clone(),
        threshold: measure.threshold.clone(),
        aspiration_met: measure
            .aspiration
            .as_ref()
            .and_then(|aspiration| figure.reaches(aspiration)),
        aspiration: measure.aspiration.clone(),
        units_below: u32::try_from(below).unwrap_or(0),
        trend: trend.points(view, place, figure.per_mille),
        figure,
    }
}

/// The view's tasks by group.
pub(super) fn task_groups(view: &View) -> Vec<TaskGroupTally> {
    let mut place = 0;
    let groups = view.plan.task_groups.iter().map(|group| TaskGroupTally {
        no: group.no.clone(),
        title: group.title.clone(),
        declared_count: group.declared_count,
        tasks: group
            .tasks
            .iter()
            .map(|task| {
                place += 1;
                tally(view, task, place - 1)
            })
            .collect(),
    });
    groups.collect()
}

/// A task of the plan, by its place.
pub(super) fn tally(view: &View, task: &Task, place: usize) -> TaskTally {
    let nought = TaskCell::default();
    let cell = view.page.tasks.get(place).unwrap_or(&nought);
    TaskTally {
        id: task.id,
        no: task.no.clone(),
        name: task.name.clone(),
        deadline_text: task.deadline_text.clone(),
        simulated: task.simulated,
        by_status: by_status(view, cell),
        behind: u32::try_from(*cell.behind.under(view.basis)).unwrap_or(0),
        coverage: cell
            .heads
            .coverage(view.today, cell.heads.counting(view.basis)),
    }
}

/// Units by status.
pub(super) fn by_status(view: &View, cell: &TaskCell) -> Vec<StatusCount> {
    cell.by_status(view.basis, view.today)
        .into_iter()
        .map(|(status, count)| StatusCount { status, count })
        .collect()
}
