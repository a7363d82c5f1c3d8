//! The top of the overview: whose it is, and one sentence that says the state.

use super::choices::plan_name;
use super::parts;
use crate::client::dom;
use crate::i18n::t;
use crate::overview_facts::{overdue, targets_below};
use crate::route::{Route, Scope, UnitKey};
use crate::ui::charts::stacked_bar;
use crate::ui::chip;
use crate::ui::page::heading;
use crate::view::prelude::*;
use crate::words;
use domain::period::{Period, PeriodDays};
use domain::plan::PlanSummary;
use domain::unit::UnitRef;
use domain::wire::overview::Overview;

/// The section that lists what needs a decision.
pub(super) const DECIDE: &str = "can-quyet-dinh";
/// The section of the targets.
pub(super) const TARGETS: &str = "chi-tieu";
/// The section of the tasks.
pub(super) const TASKS: &str = "nhiem-vu";
/// The section of the ranking.
pub(super) const RANKING: &str = "xep-hang";

/// What the title says; the rest of the overview may change under it.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Titled {
    plan: PlanSummary,
    unit: UnitRef,
    path: Vec<UnitRef>,
    period: Period,
    days: PeriodDays,
}

impl Titled {
    /// From the overview.
    pub(super) fn of(overview: &Overview) -> Self {
        Self {
            plan: overview.plan.clone(),
            unit: overview.unit.clone(),
            path: overview.path.clone(),
            period: overview.period,
            days: overview.days,
        }
    }
}

/// Whose overview, of which plan, for which days.
pub(super) fn title(titled: &Titled, scope: Scope) -> AnyView {
    let Titled {
        plan,
        unit,
        path,
        period,
        days,
    } = titled;
    let above = above(path, |unit| Route::Overview(plan.id, at(scope, plan, unit)));
    let days = t::overview::days(
        words::day_month(days.due_on),
        words::day_month(days.starts_on),
        words::date(days.ends_on),
    );
    let period = words::period(*period);
    view! {
        <header class="ov-title">
            {above}
            {heading(unit.name.clone())}
            <p class="ov-plan">
                <a href=Route::Plan(plan.id).href() title=t::overview::plan_title()>
                    {plan_name(plan)}
                </a>
                " "
                {chip::simulated(plan.simulated)}
            </p>
            <p class="muted ov-days">
                <span class="print-only">{period} ". "</span>
                {days}
            </p>
        </header>
    }
    .into_any()
}

/// The units above the one on show, each a link to its figures.
pub(super) fn above(path: &[UnitRef], to: impl Fn(&UnitRef) -> Route) -> AnyView {
    if path.is_empty() {
        return ().into_any();
    }
    let links = path
        .iter()
        .map(|unit| {
            view! {
                <li>
                    <a href=to(unit).href()>{unit.name.clone()}</a>
                </li>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    view! {
        <nav class="ov-path" aria-label=t::overview::path()>
            <ol role="list">{links}</ol>
        </nav>
    }
    .into_any()
}

/// The same choice for another unit of the plan's.
pub(super) fn at(scope: Scope, plan: &PlanSummary, unit: &UnitRef) -> Scope {
    let own = unit.id == plan.unit.id;
    Scope {
        unit: UnitKey::new(unit.id.as_str()).filter(|_| !own),
        ..scope
    }
}

/// What an overview counts.
pub(super) fn scope_of(overview: &Overview) -> Scope {
    let scope = Scope {
        period: Some(overview.period),
        basis: overview.basis,
        unit: None,
        boundaries: overview.boundaries,
    };
    at(scope, &overview.plan, &overview.unit)
}

/// "91/94 xã, phường đã báo cáo, 88 đã duyệt. 3 chỉ tiêu dưới ngưỡng, 14 nhiệm vụ quá hạn."
pub(super) fn lead(overview: &Overview, units: &'static str) -> AnyView {
    let coverage = overview.coverage;
    let judged = overview.targets.iter().any(|target| {
        target
            .measures
            .iter()
            .any(|measure| measure.figure.met.is_some())
    });
    let below = match targets_below(&overview.targets) {
        // Without figures nothing is known, not even that all is well.
        0 if !judged => t::overview::nothing_judged().to_owned(),
        0 => t::overview::none_below().to_owned(),
        n => t::overview::below(n),
    };
    let late = match overdue(overview).len() {
        0 => t::overview::none_overdue().to_owned(),
        n => t::overview::overdue(n),
    };
    let reported = t::overview::have_reported(
        parts::count(coverage.expected),
        parts::count(coverage.reported),
        units,
    );
    view! {
        <section class="ov-lead">
            <p class="ov-sentence">
                {jump(RANKING, reported)} ", " {t::overview::have_approved(parts::count(coverage.approved))} ". "
                {jump(TARGETS, capital(below))} ", " {jump(TASKS, late)} "."
            </p>
            {coverage_bar(overview)}
        </section>
    }
    .into_any()
}

/// Reports by state, as a bar with its words.
fn coverage_bar(overview: &Overview) -> AnyView {
    let coverage = overview.coverage;
    let silent = coverage.expected.saturating_sub(coverage.reported);
    let all = [
        (
            "cv-approved",
            t::overview::cover_approved(),
            coverage.approved,
        ),
        (
            "cv-waiting",
            t::overview::cover_waiting(),
            coverage.reported.saturating_sub(coverage.approved),
        ),
        (
            "cv-open",
            t::overview::cover_open(),
            silent.saturating_sub(coverage.late),
        ),
        ("cv-late", t::overview::cover_late(), coverage.late),
    ];
    let held = all.into_iter().filter(|(_, _, count)| *count > 0);
    let bars: Vec<_> = held
        .clone()
        .map(|(class, _, count)| (class, count))
        .collect();
    let legend = held
        .map(|(class, word, count)| {
            view! {
                <li>
                    <i class=class></i>
                    <strong>{parts::count(count)}</strong>
                    " "
                    {word}
                </li>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    view! {
        <div class="ov-cover">
            {stacked_bar(&bars)}
            <ul class="ov-legend" role="list">
                {legend}
            </ul>
        </div>
    }
    .into_any()
}

/// A figure of the sentence that leads to the section it is made of, without leaving the address.
fn jump(id: &'static str, words: String) -> AnyView {
    let href = ["#", id].concat();
    view! {
        <a
            href=href
            on:click=move |event| {
                event.prevent_default();
                if let Some(section) = dom::element(id) {
                    section.scroll_into_view();
                    dom::focus(&section);
                }
            }
        >
            {words}
        </a>
    }
    .into_any()
}

/// The first letter as a capital: the words begin a sentence here.
fn capital(text: String) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => text,
    }
}
