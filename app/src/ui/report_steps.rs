//! What can be done with a whole report from its home: review and submit, take back, approve, look at
//! its versions; and what has been done and waits.

use crate::client::desk::{self, OpenReport};
use crate::client::steps::{self, Taken};
use crate::i18n::t;
use crate::route::Route;
use crate::sync::Choice;
use crate::sync::{SlotState, WaitingStep};
use crate::ui::icon::{self, icon};
use crate::ui::line::saved::why;
use crate::view::prelude::*;
use domain::report::Step;
use domain::sync::OpBody;
use leptos::task::spawn_local;

/// The row of steps that the person may take now.
#[must_use]
pub fn steps(open: &OpenReport) -> AnyView {
    let id = open.id;
    let outcome = ArcRwSignal::new(None);
    let (report, told) = (open.report.clone(), outcome.clone());
    let followed = open.report.clone();
    let may = Memo::new(move |()| report.with(|report| report.may));
    let waiting = open.step.clone();
    let is_waiting = Memo::new(move |()| waiting.with(Option::is_some));
    let buttons = move || {
        let (may, is_waiting) = (may.get(), is_waiting.get());
        let submit = (may.submit && !is_waiting).then(|| {
            view! {
                <a class="button primary" href=Route::Submit(id).href()>
                    {icon(icon::SEND)}
                    {t::report::review()}
                </a>
            }
        });
        let approve = (may.approve || may.send_back).then(|| {
            view! {
                <a class="button primary" href=Route::Review(id).href()>
                    {t::report::to_review()}
                </a>
            }
        });
        let withdraw = (may.withdraw && !is_waiting).then(|| {
            let (report, outcome) = (followed.clone(), outcome.clone());
            let take_back = move |_| {
                let base_version = report.with_untracked(|report| report.summary.version);
                let outcome = outcome.clone();
                spawn_local(async move {
                    let taken = steps::take(id, OpBody::Withdraw { base_version }).await;
                    outcome.set(Some(taken));
                });
            };
            view! {
                <button type="button" class="button" on:click=take_back>
                    {icon(icon::RETURN)}
                    {t::report::withdraw()}
                </button>
            }
        });
        view! {
            <div class="row steps">
                {submit} {approve} {withdraw}
                <a class="button" href=Route::Versions(id).href()>
                    {icon(icon::CLOCK)}
                    {t::report::versions()}
                </a>
            </div>
        }
        .into_any()
    };
    view! {
        {step_outcome(told)}
        {waiting_step(open)}
        {buttons}
    }
    .into_any()
}

/// What became of a step, beside its button: stays until the next try. What waits is told by
/// [`waiting_step`].
#[must_use]
pub fn step_outcome(outcome: ArcRwSignal<Option<Taken>>) -> AnyView {
    view! {
        <div role="alert">
            {move || {
                outcome
                    .get()
                    .and_then(|taken| refusal(&taken))
                    .map(|text| view! { <p class="notice bad">{text}</p> })
            }}
        </div>
    }
    .into_any()
}

/// Why a step was not taken, in words; nothing where it was, or waits.
#[must_use]
pub fn refusal(taken: &Taken) -> Option<String> {
    match taken {
        Taken::Done | Taken::Waiting | Taken::Late | Taken::Blocked => None,
        Taken::Changed(_) => Some(t::step::changed().to_owned()),
        Taken::Refused(refusal) => Some(t::step::refused(why(refusal))),
        Taken::Unsaved => Some(t::step::unsaved().to_owned()),
    }
}

/// The step that waits, what will become of it, and a way to take it back.
#[must_use]
pub fn waiting_step(open: &OpenReport) -> AnyView {
    let step = open.step.clone();
    let shown = Memo::new(move |()| step.get());
    view! {
        <div role="status">
            {move || shown.get().map_or_else(|| ().into_any(), |step| told(&step))}
        </div>
    }
    .into_any()
}

fn told(step: &WaitingStep) -> AnyView {
    let op = step.op;
    let text = match &step.state {
        SlotState::Late(_) => t::step::late().to_owned(),
        SlotState::Blocked => t::step::blocked().to_owned(),
        SlotState::Conflict(_) => t::step::changed().to_owned(),
        SlotState::Refused(refusal) => t::step::refused(why(refusal)),
        _ => waiting_words(step.step).to_owned(),
    };
    let queue = matches!(step.state, SlotState::Blocked).then(|| {
        view! {
            <a class="button" href=Route::Queue.href()>
                {t::submit::to_queue()}
            </a>
        }
    });
    // The server decides about what it holds.
    let cancel = (!matches!(step.state, SlotState::Late(_))).then(|| {
        let drop = move |_| spawn_local(desk::choose(op, Choice::Discard));
        view! {
            <button type="button" class="button" on:click=drop>
                {t::step::cancel()}
            </button>
        }
    });
    view! {
        <div class="notice warn waiting-step">
            <p>{text}</p>
            <div class="row">{queue} {cancel}</div>
        </div>
    }
    .into_any()
}

fn waiting_words(step: Step) -> &'static str {
    match step {
        Step::Withdraw => t::step::withdraw_waiting(),
        Step::Approve => t::step::approve_waiting(),
        Step::Return => t::step::return_waiting(),
        Step::Submit | Step::Save => t::step::submit_waiting(),
    }
}
