//! The bar under the thumb: approve everything, or return what was marked.

use super::{Desk, Open, Outcome, confirm, mark};
use crate::client::http::ApiError;
use crate::client::load::Loaded;
use crate::client::{api, desk, dom};
use crate::i18n::t;
use crate::ui::icon::{self, icon};
use crate::view::prelude::*;
use domain::wire::report::{Report, ReturnReport};
use leptos::task::spawn_local;

/// The two steps and what they need.
#[derive(Clone)]
pub(super) struct Steps {
    pub(super) open: Open,
    pub(super) screen: Desk,
    pub(super) approving: RwSignal<bool>,
    pub(super) returning: RwSignal<bool>,
    pub(super) busy: RwSignal<bool>,
    pub(super) error: ArcRwSignal<Option<ApiError>>,
    again: Loaded<Open>,
}

/// The bar with its two questions; nothing where the person may do neither.
pub(super) fn bar(open: &Open, screen: Desk, look: usize, again: Loaded<Open>) -> AnyView {
    let may = open.report.may;
    if !may.approve && !may.send_back {
        return ().into_any();
    }
    let steps = Steps {
        open: open.clone(),
        screen,
        approving: RwSignal::new(false),
        returning: RwSignal::new(false),
        busy: RwSignal::new(false),
        error: ArcRwSignal::new(None),
        again,
    };
    let (approving, returning) = (steps.approving, steps.returning);
    let marked = Memo::new(move |_| screen.marks.with(std::collections::BTreeMap::len));
    let send_back = move |_| {
        if !explain_first(screen) {
            returning.set(true);
        }
    };
    let buttons = move || match marked.get() {
        0 => view! {
            {may
                .send_back
                .then(|| {
                    view! {
                        <button type="button" class="button" on:click=move |_| returning.set(true)>
                            {t::review::return_all()}
                        </button>
                    }
                })}
            {may
                .approve
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="button primary"
                            on:click=move |_| approving.set(true)
                        >
                            {icon(icon::CHECK)}
                            {t::review::approve()}
                        </button>
                    }
                })}
        }
        .into_any(),
        n => view! {
            <button type="button" class="button danger" on:click=send_back>
                {icon(icon::RETURN)}
                {t::review::return_lines(n)}
            </button>
        }
        .into_any(),
    };
    view! {
        <div class="pager review-bar" role="group" aria-label=t::review::title()>
            {buttons}
        </div>
        {confirm::approve(steps.clone(), look)}
        {confirm::send_back(steps)}
    }
    .into_any()
}

/// Goes to the first marked line without a reason, where it is on show.
fn explain_first(screen: Desk) -> bool {
    let empty = screen.marks.with_untracked(|marks| {
        marks
            .iter()
            .find(|(_, reason)| reason.trim().is_empty())
            .map(|(id, _)| *id)
    });
    let Some(field) = empty.and_then(|id| dom::element(&mark::field_id(id))) else {
        return false;
    };
    screen.refused.set(true);
    dom::show(&field);
    true
}

impl Steps {
    /// Approves what is on screen.
    pub(super) fn approve(&self) {
        let summary = &self.open.report.summary;
        let (id, version) = (summary.id, summary.version);
        self.take(
            Outcome::Approved,
            api::step(id, api::PlainStep::Approve, version),
        );
    }

    /// Returns the report with the reasons given.
    pub(super) fn send_back(&self, reason: String) {
        let summary = &self.open.report.summary;
        let body = ReturnReport {
            reason,
            ..untrack(|| self.screen.written(summary.version))
        };
        let path = format!("reports/{}/return", summary.id);
        self.take(
            Outcome::Returned,
            async move { api::post(&path, &body).await },
        );
    }

    fn take(
        &self,
        outcome: Outcome,
        call: impl Future<Output = Result<Report, ApiError>> + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.error.set(None);
        let steps = self.clone();
        spawn_local(async move {
            let answer = call.await;
            steps.busy.set(false);
            match answer {
                Ok(report) => {
                    steps.close();
                    steps.screen.clear();
                    steps.screen.outcome.set(Some(outcome));
                    // Other screens that hold this report see its new state.
                    let open = desk::put(report, steps.open.plan.clone());
                    let report = open.report.get_untracked().into();
                    steps.again.put(Open {
                        plan: steps.open.plan.clone(),
                        report,
                    });
                }
                Err(error) if matches!(error.code(), Some("stale_version" | "wrong_state")) => {
                    steps.close();
                    steps.screen.stale.set(true);
                    dom::window().scroll_to_with_x_and_y(0.0, 0.0);
                    steps.again.reload();
                }
                Err(error) => steps.error.set(Some(error)),
            }
        });
    }

    fn close(&self) {
        self.approving.set(false);
        self.returning.set(false);
    }
}
