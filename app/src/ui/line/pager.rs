//! *Trước* and *Tiếp* under the thumb: back in the list, and on to the next line that is due.

use crate::client::desk::OpenReport;
use crate::i18n::t;
use crate::route::{ReportTab, Route};
use crate::ui::icon::{self, icon};
use crate::view::prelude::*;
use domain::id::ReportId;
use domain::line_order::{self, Place};

/// The screen of a place.
#[must_use]
pub const fn route(report: ReportId, place: Place) -> Route {
    match place {
        Place::Target(target) => Route::Target(report, target),
        Place::Task(task) => Route::Task(report, task),
    }
}

/// The bar. Where *Tiếp* leads follows what is entered; without anything left it leads to
/// reviewing and submitting.
#[must_use]
pub fn pager(open: &OpenReport, here: Place) -> AnyView {
    let id = open.id;
    let (plan, report) = (open.plan.clone(), open.report.clone());
    let editable = report.with_untracked(|report| report.may.edit);
    let places = Memo::new(move |()| report.with(|report| line_order::places(&plan, report)));
    let before = places.with_untracked(|places| line_order::before(places, here));
    let next = Memo::new(move |()| places.with(|places| line_order::next(places, here, !editable)));
    let list = match here {
        Place::Target(_) => ReportTab::Targets,
        Place::Task(_) => ReportTab::Tasks,
    };
    let onward = move || match next.get() {
        Some(place) => (route(id, place), t::line::next()),
        None if editable => (Route::Submit(id), t::line::to_submit()),
        None => (Route::Report(id, list), t::line::to_list()),
    };
    view! {
        <nav class="pager" aria-label=t::line::pager()>
            {before
                .map(|place| {
                    view! {
                        <a class="button" href=route(id, place).href()>
                            {icon(icon::BACK)}
                            {t::line::before()}
                        </a>
                    }
                })}
            <a class="button primary" href=move || onward().0.href()>
                {move || onward().1}
                {icon(icon::NEXT)}
            </a>
        </nav>
    }
    .into_any()
}
