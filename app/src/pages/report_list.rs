//! The list of a report's targets or tasks: returned first, then what is missing, then what is
//! entered (folded away), with a search that ignores diacritics.

use crate::client::desk::OpenReport;
use crate::i18n::t;
use crate::route::Route;
use crate::ui::icon::{self, icon};
use crate::ui::{chip, line::conflict::entry_words};
use crate::view::prelude::*;
use crate::words;
use chrono::NaiveDate;
use domain::id::ReportId;
use domain::line_order::{Standing, TargetLines, standing};
use domain::measure::MeasureKind;
use domain::plan::Task;
use domain::rollup::own_figure;
use domain::status::task_status;
use domain::text::matches;
use domain::wire::report::{Line, Report};

/// A line of the list, as far as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    to: Route,
    no: String,
    text: String,
    standing: Standing,
    /// Why it was returned and not changed since.
    reason: Option<String>,
    /// What is entered.
    value: String,
    met: Option<bool>,
    /// A task's deadline in words, with its tone.
    deadline: Option<(chip::Tone, String)>,
}

/// A target.
#[must_use]
pub fn target_item(report: ReportId, target: &TargetLines<'_>) -> Item {
    let mut values = Vec::new();
    let mut met = None;
    for (measure, line) in &target.lines {
        let figure = own_figure(measure.kind, measure.threshold.as_ref(), &line.entry);
        let share = figure.as_ref().and_then(|figure| figure.per_mille);
        match (measure.kind, share) {
            (MeasureKind::Ratio, Some(share)) => values.push(words::percent(share)),
            _ if line.entry.is_empty() => {}
            _ => values.push(entry_words(&line.entry)),
        }
        // A target is met when every measure is.
        if let Some(one) = figure.and_then(|figure| figure.met) {
            met = Some(met.unwrap_or(true) && one);
        }
    }
    Item {
        to: Route::Target(report, target.target.id),
        no: target.target.no.clone(),
        text: target.target.text.clone(),
        standing: target.standing(),
        reason: target.lines.iter().find_map(|(_, line)| reason(line)),
        value: values.join(" · "),
        met,
        deadline: None,
    }
}

/// A task.
#[must_use]
pub fn task_item(report: ReportId, task: &Task, line: &Line, today: NaiveDate) -> Item {
    let status = task_status(
        &task.deadline,
        Some(&line.entry),
        !line.evidence.is_empty(),
        today,
    );
    let late = words::deadline(&task.deadline, status, today);
    let deadline = match late {
        Some((urgency, words)) => Some((
            chip::urgency_tone(urgency),
            format!("{} · {words}", task.deadline_text),
        )),
        None if task.deadline_text.is_empty() => None,
        None => Some((chip::Tone::Plain, task.deadline_text.clone())),
    };
    Item {
        to: Route::Task(report, task.id),
        no: task.no.clone(),
        text: task.name.clone(),
        standing: standing([line]),
        reason: reason(line),
        value: line
            .entry
            .progress
            .map(|progress| words::progress(progress).to_owned())
            .unwrap_or_default(),
        met: None,
        deadline,
    }
}

fn reason(line: &Line) -> Option<String> {
    line.returned
        .as_ref()
        .filter(|returned| !returned.addressed)
        .map(|returned| returned.reason.clone())
}

/// The list with its search field.
#[must_use]
pub fn list(
    open: &OpenReport,
    search: &'static str,
    items: impl Fn(&Report) -> Vec<Item> + Send + Sync + 'static,
) -> AnyView {
    let report = open.report.clone();
    let items = Memo::new(move |()| report.with(|report| items(report)));
    let wanted = RwSignal::new(String::new());
    let found = move || {
        let wanted = wanted.get();
        items.with(|items| {
            if wanted.trim().is_empty() {
                return sections(items);
            }
            let found: Vec<&Item> = items
                .iter()
                .filter(|item| matches(&format!("{} {}", item.no, item.text), &wanted))
                .collect();
            if found.is_empty() {
                return view! { <p class="muted">{t::report::none_found()}</p> }.into_any();
            }
            rows(&found)
        })
    };
    view! {
        <div class="search">
            {icon(icon::SEARCH)}
            <input
                class="input"
                type="search"
                placeholder=search
                aria-label=search
                on:input:target=move |event| wanted.set(event.target().value())
            />
        </div>
        <div class="stack list">{found}</div>
    }
    .into_any()
}

fn sections(items: &[Item]) -> AnyView {
    let of = |standing: Standing| -> Vec<&Item> {
        items
            .iter()
            .filter(|item| item.standing == standing)
            .collect()
    };
    let (returned, missing, done) = (
        of(Standing::Returned),
        of(Standing::Missing),
        of(Standing::Done),
    );
    let all_done = returned.is_empty() && missing.is_empty();
    let folded = (!done.is_empty()).then(|| {
        view! {
            <details open=all_done>
                <summary>
                    <h2>{t::report::done()} " " <span class="count">{done.len()}</span></h2>
                </summary>
                {rows(&done)}
            </details>
        }
    });
    view! {
        {section(t::report::returned(), &returned)}
        {section(t::report::missing(), &missing)}
        {folded}
    }
    .into_any()
}

fn section(title: &'static str, items: &[&Item]) -> AnyView {
    if items.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="stack">
            <h2>{title} " " <span class="count">{items.len()}</span></h2>
            {rows(items)}
        </section>
    }
    .into_any()
}

fn rows(items: &[&Item]) -> AnyView {
    let rows = items
        .iter()
        .map(|item| view! { <li>{row(item)}</li> }.into_any())
        .collect::<Vec<_>>();
    view! {
        <ul class="lines" role="list">
            {rows}
        </ul>
    }
    .into_any()
}

fn row(item: &Item) -> AnyView {
    let (sign, class) = match item.standing {
        Standing::Returned => (icon::RETURN, "line returned"),
        Standing::Missing => (icon::RING, "line"),
        Standing::Done => (icon::DONE, "line done"),
    };
    view! {
        <a class=class href=item.to.href() data-row="">
            {icon(sign)}
            <span class="line-text">
                <span class="line-no">{item.no.clone()}</span>
                " "
                {item.text.clone()}
            </span>
            <span class="line-foot">
                {item.reason.clone().map(|reason| view! { <em>"“" {reason} "”"</em> })}
                {(!item.value.is_empty()).then(|| view! { <strong>{item.value.clone()}</strong> })}
                {chip::verdict(item.met)}
                {item.deadline.clone().map(|(tone, text)| chip::chip(tone, text))}
            </span>
        </a>
    }
    .into_any()
}
