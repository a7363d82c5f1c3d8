//! The two questions before a step: what will be counted upward, what will be returned.

use super::bar::Steps;
use crate::entry_words;
use crate::i18n::t;
use crate::ui::chip;
use crate::ui::dialog::{answers, dialog};
use crate::ui::report_steps::step_outcome;
use crate::view::prelude::*;
use crate::words;
use domain::report::LineKind;
use domain::surprise::{self, Subject};

/// "Duyệt báo cáo Kỳ 11/2026 của Xã Tam Mỹ?", with every figure that will count.
pub(super) fn approve(steps: Steps, look: usize) -> AnyView {
    let summary = &steps.open.report.summary;
    let title = t::review::confirm_approve(words::period(summary.period), &summary.unit.name);
    dialog(
        steps.approving,
        move || title.clone(),
        move || upward(&steps, look),
    )
}

fn upward(steps: &Steps, look: usize) -> AnyView {
    let (plan, report) = (&*steps.open.plan, &*steps.open.report);
    let lines = &report.lines;
    let not_applicable = lines
        .iter()
        .filter(|line| line.entry.not_applicable.is_some())
        .count();
    let missing = lines
        .iter()
        .filter(|line| !line.entry.is_complete(line.kind))
        .count();
    let tasks = lines
        .iter()
        .filter(|line| line.kind == LineKind::Task && line.entry.progress.is_some())
        .count();
    let counted = surprise::counted(plan, report);
    let rows: Vec<AnyView> = counted
        .iter()
        .map(|(target, measure, figure)| {
            let line = lines
                .iter()
                .find(|line| line.id == domain::id::LineId::Measure(measure.id));
            let value = line.map(|line| entry_words::entry(&line.entry));
            view! {
                <li>
                    <span>
                        <span class="review-no">{target.no.clone()}</span>
                        " "
                        {entry_words::heading(&measure.subject)}
                    </span>
                    <b>{value}</b>
                    {chip::verdict(figure.met)}
                </li>
            }
            .into_any()
        })
        .collect();
    let intro = if counted.is_empty() {
        t::review::counted_none(tasks)
    } else {
        t::review::counted(counted.len(), tasks)
    };
    let remark =
        |n: usize, text: fn(usize) -> String| (n > 0).then(|| view! { <li>{text(n)}</li> });
    let act = steps.clone();
    view! {
        <p>{intro}</p>
        <div class="dialog-scroll" tabindex="0">
            <ul class="figures" role="list">
                {rows}
            </ul>
        </div>
        <ul class="muted">
            {remark(look, t::review::still_look)}
            {remark(missing, t::review::left_missing)}
            {remark(not_applicable, t::review::left_not_applicable)}
        </ul>
        {step_outcome(steps.error.clone())}
        {answers(
            steps.approving,
            steps.busy,
            t::review::cancel(),
            t::review::approve_now().to_owned(),
            false,
            move || act.approve(),
        )}
    }
    .into_any()
}

/// The lines with their reasons, and a remark on the whole.
pub(super) fn send_back(steps: Steps) -> AnyView {
    let summary = &steps.open.report.summary;
    let title = t::review::confirm_return(words::period(summary.period), &summary.unit.name);
    let remark = steps.screen.remark;
    dialog(
        steps.returning,
        move || title.clone(),
        move || downward(&steps, remark),
    )
}

fn downward(steps: &Steps, remark: RwSignal<String>) -> AnyView {
    let marks = steps.screen.marks.get_untracked();
    let count = marks.len();
    let unexplained = marks.values().any(|reason| reason.trim().is_empty());
    let rows: Vec<AnyView> = marks
        .into_iter()
        .map(|(id, reason)| {
            let name = match surprise::subject(&steps.open.plan, id) {
                Some(Subject::Measure(target, measure)) => {
                    format!("{} {}", target.no, entry_words::heading(&measure.subject))
                }
                Some(Subject::Task(task)) => format!("{} {}", task.no, task.name),
                None => String::new(),
            };
            let reason = if reason.trim().is_empty() {
                view! { <span class="finding error">{t::review::reason_needed()}</span> }.into_any()
            } else {
                view! { <span>"“" {reason} "”"</span> }.into_any()
            };
            view! {
                <li>
                    <strong>{name}</strong>
                    <br />
                    {reason}
                </li>
            }
            .into_any()
        })
        .collect();
    let label = if count == 0 {
        t::review::overall_needed()
    } else {
        t::review::overall()
    };
    let refused = RwSignal::new(false);
    let act = steps.clone();
    let step = if count == 0 {
        t::review::return_now().to_owned()
    } else {
        t::review::return_lines(count)
    };
    let send = move || {
        let text = remark.get_untracked().trim().to_owned();
        if unexplained || (count == 0 && text.is_empty()) {
            refused.set(true);
        } else {
            act.send_back(text);
        }
    };
    let complaint = move || {
        refused.get().then(|| {
            if unexplained {
                t::review::reason_needed()
            } else {
                t::review::overall_missing()
            }
        })
    };
    view! {
        <p>{t::review::return_what()}</p>
        <ul class="review-reasons">{rows}</ul>
        <div class="field">
            <label for="y-kien-chung">{label}</label>
            <textarea
                class="input"
                id="y-kien-chung"
                rows="2"
                maxlength="1000"
                aria-describedby="y-kien-chung-loi"
                prop:value=move || remark.get()
                on:input:target=move |event| remark.set(event.target().value())
            ></textarea>
            <p class="finding error" id="y-kien-chung-loi" role="alert">
                {complaint}
            </p>
        </div>
        {step_outcome(steps.error.clone())}
        {answers(steps.returning, steps.busy, t::review::cancel(), step, true, send)}
    }
    .into_any()
}
