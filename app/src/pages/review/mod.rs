//! *Duyệt báo cáo*: what changed since the last period, the most surprising first; approve all, or
//! return lines with reasons.

mod bar;
mod confirm;
mod done;
mod line;
mod list;
mod mark;

use crate::client::desk::{self, OpenReport};
use crate::client::load::Loaded;
use crate::client::marks::Marks;
use crate::client::session::{today, use_me};
use crate::i18n::t;
use crate::route::Route;
use crate::ui::facts::fact;
use crate::ui::page::{back, heading};
use crate::ui::report_card::plan_name;
use crate::ui::report_steps::waiting_step;
use crate::ui::{chip, pointed, state};
use crate::view::prelude::*;
use crate::words;
use domain::id::{LineId, ReportId};
use domain::plan::Plan;
use domain::report::{ReportState, ReportTexts};
use domain::surprise::{self, Group};
use domain::wire::report::{Report, ReturnLine, ReturnReport};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A report with its plan, as this device has it now.
#[derive(Clone)]
struct Open {
    plan: Arc<Plan>,
    report: Arc<Report>,
    desk: OpenReport,
}

/// What the person does on this screen. Kept while the report is fetched anew.
#[derive(Clone, Copy)]
struct Desk {
    /// Lines to return, with what is written so far.
    marks: RwSignal<BTreeMap<LineId, String>>,
    /// The part of the list on show; `None` until chosen.
    group: RwSignal<Option<Group>>,
    /// Whether a return was tried while a marked line had no reason.
    refused: RwSignal<bool>,
    /// Whether the report changed while it was looked at.
    stale: RwSignal<bool>,
    /// The remark on the whole, as far as written.
    remark: RwSignal<String>,
    /// The version that the marks are kept for; `None` until they may be made.
    version: RwSignal<Option<i64>>,
    /// How many marks were found again on this device.
    restored: RwSignal<usize>,
    /// The line to point at, where the address names one.
    pointed: RwSignal<Option<LineId>>,
    /// What became of the report by a step taken here.
    outcome: RwSignal<Option<Outcome>>,
}

impl Desk {
    /// The return as far as it is written, about a version.
    fn written(self, version: i64) -> ReturnReport {
        let lines = self.marks.get().into_iter();
        ReturnReport {
            version,
            reason: self.remark.get(),
            lines: lines
                .map(|(line, reason)| ReturnLine { line, reason })
                .collect(),
        }
    }

    /// Keeps the marks on the device with every change.
    fn keep(self, report: ReportId) {
        let kept = Marks::of(use_me().id, report);
        Effect::new(move || {
            if let Some(version) = self.version.get() {
                kept.set(&self.written(version));
            }
        });
    }

    /// Finds the marks of an earlier visit again, when the report is first shown. Marks made on this
    /// screen stay while the report is fetched anew and go over to its new version.
    fn restore(self, report: &Report) {
        let summary = &report.summary;
        let kept = Marks::of(use_me().id, summary.id);
        if !report.may.send_back {
            kept.forget();
            self.version.set(None);
            return;
        }
        if self.version.get_untracked().is_none()
            && let Some(found) = kept.get(summary.version)
        {
            self.restored.set(found.lines.len());
            self.remark.set(found.reason);
            let marks = found.lines.into_iter();
            self.marks
                .set(marks.map(|mark| (mark.line, mark.reason)).collect());
        }
        let shown = self.version.get_untracked();
        if shown.is_some_and(|version| version != summary.version) {
            self.stale.set(true);
        }
        self.version.set(Some(summary.version));
    }

    /// Forgets the marks: the step has been taken.
    fn clear(self) {
        self.marks.set(BTreeMap::new());
        self.remark.set(String::new());
        self.restored.set(0);
    }
}

/// A step that was taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Approved,
    Returned,
    /// Written down: approved as soon as there is a network.
    ApprovalWaits,
    /// The same for a return.
    ReturnWaits,
}

/// `/bao-cao/:id/duyet`.
#[must_use]
pub fn review(id: ReportId) -> AnyView {
    let opened = Loaded::new(move || desk::open(id));
    let screen = Desk {
        marks: RwSignal::default(),
        group: RwSignal::new(None),
        refused: RwSignal::new(false),
        stale: RwSignal::new(false),
        remark: RwSignal::default(),
        version: RwSignal::new(None),
        restored: RwSignal::new(0),
        pointed: RwSignal::new(pointed::line()),
        outcome: RwSignal::new(None),
    };
    screen.keep(id);
    view! {
        {back(Route::Work, t::review::back())}
        {heading(t::review::title())}
        {state::loaded(
            opened,
            state::lines_skeleton,
            move |open| {
                let is_waiting = {
                    let step = open.step.clone();
                    Memo::new(move |()| step.with(Option::is_some))
                };
                (move || {
                    screen.outcome.track();
                    is_waiting.track();
                    let report = Arc::new(open.report.get());
                    ready(
                        Open {
                            plan: open.plan.clone(),
                            report,
                            desk: open.clone(),
                        },
                        screen,
                    )
                })
                    .into_any()
            },
        )}
    }
    .into_any()
}

