//! The units, best first; sorted by any column, searched without regard to diacritics.

use super::head::{RANKING, at};
use super::parts;
use crate::i18n::t;
use crate::overview_facts::{Column, sort};
use crate::route::{ReportTab, Route, Scope};
use crate::view::prelude::*;
use domain::plan::PlanSummary;
use domain::text::matches;
use domain::wire::overview::{Overview, RankedUnit};
use std::sync::Arc;

/// How many units are on show before the rest: on a phone, and where there is room.
const ON_SHOW: [usize; 2] = [10, 20];

/// The section.
pub(super) fn ranking(overview: &Arc<Overview>, scope: Scope, units: &'static str) -> AnyView {
    let query = RwSignal::new(String::new());
    let all = RwSignal::new(false);
    let order = RwSignal::new((Column::Rank, false));
    let count = overview.ranking.len();
    let on_show = ON_SHOW[usize::from(parts::roomy())];
    let held = Arc::clone(overview);
    let rows = move || {
        let (column, reversed) = order.get();
        let wanted = query.get();
        let mut list: Vec<&RankedUnit> = held
            .ranking
            .iter()
            .filter(|ranked| matches(&ranked.unit.name, &wanted))
            .collect();
        sort(&mut list, column, reversed);
        if wanted.trim().is_empty() && !all.get() {
            list.truncate(on_show);
        }
        list.into_iter()
            .map(|ranked| row(&held.plan, scope, ranked))
            .collect::<Vec<_>>()
    };
    let held = Arc::clone(overview);
    let nobody = move || {
        let wanted = query.get();
        let found = held
            .ranking
            .iter()
            .any(|ranked| matches(&ranked.unit.name, &wanted));
        (!found).then(|| parts::no_match(wanted.trim()))
    };
    let head = |column, label, class| column_head(order, column, label, class);
    view! {
        <section id=RANKING class="panel ov-ranking" tabindex="-1">
            <div class="ov-bar-row">
                <h2>
                    {t::overview::ranking()} " " <span class="count">{count}</span>
                </h2>
                {parts::search_field(query)}
            </div>
            <table class="ov-rank">
                <caption class="muted">{t::overview::ranking_caption(units)}</caption>
                <thead>
                    <tr>
                        {head(Column::Rank, t::overview::col_rank(), "number")}
                        {head(Column::Unit, t::overview::col_unit(), "")}
                        {head(Column::Met, t::overview::col_met(), "number")}
                        {head(Column::Done, t::overview::col_done(), "number")}
                        {head(Column::Overdue, t::overview::col_overdue(), "number")}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <div role="status">{nobody}</div>
            {(count > on_show).then(|| parts::more_button(all, count))}
        </section>
    }
    .into_any()
}

fn column_head(
    order: RwSignal<(Column, bool)>,
    column: Column,
    label: &'static str,
    class: &'static str,
) -> AnyView {
    // Figures start with the largest, ranks and names with the first.
    let falling = matches!(column, Column::Met | Column::Done | Column::Overdue);
    let sorted = move || {
        let (by, reversed) = order.get();
        (by == column).then_some(if reversed == falling {
            "ascending"
        } else {
            "descending"
        })
    };
    let press = move |_| {
        order.update(|(by, reversed)| {
            *reversed = *by == column && !*reversed;
            *by = column;
        });
    };
    view! {
        <th scope="col" class=class aria-sort=sorted>
            <button type="button" on:click=press>
                {label}
            </button>
        </th>
    }
    .into_any()
}

fn row(plan: &PlanSummary, scope: Scope, ranked: &RankedUnit) -> AnyView {
    let to = match ranked.report.filter(|_| !ranked.opens) {
        Some(report) => Route::Report(report, ReportTab::Targets),
        None => Route::Overview(plan.id, at(scope, plan, &ranked.unit)),
    };
    let standing = match ranked.state.filter(|_| !ranked.opens) {
        Some(state) => parts::standing(state, ranked.late),
        None => parts::reported(&ranked.coverage),
    };
    let of = |done: u32, all: u32| [done.to_string(), all.to_string()].join("/");
    let late = if ranked.tasks_overdue > 0 {
        "number ov-late"
    } else {
        "number"
    };
    view! {
        <tr>
            <td class="number ov-rank-no">{ranked.rank}</td>
            <th scope="row">
                <a class="row-link" href=to.href() data-row="">
                    {ranked.unit.name.clone()}
                </a>
                <span class="ov-state">{standing}</span>
            </th>
            <td class="number" data-label=t::overview::short_met()>
                {of(ranked.met, ranked.applicable)}
            </td>
            <td class="number" data-label=t::overview::short_done()>
                {of(ranked.tasks_done, ranked.tasks)}
            </td>
            <td class=late data-label=t::overview::col_overdue()>
                {ranked.tasks_overdue}
            </td>
        </tr>
    }
    .into_any()
}
