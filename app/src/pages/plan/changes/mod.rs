//! *Thay đổi của kế hoạch*: what changed in a plan after it was issued, and what its lines carry
//! out.

mod amend;
mod links;
mod pick;
mod tasks;
mod thresholds;

use crate::client::api;
use crate::client::http::ApiError;
use crate::client::load::Loaded;
use crate::i18n::t;
use crate::pages::forms::fields::focus_after_dialog;
use crate::route::Route;
use crate::ui::page::{back, heading};
use crate::ui::state;
use crate::view::prelude::*;
use amend::Amend;
use domain::id::PlanId;
use domain::plan::Plan;
use domain::wire::plan::{PlanChanges, PlanLinks};
use links::{Link, Unlink};
use std::future::Future;
use std::sync::Arc;
use tasks::{Cancel, Restore};

/// Where it is said what was done last.
const DONE: &str = "da-lam";

/// What is known of the plan.
struct Known {
    plan: Plan,
    changes: PlanChanges,
    links: PlanLinks,
}

/// What the parts of the screen share.
#[derive(Clone)]
struct Screen {
    plan: PlanId,
    known: Loaded<Arc<Known>>,
    /// The newest, for the dialogs.
    last: RwSignal<Option<Arc<Known>>>,
    done: RwSignal<String>,
}

impl Screen {
    /// Takes a step, and looks anew before it counts as done.
    async fn after<A>(
        self,
        step: impl Future<Output = Result<A, ApiError>>,
    ) -> Result<A, ApiError> {
        super::changing(self.plan, self.known, step).await
    }

    /// Says what was done. For a step taken in a dialog.
    fn did(&self, said: String) {
        self.done.set(said);
        focus_after_dialog(DONE);
    }
}

/// The dialogs.
#[derive(Clone, Copy)]
struct Steps {
    amend: Amend,
    cancel: Cancel,
    restore: Restore,
    link: Link,
    unlink: Unlink,
}

async fn fetch(plan: PlanId) -> Result<Arc<Known>, ApiError> {
    Ok(Arc::new(Known {
        plan: api::plan(plan).await?,
        changes: api::get(&format!("plans/{plan}/changes")).await?,
        links: api::get(&format!("plans/{plan}/links")).await?,
    }))
}

/// `/ke-hoach/:id/thay-doi`.
#[must_use]
pub fn changes(plan: PlanId) -> AnyView {
    let screen = Screen {
        plan,
        known: Loaded::new(move || fetch(plan)),
        last: RwSignal::new(None),
        done: RwSignal::new(String::new()),
    };
    let steps = Steps {
        amend: Amend::new(),
        cancel: Cancel::new(),
        restore: Restore::new(),
        link: Link::new(),
        unlink: Unlink::new(),
    };
    let (done, last) = (screen.done, screen.last);
    let ready = move |known: Arc<Known>| {
        last.set(Some(Arc::clone(&known)));
        shown(&known, steps)
    };
    view! {
        {back(Route::Plan(plan), t::plan::whole())}
        {heading(t::plan_change::title())}
        <div class="stack plan-changes">
            <p class="admin-done" id=DONE role="status" tabindex="-1">
                {move || done.get()}
            </p>
            {state::loaded(screen.known.clone(), state::lines_skeleton, ready)}
        </div>
        {amend::dialog_of(steps.amend, screen.clone())}
        {tasks::cancel_dialog(steps.cancel, screen.clone())}
        {tasks::restore_dialog(steps.restore, screen.clone())}
        {links::link_dialog(steps.link, screen.clone())}
        {links::unlink_dialog(steps.unlink, screen)}
    }
    .into_any()
}

fn shown(known: &Known, steps: Steps) -> AnyView {
    let summary = &known.plan.summary;
    let may = known.changes.may_change;
    let intro = if may {
        t::plan_change::intro()
    } else {
        t::plan_change::read_only()
    };
    let steps = may.then_some(steps);
    view! {
        {super::about(summary)}
        <p class="muted">{intro}</p>
        {thresholds::section(known, steps)}
        {tasks::section(known, steps)}
        {links::section(known, steps)}
    }
    .into_any()
}

/// A section of the page: its title, what it is about, a button, and the rows or why there are none.
fn section(
    id: &'static str,
    title: &'static str,
    button: Option<AnyView>,
    none: &'static str,
    rows: Vec<AnyView>,
) -> AnyView {
    let count = rows.len();
    let inside = if rows.is_empty() {
        view! { <p class="muted">{none}</p> }.into_any()
    } else {
        view! {
            <ul class="admin-rows" role="list">
                {rows}
            </ul>
        }
        .into_any()
    };
    view! {
        <section class="stack" aria-labelledby=id>
            <div class="row plan-section">
                <h2 id=id>{title} " " <span class="count">{count}</span></h2>
                {button}
            </div>
            {inside}
        </section>
    }
    .into_any()
}
