//! What was fetched a moment ago, so that *back* from a proof is immediate: shown at once, fetched
//! anew all the same. Gone when the page is left, and with it everything at sign-out.

use crate::client::api;
use crate::client::http::ApiError;
use crate::client::load::Loaded;
use crate::route::Scope;
use domain::id::PlanId;
use domain::report::Basis;
use domain::rollup::Boundaries;
use domain::wire::overview::{Overview, OverviewChoice};
use std::cell::RefCell;
use std::sync::Arc;

/// Every plan that can be looked at rolled up.
pub(super) type Choices = Arc<Vec<OverviewChoice>>;

/// How many overviews are kept.
const KEPT: usize = 4;

thread_local! {
    static CHOICES: RefCell<Option<Choices>> = const { RefCell::new(None) };
    /// The newest first, by what was asked for.
    static SEEN: RefCell<Vec<(Scope, Arc<Overview>)>> = const { RefCell::new(Vec::new()) };
}

/// The plans, from memory at once and from the server.
pub(super) fn choices() -> Loaded<Choices> {
    let loaded = Loaded::new(|| async {
        let fresh: Choices = Arc::new(api::get("overviews").await?);
        CHOICES.set(Some(Arc::clone(&fresh)));
        Ok(fresh)
    });
    if let Some(known) = CHOICES.with_borrow(Clone::clone) {
        loaded.put(known);
    }
    loaded
}

/// A plan's overview: the same from memory, else the last one of that plan, until the server has
/// answered.
pub(super) fn overview(plan: PlanId, scope: Scope) -> Loaded<Arc<Overview>> {
    let loaded = Loaded::new(move || fetch(plan, scope));
    let known = SEEN.with_borrow(|seen| {
        let mut of_plan = seen.iter().filter(|(_, held)| held.plan.id == plan);
        let exact = of_plan.clone().find(|(asked, _)| *asked == scope);
        exact
            .or_else(|| of_plan.next())
            .map(|(_, held)| Arc::clone(held))
    });
    if let Some(known) = known {
        loaded.put(known);
    }
    loaded
}

async fn fetch(plan: PlanId, scope: Scope) -> Result<Arc<Overview>, ApiError> {
    let fresh: Arc<Overview> =
        Arc::new(api::get(&["overviews/", &plan.to_string(), &query(scope)].concat()).await?);
    SEEN.with_borrow_mut(|seen| {
        seen.retain(|(asked, held)| held.plan.id != plan || *asked != scope);
        seen.insert(0, (scope, Arc::clone(&fresh)));
        seen.truncate(KEPT);
    });
    Ok(fresh)
}

/// The API's query for a scope.
pub(super) fn query(scope: Scope) -> String {
    let mut out = String::from(match scope.basis {
        Basis::Approved => "?basis=approved",
        Basis::Received => "?basis=received",
    });
    if let Some(period) = scope.period {
        out.push_str("&period=");
        out.push_str(&period.to_string());
    }
    if let Some(unit) = &scope.unit {
        out.push_str("&unit=");
        out.push_str(unit.as_str());
    }
    if scope.boundaries == Boundaries::Now {
        out.push_str("&boundaries=now");
    }
    out
}
