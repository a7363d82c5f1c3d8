//! One task on one screen: four large buttons, a text, its deadline in words.

use crate::client::desk::{self, OpenReport};
use crate::client::load::Loaded;
use crate::client::session::today;
use crate::i18n::t;
use crate::json::parse_day;
use crate::pages::home::not_found;
use crate::route::{ReportTab, Route};
use crate::ui::form::finding;
use crate::ui::line::choice::{Choice, choice};
use crate::ui::line::pager::pager;
use crate::ui::line::{LineView, conflict, evidence, head, note, saved};
use crate::ui::page::heading;
use crate::ui::{chip, icon, state};
use crate::view::prelude::*;
use crate::words;
use domain::id::{ReportId, TaskId};
use domain::line_order::{self, Place};
use domain::plan::Task;
use domain::report::{FieldEdit, TaskProgress};
use domain::status::task_status;
use domain::validate::Field;

/// `/bao-cao/:id/nhiem-vu/:task`.
#[must_use]
pub fn task(id: ReportId, task: TaskId) -> AnyView {
    let opened = Loaded::new(move || desk::open(id));
    state::loaded(opened, state::lines_skeleton, move |open| {
        let report = open.report.clone();
        let editable = Memo::new(move |()| report.with(|report| report.may.edit));
        (move || {
            editable.track();
            screen(&open, task)
        })
        .into_any()
    })
}

fn screen(open: &OpenReport, id: TaskId) -> AnyView {
    let plan = open.plan.clone();
    let report = open.report.get_untracked();
    let tasks = line_order::tasks(&plan, &report);
    let Some((task, line)) = tasks.iter().find(|(task, _)| task.id == id) else {
        return not_found();
    };
    let order: Vec<Place> = tasks.iter().map(|(task, _)| Place::Task(task.id)).collect();
    let list = Route::Report(open.id, ReportTab::Tasks);
    let view = LineView::new(open, line);
    view! {
        {head::head(list, t::line::all_tasks(), &order, Place::Task(id))}
        <div class="line-title">
            {heading(format!("{} {}", task.no, task.name))} {deadline(&view, task)}
        </div>
        {(!report.may.edit).then(|| view! { <p class="notice">{t::line::closed()}</p> })}
        <section class="card measure">
            {head::returned(&view)} {conflict::conflict(&view)} {progress(&view)}
            {completed_on(&view)} {behind(&view)} {note::note(&view, t::line::result())}
            {evidence::evidence(&view)} {note::not_applicable(&view)} {saved::saved(&view)}
        </section>
        {details(task)}
        {pager(open, Place::Task(id))}
    }
    .into_any()
}

/// The deadline as written, and in days; follows what is declared.
fn deadline(view: &LineView, task: &Task) -> AnyView {
    let (line, today, task) = (view.line, today(), task.clone());
    (move || {
        let status = line.with(|line| {
            task_status(
                &task.deadline,
                Some(&line.entry),
                !line.evidence.is_empty(),
                today,
            )
        });
        let words = words::deadline(&task.deadline, status, today)
            .map(|(urgency, words)| chip::chip(chip::urgency_tone(urgency), words));
        view! {
            <p class="row">
                <span class="muted">{t::line::deadline()} ": "</span>
                <span>{task.deadline_text.clone()}</span>
                {words}
                {chip::simulated(task.simulated)}
            </p>
        }
        .into_any()
    })
    .into_any()
}

fn progress(view: &LineView) -> AnyView {
    let (open, id, line) = (view.open.clone(), view.id, view.line);
    let choices = TaskProgress::ALL
        .into_iter()
        .map(|value| Choice {
            value,
            label: words::progress(value),
            sign: match value {
                TaskProgress::NotStarted => icon::RING,
                TaskProgress::InProgress => icon::HALF,
                TaskProgress::Done => icon::DONE,
                TaskProgress::Blocked => icon::BLOCKED,
            },
        })
        .collect();
    let choose = move |value: TaskProgress| {
        let done_on = line.with_untracked(|line| line.entry.completed_on);
        open.edit(id, FieldEdit::Progress(Some(value)));
        if value != TaskProgress::Done && done_on.is_some() {
            // A day of completion without the state "done" would be an error.
            open.edit(id, FieldEdit::CompletedOn(None));
        }
    };
    choice(
        &id.to_string(),
        t::line::progress(),
        choices,
        !view.editable,
        move || line.with(|line| line.entry.progress),
        choose,
    )
}

/// *Chậm tiến độ*: a risk that the unit declares; the status follows from the dates alone.
fn behind(view: &LineView) -> AnyView {
    let (open, id, line) = (view.open.clone(), view.id, view.line);
    view! {
        <label class="switch">
            <input
                type="checkbox"
                disabled=!view.editable
                prop:checked=move || line.with(|line| line.entry.behind)
                on:change:target=move |event| {
                    open.edit(id, FieldEdit::Behind(event.target().checked()));
                }
            />
            <span>{t::line::behind()}</span>
        </label>
    }
    .into_any()
}

/// The day of completion, once the task is done.
fn completed_on(view: &LineView) -> AnyView {
    let (open, id, line, editable) = (view.open.clone(), view.id, view.line, view.editable);
    let done =
        Memo::new(move |()| line.with(|line| line.entry.progress == Some(TaskProgress::Done)));
    let latest = iso(today());
    (move || {
        if !done.get() {
            return ().into_any();
        }
        let open = open.clone();
        let typed = move |text: String| {
            let day = parse_day(&text);
            if day.is_some() || text.is_empty() {
                open.edit(id, FieldEdit::CompletedOn(day));
            }
        };
        view! {
            <div class="field">
                <label for="ngay-hoan-thanh">{t::line::completed_on()}</label>
                <input
                    class="input"
                    id="ngay-hoan-thanh"
                    type="date"
                    max=latest.clone()
                    readonly=!editable
                    prop:value=move || line.with(|line| line.entry.completed_on.map(iso)).unwrap_or_default()
                    on:change:target=move |event| typed(event.target().value())
                />
                {move || {
                    line.with(desk::findings)
                        .into_iter()
                        .filter(|found| found.field == Field::CompletedOn)
                        .map(|found| finding(found.problem.is_error(), words::problem(found.problem)))
                        .collect::<Vec<_>>()
                }}
            </div>
        }
        .into_any()
    })
    .into_any()
}

/// What a date field holds: `2026-11-22`.
fn iso(day: chrono::NaiveDate) -> String {
    day.to_string()
}

/// Who, with whom, to produce what: verbatim.
fn details(task: &Task) -> AnyView {
    let rows = [
        (t::line::lead(), &task.lead_text),
        (t::line::coord(), &task.coord_text),
        (t::line::deliverable(), &task.deliverable),
    ];
    let rows = rows
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(label, text)| {
            view! {
                <dt>{label}</dt>
                <dd>{text.clone()}</dd>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    view! {
        <section class="stack">
            <h2>{t::line::details()}</h2>
            <dl class="pairs">{rows}</dl>
        </section>
    }
    .into_any()
}
