//! *Kỳ báo cáo*: the periods of a plan, opened, locked and reopened, and the rule that cuts them.

mod list;
mod open;
mod rule;
mod step;

use crate::client::api;
use crate::client::http::ApiError;
use crate::client::load::Loaded;
use crate::i18n::t;
use crate::pages::forms::fields::focus_after_dialog;
use crate::route::Route;
use crate::ui::icon::{self, icon};
use crate::ui::page::{back, heading};
use crate::ui::state;
use crate::view::prelude::*;
use domain::calendar::WorkCalendar;
use domain::id::PlanId;
use domain::wire::calendar::DayRow;
use domain::wire::period::PlanPeriods;
use open::Opening;
use rule::RuleForm;
use std::sync::Arc;
use step::Step;

/// Where it is said what was done last.
const DONE: &str = "da-lam";

/// What is known of the plan's periods, and the calendar that their due days are counted by.
struct Known {
    periods: PlanPeriods,
    calendar: WorkCalendar,
}

/// What the parts of the screen share.
#[derive(Clone)]
struct Screen {
    plan: PlanId,
    known: Loaded<Arc<Known>>,
    done: RwSignal<String>,
}

impl Screen {
    /// Says what was done. For a step taken in a dialog, and [`Loaded::after`] it.
    fn did(&self, said: String) {
        self.done.set(said);
        focus_after_dialog(DONE);
    }
}

/// The forms, which outlive what is fetched: nothing typed is lost by a lock elsewhere on the page.
#[derive(Clone, Copy)]
struct Forms {
    opening: Opening,
    rule: RuleForm,
    step: Step,
}

async fn fetch(plan: PlanId) -> Result<Arc<Known>, ApiError> {
    let periods = api::get::<PlanPeriods>(&format!("plans/{plan}/periods")).await?;
    let days = api::get::<Vec<DayRow>>("calendar").await?;
    let calendar = WorkCalendar::new(days.into_iter().map(|row| row.day));
    Ok(Arc::new(Known { periods, calendar }))
}

/// `/ke-hoach/:id/ky`.
#[must_use]
pub fn periods(plan: PlanId) -> AnyView {
    let screen = Screen {
        plan,
        known: Loaded::new(move || fetch(plan)),
        done: RwSignal::new(String::new()),
    };
    let forms = Forms {
        opening: Opening::new(),
        rule: RuleForm::new(),
        step: Step::new(),
    };
    let done = screen.done;
    let ready = {
        let screen = screen.clone();
        move |known: Arc<Known>| shown(&screen, &known, forms)
    };
    view! {
        {back(Route::Plan(plan), t::plan::whole())}
        {heading(t::period::title())}
        <div class="stack period-page">
            <p class="admin-done" id=DONE role="status" tabindex="-1">
                {move || done.get()}
            </p>
            {state::loaded(screen.known.clone(), state::lines_skeleton, ready)}
        </div>
        {step::dialog_of(forms.step, screen.clone())}
        {open::dialog_of(forms.opening, screen)}
    }
    .into_any()
}

fn shown(screen: &Screen, known: &Arc<Known>, forms: Forms) -> AnyView {
    let plan = &known.periods.plan;
    let may = known.periods.may_lock;
    let intro = if may {
        t::period::intro()
    } else {
        t::period::read_only()
    };
    let asked = Arc::clone(known);
    let new = may.then(|| {
        view! {
            <div class="row">
                <button
                    type="button"
                    class="button primary"
                    on:click=move |_| forms.opening.ask(&asked)
                >
                    {icon(icon::PLUS)}
                    {t::period::new()}
                </button>
            </div>
        }
    });
    view! {
        {super::about(plan)}
        <p class="muted">{intro}</p>
        {new}
        {list::list(known, forms.step)}
        {rule::section(forms.rule, screen, known)}
    }
    .into_any()
}
