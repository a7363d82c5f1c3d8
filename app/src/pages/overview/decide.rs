//! What needs a decision: units that are silent, targets below their threshold, tasks overdue. The
//! worst of each first; the rest is folded away.

use super::head::{DECIDE, at};
use super::parts;
use crate::i18n::t;
use crate::overview_facts as facts;
use crate::overview_facts::{below, count_of, gap, overdue, targets_below};
use crate::route::{ReportTab, Route, Scope};
use crate::ui::chip::{self, Tone};
use crate::view::prelude::*;
use crate::words;
use domain::report::ReportState;
use domain::status::TaskStatus;
use domain::wire::overview::{Overview, RankedUnit, SilentUnit};
use std::cmp::Reverse;

/// How many of each kind are on show before the rest.
const ON_SHOW: usize = 3;

/// The section.
pub(super) fn decide(overview: &Overview, scope: Scope, units: &'static str) -> AnyView {
    let plan = overview.plan.id;
    let silent: Vec<Item> = overview
        .silent
        .iter()
        .map(|silent| Item {
            to: Route::Report(silent.report, ReportTab::Targets),
            name: silent.unit.name.clone(),
            about: silent_words(silent),
        })
        .collect();
    // Parts that stand for several units: who has the most late ones first.
    let mut behind: Vec<&RankedUnit> = overview
        .ranking
        .iter()
        .filter(|ranked| ranked.opens && ranked.coverage.late > 0)
        .collect();
    behind.sort_by_key(|ranked| Reverse(ranked.coverage.late));
    let late_below = behind
        .iter()
        .map(|ranked| ranked.coverage.late)
        .sum::<u32>();
    let behind: Vec<Item> = behind
        .into_iter()
        .map(|ranked| Item {
            to: Route::Overview(plan, at(scope, &overview.plan, &ranked.unit)),
            name: ranked.unit.name.clone(),
            about: parts::reported(&ranked.coverage),
        })
        .collect();
    let below_count = targets_below(&overview.targets);
    let below: Vec<Item> = below(&overview.targets)
        .into_iter()
        .map(|(target, measure)| Item {
            to: Route::OverviewMeasure(plan, measure.id, scope),
            name: [target.no.as_str(), target.text.as_str()].join(" "),
            about: gap_words(
                gap(measure),
                parts::value(measure.kind, None, &measure.figure),
            ),
        })
        .collect();
    let overdue: Vec<Item> = overdue(overview)
        .into_iter()
        .map(|tally| {
            let late = count_of(tally, TaskStatus::Overdue);
            Item {
                to: Route::OverviewTask(plan, tally.id, scope),
                name: [tally.no.as_str(), tally.name.as_str()].join(" "),
                about: t::overview::units_overdue(late, units).into_any(),
            }
        })
        .collect();
    if silent.is_empty() && behind.is_empty() && below.is_empty() && overdue.is_empty() {
        return view! {
            <section id=DECIDE class="panel ov-decide" tabindex="-1">
                <h2>{t::overview::decide()}</h2>
                <p class="muted">{t::overview::decide_none()}</p>
            </section>
        }
        .into_any();
    }
    let late = overview.silent.iter().filter(|silent| silent.late).count();
    let late = (late > 0).then(|| chip::chip(Tone::Bad, t::overview::silent_late(late)));
    view! {
        <section id=DECIDE class="panel ov-decide" tabindex="-1">
            <h2>{t::overview::decide()}</h2>
            {block("!", t::overview::silent(silent.len(), units), late, silent)}
            {block(
                "!",
                t::overview::silent_below(parts::count(late_below), units),
                None,
                behind,
            )}
            {block("▼", t::overview::below(below_count), None, below)}
            {block("▼", t::overview::overdue(overdue.len()), None, overdue)}
        </section>
    }
    .into_any()
}

struct Item {
    to: Route,
    name: String,
    about: AnyView,
}

/// A returned report says so; a draft is what silence means anyway.
fn silent_words(silent: &SilentUnit) -> AnyView {
    let returned =
        (silent.state == ReportState::Returned).then(|| words::report_state(silent.state));
    let late = silent
        .late
        .then(|| chip::chip(Tone::Bad, t::overview::late()));
    view! {
        <span class="muted">{returned}</span>
        {late}
    }
    .into_any()
}

fn gap_words(gap: Option<i64>, value: Option<String>) -> AnyView {
    let gap = gap.map(|gap| t::overview::points_short(facts::points(gap)));
    view! {
        <strong>{value}</strong>
        <span class="muted">{gap}</span>
    }
    .into_any()
}

fn block(sign: &'static str, title: String, late: Option<AnyView>, items: Vec<Item>) -> AnyView {
    if items.is_empty() {
        return ().into_any();
    }
    let mut rows: Vec<AnyView> = items.into_iter().map(row).collect();
    let rest = rows.split_off(rows.len().min(ON_SHOW));
    let rest = (!rest.is_empty()).then(|| {
        view! {
            <details>
                <summary>{t::overview::more(rest.len())}</summary>
                <ul class="ov-links" role="list">
                    {rest}
                </ul>
            </details>
        }
        .into_any()
    });
    view! {
        <div class="ov-block">
            <h3>
                <span class="ov-sign" aria-hidden="true">
                    {sign}
                </span>
                <span>{title}</span>
                {late}
            </h3>
            <ul class="ov-links" role="list">
                {rows}
            </ul>
            {rest}
        </div>
    }
    .into_any()
}

fn row(item: Item) -> AnyView {
    view! {
        <li>
            <a class="row-link" href=item.to.href() data-row="">
                <span class="ov-clamp">{item.name}</span>
                <span class="ov-about">{item.about}</span>
            </a>
        </li>
    }
    .into_any()
}