fn ready(open: Open, screen: Desk) -> AnyView {
    if let Some(outcome) = screen.outcome.get_untracked() {
        return done::done(&open, outcome);
    }
    let (plan, report) = (&*open.plan, &*open.report);
    let list = surprise::changes(plan, report, today());
    let count = |group| list.iter().filter(|change| change.group == group).count();
    let counts = Group::ALL.map(count);
    screen.restore(report);
    let pointed = screen.pointed.get_untracked();
    if let Some(change) = list.iter().find(|change| Some(change.line.id) == pointed) {
        screen.pointed.set(None);
        screen.group.set(Some(change.group));
        pointed::point_at(change.line.id);
    }
    if screen.group.get_untracked().is_none() {
        let first = Group::ALL
            .into_iter()
            .zip(counts)
            .find(|(_, count)| *count > 0);
        screen.group.set(first.map(|(group, _)| group));
    }
    // One step at a time.
    let is_waiting = open.desk.step.with_untracked(Option::is_some);
    let bar = (!is_waiting).then(|| bar::bar(&open, screen, counts[0]));
    view! {
        {head(report, counts[0], list.len())}
        {standing(report)}
        {stale(screen)}
        {restored(screen)}
        {waiting_step(&open.desk)}
        {list::list(open.clone(), screen, counts)}
        {texts(&report.texts)}
        {bar}
    }
    .into_any()
}

fn head(report: &Report, look: usize, all: usize) -> AnyView {
    let summary = &report.summary;
    let sum = if look == 0 {
        t::review::summary_calm(all)
    } else {
        t::review::summary_look(all, look)
    };
    let sent = report
        .submitted
        .as_ref()
        .map(|stamp| t::review::sent_by(words::date_time(stamp.at), &stamp.by.display_name));
    view! {
        <div class="stack review-head">
            <p class="row">
                <strong>{summary.unit.name.clone()}</strong>
                <span>{words::period(summary.period)}</span>
                {chip::report_state(summary.state)}
                {chip::simulated(summary.simulated)}
            </p>
            <p class="review-sum">{sum}</p>
            <p class="muted">{sent}</p>
            <p class="row muted">
                <a href=Route::Plan(summary.plan).href()>{plan_name(summary)}</a>
                <a href=Route::Versions(summary.id).href()>{t::review::versions()}</a>
            </p>
        </div>
    }
    .into_any()
}

/// Why there is nothing to decide, where there is not.
fn standing(report: &Report) -> AnyView {
    let text = match report.summary.state {
        ReportState::Draft => t::review::state_draft().to_owned(),
        ReportState::Returned => t::review::state_returned().to_owned(),
        ReportState::Approved => report.approved.as_ref().map_or_else(
            || t::review::state_approved_plain().to_owned(),
            |stamp| t::review::state_approved(words::date_time(stamp.at), &stamp.by.display_name),
        ),
        ReportState::Submitted if !report.may.approve && !report.may.send_back => {
            t::review::state_read_only().to_owned()
        }
        ReportState::Submitted => return ().into_any(),
    };
    let class = if report.summary.state == ReportState::Approved {
        "notice good"
    } else {
        "notice"
    };
    view! { <p class=class>{text}</p> }.into_any()
}

fn stale(screen: Desk) -> AnyView {
    view! {
        <div role="alert">
            {move || {
                screen
                    .stale
                    .get()
                    .then(|| {
                        view! {
                            <div class="notice warn">
                                <h2>{t::review::changed_title()}</h2>
                                <p>{t::review::changed_text()}</p>
                            </div>
                        }
                    })
            }}
        </div>
    }
    .into_any()
}

/// Says that marks of an earlier visit are still there: their lines may be in a group not on show.
fn restored(screen: Desk) -> AnyView {
    let count = screen.restored.get_untracked();
    (count > 0)
        .then(|| {
            view! {
                <p class="notice" role="status">
                    {t::review::restored(count)}
                </p>
            }
        })
        .into_any()
}

fn texts(texts: &ReportTexts) -> AnyView {
    let parts = [
        (t::review::obstacles(), &texts.obstacles),
        (t::review::recommendations(), &texts.recommendations),
        (t::review::notes(), &texts.notes),
    ];
    let shown: Vec<AnyView> = parts
        .into_iter()
        .filter(|(_, text)| !text.trim().is_empty())
        .map(|(label, text)| fact(label, text.clone()))
        .collect();
    let inside = if shown.is_empty() {
        view! { <p class="muted">{t::review::no_texts()}</p> }.into_any()
    } else {
        view! { <dl class="facts">{shown}</dl> }.into_any()
    };
    view! {
        <section class="card">
            <h2>{t::review::texts()}</h2>
            {inside}
        </section>
    }
    .into_any()
}
