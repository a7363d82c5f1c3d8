//! Plans: the list of those one may see, one of them as it was written, and what its standing unit
//! does about it afterwards.

mod assign;
mod changes;
mod document;
mod list;
mod periods;
mod targets;
mod tasks;

pub use assign::assignments;
pub use changes::changes;
pub use list::plans;
pub use periods::periods;

use crate::client::http::ApiError;
use crate::client::load::Loaded;
use crate::client::session::use_me;
use crate::client::{api, desk};
use crate::i18n::t;
use crate::route::Route;
use crate::ui::facts::fact;
use crate::ui::icon::{self, icon};
use crate::ui::page::{back, heading};
use crate::ui::{chip, state};
use crate::view::prelude::*;
use domain::id::PlanId;
use domain::plan::{PartialDate, Plan, PlanSummary};
use domain::policy::Action;
use std::future::Future;
use std::sync::Arc;

/// `/ke-hoach/:id`.
#[must_use]
pub fn plan(id: PlanId) -> AnyView {
    let plan = Loaded::new(move || newest(id));
    view! {
        {back(Route::Plans, t::plan::back())}
        {state::loaded(plan, state::lines_skeleton, |plan| shown(&plan))}
    }
    .into_any()
}

/// From the server, as thresholds and tasks stand now; without a network what the device keeps.
async fn newest(id: PlanId) -> Result<Arc<Plan>, ApiError> {
    match api::plan(id).await {
        Ok(plan) => Ok(Arc::new(plan)),
        Err(ApiError::Offline) => desk::plan(id, None).await,
        Err(error) => Err(error),
    }
}

/// Takes a step that changes a plan, and looks anew before it counts as done.
async fn changing<T, A>(
    plan: PlanId,
    known: Loaded<T>,
    step: impl Future<Output = Result<A, ApiError>>,
) -> Result<A, ApiError>
where
    T: Clone + Send + Sync + 'static,
{
    let forgetting = async move {
        let answer = step.await?;
        desk::forget_plan(plan);
        Ok(answer)
    };
    known.after(forgetting).await
}

/// The ways to what the standing unit does: for who may do it somewhere. Where that is not at this
/// plan's unit, the pages themselves say so.
fn ways(plan: PlanId) -> AnyView {
    let me = use_me();
    let periods = me.may(Action::LockPeriod).then(|| {
        view! {
            <a class="button" href=Route::Periods(plan).href()>
                {icon(icon::CLOCK)}
                {t::period::link()}
            </a>
        }
    });
    let changes = me.may(Action::ChangePlan).then(|| {
        view! {
            <a class="button" href=Route::PlanChanges(plan).href()>
                {icon(icon::RETURN)}
                {t::plan_change::link()}
            </a>
        }
    });
    let assignments = me.may(Action::ChangePlan).then(|| {
        view! {
            <a class="button" href=Route::Assignments(plan).href()>
                {icon(icon::PERSON)}
                {t::assign::link()}
            </a>
        }
    });
    if periods.is_none() && changes.is_none() {
        return ().into_any();
    }
    view! {
        <nav class="row" aria-label=t::plan::manage()>
            {periods}
            {assignments}
            {changes}
        </nav>
    }
    .into_any()
}

fn shown(plan: &Plan) -> AnyView {
    view! {
        <article class="wide plan">
            {contents(plan)}
            <div class="plan-body">
                {ways(plan.summary.id)}
                {head(plan)}
                {targets::targets(plan)}
                {tasks::tasks(plan)}
                {document::rest(plan)}
            </div>
        </article>
    }
    .into_any()
}

