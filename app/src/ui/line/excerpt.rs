//! What the plan itself says of a target, verbatim, folded away under the fields.

use crate::entry_words;
use crate::i18n::t;
use crate::view::prelude::*;
use crate::words;
use domain::measure::MeasureRole;
use domain::plan::{Measure, Plan, Target};

/// The excerpt.
#[must_use]
pub fn excerpt(plan: &Plan, target: &Target) -> AnyView {
    let several = target.measures.iter().filter(|m| m.is_reported()).count() > 1;
    let rows: Vec<AnyView> = target
        .measures
        .iter()
        .filter_map(|measure| row(measure, several))
        .chain(
            target
                .note
                .clone()
                .map(|note| (t::line::source_note(), note)),
        )
        .map(|(label, text)| {
            view! {
                <dt>{label}</dt>
                <dd>{text}</dd>
            }
            .into_any()
        })
        .collect();
    let rows = (!rows.is_empty()).then(|| view! { <dl class="pairs">{rows}</dl> });
    view! {
        <details class="excerpt">
            <summary>{t::line::excerpt()}</summary>
            <blockquote>{target.text.clone()}</blockquote>
            <p class="muted">{source(plan, target)}</p>
            {rows}
        </details>
    }
    .into_any()
}

/// Where it stands: "1.9 · Kết quả giải quyết thủ tục hành chính · 180/KH-UBND".
fn source(plan: &Plan, target: &Target) -> String {
    let group = plan
        .target_groups
        .iter()
        .find(|group| group.targets.iter().any(|other| other.id == target.id))
        .map(|group| group.title.as_str());
    let number = plan.summary.number.as_deref();
    let parts = [Some(target.no.as_str()), group, number];
    let parts: Vec<&str> = parts
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(" · ")
}

/// What a measure adds: whether its threshold binds, or the condition that it is.
fn row(measure: &Measure, several: bool) -> Option<(&'static str, String)> {
    let threshold = measure.threshold.as_ref();
    let rule = || {
        let subject = entry_words::heading(&measure.subject);
        threshold.map_or_else(
            || subject.clone(),
            |threshold| format!("{subject}: {}", words::threshold(threshold)),
        )
    };
    match measure.role {
        MeasureRole::PerMemberThreshold => Some((t::line::condition(), rule())),
        MeasureRole::Embedded => Some((t::line::embedded(), rule())),
        MeasureRole::Headline => {
            let nature = if threshold?.aspirational {
                t::line::nature_aspirational()
            } else {
                t::line::nature_binding()
            };
            let text = if several {
                format!("{}: {nature}", entry_words::heading(&measure.subject))
            } else {
                nature.to_owned()
            };
            Some((t::line::nature(), text))
        }
    }
}
