//! Tasks that were called off: from which day and why; calling one off, and taking it up again.

use super::pick::{Pick, Picker, picker};
use super::{Known, Screen, Steps, section as part};
use crate::client::api;
use crate::i18n::t;
use crate::json::parse_day;
use crate::pages::forms::fields::{day, field_problem};
use crate::pages::forms::question::{Question, reason};
use crate::ui::chip::{Tone, chip};
use crate::ui::dialog::dialog;
use crate::view::prelude::*;
use crate::words;
use chrono::NaiveDate;
use domain::id::{LineId, TaskId};
use domain::plan::Task;
use domain::wire::plan::{CancelTask, CancelledTask};
use domain::wire::sync::Because;

/// A task to be called off.
#[derive(Clone, Copy)]
pub(super) struct Cancel {
    chosen: RwSignal<Option<LineId>>,
    from: RwSignal<String>,
    question: Question,
}

/// A task to be taken up again.
#[derive(Clone, Copy)]
pub(super) struct Restore {
    asked: RwSignal<Option<(TaskId, String)>>,
    question: Question,
}

/// The section.
pub(super) fn section(known: &Known, steps: Option<Steps>) -> AnyView {
    let own = &known.changes.cancelled;
    let mut items: Vec<AnyView> = own.iter().map(|task| one(task, steps)).collect();
    let is_own = |task: &Task| own.iter().any(|known| known.task == task.id);
    let above = known.plan.tasks().filter(|task| !is_own(task));
    items.extend(above.filter_map(called_off_above));
    let button = steps.map(|steps| {
        view! {
            <button type="button" class="button" on:click=move |_| steps.cancel.ask()>
                {t::plan_change::cancel_task()}
            </button>
        }
        .into_any()
    });
    part(
        "nhiem-vu-huy",
        t::plan_change::tasks(),
        button,
        t::plan_change::no_tasks(),
        items,
    )
}

fn one(task: &CancelledTask, steps: Option<Steps>) -> AnyView {
    let why = task
        .reason
        .clone()
        .map(|reason| view! { <p>{t::plan_change::reason(reason)}</p> }.into_any());
    let (id, no) = (task.task, task.no.clone());
    let button = steps.map(|steps| {
        let named = t::plan_change::restore_named(&no);
        view! {
            <button
                type="button"
                class="button"
                aria-label=named
                on:click=move |_| steps.restore.ask(id, no.clone())
            >
                {t::plan_change::restore()}
            </button>
        }
        .into_any()
    });
    row(&task.no, &task.name, task.cancelled_on, why, button)
}

/// A task that was called off with the one it carries out.
fn called_off_above(task: &Task) -> Option<AnyView> {
    let note = view! { <p class="muted">{t::plan_change::cancelled_above()}</p> }.into_any();
    Some(row(
        &task.no,
        &task.name,
        task.cancelled_on?,
        Some(note),
        None,
    ))
}

fn row(
    no: &str,
    name: &str,
    day: NaiveDate,
    note: Option<AnyView>,
    button: Option<AnyView>,
) -> AnyView {
    let since = t::plan_change::cancelled_from(words::date(day));
    view! {
        <li class="admin-entry" tabindex="-1" data-row="">
            <div>
                <p>
                    <strong>{no.to_owned()}</strong>
                    " "
                    {name.to_owned()}
                </p>
                <p>{chip(Tone::Warn, since)}</p>
                {note}
            </div>
            {button}
        </li>
    }
    .into_any()
}

impl Cancel {
    pub(super) fn new() -> Self {
        Self {
            chosen: RwSignal::new(None),
            from: RwSignal::default(),
            question: Question::new(),
        }
    }

    fn ask(self) {
        self.question.ask();
    }

