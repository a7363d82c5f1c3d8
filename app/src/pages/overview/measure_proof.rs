//! `/tong-quan/:plan/chi-tieu/:measure?ky=&so=`: what a figure is made of, and by whom.

use super::proof::{Asked, Page, proof, step};
use super::{measure_rows, parts, scope_bar};
use crate::i18n::t;
use crate::overview_facts as facts;
use crate::overview_facts::{gap, missing, threshold_tenths};
use crate::route::{Route, Scope, UnitKey};
use crate::ui::charts::trend_chart;
use crate::view::prelude::*;
use crate::words;
use domain::id::{MeasureId, PlanId};
use domain::measure::MeasureKind;
use domain::unit::UnitRef;
use domain::wire::overview::{MeasureFigure, MeasureProof};
use std::sync::Arc;

/// The proof behind a measure's figure.
#[must_use]
pub fn measure_proof(plan: PlanId, measure: MeasureId, scope: Scope) -> AnyView {
    let asked = Asked {
        plan,
        scope,
        path: ["measures/", &measure.to_string()].concat(),
        to: Arc::new(move |plan, scope| Route::OverviewMeasure(plan, measure, scope)),
    };
    proof(asked, move |proof: &Arc<MeasureProof>, choices| Page {
        scope: scope_of(proof),
        path: proof.path.clone(),
        unit: proof.unit.clone(),
        title: t::overview::measure_title(&proof.target_no),
        simulated: scope_bar::simulated(plan, choices.clone()),
        verbatim: proof.target_text.clone(),
        about: subject(proof),
        body: view! {
            {figure(proof)}
            {measure_rows::children(proof)}
        }
        .into_any(),
    })
}

/// What the proof is of.
fn scope_of(proof: &MeasureProof) -> Scope {
    let scope = Scope {
        period: Some(proof.period),
        basis: proof.basis,
        unit: None,
        boundaries: proof.boundaries,
    };
    if proof.path.is_empty() {
        return scope;
    }
    step(scope, &proof.path, &proof.unit)
}

/// The same for a unit one step down.
pub(super) fn down(proof: &MeasureProof, unit: &UnitRef) -> Route {
    let scope = Scope {
        unit: UnitKey::new(unit.id.as_str()),
        ..scope_of(proof)
    };
    Route::OverviewMeasure(proof.plan, proof.measure.id, scope)
}

/// What is measured, where the target's own words do not begin with it.
fn subject(proof: &MeasureProof) -> AnyView {
    let subject = &proof.measure.subject;
    if subject.is_empty() || *subject == proof.target_text {
        return ().into_any();
    }
    view! { <p class="muted">{t::overview::subject(subject)}</p> }.into_any()
}

fn figure(proof: &MeasureProof) -> AnyView {
    let measure = &proof.measure;
    let threshold = measure.threshold.as_ref();
    let figure = &measure.figure;
    let units = parts::units_word(proof.children.iter().map(|child| &child.unit));
    let value = parts::value(measure.kind, threshold, figure)
        .unwrap_or_else(|| t::overview::no_figure().to_owned());
    let fraction_label = match measure.kind {
        MeasureKind::Ratio => t::overview::made_of(),
        MeasureKind::Count => t::overview::made_of_count(),
        MeasureKind::Milestone => t::overview::made_of_milestone(),
    };
    let fraction = match measure.kind {
        MeasureKind::Count => Some(figure.numerator.format_vi()),
        _ => parts::fraction(figure),
    };
    let trend = trend_chart(
        &measure.trend,
        threshold.and_then(|t| Some((threshold_tenths(t)?, words::threshold_sign(t)))),
    );
    let trend = if measure.trend.len() < 2 {
        view! { <p class="muted">{t::overview::trend_one()}</p> }.into_any()
    } else {
        trend
    };
    let share = match measure.kind {
        MeasureKind::Milestone => figure.per_mille.map(facts::share),
        _ => None,
    };
    let aspiration = measure.aspiration.as_ref();
    let striving = aspiration.map(|of| parts::striving(words::exact(of), measure));
    view! {
        <div class="ov-proof-top">
            <section class="panel">
                <p class="ov-big">
                    <strong>{value}</strong>
                    {parts::verdict(measure.kind, figure)}
                </p>
                {parts::bar(measure.kind, threshold, figure)}
                <dl class="ov-facts">
                    {fact(fraction_label, fraction)}
                    {fact(t::overview::col_share(), share)}
                    {fact(t::overview::threshold(), threshold.map(words::threshold))}
                    {fact(t::overview::aspiration(), striving)}
                    {fact(t::overview::gap(), gap_words(measure))}
                    {fact(t::overview::coverage(), Some(coverage(measure, units)))}
                </dl>
            </section>
            <section class="panel">
                <h2>{t::overview::trend()}</h2>
                {trend}
            </section>
        </div>
    }
    .into_any()
}

fn fact(label: &'static str, value: Option<String>) -> AnyView {
    match value {
        Some(value) => view! {
            <div>
                <dt>{label}</dt>
                <dd>{value}</dd>
            </div>
        }
        .into_any(),
        None => ().into_any(),
    }
}

/// "−18,8 điểm %, cần thêm 1.204 để đạt".
fn gap_words(measure: &MeasureFigure) -> Option<String> {
    let mut words = t::overview::gap_points(facts::points(gap(measure)?));
    let more = missing(measure.kind, measure.threshold.as_ref()?, &measure.figure);
    if let Some(more) = more {
        words.push_str(", ");
        let more = domain::quantity::Quantity::from_int(more).format_vi();
        words.push_str(&t::overview::missing(more));
    }
    Some(words)
}

/// Everything that stands behind the figure, in words, one line each.
fn coverage(measure: &MeasureFigure, units: &'static str) -> String {
    let held = &measure.figure.coverage;
    let mut words = vec![
        t::overview::counted_in(parts::count(held.counted), units),
        t::overview::have_reported(
            parts::count(held.expected),
            parts::count(held.reported),
            units,
        ),
        t::overview::have_approved(parts::count(held.approved)),
    ];
    if held.late > 0 {
        words.push(t::overview::silent_late(parts::count(held.late)));
    }
    if held.not_applicable > 0 {
        words.push(t::overview::not_applicable_n(held.not_applicable));
    }
    if measure.units_below > 0 && measure.threshold.is_some() {
        words.push(t::overview::units_below(measure.units_below, units));
    }
    words.join("\n")
}
