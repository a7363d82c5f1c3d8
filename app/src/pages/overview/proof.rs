//! The frame of a proof: fetched, with its way back, its heading and the bar of choices; what stands
//! under it is the measure's or the task's own.

use super::cache::{self, Choices};
use super::parts;
use super::scope_bar::{self, Shown, To};
use crate::client::api;
use crate::client::load::Loaded;
use crate::i18n::t;
use crate::json::FromJson;
use crate::route::{Route, Scope};
use crate::ui::page::{back, heading};
use crate::ui::state;
use crate::view::prelude::*;
use domain::id::PlanId;
use domain::wire::report::ChildFigure;
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
            basis: page.scope.basis,
        };
        let bar = scope_bar::scope_bar(shown, choices.clone(), false, Arc::clone(&to), place);
        view! {
            <div class="wide ov ov-proof">
                {back(Route::Overview(plan, page.scope), t::overview::back())}
                <header class="ov-title">
                    <div class="row">{heading(page.title)} {page.simulated}</div>
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

/// Where a unit's part leads: the line in its report, with everything known about it.
pub(super) fn line_href(child: &ChildFigure) -> String {
    Route::Review(child.report).at_line(child.line)
}

/// The link to the versions of a unit's report, at the line.
pub(super) fn versions(child: &ChildFigure) -> AnyView {
    view! {
        <a
            class="ov-versions"
            href=Route::Versions(child.report).at_line(child.line)
            aria-label=t::overview::versions_of(&child.unit.name)
        >
            {t::overview::versions()}
        </a>
    }
    .into_any()
}
