//! *Việc*: what is due, most urgent first, and what awaits approval.

use crate::client::desk;
use crate::client::load::Loaded;
use crate::i18n::t;
use crate::route::{ReportTab, Route};
use crate::ui::page::heading;
use crate::ui::report_card::report_card;
use crate::ui::{icon, state};
use crate::view::prelude::*;
use domain::wire::report::{ReportSummary, Work};

/// `/viec`.
#[must_use]
pub fn work() -> AnyView {
    let work = Loaded::kept(desk::work);
    view! {
        {heading(t::work::title())}
        {state::loaded(work, state::lines_skeleton, lists)}
    }
    .into_any()
}

fn lists(work: Work) -> AnyView {
    if work.to_report.is_empty() && work.to_approve.is_empty() {
        return state::empty(icon::WORK, t::work::empty_title(), t::work::empty_text());
    }
    let (open, sent): (Vec<_>, Vec<_>) = work
        .to_report
        .into_iter()
        .partition(|report| report.state.is_editable());
    view! {
        {section(t::work::to_approve(), work.to_approve, |report| Route::Review(report.id))}
        {section(t::work::to_report(), open, |report| Route::Report(report.id, ReportTab::Targets))}
        {section(t::work::sent(), sent, |report| Route::Report(report.id, ReportTab::Targets))}
    }
    .into_any()
}

fn section(
    title: &'static str,
    reports: Vec<ReportSummary>,
    to: fn(&ReportSummary) -> Route,
) -> AnyView {
    if reports.is_empty() {
        return ().into_any();
    }
    let cards = reports
        .iter()
        .map(|report| view! { <li>{report_card(report, to(report))}</li> }.into_any())
        .collect::<Vec<_>>();
    view! {
        <section class="stack">
            <h2>
                {title} " " <span class="count">{cards.len()}</span>
            </h2>
            <ul class="cards" role="list">
                {cards}
            </ul>
        </section>
    }
    .into_any()
}
