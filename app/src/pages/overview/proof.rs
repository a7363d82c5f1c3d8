//! The frame of a proof: fetched, with its way back, its heading and the bar of choices; what stands
//! under it is the measure's or the task's own.

use super::cache::{self, Choices};
use super::scope_bar::{self, Shown, To};
use super::{head, parts};
use crate::client::api;
use crate::client::load::Loaded;
use crate::i18n::t;
use crate::json::FromJson;
use crate::route::{Route, Scope, UnitKey};
use crate::ui::page::{back, heading};
use crate::ui::state;
use crate::view::prelude::*;
use domain::id::PlanId;
use domain::unit::UnitRef;
use domain::wire::overview::ChildFigure;
use std::sync::Arc;

/// Which proof: of what, and where another choice leads.
pub(super) struct Asked {
    pub(super) plan: PlanId,
    pub(super) scope: Scope,
    /// Below the plan's overview in the API: "measures/…".
    pub(super) path: String,
    pub(super) to: To,
}

/// What a proof shows inside the frame.
pub(super) struct Page {
    /// What the figures are of.
    pub(super) scope: Scope,
    /// The units above, from the plan's own down, and the one whose figure it is.
    pub(super) path: Vec<UnitRef>,
    pub(super) unit: UnitRef,
    pub(super) title: String,
    /// Beside the title: *mô phỏng*.
    pub(super) simulated: AnyView,
    /// The words of the plan.
    pub(super) verbatim: String,
    /// Under the words.
    pub(super) about: AnyView,
    pub(super) body: AnyView,
}

/// The screen.
pub(super) fn proof<P>(
    asked: Asked,
    page: impl Fn(&Arc<P>, &Loaded<Choices>) -> Page + Send + Sync + 'static,
) -> AnyView
where
    P: FromJson + Send + Sync + 'static,
{
    let Asked {
        plan,
        scope,
        path,
        to,
    } = asked;
    let place = scope_bar::keep_place();
    let choices = cache::choices();
    let path = [
        "overviews/",
        &plan.to_string(),
        "/",
        &path,
        &cache::query(scope),
    ]
    .concat();
    let loaded = Loaded::new(move || {
        let path = path.clone();
        async move { api::get::<P>(&path).await.map(Arc::new) }
    });
    state::loaded(loaded, parts::skeleton, move |proof| {
        let page = page(&proof, &choices);
        let period = page.scope.period;
        let shown = Shown {
            plan,
            period: Memo::new(move |()| period),
            scope: page.scope,
        };
        let bar = scope_bar::scope_bar(shown, choices.clone(), false, Arc::clone(&to), place);
        view! {
            <div class="wide ov ov-proof">
                {back(Route::Overview(plan, page.scope), t::overview::back())}
                <header class="ov-title">
                    {head::above(&page.path, |unit| to(plan, step(page.scope, &page.path, unit)))}
                    <div class="row">{heading(page.title)} {page.simulated}</div>
                    <p class="ov-whose">{page.unit.name.clone()}</p>
                    <p class="ov-verbatim">{page.verbatim}</p>
                    {page.about}
                </header>
                {bar}
                {page.body}
            </div>
        }
        .into_any()
    })
}

/// The same choice one step up or down; `path` begins with the plan's own unit.
pub(super) fn step(scope: Scope, path: &[UnitRef], unit: &UnitRef) -> Scope {
    let own = path.first().is_some_and(|own| own.id == unit.id);
    Scope {
        unit: UnitKey::new(unit.id.as_str()).filter(|_| !own),
        ..scope
    }
}

/// Where a part leads: the line in a unit's report, with everything known about it; or one step
/// down, for a part that stands for several units.
pub(super) fn line_href(child: &ChildFigure, down: impl Fn(&UnitRef) -> Route) -> String {
    match (child.report, child.line) {
        (Some(report), Some(line)) if !child.opens => Route::Review(report).at_line(line),
        _ => down(&child.unit).href(),
    }
}

/// The link to the versions of a unit's report, at the line, with the number of the one counted.
pub(super) fn versions(child: &ChildFigure) -> AnyView {
    let (Some(report), Some(line)) = (child.report, child.line) else {
        return ().into_any();
    };
    let evidence = (child.evidence > 0).then(|| {
        view! { <span class="ov-sub">{t::overview::evidence_n(child.evidence)}</span> }.into_any()
    });
    let words = match child.version {
        Some(version) => t::overview::version_n(version),
        None => t::overview::versions().to_owned(),
    };
    view! {
        <a
            class="ov-versions"
            href=Route::Versions(report).at_line(line)
            aria-label=t::overview::versions_of(&child.unit.name)
        >
            {words}
        </a>
        {evidence}
    }
    .into_any()
}

/// How a part stands: a report's state, or how many of several are in.
pub(super) fn standing(child: &ChildFigure) -> AnyView {
    match child.state.filter(|_| !child.opens) {
        Some(state) => parts::standing(state, child.late),
        None => parts::reported(&child.coverage),
    }
}
