//! Small drawn charts: inline SVG, no library, no inline styles (the CSP forbids them). Each has
//! its figures in words beside it or in its label; colours come from the stylesheet.

use crate::overview_facts::share;
use crate::view::prelude::*;
use crate::words;
use domain::wire::report::TrendPoint;

/// A bar of how much is done. The words stand beside it, so it is hidden from screen readers.
#[must_use]
pub fn progress_bar(done: u32, all: u32) -> AnyView {
    let share = if all == 0 {
        0
    } else {
        u64::from(done) * 1_000 / u64::from(all)
    };
    view! {
        <svg class="progress" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
            <rect class="track" width="1000" height="10" />
            <rect class="fill" width=share.to_string() height="10" />
        </svg>
    }
    .into_any()
}

/// A share as a bar with the threshold marked on it. `tenths` and `threshold` are tenths of a
/// percent; what exceeds 100 % fills the bar. `met` chooses colour; the words are beside it.
#[must_use]
pub fn threshold_bar(tenths: Option<i64>, threshold: Option<i64>, met: Option<bool>) -> AnyView {
    let clamp = |tenths: i64| tenths.clamp(0, 1_000);
    let class = match met {
        Some(true) => "bar good",
        Some(false) => "bar bad",
        None => "bar",
    };
    let mark = threshold.map(clamp).map(|at| {
        // The mark stays inside the drawing at both ends.
        let x = at.clamp(4, 996).to_string();
        view! { <line class="mark-line" x1=x.clone() x2=x y1="0" y2="28" /> }
    });
    view! {
        <svg class=class viewBox="0 0 1000 28" preserveAspectRatio="none" aria-hidden="true">
            <rect class="track" y="6" width="1000" height="16" />
            <rect class="fill" y="6" width=clamp(tenths.unwrap_or(0)).to_string() height="16" />
            {mark}
        </svg>
    }
    .into_any()
}

/// A trend of shares, oldest first, with a dot on the newest and the threshold as a dashed line.
/// Labelled with its figures. Nothing below two points.
#[must_use]
pub fn sparkline(points: &[TrendPoint], threshold: Option<i64>) -> AnyView {
    if points.len() < 2 {
        return ().into_any();
    }
    let values = points.iter().map(|point| point.per_mille).chain(threshold);
    let (low, high) = values.fold((i64::MAX, i64::MIN), |(low, high), v| {
        (low.min(v), high.max(v))
    });
    let span = (high - low).max(20);
    let y = |value: i64| 26 - (value - low) * 22 / span;
    let step = 116 / (i64::try_from(points.len()).unwrap_or(2) - 1).max(1);
    let places: Vec<(i64, i64)> = (0_i64..)
        .zip(points)
        .map(|(at, point)| (2 + at * step, y(point.per_mille)))
        .collect();
    let line: Vec<String> = places.iter().map(|(x, y)| format!("{x},{y}")).collect();
    let last = places.last().copied().unwrap_or((0, 0));
    let label: Vec<String> = points
        .iter()
        .map(|point| {
            format!(
                "{}: {}",
                words::period(point.period),
                words::percent(point.per_mille)
            )
        })
        .collect();
    let dashed = threshold.map(y).map(|y| {
        view! { <line class="mark-line" x1="0" x2="120" y1=y.to_string() y2=y.to_string() /> }
    });
    view! {
        <svg class="spark" viewBox="0 0 120 30" role="img" aria-label=label.join("; ")>
            {dashed}
            <polyline points=line.join(" ") />
            <circle cx=last.0.to_string() cy=last.1.to_string() r="2.5" />
        </svg>
    }
    .into_any()
}

/// A bar cut into parts, in the order given; each part's class chooses its colour. The words and
/// counts stand beside it, so it is hidden from screen readers.
#[must_use]
pub fn stacked_bar(parts: &[(&'static str, u32)]) -> AnyView {
    let all = parts
        .iter()
        .map(|(_, count)| u64::from(*count))
        .sum::<u64>()
        .max(1);
    let mut passed = 0;
    let rects = parts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(class, count)| {
            let x = passed * 1_000 / all;
            passed += u64::from(*count);
            // A part is never too thin to be seen.
            let width = (passed * 1_000 / all - x).max(5);
            view! { <rect class=*class x=x.to_string() width=width.to_string() height="10" /> }
                .into_any()
        })
        .collect::<Vec<_>>();
    view! {
        <svg class="stacked" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
            <rect class="track" width="1000" height="10" />
            {rects}
        </svg>
    }
    .into_any()
}

/// Width and height of the trend's drawing, and the room on its right for the threshold's words.
const TREND: (i64, i64, i64) = (340, 150, 54);

/// A trend of shares, oldest first, with every figure and period written beside its point and the
/// threshold as a dashed line. Nothing below two points.
#[must_use]
pub fn trend_chart(points: &[TrendPoint], threshold: Option<(i64, String)>) -> AnyView {
    if points.len() < 2 {
        return ().into_any();
    }
    let (width, height, right) = TREND;
    let mark = threshold.as_ref().map(|(tenths, _)| *tenths);
    let values = points.iter().map(|point| point.per_mille).chain(mark);
    let (low, high) = values.fold((i64::MAX, i64::MIN), |(low, high), v| {
        (low.min(v), high.max(v))
    });
    let span = (high - low).max(40);
    let (top, bottom) = (26, height - 34);
    let y = |value: i64| bottom - (value - low) * (bottom - top) / span;
    let last = i64::try_from(points.len()).unwrap_or(2) - 1;
    let x = |at: i64| 24 + at * (width - right - 48) / last;
    let line: Vec<String> = (0_i64..)
        .zip(points)
        .map(|(at, point)| [x(at).to_string(), y(point.per_mille).to_string()].join(","))
        .collect();
    let marks = (0_i64..)
        .zip(points)
        .map(|(at, point)| {
            let (px, py) = (x(at).to_string(), y(point.per_mille));
            let class = if at == last { "point last" } else { "point" };
            view! {
                <circle class=class cx=px.clone() cy=py.to_string() r="3.5" />
                <text class="value" x=px.clone() y=(py - 9).to_string()>
                    {share(point.per_mille)}
                </text>
                <text class="when" x=px y=(height - 8).to_string()>
                    {words::period_short(point.period)}
                </text>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    let dashed = threshold.map(|(tenths, words)| {
        let at = y(tenths);
        let end = width - right;
        view! {
            <line class="mark-line" x1="0" x2=end.to_string() y1=at.to_string() y2=at.to_string() />
            <text class="mark-word" x=(end + 5).to_string() y=(at + 4).to_string()>
                {words}
            </text>
        }
        .into_any()
    });
    let label: Vec<String> = points
        .iter()
        .map(|point| [words::period(point.period), share(point.per_mille)].join(": "))
        .collect();
    view! {
        <svg class="trend" viewBox="0 0 340 150" role="img" aria-label=label.join("; ")>
            {dashed}
            <polyline points=line.join(" ") />
            {marks}
        </svg>
    }
    .into_any()
}
