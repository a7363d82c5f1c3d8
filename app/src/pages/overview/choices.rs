//! `/tong-quan`: which plan to look at. With only one there is nothing to choose.

use super::cache::{self, Choices};
use crate::client::nav::use_nav;
use crate::i18n::t;
use crate::route::{Route, Scope};
use crate::ui::page::heading;
use crate::ui::{chip, icon, state};
use crate::view::prelude::*;
use crate::words;
use domain::plan::PlanSummary;
use domain::wire::overview::OverviewChoice;

/// The choice of a plan.
#[must_use]
pub fn choices() -> AnyView {
    state::loaded(cache::choices(), state::lines_skeleton, list)
}

fn list(choices: Choices) -> AnyView {
    match choices.as_slice() {
        [] => view! {
            {heading(t::overview::title())}
            {state::empty(icon::OVERVIEW, t::overview::empty_title(), t::overview::empty_text())}
        }
        .into_any(),
        [only] => {
            use_nav().replace(Route::Overview(only.plan.id, Scope::default()));
            ().into_any()
        }
        several => {
            let cards = several.iter().map(card).collect::<Vec<_>>();
            view! {
                {heading(t::overview::title())}
                <p class="muted">{t::overview::choose()}</p>
                <ul class="cards" role="list">
                    {cards}
                </ul>
            }
            .into_any()
        }
    }
}

fn card(choice: &OverviewChoice) -> AnyView {
    let plan = &choice.plan;
    let newest = choice
        .periods
        .first()
        .map(|newest| t::overview::newest(words::period(newest.period)));
    let to = Route::Overview(plan.id, Scope::default());
    view! {
        <li>
            <a class="card" href=to.href() data-row="">
                <span class="row">
                    <strong>{plan.unit.name.clone()}</strong>
                    {chip::simulated(plan.simulated)}
                </span>
                <span>{plan_name(plan)}</span>
                <span class="muted ov-clamp">{plan.title.clone()}</span>
                <span class="muted">{newest}</span>
            </a>
        </li>
    }
    .into_any()
}

/// "Đề án 06 · 180/KH-UBND" as far as known.
pub(super) fn plan_name(plan: &PlanSummary) -> String {
    let year = plan.plan_year.to_string();
    let number = plan.number.as_deref().unwrap_or(&year);
    match &plan.programme {
        Some(programme) => [programme, number].join(" · "),
        None => [plan.doc_type.as_str(), number].join(" "),
    }
}
