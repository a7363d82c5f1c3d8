//! *Lịch sử phiên bản*: every step of a report, newest first: who, when, what changed, why.

use crate::client::desk;
use crate::client::load::Loaded;
use crate::entry_words;
use crate::i18n::t;
use crate::route::{ReportTab, Route};
use crate::ui::facts::fact;
use crate::ui::line::conflict::{entry_words, texts_words};
use crate::ui::page::{back, heading};
use crate::ui::report_card::plan_name;
use crate::ui::{chip, icon, pointed, state};
use crate::version_runs::{Run, runs};
use crate::view::prelude::*;
use crate::words;
use domain::id::{LineId, ReportId};
use domain::plan::Plan;
use domain::report::{LineEntry, ReportTexts, Step, TextEdit};
use domain::surprise::{self, Subject};
use domain::wire::report::{LineChange, Report, Version};
use domain::wire::sync::Unmerged;
use std::sync::Arc;

/// A run of versions with at most so many changes shows them at once.
const SHOWN_AT_ONCE: usize = 5;

/// What the screen needs.
#[derive(Clone, PartialEq)]
struct History {
    plan: Arc<Plan>,
    report: Arc<Report>,
    runs: Arc<Vec<Run>>,
    unmerged: Vec<Unmerged>,
}

/// `/bao-cao/:id/phien-ban`.
#[must_use]
pub fn versions(id: ReportId) -> AnyView {
    let history = Loaded::kept(move || async move {
        let known = desk::history(id).await?;
        let plan = desk::plan(known.report.summary.plan, None).await?;
        Ok(History {
            plan,
            runs: Arc::new(runs(known.versions)),
            unmerged: known.unmerged,
            report: Arc::new(known.report),
        })
    });
    view! {
        {back(Route::Report(id, ReportTab::Targets), t::versions::back())}
        {heading(t::versions::title())}
        {state::loaded(history, state::lines_skeleton, |history| list(&history))}
    }
    .into_any()
}

fn list(history: &History) -> AnyView {
    if let Some(line) = pointed::line() {
        pointed::point_at(line);
    }
    let summary = &history.report.summary;
    let steps: Vec<AnyView> = history
        .runs
        .iter()
        .map(|run| step(&history.plan, run))
        .collect();
    let steps = if steps.is_empty() {
        state::empty(
            icon::CLOCK,
            t::versions::empty_title(),
            t::versions::empty_text(),
        )
    } else {
        view! {
            <ol class="versions" role="list">
                {steps}
            </ol>
        }
        .into_any()
    };
    view! {
        <p class="row">
            <strong>{summary.unit.name.clone()}</strong>
            <span>{words::period(summary.period)}</span>
            {chip::report_state(summary.state)}
            {chip::simulated(summary.simulated)}
            <span class="muted">{plan_name(summary)}</span>
        </p>
        {unmerged(history)}
        {steps}
    }
    .into_any()
}

/// Values that lost a conflict, newest first: one tap enters them again.
fn unmerged(history: &History) -> AnyView {
    if history.unmerged.is_empty() {
        return ().into_any();
    }
    let rows: Vec<AnyView> = history
        .unmerged
        .iter()
        .rev()
        .map(|value| lost(history, value))
        .collect();
    view! {
        <section class="card unmerged">
            <h2>{t::versions::unmerged()}</h2>
            <ul class="version-lines" role="list">
                {rows}
            </ul>
        </section>
    }
    .into_any()
}

fn lost(history: &History, value: &Unmerged) -> AnyView {
    let (name, text) = match value.line {
        Some(line) => {
            let mut entry = LineEntry::default();
            entry.apply(&value.fields);
            (line_name(&history.plan, line), entry_words(&entry))
        }
        None => {
            let mut texts = ReportTexts::default();
            texts.apply(&value.texts);
            (t::queue::op_texts().to_owned(), texts_words(&texts))
        }
    };
    let stamp = &value.stamp;
    let who = t::versions::unmerged_by(words::date_time(stamp.at), &stamp.by.display_name);
    let restored = RwSignal::new(false);
    let restore = history.report.may.edit.then(|| {
        let (report, value) = (history.report.summary.id, value.clone());
        let act = move |_| {
            restored.set(true);
            desk::restore(report, value.clone());
        };
        view! {
            <button
                type="button"
                class="button small"
                disabled=move || restored.get()
                on:click=act
            >
                {t::versions::restore()}
            </button>
        }
    });
    view! {
        <li>
            <span>{name}</span>
            <b>{text}</b>
            <span class="muted">{who}</span>
            {restore}
            <span role="status">{move || restored.get().then(t::versions::restored)}</span>
        </li>
    }
    .into_any()
}

