//! After the step: what became of the report, and what awaits approval next.

use super::{Open, Outcome};
use crate::client::load::{Load, Loaded};
use crate::client::{desk, dom};
use crate::i18n::t;
use crate::route::Route;
use crate::ui::icon;
use crate::ui::report_card::report_card;
use crate::ui::state;
use crate::view::prelude::*;
use crate::words;

/// The report was approved or returned.
pub(super) fn done(open: &Open, outcome: Outcome) -> AnyView {
    let summary = &open.report.summary;
    let (period, unit, id) = (
        words::period(summary.period),
        &summary.unit.name,
        summary.id,
    );
    let (title, text) = match outcome {
        Outcome::Approved => (
            t::review::done_approved(period, unit),
            t::review::done_approved_text(),
        ),
        Outcome::Returned => (
            t::review::done_returned(period, unit),
            t::review::done_returned_text(),
        ),
        Outcome::ApprovalWaits => (
            t::review::queued_title().to_owned(),
            t::step::approve_waiting(),
        ),
        Outcome::ReturnWaits => (
            t::review::queued_title().to_owned(),
            t::step::return_waiting(),
        ),
    };
    let node = NodeRef::<html::H2>::new();
    Effect::new(move || {
        if let Some(heading) = node.get() {
            dom::focus(&heading);
        }
    });
    let work = Loaded::new(desk::work);
    let next = move || match work.get() {
        Load::Waiting | Load::Failed(_) => ().into_any(),
        Load::Ready(work) => match work.to_approve.iter().find(|other| other.id != id) {
            Some(report) => view! {
                <section class="stack">
                    <h2>{t::review::next()}</h2>
                    {report_card(report, Route::Review(report.id))}
                </section>
            }
            .into_any(),
            None => state::empty(
                icon::DONE,
                t::review::no_next_title(),
                t::review::no_next_text(),
            ),
        },
    };
    view! {
        <section class="notice good" role="status">
            <h2 tabindex="-1" node_ref=node>
                {title}
            </h2>
            <p>{text}</p>
            <p class="row">
                <a class="button" href=Route::Versions(id).href()>
                    {t::review::versions()}
                </a>
                <a class="button" href=Route::Work.href()>
                    {t::review::to_work()}
                </a>
            </p>
        </section>
        {next}
    }
    .into_any()
}
