//! The last look before a report is sent: what is wrong, what is missing, what is surprising.

use crate::client::desk::{self, OpenReport};
use crate::client::load::Loaded;
use crate::client::steps::{self, Taken};
use crate::i18n::t;
use crate::route::{ReportTab, Route};
use crate::ui::icon::{self, icon};
use crate::ui::line::pager::route;
use crate::ui::page::{back, heading};
use crate::ui::report_steps::{refusal, waiting_step};
use crate::ui::state;
use crate::view::prelude::*;
use crate::words;
use domain::id::ReportId;
use domain::line_order::{self, Place, Standing, TargetLines};
use domain::plan::Plan;
use domain::report::{ReportState, Step};
use domain::rollup::own_figure;
use domain::sync::OpBody;
use domain::wire::report::{Line, Report};
use leptos::task::spawn_local;

/// `/bao-cao/:id/gui`.
#[must_use]
pub fn submit(id: ReportId) -> AnyView {
    let opened = Loaded::new(move || desk::open(id));
    view! {
        {back(Route::Report(id, ReportTab::Targets), t::submit::back())}
        {state::loaded(opened, state::lines_skeleton, |open| screen(&open))}
    }
    .into_any()
}

/// Where the report stands, as far as this screen goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    /// It can be sent.
    Open,
    /// It waits to be sent.
    Waiting,
    /// The server has it.
    Sent,
}

fn screen(open: &OpenReport) -> AnyView {
    let (open, report, step) = (open.clone(), open.report.clone(), open.step.clone());
    let busy = RwSignal::new(false);
    let version = {
        let report = report.clone();
        Memo::new(move |()| report.with(|report| report.summary.version))
    };
    // Only the step itself changes what this screen is about.
    let stands = Memo::new(move |()| {
        let state = report.with(|report| report.summary.state);
        let waits = step.with(|step| step.as_ref().is_some_and(|step| step.step == Step::Submit));
        match state {
            ReportState::Submitted | ReportState::Approved => Stands::Sent,
            // With a network the answer is there in a moment.
            _ if waits && !busy.get() => Stands::Waiting,
            _ => Stands::Open,
        }
    });
    // Stays while the rest is drawn anew.
    let outcome = ArcRwSignal::new(None);
    (move || match stands.get() {
        Stands::Sent => done(),
        Stands::Waiting => waiting(&open),
        Stands::Open => {
            // Nobody sends what they have not seen.
            version.track();
            look(&open, busy, &outcome)
        }
    })
    .into_any()
}

/// A place with something to look at.
struct Matter {
    place: Place,
    no: String,
    text: String,
    what: Vec<&'static str>,
    standing: Standing,
    stops: bool,
    explained: bool,
}

fn look(open: &OpenReport, busy: RwSignal<bool>, outcome: &ArcRwSignal<Option<Taken>>) -> AnyView {
    let report = open.report.get_untracked();
    let (plan, id) = (&open.plan, open.id);
    let matters = matters(plan, &report);
    let is_target = |matter: &&Matter| matches!(matter.place, Place::Target(_));
    let pick = |keep: &dyn Fn(&&Matter) -> bool| matters.iter().filter(keep).collect::<Vec<_>>();
    let errors = pick(&|matter| matter.stops);
    let returned = pick(&|matter| matter.standing == Standing::Returned);
    let missing_targets = pick(&|matter| matter.standing == Standing::Missing && is_target(matter));
    let missing_tasks = pick(&|matter| matter.standing == Standing::Missing && !is_target(matter));
    let warnings = pick(&|matter| !matter.stops && !matter.what.is_empty());
    let incomplete =
        !(returned.is_empty() && missing_targets.is_empty() && missing_tasks.is_empty());
    let stopped = !errors.is_empty();
    let nothing = matters
        .is_empty()
        .then(|| view! { <p class="notice good">{t::submit::all_good()}</p> });
    view! {
        {heading(t::submit::title())}
        <p>{counts(plan, &report)}</p>
        {nothing}
        {group(id, t::submit::errors(), &errors)}
        {group(id, t::submit::returned(), &returned)}
        {group(id, t::submit::missing_targets(), &missing_targets)}
        {group(id, t::submit::missing_tasks(), &missing_tasks)}
        {group(id, t::submit::warnings(), &warnings)}
        {send(open, incomplete, stopped, busy, outcome.clone())}
    }
    .into_any()
}

fn counts(plan: &Plan, report: &Report) -> String {
    let progress = line_order::progress(plan, report);
    let met = |target: &TargetLines<'_>| {
        let verdicts = target.lines.iter().map(|(measure, line)| {
            own_figure(measure.kind, measure.threshold.as_ref(), &line.entry).and_then(|f| f.met)
        });
        verdicts.fold(None, |all: Option<bool>, one| {
            one.map(|one| all.unwrap_or(true) && one)
        }) == Some(true)
    };
    let met = line_order::targets(plan, report)
        .iter()
        .filter(|target| met(target))
        .count();
    let targets = t::submit::targets_row(progress.targets_done, met, progress.targets);
    format!(
        "{targets} · {}",
        t::report::tasks_done(progress.tasks_done, progress.tasks)
    )
}

