//! Lines of the plans below that are linked to nothing here: listed, never dropped silently.

use crate::client::api;
use crate::client::load::{Load, Loaded};
use crate::i18n::t;
use crate::route::Route;
use crate::view::prelude::*;
use domain::id::PlanId;
use domain::wire::plan::{UnlinkedLines, UnlinkedUnit};
use std::sync::Arc;

/// The section; nothing where everything is linked.
pub(super) fn unlinked(plan: PlanId) -> AnyView {
    let loaded = Loaded::new(move || async move {
        let path = ["plans/", &plan.to_string(), "/unlinked"].concat();
        api::get::<UnlinkedLines>(&path).await.map(Arc::new)
    });
    (move || match loaded.get() {
        Load::Ready(lines) if lines.total > 0 => panel(&lines),
        _ => ().into_any(),
    })
    .into_any()
}

fn panel(lines: &UnlinkedLines) -> AnyView {
    let units = lines.units.iter().map(unit).collect::<Vec<_>>();
    view! {
        <section class="panel ov-unlinked">
            <h2>
                {t::overview::unlinked()} " " <span class="count">{lines.total}</span>
            </h2>
            <p class="muted">{t::overview::unlinked_text()}</p>
            {units}
        </section>
    }
    .into_any()
}

fn unit(held: &UnlinkedUnit) -> AnyView {
    let lines = held
        .lines
        .iter()
        .map(|line| {
            view! {
                <li>{[line.no.as_str(), line.text.as_str()].join(" ")}</li>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    view! {
        <details>
            <summary>
                {held.unit.name.clone()} " " <span class="count">{held.lines.len()}</span>
            </summary>
            <ul>{lines}</ul>
            <p>
                <a href=Route::Plan(held.plan).href()>{t::overview::plan_title()}</a>
            </p>
        </details>
    }
    .into_any()
}
