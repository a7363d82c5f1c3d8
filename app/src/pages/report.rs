//! A report's home: how far it is, what was returned, what is missing, what is entered.

use crate::client::desk::{self, OpenReport};
use crate::client::load::Loaded;
use crate::client::nav::use_nav;
use crate::client::session::today;
use crate::i18n::t;
use crate::pages::report_list::{self, Item};
use crate::pages::report_texts;
use crate::route::{ReportTab, Route};
use crate::sync::SlotState;
use crate::ui::charts::progress_bar;
use crate::ui::page::{back, heading};
use crate::ui::report_card::plan_name;
use crate::ui::report_steps::steps;
use crate::ui::{chip, icon, state};
use crate::view::prelude::*;
use crate::words;
use domain::id::ReportId;
use domain::line_order;
use domain::report::ReportState;
use domain::wire::report::Report;

/// `/bao-cao/:id`.
#[must_use]
pub fn report(id: ReportId, tab: ReportTab) -> AnyView {
    let opened = Loaded::new(move || desk::open(id));
    view! {
        {back(Route::Work, t::report::back())}
        {state::loaded(opened, state::lines_skeleton, move |open| home(&open, tab))}
    }
    .into_any()
}

fn home(open: &OpenReport, tab: ReportTab) -> AnyView {
    let title = open.report.with_untracked(|report| {
        format!(
            "{} · {}",
            words::period(report.summary.period),
            report.summary.unit.name
        )
    });
    // A department that was assigned tasks has no targets.
    let has_targets = open
        .report
        .with_untracked(|report| !line_order::targets(&open.plan, report).is_empty());
    let tab = match tab {
        ReportTab::Targets if !has_targets => ReportTab::Tasks,
        tab => tab,
    };
    let content = match tab {
        ReportTab::Targets => report_list::list(open, t::report::search_targets(), targets(open)),
        ReportTab::Tasks => report_list::list(open, t::report::search_tasks(), tasks(open)),
        ReportTab::Texts => report_texts::texts(open),
    };
    view! {
        {heading(title)}
        {summary(open)}
        {tabs(open.id, tab, has_targets)}
        {content}
        {not_asked(open, tab)}
        {steps(open)}
    }
    .into_any()
}

/// Plan, due date, state, progress; follows what is entered.
fn summary(open: &OpenReport) -> AnyView {
    let (plan, report) = (open.plan.clone(), open.report.clone());
    let progress = {
        let report = report.clone();
        Memo::new(move |()| report.with(|report| line_order::progress(&plan, report)))
    };
    let whole = whole_state(open);
    view! {
        <section class="stack">
            {move || report.with(facts)}
            {whole}
            {move || {
                let progress = progress.get();
                let done = progress.targets_done + progress.tasks_done;
                view! {
                    {progress_bar(done, progress.targets + progress.tasks)}
                    <p class="row muted">
                        <span>{t::report::targets_done(progress.targets_done, progress.targets)}</span>
                        <span>{t::report::tasks_done(progress.tasks_done, progress.tasks)}</span>
                    </p>
                }
                    .into_any()
            }}
        </section>
    }
    .into_any()
}

/// Where the whole report stands between this device and the server.
fn whole_state(open: &OpenReport) -> AnyView {
    let (slots, files) = (open.slots.clone(), open.files.clone());
    let report = open.report.clone();
    let shown = Memo::new(move |()| {
        let (mut device, mut attention) = (0, 0);
        slots.with(|slots| {
            for slot in slots.values() {
                match slot.state {
                    SlotState::OnDevice | SlotState::Unsaved | SlotState::Blocked => device += 1,
                    SlotState::Conflict(_) | SlotState::Refused(_) => attention += 1,
                    SlotState::Received(_) | SlotState::Approved | SlotState::Late(_) => {}
                }
            }
        });
        device += files.with(Vec::len);
        report.with(|report| {
            (
                device,
                attention,
                report.summary.state,
                report.summary.updated_at,
            )
        })
    });
    view! {
        <p class="saved" role="status">
            {move || {
                let (device, attention, state, updated) = shown.get();
                let (sign, text) = if attention > 0 {
                    (icon::WARN, t::report::state_attention(attention))
                } else if device > 0 {
                    (icon::DEVICE, t::report::state_device(device))
                } else if state == ReportState::Approved {
                    (icon::CHECK, t::line::approved().to_owned())
                } else {
                    let at = updated?;
                    (icon::CLOUD, t::report::state_received(words::date_time(at)))
                };
                Some(
                    view! {
                        <span class="row">
                            {icon::icon(sign)}
                            <span>{text}</span>
                        </span>
                    },
                )
            }}
        </p>
    }
    .into_any()
}

