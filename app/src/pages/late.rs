//! *Nộp muộn và khóa kỳ*: what came after a lock and waits for a decision; locking a period and
//! unlocking it.

use crate::client::api;
use crate::client::load::Loaded;
use crate::i18n::t;
use crate::route::Route;
use crate::ui::chip::{self, Tone, chip};
use crate::ui::form::text_input;
use crate::ui::icon;
use crate::ui::page::heading;
use crate::ui::state::{self, step_failure};
use crate::view::prelude::*;
use crate::words;
use domain::wire::overview::OverviewChoice;
use domain::wire::sync::{Because, LateRow, LateState, PeriodLock};
use leptos::task::spawn_local;
use std::sync::Arc;

/// Periods of a plan that are offered for locking.
const NEWEST_PERIODS: usize = 6;

/// `/nop-muon`.
#[must_use]
pub fn late() -> AnyView {
    let rows = Loaded::new(|| async {
        api::get::<Vec<LateRow>>("late-requests")
            .await
            .map(Arc::new)
    });
    let plans = Loaded::new(|| async {
        api::get::<Vec<OverviewChoice>>("overviews")
            .await
            .map(Arc::new)
    });
    let again = rows.clone();
    let listed = move |rows: Arc<Vec<LateRow>>| {
        if rows.is_empty() {
            return view! { <p class="muted">{t::late::empty()}</p> }.into_any();
        }
        let items = rows
            .iter()
            .map(|row| request(row, again.clone()))
            .collect::<Vec<_>>();
        view! { <ul class="late-list">{items}</ul> }.into_any()
    };
    let reload = rows.clone();
    view! {
        {heading(t::late::title())}
        <section class="card">
            <h2>{t::late::requests()}</h2>
            {state::loaded(rows, state::lines_skeleton, listed)}
        </section>
        {state::loaded(plans, state::lines_skeleton, move |plans| periods(&plans, reload.clone()))}
    }
    .into_any()
}

/// One request with its decision, or with the buttons that make it.
fn request(row: &LateRow, again: Loaded<Arc<Vec<LateRow>>>) -> AnyView {
    let asked = &row.request.asked;
    let tone = match row.request.state {
        LateState::Waiting => (Tone::Warn, t::late::waiting()),
        LateState::Accepted => (Tone::Good, t::late::accepted()),
        LateState::Refused => (Tone::Bad, t::late::refused()),
    };
    let holds = if row.submits {
        t::late::holds_submit(row.lines)
    } else {
        t::late::holds(row.lines)
    };
    let decided = row.request.decided.as_ref().map(|stamp| {
        let text = t::late::decided(words::date_time(stamp.at), &stamp.by.display_name);
        view! { <p class="muted">{text}</p> }
    });
    let reason = row
        .request
        .reason
        .clone()
        .map(|reason| view! { <p>{reason}</p> });
    let choice = (row.request.state == LateState::Waiting).then(|| decision(row, again));
    view! {
        <li class="late-row">
            <p class="row">
                <strong>{row.report.unit.name.clone()}</strong>
                <span>{words::period(row.report.period)}</span>
                {chip(tone.0, tone.1)}
                {chip::simulated(row.report.simulated)}
            </p>
            <p class="muted">
                {t::late::asked(words::date_time(asked.at), &asked.by.display_name)} " · " {holds}
            </p>
            {decided}
            {reason}
            <p>
                <a href=Route::Review(row.report.id).href()>{t::late::open_report()}</a>
            </p>
            {choice}
        </li>
    }
    .into_any()
}

