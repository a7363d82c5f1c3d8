//! Withdrawing a task from a unit that it was assigned to, and assigning it again.

use super::super::changing;
use super::{DONE, Desk};
use crate::client::api;
use crate::client::http::ApiError;
use crate::client::session::today;
use crate::i18n::t;
use crate::json::parse_day;
use crate::pages::forms::fields::{choice, day, field_problem, focus_after_dialog};
use crate::pages::forms::question::{Question, reason};
use crate::ui::dialog::dialog;
use crate::view::prelude::*;
use crate::words;
use domain::id::TaskId;
use domain::wire::assignment::{AssignedUnit, TaskAssignments};
use domain::wire::plan::{CancelTask, CancelledTask};
use domain::wire::sync::Because;
use std::future::Future;

/// The task that is asked about, and the unit.
#[derive(Clone, Copy)]
pub(super) struct Change {
    asked: RwSignal<Option<TaskAssignments>>,
    /// The unit's own task.
    chosen: RwSignal<Option<TaskId>>,
    from: RwSignal<String>,
    question: Question,
}

impl Change {
    pub(super) fn new() -> Self {
        Self {
            asked: RwSignal::new(None),
            chosen: RwSignal::new(None),
            from: RwSignal::default(),
            question: Question::new(),
        }
    }

    /// Puts the question, of the first unit.
    pub(super) fn ask(self, task: TaskAssignments) {
        self.chosen
            .set(task.members.first().map(|first| first.task));
        self.from.set(today().to_string());
        self.asked.set(Some(task));
        self.question.ask();
    }

    /// The unit that is chosen; tracked.
    fn member(self) -> Option<AssignedUnit> {
        let chosen = self.chosen.get()?;
        self.asked.with(|task| {
            let mut members = task.as_ref()?.members.iter();
            members.find(|member| member.task == chosen).cloned()
        })
    }

    fn no(self) -> String {
        let no = self.asked.with(|task| task.as_ref().map(|t| t.no.clone()));
        no.unwrap_or_default()
    }

    fn withdraw(self, member: AssignedUnit, screen: &Desk) {
        let from = parse_day(&self.from.get_untracked());
        let reason = self.question.reason.get_untracked().trim().to_owned();
        let mut missing = Vec::new();
        if from.is_none() {
            missing.push(field_problem("from", t::assign::withdraw_from_missing()));
        }
        if reason.is_empty() {
            missing.push(field_problem(
                "reason",
                t::assign::withdraw_reason_missing(),
            ));
        }
        let Some(from) = from.filter(|_| missing.is_empty()) else {
            self.question.refuse(missing);
            return;
        };
        let path = format!("plans/{}/tasks/{}/cancel", member.plan, member.task);
        let step = async move {
            let body = CancelTask { from, reason };
            api::post::<CancelledTask>(&path, &body).await
        };
        self.send(
            member,
            screen,
            &["from", "reason"],
            step,
            |no, unit, done| t::assign::withdrawn(words::date(done.cancelled_on), no, unit),
        );
    }

    fn assign_again(self, member: AssignedUnit, screen: &Desk) {
        let missing = Some(t::assign::again_reason_missing());
        let Some(reason) = self.question.reason(missing) else {
            return;
        };
        let path = format!("plans/{}/tasks/{}/restore", member.plan, member.task);
        let step = async move { api::post_for_nothing(&path, &Because { reason }).await };
        self.send(member, screen, &["reason"], step, |no, unit, ()| {
            t::assign::again_done(no, unit)
        });
    }

    /// Sends a step about a unit's own task; `says` what was done, with the number and the unit.
    fn send<A: 'static>(
        self,
        member: AssignedUnit,
        screen: &Desk,
        fields: &'static [&'static str],
        step: impl Future<Output = Result<A, ApiError>> + 'static,
        says: impl FnOnce(String, String, A) -> String + 'static,
    ) {
        let call = changing(member.plan, screen.loaded.clone(), step);
        let (no, said) = (untrack(move || self.no()), screen.done);
        self.question.send(fields, call, move |done| {
            said.set(says(no, member.unit.name, done));
            focus_after_dialog(DONE);
        });
    }
}

/// The question: which unit; then what its state allows.
pub(super) fn dialog_of(change: Change, screen: Desk) -> AnyView {
    let body = move || {
        let Some(task) = change.asked.get_untracked() else {
            return ().into_any();
        };
        let units = task.members.iter().map(|member| {
            let name = member.unit.name.clone();
            let said = match member.cancelled_on {
                Some(_) => t::assign::withdrawn_unit(name),
                None => name,
            };
            (Some(member.task), said)
        });
        let errors = change.question.errors;
        let screen = screen.clone();
        let inside = move || {
            let member = change.member()?;
            Some(match member.cancelled_on {
                Some(_) => again(change, member, screen.clone()),
                None => withdrawing(change, member, screen.clone()),
            })
        };
        view! {
            <p>{task.name.clone()}</p>
            {choice(
                "don-vi-thu-hoi",
                t::assign::unit(),
                "unit",
                units.collect(),
                change.chosen,
                |_| {},
                errors,
            )}
            {inside}
        }
        .into_any()
    };
    let title = move || t::assign::change_named(change.no());
    dialog(change.question.shown, title, body)
}

fn withdrawing(change: Change, member: AssignedUnit, screen: Desk) -> AnyView {
    let slip = member
        .asked_from
        .map(|day| t::assign::withdraw_slip(words::date(day)));
    view! {
        {day(
            "thu-hoi-tu",
            t::assign::withdraw_from(),
            "from",
            t::assign::withdraw_help(),
            change.from,
            change.question.errors,
        )}
        {slip.map(|slip| view! { <p class="muted">{slip}</p> })}
        {reason(change.question, t::assign::withdraw_reason())}
        {change
            .question
            .answers(
                t::assign::withdraw(),
                true,
                move || change.withdraw(member.clone(), &screen),
            )}
    }
    .into_any()
}

fn again(change: Change, member: AssignedUnit, screen: Desk) -> AnyView {
    view! {
        <p>{t::assign::again_text()}</p>
        {reason(change.question, t::assign::again_reason())}
        {change
            .question
            .answers(
                t::assign::again(),
                false,
                move || change.assign_again(member.clone(), &screen),
            )}
    }
    .into_any()
}
