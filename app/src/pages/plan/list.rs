//! *Kế hoạch*: the plans one may see, one's own units' first.

use super::{counts, date, number};
use crate::client::http::ApiError;
use crate::client::load::Loaded;
use crate::client::session::use_me;
use crate::client::{api, desk};
use crate::i18n::t;
use crate::route::Route;
use crate::ui::form::text_input;
use crate::ui::page::heading;
use crate::ui::{chip, icon, state};
use crate::view::prelude::*;
use domain::plan::PlanSummary;
use domain::text;
use std::sync::Arc;

/// From so many plans on there is a search.
const SEARCH_FROM: usize = 8;

/// `/ke-hoach`.
#[must_use]
pub fn plans() -> AnyView {
    let plans = Loaded::new(|| async { all().await.map(Arc::new) });
    view! {
        {heading(t::plan::title())}
        {state::loaded(plans, state::lines_skeleton, listed)}
    }
    .into_any()
}

/// From the server; without a network those that the device keeps.
async fn all() -> Result<Vec<PlanSummary>, ApiError> {
    match api::get("plans").await {
        Err(ApiError::Offline) => {
            let kept = desk::kept_plans().await;
            if kept.is_empty() {
                Err(ApiError::Offline)
            } else {
                Ok(kept)
            }
        }
        answer => answer,
    }
}

fn listed(plans: Arc<Vec<PlanSummary>>) -> AnyView {
    if plans.is_empty() {
        return state::empty(icon::PLAN, t::plan::empty_title(), t::plan::empty_text());
    }
    let me = use_me();
    let words = RwSignal::new(String::new());
    let search = (plans.len() >= SEARCH_FROM)
        .then(|| text_input("tim-ke-hoach", t::plan::search(), "search", "off", words));
    let found = move || {
        let words = words.get();
        let found = |plan: &&PlanSummary| {
            // Not the title, which is much the same in every unit's plan.
            let text = format!(
                "{} {}",
                plan.unit.name,
                plan.number.as_deref().unwrap_or("")
            );
            words.trim().is_empty() || text::matches(&text, &words)
        };
        let (own, others): (Vec<&PlanSummary>, Vec<&PlanSummary>) = plans
            .iter()
            .filter(found)
            .partition(|plan| me.roles.iter().any(|held| held.unit.id == plan.unit.id));
        if own.is_empty() && others.is_empty() {
            return view! { <p class="notice" role="status">{t::plan::not_found(words)}</p> }
                .into_any();
        }
        view! {
            <p class="visually-hidden" role="status">
                {(!words.is_empty()).then(|| t::plan::found(own.len() + others.len()))}
            </p>
            {part(t::plan::own(), &own)}
            {part(t::plan::others(), &others)}
        }
        .into_any()
    };
    view! {
        {search}
        <div class="stack">
            {found}
        </div>
    }
    .into_any()
}

fn part(title: &'static str, plans: &[&PlanSummary]) -> AnyView {
    if plans.is_empty() {
        return ().into_any();
    }
    let cards: Vec<AnyView> = plans.iter().map(|plan| card(plan)).collect();
    view! {
        <section class="stack">
            <h2>{title} " " <span class="count">{cards.len()}</span></h2>
            <ul class="cards" role="list">
                {cards}
            </ul>
        </section>
    }
    .into_any()
}

fn card(plan: &PlanSummary) -> AnyView {
    view! {
        <li>
            <a class="card plan-card" href=Route::Plan(plan.id).href() data-row="">
                <span class="row">
                    <strong>{plan.unit.name.clone()}</strong>
                    {plan.programme.clone().map(|name| chip::chip(chip::Tone::Plain, name))}
                    {chip::simulated(plan.simulated)}
                </span>
                <span>{plan.title.clone()}</span>
                <span class="muted">{number(plan)} ", " {date(plan.date)}</span>
                <span class="muted">
                    {t::plan::target_count(plan.target_count)}
                    " · "
                    {t::plan::task_count(counts(plan))}
                </span>
            </a>
        </li>
    }
    .into_any()
}
