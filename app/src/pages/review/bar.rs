//! The bar under the thumb: approve everything, or return what was marked.

use super::{Desk, Open, Outcome, confirm, mark};
use crate::client::dom;
use crate::client::steps::{self, Taken};
use crate::i18n::t;
use crate::ui::icon::{self, icon};
use crate::view::prelude::*;
use domain::sync::{OpBody, RefusalCode};
use leptos::task::spawn_local;

/// The two steps and what they need.
#[derive(Clone)]
pub(super) struct Steps {
    pub(super) open: Open,
    pub(super) screen: Desk,
    pub(super) approving: RwSignal<bool>,
    pub(super) returning: RwSignal<bool>,
    pub(super) busy: RwSignal<bool>,
    pub(super) error: ArcRwSignal<Option<Taken>>,
}

/// The bar with its two questions; nothing where the person may do neither.
pub(super) fn bar(open: &Open, screen: Desk, look: usize) -> AnyView {
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
    };
    let (approving, returning) = (steps.approving, steps.returning);
    let marked = Memo::new(move |()| screen.marks.with(std::collections::BTreeMap::len));
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
        let base_version = self.open.report.summary.version;
        self.take(
            [Outcome::Approved, Outcome::ApprovalWaits],
            OpBody::Approve { base_version },
        );
    }

    /// Returns the report with the reasons given.
    pub(super) fn send_back(&self, reason: String) {
        let version = self.open.report.summary.version;
        let written = untrack(|| self.screen.written(version));
        let body = OpBody::Return {
            base_version: version,
            reason,
            lines: written.lines,
        };
        self.take([Outcome::Returned, Outcome::ReturnWaits], body);
    }

    /// Takes a step: done now, or written down.
    fn take(&self, [done, waits]: [Outcome; 2], body: OpBody) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.error.set(None);
        let steps = self.clone();
        spawn_local(async move {
            let taken = steps::take(steps.open.report.summary.id, body).await;
            steps.busy.set(false);
            match taken {
                Taken::Done => steps.end(done),
                Taken::Waiting | Taken::Late | Taken::Blocked => steps.end(waits),
                Taken::Changed(_) => steps.look_again(),
                Taken::Refused(refusal) if refusal.code == RefusalCode::WrongState => {
                    steps.look_again();
                }
                taken => steps.error.set(Some(taken)),
            }
        });
    }

    fn end(&self, outcome: Outcome) {
        self.close();
        self.screen.clear();
        self.screen.outcome.set(Some(outcome));
    }

    /// It changed meanwhile: what is new comes by itself.
    fn look_again(&self) {
        self.close();
        self.screen.stale.set(true);
        dom::window().scroll_to_with_x_and_y(0.0, 0.0);
    }

    fn close(&self) {
        self.approving.set(false);
        self.returning.set(false);
    }
}