fn decision(row: &LateRow, again: Loaded<Arc<Vec<LateRow>>>) -> AnyView {
    let id = row.request.id;
    let reason = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let error = ArcRwSignal::new(None);
    let failed = error.clone();
    let decide = move |accept: bool| {
        let (again, error) = (again.clone(), error.clone());
        move |_| {
            if busy.get_untracked() {
                return;
            }
            let (again, error) = (again.clone(), error.clone());
            let because = Because {
                reason: reason.get_untracked(),
            };
            error.set(None);
            busy.set(true);
            spawn_local(async move {
                let path = format!("late-requests/{id}");
                let call = async move {
                    if accept {
                        api::post_plain::<LateRow>(&format!("{path}/accept")).await
                    } else {
                        api::post(&format!("{path}/refuse"), &because).await
                    }
                };
                let done = again.after(call).await;
                busy.try_set(false);
                error.set(done.err());
            });
        }
    };
    view! {
        <div class="late-decision">
            <label class="field">
                <span>{t::late::reason()}</span>
                <input
                    class="input"
                    type="text"
                    prop:value=move || reason.get()
                    on:input:target=move |event| reason.set(event.target().value())
                />
            </label>
            <div class="row">
                <button
                    type="button"
                    class="button primary"
                    disabled=move || busy.get()
                    on:click=decide(true)
                >
                    {t::late::accept()}
                </button>
                <button
                    type="button"
                    class="button"
                    disabled=move || busy.get()
                    on:click=decide(false)
                >
                    {t::late::refuse()}
                </button>
            </div>
            {step_failure(failed)}
        </div>
    }
    .into_any()
}

/// Locking and unlocking the newest periods of the plans that the person watches over.
fn periods(plans: &Arc<Vec<OverviewChoice>>, again: Loaded<Arc<Vec<LateRow>>>) -> AnyView {
    let paths: Vec<(String, String)> = plans
        .iter()
        .flat_map(|choice| {
            choice.periods.iter().take(NEWEST_PERIODS).map(|period| {
                let number = choice.plan.number.as_deref().unwrap_or(&choice.plan.title);
                (
                    format!("plans/{}/periods/{}", choice.plan.id, period.period),
                    format!(
                        "{} · {number} · {}",
                        choice.plan.unit.name,
                        words::period(period.period)
                    ),
                )
            })
        })
        .collect();
    let Some((first, _)) = paths.first().cloned() else {
        return ().into_any();
    };
    let (chosen, reason) = (RwSignal::new(first), RwSignal::new(String::new()));
    let said = RwSignal::new(String::new());
    let error = ArcRwSignal::new(None);
    let failed = error.clone();
    let act = move |lock: bool| {
        let (again, error) = (again.clone(), error.clone());
        move |_| {
            let (again, error) = (again.clone(), error.clone());
            let path = chosen.get_untracked();
            let because = Because {
                reason: reason.get_untracked(),
            };
            error.set(None);
            said.set(String::new());
            spawn_local(async move {
                let call = async move {
                    if lock {
                        api::post::<PeriodLock>(&format!("{path}/lock"), &because)
                            .await
                            .map(|lock| t::late::locked(words::date_time(lock.stamp.at)))
                    } else {
                        api::post_for_nothing(&format!("{path}/unlock"), &because)
                            .await
                            .map(|()| t::late::unlocked().to_owned())
                    }
                };
                match again.after(call).await {
                    Ok(text) => said.set(text),
                    Err(failure) => error.set(Some(failure)),
                }
            });
        }
    };
    let options = paths
        .into_iter()
        .map(|(path, label)| view! { <option value=path>{label}</option> }.into_any())
        .collect::<Vec<_>>();
    view! {
        <section class="card">
            <h2>{t::late::periods()}</h2>
            <p class="muted">{t::late::periods_text()}</p>
            <div class="field">
                <label for="ky-khoa">{t::late::plan_period()}</label>
                <select
                    class="input"
                    id="ky-khoa"
                    on:change:target=move |event| chosen.set(event.target().value())
                >
                    {options}
                </select>
            </div>
            {text_input("ly-do-khoa", t::late::why(), "text", "off", reason)}
            <div class="row">
                <button type="button" class="button" on:click=act(true)>
                    {icon::icon(icon::WARN)}
                    {t::late::lock()}
                </button>
                <button type="button" class="button" on:click=act(false)>
                    {t::late::unlock()}
                </button>
            </div>
            <p role="status">{move || said.get()}</p>
            {step_failure(failed)}
        </section>
    }
    .into_any()
}