fn matters(plan: &Plan, report: &Report) -> Vec<Matter> {
    let targets = line_order::targets(plan, report).into_iter().map(|item| {
        let lines: Vec<&Line> = item.lines.iter().map(|(_, line)| *line).collect();
        matter(
            Place::Target(item.target.id),
            &item.target.no,
            &item.target.text,
            &lines,
        )
    });
    let tasks = line_order::tasks(plan, report)
        .into_iter()
        .map(|(task, line)| matter(Place::Task(task.id), &task.no, &task.name, &[line]));
    targets
        .chain(tasks)
        .filter(|matter| matter.standing != Standing::Done || !matter.what.is_empty())
        .collect()
}

fn matter(place: Place, no: &str, text: &str, lines: &[&Line]) -> Matter {
    let findings: Vec<_> = lines.iter().flat_map(|line| desk::findings(line)).collect();
    Matter {
        place,
        no: no.to_owned(),
        text: text.to_owned(),
        what: findings
            .iter()
            .map(|found| words::problem(found.problem))
            .collect(),
        standing: line_order::standing(lines.iter().copied()),
        stops: findings.iter().any(|found| found.problem.is_error()),
        explained: lines.iter().any(|line| !line.entry.note.trim().is_empty()),
    }
}

fn group(id: ReportId, title: &'static str, matters: &[&Matter]) -> AnyView {
    if matters.is_empty() {
        return ().into_any();
    }
    let rows = matters
        .iter()
        .map(|matter| {
            let explained = (matter.explained && !matter.what.is_empty())
                .then(|| view! { <span class="muted">"✔ " {t::submit::explained()}</span> });
            view! {
                <li>
                    <a class="line" href=route(id, matter.place).href()>
                        {icon(if matter.what.is_empty() { icon::RING } else { icon::WARN })}
                        <span class="line-text">
                            <span class="line-no">{matter.no.clone()}</span>
                            " "
                            {matter.text.clone()}
                        </span>
                        <span class="line-foot">
                            <span class="muted">{matter.what.join(" ")}</span>
                            {explained}
                        </span>
                    </a>
                </li>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    view! {
        <details class="list" open=matters.len() <= 5>
            <summary>
                <h2>{title} " " <span class="count">{matters.len()}</span></h2>
            </summary>
            <ul class="lines" role="list">
                {rows}
            </ul>
        </details>
    }
    .into_any()
}

fn send(
    open: &OpenReport,
    incomplete: bool,
    stopped: bool,
    busy: RwSignal<bool>,
    outcome: ArcRwSignal<Option<Taken>>,
) -> AnyView {
    let (open, told) = (open.clone(), outcome.clone());
    let go = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        outcome.set(None);
        let base_version = open.report.with_untracked(|report| report.summary.version);
        let (id, outcome) = (open.id, outcome.clone());
        spawn_local(async move {
            let taken = steps::take(id, OpBody::Submit { base_version }).await;
            outcome.set(Some(taken));
            busy.set(false);
        });
    };
    let label = if incomplete {
        t::submit::send_incomplete()
    } else {
        t::submit::send()
    };
    let summary = desk::summary();
    let offline = Memo::new(move |()| !summary.with(|summary| summary.online));
    view! {
        <div role="alert">
            {move || told.get().and_then(|taken| not_sent(&taken))}
        </div>
        {move || offline.get().then(|| view! { <p class="muted">{t::submit::offline_hint()}</p> })}
        <div class="row steps">
            <button type="button" class="button primary" disabled=stopped on:click=go>
                {icon(icon::SEND)}
                {move || if busy.get() { t::submit::sending() } else { label }}
            </button>
        </div>
    }
    .into_any()
}

/// Why it was not sent.
fn not_sent(taken: &Taken) -> Option<AnyView> {
    let (text, who) = match taken {
        Taken::Changed(theirs) => {
            let stamp = &theirs.stamp;
            let who = t::submit::changed_by(words::date_time(stamp.at), &stamp.by.display_name);
            (t::submit::changed().to_owned(), Some(who))
        }
        taken => (refusal(taken)?, None),
    };
    Some(
        view! {
            <div class="notice warn">
                <p>{text}</p>
                {who.map(|who| view! { <p class="muted">{who}</p> })}
            </div>
        }
        .into_any(),
    )
}

/// It is written down, and goes by itself.
fn waiting(open: &OpenReport) -> AnyView {
    view! {
        {heading(t::submit::waiting_title())}
        {waiting_step(open)}
        <section class="empty">
            {icon(icon::SEND)} <p>{t::submit::waiting_text()}</p>
            <a class="button primary" href=Route::Work.href()>
                {t::submit::to_work()}
            </a>
        </section>
    }
    .into_any()
}

fn done() -> AnyView {
    view! {
        {heading(t::submit::sent_title())}
        <section class="empty">
            {icon(icon::SEND)} <p>{t::submit::sent_text()}</p>
            <a class="button primary" href=Route::Work.href()>
                {t::submit::to_work()}
            </a>
        </section>
    }
    .into_any()
}