/// Where the parts are on the page.
fn contents(plan: &Plan) -> AnyView {
    let document = &plan.document;
    let has_monitoring = document.monitoring.is_some() || document.budget_owner.is_some();
    let parts = [
        (
            plan.summary.target_count > 0,
            "chi-tieu",
            t::plan::targets(),
        ),
        (!plan.task_groups.is_empty(), "nhiem-vu", t::plan::tasks()),
        (
            !document.common_tasks.is_empty(),
            "nhiem-vu-chung",
            t::plan::common_tasks(),
        ),
        (has_monitoring, "theo-doi", t::plan::monitoring()),
        (
            !document.recipients.is_empty(),
            "noi-nhan",
            t::plan::recipients(),
        ),
    ];
    let links: Vec<AnyView> = parts
        .into_iter()
        .filter(|(there, _, _)| *there)
        .map(|(_, id, name)| view! { <a href=format!("#{id}")>{name}</a> }.into_any())
        .collect();
    view! {
        <nav class="plan-contents" aria-label=t::plan::contents()>
            {links}
        </nav>
    }
    .into_any()
}

fn head(plan: &Plan) -> AnyView {
    let (summary, document) = (&plan.summary, &plan.document);
    let place = match &document.place {
        Some(place) => format!("{place}, {}", date(summary.date)),
        None => date(summary.date),
    };
    let notes: Vec<AnyView> = document
        .notes
        .iter()
        .map(|note| view! { <li>{note.clone()}</li> }.into_any())
        .collect();
    let notes = (!notes.is_empty()).then(|| {
        view! {
            <details class="notice">
                <summary>{t::plan::notes(notes.len())}</summary>
                <ul>{notes}</ul>
            </details>
        }
    });
    view! {
        <header class="plan-head card">
            <div class="plan-letterhead">
                <p>
                    <strong>{document.issuer.clone()}</strong>
                    <br />
                    {number(summary)}
                </p>
                <p class="plan-place">{place}</p>
            </div>
            <p class="plan-type">{summary.doc_type.clone()} {chip::simulated(summary.simulated)}</p>
            {heading(summary.title.clone())}
            <dl class="facts">
                {document::reference_list(t::plan::parents(), &document.parents)}
                {document::reference_list(t::plan::other_refs(), &document.other_refs)}
                {summary.programme.clone().map(|name| fact(t::plan::programme(), name))}
                {fact(t::plan::unit(), summary.unit.name.clone())}
                {fact(t::plan::targets(), summary.target_count.to_string())}
                {fact(t::plan::tasks(), counts(summary))}
            </dl>
        </header>
        {notes}
    }
    .into_any()
}

/// Which plan a page below it is about: whose, and its title, short.
pub(super) fn about(summary: &PlanSummary) -> AnyView {
    view! {
        <div class="plan-about">
            <p>
                <strong>{summary.unit.name.clone()}</strong>
                " · "
                {number(summary)}
            </p>
            <p class="muted">{summary.title.clone()}</p>
        </div>
    }
    .into_any()
}

/// "Số: 180/KH-UBND", or that it has none yet.
pub(super) fn number(summary: &PlanSummary) -> String {
    match (&summary.number, &summary.number_suffix) {
        (Some(number), _) => t::plan::number(number),
        (None, Some(suffix)) => t::plan::no_number_suffix(suffix),
        (None, None) => t::plan::no_number().to_owned(),
    }
}

/// "ngày … tháng 6 năm 2026": what is unknown stays open, as in the draft.
pub(super) fn date(date: PartialDate) -> String {
    if date == PartialDate::default() {
        return t::plan::no_date().to_owned();
    }
    let part = |part: Option<u32>| part.map_or_else(|| "…".to_owned(), |part| part.to_string());
    let year = date
        .year
        .map_or_else(|| "…".to_owned(), |year| year.to_string());
    t::plan::date(part(date.day), part(date.month), year)
}

/// "Theo văn bản 37 · nhập từ văn bản 0 · mô phỏng 37".
pub(super) fn counts(summary: &PlanSummary) -> String {
    tally(
        summary.declared_task_count,
        summary.entered_task_count,
        summary.simulated_task_count,
    )
}

fn tally(declared: Option<u32>, entered: u32, simulated: u32) -> String {
    let mut parts = Vec::new();
    parts.extend(declared.map(t::plan::declared));
    parts.push(t::plan::entered(entered));
    if simulated > 0 {
        parts.push(t::plan::simulated(simulated));
    }
    parts.join(" · ")
}
