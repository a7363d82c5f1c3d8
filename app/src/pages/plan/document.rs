//! What surrounds the targets and tasks: references, common tasks, monitoring, recipients,
//! signature.

use crate::i18n::t;
use crate::route::Route;
use crate::ui::facts::{fact, fact_view};
use crate::view::prelude::*;
use crate::words;
use domain::plan::{DocumentRef, Monitoring, Plan, Recipient, Signature};

/// Other documents under a label; a link where the document is in the system.
pub(super) fn reference_list(label: &'static str, list: &[DocumentRef]) -> AnyView {
    if list.is_empty() {
        return ().into_any();
    }
    let items: Vec<AnyView> = list.iter().map(reference).collect();
    fact_view(label, items.into_any())
}

/// "Kế hoạch số 180/KH-UBND ngày 15/04/2026 của …", as far as it is known.
fn name(document: &DocumentRef) -> String {
    let issuer = document.issuer.as_deref();
    let Some(number) = &document.number else {
        // Without a number the issuer is the document's own name.
        return match issuer {
            Some(name) if name.starts_with(&document.kind) => name.to_owned(),
            Some(name) => format!("{} {name}", document.kind),
            None => document.kind.clone(),
        };
    };
    let mut name = t::plan::reference_number(&document.kind, number);
    if let Some(date) = document.date {
        name = t::plan::reference_date(words::date(date), name);
    }
    match issuer {
        Some(issuer) => t::plan::reference_issuer(issuer, name),
        None => name,
    }
}

fn reference(document: &DocumentRef) -> AnyView {
    let name = name(document);
    match document.plan {
        Some(plan) => view! { <p><a href=Route::Plan(plan).href()>{name}</a></p> }.into_any(),
        None => view! {
            <p>
                {name} " " <span class="muted">{t::plan::not_in_system()}</span>
            </p>
        }
        .into_any(),
    }
}

/// Everything after the tasks.
pub(super) fn rest(plan: &Plan) -> AnyView {
    let document = &plan.document;
    view! {
        {common_tasks(&document.common_tasks)}
        {monitoring(document.monitoring.as_ref(), document.budget_owner.as_deref())}
        {recipients(&document.recipients, document.signature.as_ref())}
    }
    .into_any()
}

fn items(list: &[String]) -> Vec<AnyView> {
    list.iter()
        .map(|text| view! { <li>{text.clone()}</li> }.into_any())
        .collect()
}

fn common_tasks(tasks: &[String]) -> AnyView {
    if tasks.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="stack" id="nhiem-vu-chung">
            <h2>{t::plan::common_tasks()} " " <span class="count">{tasks.len()}</span></h2>
            <p class="muted">{t::plan::common_tasks_help()}</p>
            <div class="card">
                <ol class="plan-list">{items(tasks)}</ol>
            </div>
        </section>
    }
    .into_any()
}

fn monitoring(monitoring: Option<&Monitoring>, budget: Option<&str>) -> AnyView {
    if monitoring.is_none() && budget.is_none() {
        return ().into_any();
    }
    let facts = monitoring.map(|monitoring| {
        let known =
            |label, text: &str| (!text.is_empty()).then(|| fact(label, text));
        view! {
            {fact(t::plan::monitoring_lead(), monitoring.lead.clone())}
            {known(t::plan::coordinating(), monitoring.coordinating.as_deref().unwrap_or(""))}
            {known(t::plan::duties(), &monitoring.duties.join("; "))}
            {known(t::plan::reports_to(), &monitoring.reports_to.join("; "))}
            {known(t::plan::obstacle_channel(), monitoring.obstacle_channel.as_deref().unwrap_or(""))}
        }
    });
    view! {
        <section class="stack" id="theo-doi">
            <h2>{t::plan::monitoring()}</h2>
            <div class="card">
                <dl class="facts">{facts} {budget.map(|owner| fact(t::plan::budget(), owner))}</dl>
            </div>
        </section>
    }
    .into_any()
}

fn recipients(recipients: &[Recipient], signature: Option<&Signature>) -> AnyView {
    if recipients.is_empty() && signature.is_none() {
        return ().into_any();
    }
    let list: Vec<AnyView> = recipients
        .iter()
        .map(|recipient| view! { <li>{recipient.text.clone()}</li> }.into_any())
        .collect();
    let signature = signature.map(|signature| {
        view! {
            <p class="plan-signature">
                <strong>{signature.authority_line.clone()}</strong>
                <br />
                {signature.title.clone()}
                <span>{signature.name.clone()}</span>
            </p>
        }
    });
    view! {
        <section class="stack" id="noi-nhan">
            <h2>{t::plan::recipients()}</h2>
            <div class="card plan-foot">
                <ul class="plan-list">{list}</ul>
                {signature}
            </div>
        </section>
    }
    .into_any()
}