    fn take(self, screen: &Screen) {
        let from = parse_day(&self.from.get_untracked());
        let reason = self.question.reason.get_untracked().trim().to_owned();
        let task = match self.chosen.get_untracked() {
            Some(LineId::Task(task)) => Some(task),
            _ => None,
        };
        let needed = [
            ("task", task.is_some(), t::plan_change::task_missing()),
            (
                "from",
                from.is_some(),
                t::plan_change::cancel_from_missing(),
            ),
            (
                "reason",
                !reason.is_empty(),
                t::plan_change::cancel_reason_missing(),
            ),
        ];
        let missing = needed.into_iter().filter(|(_, is_there, _)| !is_there);
        let missing: Vec<_> = missing
            .map(|(field, _, text)| field_problem(field, text))
            .collect();
        let (Some(task), Some(from), true) = (task, from, missing.is_empty()) else {
            self.question.refuse(missing);
            return;
        };
        let path = format!("plans/{}/tasks/{task}/cancel", screen.plan);
        let call =
            async move { api::post::<CancelledTask>(&path, &CancelTask { from, reason }).await };
        let call = screen.clone().after(call);
        let screen = screen.clone();
        self.question.send(&["from", "reason"], call, move |task| {
            self.chosen.set(None);
            self.from.set(String::new());
            let day = words::date(task.cancelled_on);
            screen.did(t::plan_change::cancelled(day, task.no));
        });
    }
}

/// The form: which task, from which day, and why.
pub(super) fn cancel_dialog(cancel: Cancel, screen: Screen) -> AnyView {
    let body = move || {
        let Some(known) = screen.last.get_untracked() else {
            return ().into_any();
        };
        let screen = screen.clone();
        let tasks = known
            .plan
            .tasks()
            .filter(|task| task.cancelled_on.is_none());
        let picks = tasks.map(|task| Pick {
            line: LineId::Task(task.id),
            no: task.no.clone(),
            text: task.name.clone(),
            note: Some(task.deadline_text.clone()),
        });
        view! {
            <p>{t::plan_change::cancel_text()}</p>
            {picker(Picker {
                id: "nhiem-vu-chon",
                label: t::plan_change::pick_task(),
                name: "task",
                picks: picks.collect(),
                chosen: cancel.chosen,
                errors: cancel.question.errors,
            })}
            {day(
                "huy-tu",
                t::plan_change::cancel_from(),
                "from",
                t::plan_change::cancel_from_help(),
                cancel.from,
                cancel.question.errors,
            )}
            {reason(cancel.question, t::plan_change::cancel_reason())}
            {cancel
                .question
                .answers(t::plan_change::cancel_task(), true, move || cancel.take(&screen))}
        }
        .into_any()
    };
    dialog(
        cancel.question.shown,
        || t::plan_change::cancel_task().to_owned(),
        body,
    )
}

impl Restore {
    pub(super) fn new() -> Self {
        Self {
            asked: RwSignal::new(None),
            question: Question::new(),
        }
    }

    fn ask(self, task: TaskId, no: String) {
        self.asked.set(Some((task, no)));
        self.question.ask();
    }

    fn take(self, screen: &Screen) {
        let Some((task, no)) = self.asked.get_untracked() else {
            return;
        };
        let missing = Some(t::plan_change::restore_reason_missing());
        let Some(reason) = self.question.reason(missing) else {
            return;
        };
        let path = format!("plans/{}/tasks/{task}/restore", screen.plan);
        let call = async move { api::post_for_nothing(&path, &Because { reason }).await };
        let call = screen.clone().after(call);
        let screen = screen.clone();
        self.question.send(&["reason"], call, move |()| {
            screen.did(t::plan_change::restored(no));
        });
    }
}

/// The question.
pub(super) fn restore_dialog(restore: Restore, screen: Screen) -> AnyView {
    let title = move || {
        let no = restore.asked.get().map(|(_, no)| no);
        t::plan_change::restore_ask(no.unwrap_or_default())
    };
    let body = move || {
        let screen = screen.clone();
        view! {
            <p>{t::plan_change::restore_text()}</p>
            {reason(restore.question, t::plan_change::restore_reason())}
            {restore
                .question
                .answers(t::plan_change::restore(), false, move || restore.take(&screen))}
        }
        .into_any()
    };
    dialog(restore.question.shown, title, body)
}
