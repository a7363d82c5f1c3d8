//! The plan's targets by group: the figure, its fraction, a drawn bar with the threshold, the
//! verdict, the trend, the coverage. Every line leads to its proof.

use super::head::TARGETS;
use super::parts;
use crate::i18n::t;
use crate::overview_facts as facts;
use crate::overview_facts::{is_below, threshold_tenths};
use crate::route::{Route, Scope};
use crate::ui::charts::{sparkline, stacked_bar};
use crate::ui::chip::{self, Tone};
use crate::view::prelude::*;
use crate::words;
use domain::id::PlanId;
use domain::measure::MeasureKind;
use domain::wire::overview::{MeasureFigure, Overview, TargetFigures};

/// What every line needs to know.
#[derive(Clone, Copy)]
struct View {
    plan: PlanId,
    scope: Scope,
    units: &'static str,
}

/// The section.
pub(super) fn targets(overview: &Overview, scope: Scope, units: &'static str) -> AnyView {
    let view = View {
        plan: overview.plan.id,
        scope,
        units,
    };
    let all: Vec<&TargetFigures> = overview
        .targets
        .iter()
        .filter(|target| !target.measures.is_empty())
        .collect();
    // On a phone the groups' tallies come first.
    let open = parts::roomy();
    let groups = all
        .chunk_by(|a, b| a.group_no == b.group_no)
        .map(|targets| group(view, targets, open))
        .collect::<Vec<_>>();
    view! {
        <section id=TARGETS class="panel ov-targets" tabindex="-1">
            <h2>
                {t::overview::targets()} " " <span class="count">{all.len()}</span>
            </h2>
            <p class="muted">{t::overview::threshold_mark()}</p>
            <div>{groups}</div>
        </section>
    }
    .into_any()
}

fn group(view: View, targets: &[&TargetFigures], open: bool) -> AnyView {
    let Some(first) = targets.first() else {
        return ().into_any();
    };
    // A flat list is one group without title.
    if first.group_title.is_empty() {
        return table(view, targets, t::overview::targets().to_owned());
    }
    let measures = || targets.iter().flat_map(|target| &target.measures);
    let count = |held: fn(&MeasureFigure) -> bool| {
        u32::try_from(measures().filter(|measure| held(measure)).count()).unwrap_or(u32::MAX)
    };
    let met = count(|measure| measure.figure.met == Some(true));
    let below = count(is_below);
    let open_yet = count(|measure| measure.figure.met == Some(false) && !is_below(measure));
    let unknown = count(|measure| measure.figure.met.is_none());
    let bar = stacked_bar(&[
        ("st-done", met),
        ("st-none", unknown),
        ("st-soon", open_yet),
        ("st-overdue", below),
    ]);
    let tally = [
        (met, Tone::Good, t::overview::group_met as fn(u32) -> String),
        (below, Tone::Bad, t::overview::group_below),
        (open_yet, Tone::Warn, t::overview::group_open),
        (unknown, Tone::Plain, t::overview::group_unknown),
    ];
    let tally = tally
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, tone, words)| chip::chip(tone, words(count)))
        .collect::<Vec<_>>();
    view! {
        <details class="ov-tgroup" open=open>
            <summary>
                <span class="ov-no">{first.group_no.clone()}</span>
                <span class="ov-clamp">{first.group_title.clone()}</span>
                <span class="ov-group-bar">{bar}</span>
                <span class="ov-tally">{tally}</span>
            </summary>
            {table(view, targets, first.group_title.clone())}
        </details>
    }
    .into_any()
}

fn table(view: View, targets: &[&TargetFigures], caption: String) -> AnyView {
    let rows = targets
        .iter()
        .flat_map(|target| {
            target
                .measures
                .iter()
                .enumerate()
                .map(move |(at, measure)| {
                    let name = name(target, measure, at);
                    row(view, name, measure)
                })
        })
        .collect::<Vec<_>>();
    view! {
        <table class="ov-figures">
            <caption class="visually-hidden">{caption}</caption>
            <thead>
                <tr>
                    <th scope="col">{t::overview::col_target()}</th>
                    <th scope="col">{t::overview::col_figure()}</th>
                    <th scope="col">{t::overview::col_verdict()}</th>
                    <th scope="col">{t::overview::col_threshold()}</th>
                    <th scope="col">{t::overview::col_trend()}</th>
                    <th scope="col">{t::overview::coverage()}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// Number, words of the target, and what is measured where the target has several measures; its
/// words stand only once.
struct Name {
    no: String,
    target: Option<String>,
    link: String,
    class: &'static str,
}

fn name(target: &TargetFigures, measure: &MeasureFigure, at: usize) -> Name {
    let several = target.measures.len() > 1 && !measure.subject.is_empty();
    let text = target.text.clone();
    Name {
        no: if at == 0 {
            target.no.clone()
        } else {
            String::new()
        },
        target: (several && at == 0).then(|| text.clone()),
        link: if several {
            measure.subject.clone()
        } else {
            text
        },
        class: if several {
            "row-link ov-clamp ov-part"
        } else {
            "row-link ov-clamp"
        },
    }
}

fn row(view: View, name: Name, measure: &MeasureFigure) -> AnyView {
    let to = Route::OverviewMeasure(view.plan, measure.id, view.scope);
    let figure = &measure.figure;
    let threshold = measure.threshold.as_ref();
    let shown = match parts::value(measure.kind, threshold, figure) {
        Some(value) => {
            let fraction = match measure.kind {
                MeasureKind::Milestone => figure.per_mille.map(facts::share),
                _ => parts::fraction(figure),
            };
            view! {
                <strong class="ov-value">{value}</strong>
                <span class="ov-sub">{fraction}</span>
            }
            .into_any()
        }
        None => view! { <span class="muted">{t::overview::no_figure()}</span> }.into_any(),
    };
    let change = match measure.trend.as_slice() {
        [.., before, last] => Some(facts::points(last.per_mille - before.per_mille)),
        _ => None,
    };
    let striving = measure.aspiration.as_ref().map(|aspiration| {
        let mut text = parts::striving(words::aspiration(aspiration), measure);
        text.push_str(" · ");
        text
    });
    let target = name
        .target
        .map(|text| view! { <span class="ov-clamp">{text}</span> });
    view! {
        <tr>
            <th scope="row">
                <span class="ov-no">{name.no}</span>
                <span>
                    {target} <a class=name.class href=to.href() data-row="">
                        {name.link}
                    </a>
                </span>
            </th>
            <td class="ov-c-value">{shown}</td>
            <td class="ov-c-verdict">{parts::verdict(measure.kind, figure)}</td>
            <td class="ov-c-bar">
                {parts::bar(measure.kind, threshold, figure)}
                <span class="ov-sub">{threshold.map(words::threshold_sign)}</span>
            </td>
            <td class="ov-c-trend">
                <span class="ov-sub">{change}</span>
                {sparkline(&measure.trend, threshold.and_then(threshold_tenths))}
            </td>
            <td class="ov-c-cover ov-sub">{striving} {parts::coverage(&figure.coverage, view.units)}</td>
        </tr>
    }
    .into_any()
}
