//! What the figures come to, as one types: the percentage, its distance from the last period, the
//! verdict against the threshold, the trend.

use crate::i18n::t;
use crate::ui::charts::{sparkline, threshold_bar};
use crate::ui::chip;
use crate::ui::line::LineView;
use crate::view::prelude::*;
use crate::words;
use domain::measure::{MeasureKind, Threshold};
use domain::plan::Measure;
use domain::rollup::own_figure;
use domain::wire::report::{Line, TrendPoint};

/// The threshold's place on a bar of shares, in tenths of a percent.
#[must_use]
pub fn threshold_tenths(threshold: Option<&Threshold>) -> Option<i64> {
    threshold
        .filter(|threshold| threshold.unit == "%")
        .map(|threshold| threshold.value.thousandths() / 100)
}

/// The figure of a measure's line; announced politely as it changes.
#[must_use]
pub fn figure(view: &LineView, measure: &Measure) -> AnyView {
    let line = view.line;
    let measure = measure.clone();
    let period = view
        .open
        .report
        .with_untracked(|report| report.summary.period);
    view! {
        <div class="figure" aria-live="polite">
            {move || line.with(|line| drawn(line, &measure, period))}
        </div>
    }
    .into_any()
}

fn drawn(line: &Line, measure: &Measure, period: domain::period::Period) -> AnyView {
    if measure.kind == MeasureKind::Milestone || line.entry.not_applicable.is_some() {
        return ().into_any();
    }
    let figure = own_figure(measure.kind, measure.threshold.as_ref(), &line.entry);
    let share = figure.as_ref().and_then(|figure| figure.per_mille);
    let tenths = threshold_tenths(measure.threshold.as_ref());
    let mut trend = line.history.clone();
    trend.extend(share.map(|per_mille| TrendPoint { period, per_mille }));
    let trend = (trend.len() > 1).then(|| {
        view! {
            <p class="row muted">
                {sparkline(&trend, tenths)} <span>{t::line::trend(trend.len())}</span>
            </p>
        }
    });
    let Some(figure) = figure else {
        let hint = (measure.kind == MeasureKind::Ratio).then(t::line::waiting_for_figures);
        return view! {
            <p class="muted">{hint}</p>
            {trend}
        }
        .into_any();
    };
    let before = line
        .previous
        .as_ref()
        .and_then(|previous| own_figure(measure.kind, None, &previous.entry)?.per_mille);
    let difference = share.zip(before).map(|(now, before)| {
        let arrow = match now.cmp(&before) {
            std::cmp::Ordering::Greater => "▲ ",
            std::cmp::Ordering::Less => "▼ ",
            std::cmp::Ordering::Equal => "",
        };
        format!(
            "{arrow}{}",
            t::line::against_previous(words::points(now - before))
        )
    });
    let met = figure.met;
    view! {
        <p class="row">
            <strong class="figure-share">
                {share.map_or_else(|| figure.numerator.format_vi(), words::percent)}
            </strong>
            {chip::verdict_beside(measure.in_force(), &figure)}
            <span class="muted">{difference}</span>
        </p>
        {share.map(|share| threshold_bar(Some(share), tenths, met))}
        {trend}
    }
    .into_any()
}
