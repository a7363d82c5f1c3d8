//! The parts of a figure: counted units first, in the server's order (what pulls the figure down
//! most), then those that are not counted, each kind apart with its reason.

use super::measure_proof::down;
use super::parts;
use super::proof::{line_href, standing, versions};
use crate::i18n::t;
use crate::overview_facts::{Part, part, pull_words};
use crate::ui::chip::{self, Tone};
use crate::view::prelude::*;
use domain::measure::MeasureKind;
use domain::text::matches;
use domain::wire::overview::{ChildFigure, MeasureProof};
use std::sync::Arc;

/// How many counted units are on show before the rest.
const ON_SHOW: usize = 20;

/// Counted units and the others.
pub(super) fn children(proof: &Arc<MeasureProof>) -> AnyView {
    let query = RwSignal::new(String::new());
    view! {
        {counted(proof, query)}
        <div class="ov-apart">
            {apart(proof, query, Part::Silent, t::overview::silent_title(), None)}
            {apart(
                proof,
                query,
                Part::Uncounted,
                t::overview::uncounted(),
                Some(t::overview::uncounted_text()),
            )}
            {apart(
                proof,
                query,
                Part::NotApplicable,
                t::overview::not_applicable(),
                Some(t::overview::not_applicable_text()),
            )}
        </div>
    }
    .into_any()
}

fn counted(proof: &Arc<MeasureProof>, query: RwSignal<String>) -> AnyView {
    let all = RwSignal::new(false);
    let count = proof
        .children
        .iter()
        .filter(|child| part(child) == Part::Counted)
        .count();
    let held = Arc::clone(proof);
    let rows = move || {
        let wanted = query.get();
        let some = wanted.trim().is_empty() && !all.get();
        held.children
            .iter()
            .filter(|child| part(child) == Part::Counted && matches(&child.unit.name, &wanted))
            .take(if some { ON_SHOW } else { usize::MAX })
            .map(|child| row(&held, child))
            .collect::<Vec<_>>()
    };
    let held = Arc::clone(proof);
    let nobody = move || {
        let wanted = query.get();
        let found = held
            .children
            .iter()
            .any(|child| matches(&child.unit.name, &wanted));
        (!found).then(|| parts::no_match(wanted.trim()))
    };
    let value_head = match proof.measure.kind {
        MeasureKind::Ratio => Some(t::overview::col_fraction()),
        MeasureKind::Count => Some(t::overview::col_value()),
        // Reached or not: there is no figure beside it.
        MeasureKind::Milestone => None,
    };
    let value_head = value_head.map(|head| {
        view! {
            <th scope="col" class="number">
                {head}
            </th>
        }
        .into_any()
    });
    let table = view! {
        <table class="ov-rank ov-children">
            <caption class="muted">{t::overview::counted_order()}</caption>
            <thead>
                <tr>
                    <th scope="col">{t::overview::col_unit()}</th>
                    {value_head}
                    <th scope="col">{t::overview::col_share()}</th>
                    <th scope="col" class="number">
                        {t::overview::col_pull()}
                    </th>
                    <th scope="col">{t::overview::col_entered()}</th>
                    <th scope="col">{t::overview::col_approved()}</th>
                    <th scope="col">{t::overview::col_versions()}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    };
    let table = if count == 0 {
        view! { <p class="muted ov-none">{t::overview::nothing_counted()}</p> }.into_any()
    } else {
        table.into_any()
    };
    view! {
        <section class="panel">
            <div class="ov-bar-row">
                <h2>
                    {t::overview::counted()} " " <span class="count">{count}</span>
                </h2>
                {parts::search_field(query)}
            </div>
            {table}
            <div role="status">{nobody}</div>
            {(count > ON_SHOW).then(|| parts::more_button(all, count))}
        </section>
    }
    .into_any()
}

fn row(proof: &MeasureProof, child: &ChildFigure) -> AnyView {
    let Some(figure) = &child.figure else {
        return ().into_any();
    };
    let (kind, threshold) = (proof.measure.kind, proof.measure.threshold.as_ref());
    let amount = match kind {
        MeasureKind::Ratio => parts::fraction(figure),
        MeasureKind::Count => parts::value(kind, threshold, figure),
        MeasureKind::Milestone => None,
    };
    let amount =
        amount.map(|amount| view! { <td class="number ov-c-amount">{amount}</td> }.into_any());
    let share = match kind {
        MeasureKind::Ratio => view! {
            <strong class="ov-value">{parts::value(kind, threshold, figure)}</strong>
            {parts::bar(kind, threshold, figure)}
            {chip::verdict(figure.met)}
        }
        .into_any(),
        MeasureKind::Count => parts::bar(kind, threshold, figure),
        MeasureKind::Milestone => reached(figure.met),
    };
    let pull = child
        .pull
        .map(|pull| t::overview::points_short(pull_words(pull)));
    let pulls_down = child.pull.is_some_and(|pull| pull < 0);
    view! {
        <tr>
            <th scope="row">
                <a class="row-link" href=line_href(child, |unit| down(proof, unit)) data-row="">
                    {child.unit.name.clone()}
                </a>
                {standing(child)}
            </th>
            {amount}
            <td class="ov-c-share">{share}</td>
            <td class=if pulls_down { "number ov-late" } else { "number" } data-label=t::overview::col_pull()>
                {pull}
            </td>
            <td data-label=t::overview::short_entered()>{parts::stamp(child.updated.as_ref())}</td>
            <td data-label=t::overview::short_approved()>{parts::stamp(child.approved.as_ref())}</td>
            <td class="ov-c-versions">{versions(child)}</td>
        </tr>
    }
    .into_any()
}

fn reached(met: Option<bool>) -> AnyView {
    match met {
        Some(true) => chip::chip(Tone::Good, t::overview::reached()),
        _ => chip::chip(Tone::Warn, t::overview::not_reached()),
    }
}

/// One kind of units that are not counted, with the reason where there is one.
fn apart(
    proof: &Arc<MeasureProof>,
    query: RwSignal<String>,
    kind: Part,
    title: &'static str,
    text: Option<&'static str>,
) -> AnyView {
    let count = proof
        .children
        .iter()
        .filter(|child| part(child) == kind)
        .count();
    if count == 0 {
        return ().into_any();
    }
    let held = Arc::clone(proof);
    let rows = move || {
        let wanted = query.get();
        held.children
            .iter()
            .filter(|child| part(child) == kind && matches(&child.unit.name, &wanted))
            .map(|child| {
                let reason = child.not_applicable.clone();
                view! {
                    <li>
                        <a class="row-link" href=line_href(child, |unit| down(&held, unit)) data-row="">
                            <span>
                                {child.unit.name.clone()} <span class="ov-reason">{reason}</span>
                            </span>
                            <span class="ov-about">{standing(child)}</span>
                        </a>
                    </li>
                }
                .into_any()
            })
            .collect::<Vec<_>>()
    };
    view! {
        <section class="panel">
            <h2>
                {title} " " <span class="count">{count}</span>
            </h2>
            <p class="muted">{text}</p>
            <ul class="ov-links" role="list">
                {rows}
            </ul>
        </section>
    }
    .into_any()
}
