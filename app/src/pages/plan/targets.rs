//! The targets, verbatim, each with how its figures are read and scored.

use crate::client::session::today;
use crate::entry_words;
use crate::i18n::t;
use crate::ui::chip::{self, Tone};
use crate::ui::facts::fact;
use crate::view::prelude::*;
use crate::words;
use domain::measure::{Accumulation, Comparator, InForce, MeasureKind, MeasureRole, Threshold};
use domain::plan::{Measure, Plan, Target, TargetGroup};

/// The section; nothing for a plan without targets.
pub(super) fn targets(plan: &Plan) -> AnyView {
    if plan.target_groups.is_empty() {
        return ().into_any();
    }
    let groups: Vec<AnyView> = plan.target_groups.iter().map(group).collect();
    view! {
        <section class="stack" id="chi-tieu">
            <h2>{t::plan::targets()} " " <span class="count">{plan.summary.target_count}</span></h2>
            <p class="muted">{t::plan::targets_help()}</p>
            {groups}
        </section>
    }
    .into_any()
}

fn group(group: &TargetGroup) -> AnyView {
    let items: Vec<AnyView> = group.targets.iter().map(target).collect();
    let title = (!group.title.is_empty()).then(|| {
        let name = format!("{}. {}", group.no, group.title);
        view! { <h3>{name} " " <span class="count">{items.len()}</span></h3> }
    });
    view! {
        <section class="stack">
            {title}
            <ul class="plan-items" role="list">
                {items}
            </ul>
        </section>
    }
    .into_any()
}

fn target(target: &Target) -> AnyView {
    let measures: Vec<AnyView> = target.measures.iter().map(measure).collect();
    let thresholds: Vec<AnyView> = target
        .measures
        .iter()
        .filter(|measure| measure.is_reported())
        .filter_map(|measure| {
            let now = measure.in_force_on(today());
            let text = words::thresholds(now.threshold?, now.aspiration);
            Some(chip::chip(Tone::Plain, text))
        })
        .collect();
    let amended = target
        .measures
        .iter()
        .filter_map(since)
        .map(|since| view! { <span class="muted plan-amended">{since}</span> }.into_any());
    let amended: Vec<AnyView> = amended.collect();
    let kind = target.qualitative_kind.as_deref().and_then(qualitative);
    let note = target
        .note
        .clone()
        .map(|note| fact(t::plan::source_note(), note));
    view! {
        <li>
            <details>
                <summary data-row="">
                    <span class="plan-no">{target.no.clone()}</span>
                    <span>{target.text.clone()}</span>
                    <span class="row">
                        {thresholds} {amended} {kind.map(|kind| chip::chip(Tone::Plain, kind))}
                    </span>
                </summary>
                <ul class="plan-measures" role="list">
                    {measures}
                </ul>
                {note.map(|note| view! { <dl class="facts">{note}</dl> })}
            </details>
        </li>
    }
    .into_any()
}

/// The threshold of the document on this page, whatever became of it.
fn issued(measure: &Measure) -> Option<&Threshold> {
    measure.amended.as_ref()?.issued.as_ref()
}

/// "từ ngày 01/11/2026 (trước: ≥ 80 %)", and what comes next: for a threshold that was amended.
fn since(measure: &Measure) -> Option<String> {
    let amended = measure.amended.as_ref()?;
    let sign = |now: InForce<'_>| match now.threshold {
        Some(threshold) => words::thresholds(threshold, now.aspiration),
        None => t::plan_change::none().to_owned(),
    };
    let now = amended.change_on(today()).map(|change| {
        let day = change.effective_from;
        let eve = day.pred_opt();
        let before = eve.map_or_else(|| amended.issued(), |eve| amended.on(eve));
        t::plan::amended_since(sign(before), words::date(day))
    });
    let next = amended.next_after(today()).map(|change| {
        let then = amended.on(change.effective_from);
        t::plan::amended_soon(words::date(change.effective_from), sign(then))
    });
    let said: Vec<String> = now.into_iter().chain(next).collect();
    Some(said.join("; "))
}

fn measure(measure: &Measure) -> AnyView {
    let role = match measure.role {
        MeasureRole::Headline => None,
        MeasureRole::PerMemberThreshold => Some(t::plan::per_member()),
        MeasureRole::Embedded => Some(t::plan::embedded()),
    };
    let document = measure.amended.as_ref().and_then(|amended| {
        let change = amended.change_on(today())?;
        change.document.clone()
    });
    let amended = since(measure).map(|since| {
        view! {
            {fact(t::plan::in_force(), since)}
            {document.map(|document| fact(t::plan::amended_document(), document))}
        }
    });
    let now = measure.in_force_on(today());
    let reading = match now.threshold {
        Some(threshold) => {
            let hope = threshold.aspirational.then(t::plan::aspirational);
            let beside = now.aspiration.map(|beside| {
                let words = format!("{}, {}", literal(beside), scored(beside));
                fact(t::plan::aspiration(), words)
            });
            view! {
                {fact(t::plan::literal(), literal(issued(measure).unwrap_or(threshold)))}
                {fact(t::plan::scored(), scored(threshold))}
                {hope.map(|hope| fact(t::plan::nature(), hope))}
                {beside}
            }
            .into_any()
        }
        None => fact(t::plan::scored(), t::plan::scored_milestone()),
    };
    let entered = measure.is_reported().then(|| {
        let kind = match measure.kind {
            MeasureKind::Ratio => t::plan::kind_ratio(),
            MeasureKind::Count => t::plan::kind_count(),
            MeasureKind::Milestone => t::plan::kind_milestone(),
        };
        let over_time = match measure.accumulation {
            Accumulation::Flow => t::plan::flow(),
            Accumulation::Cumulative => t::plan::cumulative(),
            Accumulation::Stock => t::plan::stock(),
        };
        let text = if measure.kind == MeasureKind::Milestone {
            kind.to_owned()
        } else {
            format!("{kind}; {over_time}")
        };
        fact(t::plan::reported_as(), text)
    });
    view! {
        <li>
            <p>{entry_words::heading(&measure.subject)}</p>
            {role.map(|role| view! { <p class="muted">{role}</p> })}
            <dl class="facts">{reading} {amended} {entered}</dl>
        </li>
    }
    .into_any()
}

/// The threshold as the document has it, its lack of a comparing word included.
fn literal(threshold: &Threshold) -> String {
    let value = format!("{}\u{a0}{}", threshold.value.format_vi(), threshold.unit);
    if threshold.surface.is_empty() {
        t::plan::literal_bare(value)
    } else {
        format!("“{} {value}”", threshold.surface)
    }
}

fn scored(threshold: &Threshold) -> String {
    let value = format!("{}\u{a0}{}", threshold.value.format_vi(), threshold.unit);
    match threshold.evaluate_as {
        Comparator::Gte => t::plan::scored_gte(value),
        Comparator::Gt => t::plan::scored_gt(value),
        Comparator::Eq => t::plan::scored_eq(value),
        Comparator::Lte => t::plan::scored_lte(value),
        Comparator::Lt => t::plan::scored_lt(value),
    }
}

/// What a target without a figure is.
fn qualitative(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "milestone" => t::plan::qualitative_milestone(),
        "ongoing_state" => t::plan::qualitative_ongoing(),
        "principle" => t::plan::qualitative_principle(),
        "task_like" => t::plan::qualitative_task(),
        "completion_on_schedule" => t::plan::qualitative_schedule(),
        _ => return None,
    })
}