fn line_name(plan: &Plan, line: LineId) -> String {
    match surprise::subject(plan, line) {
        Some(Subject::Measure(target, measure)) => {
            format!("{} {}", target.no, entry_words::heading(&measure.subject))
        }
        Some(Subject::Task(task)) => format!("{} {}", task.no, task.name),
        None => line.to_string(),
    }
}

fn step_words(step: Step) -> &'static str {
    match step {
        Step::Save => t::versions::save(),
        Step::Submit => t::versions::submit(),
        Step::Withdraw => t::versions::withdraw(),
        Step::Approve => t::versions::approve(),
        Step::Return => t::versions::send_back(),
    }
}

fn step(plan: &Plan, run: &Run) -> AnyView {
    let version = &run.newest;
    let number = if run.first == version.version {
        t::versions::number(version.version)
    } else {
        t::versions::numbers(run.first, version.version)
    };
    let at = if run.first == version.version {
        words::date_time(version.stamp.at)
    } else {
        format!(
            "{}–{}",
            words::time(run.since),
            words::date_time(version.stamp.at)
        )
    };
    let reason = version
        .reason
        .clone()
        .filter(|reason| !reason.is_empty())
        .map(|reason| view! { <blockquote>{reason}</blockquote> });
    let texts: Vec<AnyView> = version.texts.iter().map(text).collect();
    let texts = (!texts.is_empty()).then(|| view! { <dl class="facts">{texts}</dl> });
    view! {
        <li class="version" data-step=version.step.as_str()>
            <p class="row">
                <strong>{step_words(version.step)}</strong>
                {chip::report_state(version.state)}
                <span class="muted">{number}</span>
            </p>
            <p class="muted">{version.stamp.by.display_name.clone()} " · " {at}</p>
            {reason}
            {lines(plan, version)}
            {texts}
        </li>
    }
    .into_any()
}

fn lines(plan: &Plan, version: &Version) -> AnyView {
    if version.changes.is_empty() {
        return ().into_any();
    }
    let rows: Vec<AnyView> = version
        .changes
        .iter()
        .map(|change| line(plan, change))
        .collect();
    let open = rows.len() <= SHOWN_AT_ONCE;
    let count = if version.step == Step::Return {
        t::versions::lines_returned(rows.len())
    } else {
        t::versions::lines_changed(rows.len())
    };
    view! {
        <details open=open>
            <summary>{count}</summary>
            <ul class="version-lines" role="list">
                {rows}
            </ul>
        </details>
    }
    .into_any()
}

fn line(plan: &Plan, change: &LineChange) -> AnyView {
    let name = line_name(plan, change.line);
    let (before, after) = (
        entry_words::entry(&change.before),
        entry_words::entry(&change.after),
    );
    let moved = (before != after).then(|| format!("{before} → "));
    let note = (change.after.note != change.before.note && !change.after.note.is_empty())
        .then(|| view! { <span class="muted">"“" {change.after.note.clone()} "”"</span> });
    let why_not = change
        .after
        .not_applicable
        .clone()
        .map(|reason| view! { <span class="muted">"“" {reason} "”"</span> });
    let reason = change.reason.clone().map(|reason| {
        view! {
            <span class="finding">
                {icon::icon(icon::RETURN)}
                {reason}
            </span>
        }
    });
    view! {
        <li data-line=change.line.to_string()>
            <span>{name}</span>
            <span>{moved} <b>{after}</b></span>
            {note}
            {why_not}
            {reason}
        </li>
    }
    .into_any()
}

fn text(edit: &TextEdit) -> AnyView {
    let (label, text) = match edit {
        TextEdit::Obstacles(text) => (t::review::obstacles(), text),
        TextEdit::Recommendations(text) => (t::review::recommendations(), text),
        TextEdit::Notes(text) => (t::review::notes(), text),
    };
    let text = if text.is_empty() {
        t::versions::emptied().to_owned()
    } else {
        text.clone()
    };
    fact(label, text)
}