fn facts(report: &Report) -> AnyView {
    let summary = &report.summary;
    let due = summary
        .state
        .is_editable()
        .then(|| chip::due(summary.days.due_on, today()));
    let reason = report
        .return_reason
        .clone()
        .filter(|reason| !reason.is_empty());
    let by = |stamp: &domain::wire::report::Stamp| {
        (stamp.by.display_name.clone(), words::date_time(stamp.at))
    };
    let sent = report
        .submitted
        .as_ref()
        .map(by)
        .map(|(name, at)| t::report::sent_by(at, name));
    let approved = report
        .approved
        .as_ref()
        .map(by)
        .map(|(name, at)| t::report::approved_by(at, name));
    view! {
        <p class="row">
            <a href=Route::Plan(summary.plan).href()>{plan_name(summary)}</a>
            {chip::report_state(summary.state)}
            {due}
            {chip::simulated(summary.simulated)}
        </p>
        <p class="muted">{t::report::due_on(words::date(summary.days.due_on))}</p>
        {approved.or(sent).map(|text| view! { <p class="muted">{text}</p> })}
        {report
            .lock
            .is_some()
            .then(|| view! { <p class="notice">{t::report::locked()}</p> })}
        {reason
            .map(|reason| {
                view! {
                    <p class="notice warn">
                        <strong>{t::report::return_reason()}</strong>
                        {reason}
                    </p>
                }
            })}
    }
    .into_any()
}

/// What the plan has and this report does not: reported by others, or called off.
fn not_asked(open: &OpenReport, tab: ReportTab) -> Option<AnyView> {
    let text = open.report.with_untracked(|report| {
        let away = line_order::not_asked(&open.plan, report);
        let mut text = String::new();
        match tab {
            ReportTab::Targets if away.targets > 0 => text = t::report::other_targets(away.targets),
            ReportTab::Tasks => {
                if away.tasks > 0 {
                    text = t::report::other_tasks(away.tasks);
                }
                for task in away.cancelled {
                    let day = task.cancelled_on.map(words::date).unwrap_or_default();
                    text.push(' ');
                    text.push_str(&t::report::cancelled(day, &task.no));
                }
            }
            _ => {}
        }
        text
    });
    (!text.is_empty()).then(|| view! { <p class="muted">{text}</p> }.into_any())
}

fn tabs(id: ReportId, tab: ReportTab, has_targets: bool) -> AnyView {
    let nav = use_nav();
    let all = [
        (ReportTab::Targets, t::report::tab_targets()),
        (ReportTab::Tasks, t::report::tab_tasks()),
        (ReportTab::Texts, t::report::tab_texts()),
    ];
    let links = all
        .into_iter()
        .filter(|(to, _)| has_targets || *to != ReportTab::Targets)
        .map(|(to, label)| {
            let current = (to == tab).then_some("page");
            let go = move |event: web_sys::MouseEvent| {
                // One step of the back button leaves the report, not the tab.
                event.prevent_default();
                nav.replace(Route::Report(id, to));
            };
            view! {
                <a href=Route::Report(id, to).href() aria-current=current on:click=go>
                    {label}
                </a>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    view! {
        <nav class="tabs" aria-label=t::report::tabs()>
            {links}
        </nav>
    }
    .into_any()
}

fn targets(open: &OpenReport) -> impl Fn(&Report) -> Vec<Item> + Send + Sync + 'static {
    let plan = open.plan.clone();
    move |report| {
        line_order::targets(&plan, report)
            .iter()
            .map(|target| report_list::target_item(report.summary.id, target))
            .collect()
    }
}

fn tasks(open: &OpenReport) -> impl Fn(&Report) -> Vec<Item> + Send + Sync + 'static {
    let (plan, today) = (open.plan.clone(), today());
    move |report| {
        line_order::tasks(&plan, report)
            .into_iter()
            .map(|(task, line)| report_list::task_item(report.summary.id, task, line, today))
            .collect()
    }
}
