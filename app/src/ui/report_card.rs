//! A report as lists show it: whose, on what, for when, how far, how urgent.

use crate::client::session::today;
use crate::i18n::t;
use crate::route::Route;
use crate::ui::charts::progress_bar;
use crate::ui::chip;
use crate::view::prelude::*;
use crate::words;
use domain::wire::report::{ReportProgress, ReportSummary};

/// A card that leads to a screen of the report.
#[must_use]
pub fn report_card(report: &ReportSummary, to: Route) -> AnyView {
    let progress = report.progress;
    let due = report
        .state
        .is_editable()
        .then(|| chip::due(report.days.due_on, today()));
    let returned = (progress.returned > 0)
        .then(|| chip::chip(chip::Tone::Warn, t::work::returned(progress.returned)));
    view! {
        <a class="card report-card" href=to.href() data-row="">
            <span class="card-head">
                <strong>{words::period(report.period)}</strong>
                {due}
                {chip::report_state(report.state)}
                {chip::simulated(report.simulated)}
            </span>
            <span class="card-title">{plan_name(report)}</span>
            <span class="muted">
                {report.unit.name.clone()} " · " {t::work::due_on(words::date(report.days.due_on))}
            </span>
            {progress_bar(done(progress), all(progress))}
            <span class="card-foot">
                <span>{t::work::of(progress.targets_done, progress.targets, t::work::targets())}</span>
                <span>{t::work::of(progress.tasks_done, progress.tasks, t::work::tasks())}</span>
                {returned}
            </span>
        </a>
    }
    .into_any()
}

/// "Đề án 06 · 180/KH-UBND" where known, else the title.
#[must_use]
pub fn plan_name(report: &ReportSummary) -> String {
    match (&report.programme, &report.plan_number) {
        (Some(programme), Some(number)) => format!("{programme} · {number}"),
        (Some(programme), None) => programme.clone(),
        (None, Some(number)) => number.clone(),
        (None, None) => report.plan_title.clone(),
    }
}

const fn done(progress: ReportProgress) -> u32 {
    progress.targets_done + progress.tasks_done
}

const fn all(progress: ReportProgress) -> u32 {
    progress.targets + progress.tasks
}
