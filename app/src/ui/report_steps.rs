//! What can be done with a whole report from its home: review and submit, take back, approve,
//! look at its versions.

use crate::client::api::{self, PlainStep};
use crate::client::desk::{self, OpenReport};
use crate::i18n::t;
use crate::route::Route;
use crate::ui::icon::{self, icon};
use crate::ui::state::step_failure;
use crate::view::prelude::*;
use leptos::task::spawn_local;

/// The row of steps that the person may take now.
#[must_use]
pub fn steps(open: &OpenReport) -> AnyView {
    let (open, id) = (open.clone(), open.id);
    let error = ArcRwSignal::new(None);
    let failed = error.clone();
    let report = open.report.clone();
    let buttons = move || {
        let (may, version) = report.with(|report| (report.may, report.summary.version));
        let submit = may.submit.then(|| {
            view! {
                <a class="button primary" href=Route::Submit(id).href()>
                    {icon(icon::SEND)}
                    {t::report::review()}
                </a>
            }
        });
        let approve = (may.approve || may.send_back).then(|| {
            view! {
                <a class="button primary" href=Route::Review(id).href()>
                    {t::report::to_review()}
                </a>
            }
        });
        let withdraw = may.withdraw.then(|| {
            let (open, error) = (open.clone(), error.clone());
            let take_back = move |_| {
                let (plan, error) = (open.plan.clone(), error.clone());
                spawn_local(async move {
                    match api::step(id, PlainStep::Withdraw, version).await {
                        Ok(report) => drop(desk::put(report, plan)),
                        Err(failure) => error.set(Some(failure)),
                    }
                });
            };
            view! {
                <button type="button" class="button" on:click=take_back>
                    {icon(icon::RETURN)}
                    {t::report::withdraw()}
                </button>
            }
        });
        view! {
            <div class="row steps">
                {submit} {approve} {withdraw}
                <a class="button" href=Route::Versions(id).href()>
                    {icon(icon::CLOCK)}
                    {t::report::versions()}
                </a>
            </div>
        }
        .into_any()
    };
    view! {
        {step_failure(failed)}
        {buttons}
    }
    .into_any()
}
