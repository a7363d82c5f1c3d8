//! *Quy tắc kỳ*: how periods are cut from now on, with an example that follows what is typed.

use super::{Known, Screen};
use crate::client::api;
use crate::client::http::ApiError;
use crate::client::session::today;
use crate::i18n::t;
use crate::pages::forms::fields::{
    Errors, choice, field_problem, focus_soon, number, show_first_error,
};
use crate::period_form::{RuleText, examples, weekday_word};
use crate::ui::facts::fact;
use crate::ui::state;
use crate::view::prelude::*;
use domain::period::{CutoffWeekday, Period, PeriodRule};
use leptos::task::spawn_local;
use std::sync::Arc;

/// The rule as it is typed.
#[derive(Clone, Copy)]
pub(super) struct RuleForm {
    /// Whether the fields hold the stored rule, or what was typed over it.
    filled: RwSignal<bool>,
    cutoff_day: RwSignal<String>,
    due_days: RwSignal<String>,
    grace: RwSignal<String>,
    week_cutoff: RwSignal<CutoffWeekday>,
    errors: Errors,
    failure: RwSignal<Option<ApiError>>,
    busy: RwSignal<bool>,
}

impl RuleForm {
    pub(super) fn new() -> Self {
        Self {
            filled: RwSignal::new(false),
            cutoff_day: RwSignal::default(),
            due_days: RwSignal::default(),
            grace: RwSignal::default(),
            week_cutoff: RwSignal::new(CutoffWeekday::default()),
            errors: RwSignal::default(),
            failure: RwSignal::new(None),
            busy: RwSignal::new(false),
        }
    }

    /// Puts the stored rule into the fields, the first time.
    fn fill(self, rule: PeriodRule) {
        if self.filled.get_untracked() {
            return;
        }
        self.filled.set(true);
        let text = RuleText::of(rule);
        self.cutoff_day.set(text.cutoff_day);
        self.due_days.set(text.due_working_days);
        self.grace.set(text.grace_working_days);
        self.week_cutoff.set(text.week_cutoff);
    }

    /// What is typed; tracked.
    fn text(self) -> RuleText {
        RuleText {
            cutoff_day: self.cutoff_day.get(),
            due_working_days: self.due_days.get(),
            grace_working_days: self.grace.get(),
            week_cutoff: self.week_cutoff.get(),
        }
    }

    fn save(self, screen: &Screen) {
        if self.busy.get_untracked() {
            return;
        }
        self.failure.set(None);
        let rule = match untrack(move || self.text().read()) {
            Ok(rule) => rule,
            Err(wrong) => {
                let wrong = wrong.into_iter();
                let wrong = wrong.map(|(field, text)| field_problem(field, text));
                self.errors.set(wrong.collect());
                show_first_error(".rule-form");
                return;
            }
        };
        self.errors.set(Vec::new());
        self.busy.set(true);
        let screen = screen.clone();
        spawn_local(async move {
            let path = format!("plans/{}/rule", screen.plan);
            let call = api::put::<PeriodRule>(&path, &rule);
            let answer = screen.known.after(call).await;
            self.busy.set(false);
            match answer {
                Ok(_) => {
                    screen.done.set(t::period::rule_saved().to_owned());
                    focus_soon(super::DONE);
                }
                Err(error) if !error.fields().is_empty() => {
                    self.errors.set(error.fields().to_vec());
                    show_first_error(".rule-form");
                }
                Err(error) => self.failure.set(Some(error)),
            }
        });
    }
}

/// The section: a form for who may set the rule, its words for others.
pub(super) fn section(form: RuleForm, screen: &Screen, known: &Arc<Known>) -> AnyView {
    let inside = if known.periods.may_lock {
        form.fill(known.periods.rule);
        fields(form, screen, known)
    } else {
        in_words(known)
    };
    view! {
        <section class="stack" aria-labelledby="quy-tac">
            <h2 id="quy-tac">{t::period::rule()}</h2>
            {inside}
        </section>
    }
    .into_any()
}

fn in_words(known: &Known) -> AnyView {
    let rule = known.periods.rule;
    let grace = rule.grace_working_days.map(|days| days.to_string());
    view! {
        <div class="card">
            <dl class="facts">
                {fact(t::period::cutoff_day(), rule.cutoff_day.to_string())}
                {fact(t::period::week_cutoff(), weekday_word(rule.week_cutoff))}
                {fact(t::period::due_days(), rule.due_working_days.to_string())}
                {fact(
                    t::period::grace(),
                    grace.unwrap_or_else(|| t::period::never_locks().to_owned()),
                )}
            </dl>
        </div>
    }
    .into_any()
}

fn fields(form: RuleForm, screen: &Screen, known: &Arc<Known>) -> AnyView {
    let send = screen.clone();
    let days = CutoffWeekday::ALL
        .map(|day| (day, weekday_word(day)))
        .to_vec();
    let known = Arc::clone(known);
    view! {
        <form
            class="card stack rule-form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                form.save(&send);
            }
        >
            <p class="muted">{t::period::rule_help()}</p>
            <div class="rule-fields">
                {number(
                    "ngay-chot",
                    t::period::cutoff_day(),
                    "cutoff_day",
                    t::period::cutoff_day_help(),
                    "numeric",
                    form.cutoff_day,
                    form.errors,
                )}
                {choice(
                    "thu-chot",
                    t::period::week_cutoff(),
                    "week_cutoff",
                    days,
                    form.week_cutoff,
                    |_| {},
                    form.errors,
                )}
                {number(
                    "ngay-han",
                    t::period::due_days(),
                    "due_working_days",
                    t::period::due_days_help(),
                    "numeric",
                    form.due_days,
                    form.errors,
                )}
                {number(
                    "gia-han",
                    t::period::grace(),
                    "grace_working_days",
                    t::period::grace_help(),
                    "numeric",
                    form.grace,
                    form.errors,
                )}
            </div>
            <div class="notice" aria-live="polite" id="vi-du">
                <p>
                    <strong>{t::period::example()}</strong>
                </p>
                {move || example(form, &known)}
            </div>
            {state::step_failure(form.failure.into())}
            <div class="row">
                <button type="submit" class="button primary" disabled=move || form.busy.get()>
                    {t::period::rule_save()}
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// What the rule makes of the next month and week.
fn example(form: RuleForm, known: &Known) -> Vec<AnyView> {
    let Ok(rule) = form.text().read() else {
        return vec![view! { <p class="muted">{t::period::example_waits()}</p> }.into_any()];
    };
    let opened: Vec<Period> = known.periods.opened.iter().map(|row| row.period).collect();
    let lines = examples(rule, &opened, &known.calendar, today()).into_iter();
    lines
        .map(|line| view! { <p>{line}</p> }.into_any())
        .collect()
}
