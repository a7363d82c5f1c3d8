//! *Mở kỳ mới*: the next period is proposed, its days are shown before anything is opened.

use super::{Known, Screen};
use crate::client::api;
use crate::client::session::today;
use crate::i18n::t;
use crate::pages::forms::fields::{choice, day, field_problem};
use crate::pages::forms::question::Question;
use crate::period_form::{Wrong, ad_hoc_days, kind_word, sentence_of, to_open};
use crate::ui::dialog::dialog;
use crate::view::prelude::*;
use crate::words;
use domain::period::{Period, PeriodDays, PeriodKind, next_to_open};
use domain::wire::period::{NewPeriod, Opened};
use std::sync::Arc;

/// What is to be opened.
#[derive(Clone, Copy)]
pub(super) struct Opening {
    known: RwSignal<Option<Arc<Known>>>,
    kind: RwSignal<PeriodKind>,
    /// The one to begin with; of those of its year another may be chosen.
    proposed: RwSignal<Option<Period>>,
    /// None where every period of the kind is open.
    period: RwSignal<Option<Period>>,
    starts_on: RwSignal<String>,
    ends_on: RwSignal<String>,
    due_on: RwSignal<String>,
    question: Question,
}

impl Opening {
    pub(super) fn new() -> Self {
        Self {
            known: RwSignal::new(None),
            kind: RwSignal::new(PeriodKind::Month),
            proposed: RwSignal::new(None),
            period: RwSignal::new(None),
            starts_on: RwSignal::default(),
            ends_on: RwSignal::default(),
            due_on: RwSignal::default(),
            question: Question::new(),
        }
    }

    /// Opens the form with what the server proposes; days typed before are still there.
    pub(super) fn ask(self, known: &Arc<Known>) {
        let next = known.periods.next;
        self.known.set(Some(Arc::clone(known)));
        self.kind
            .set(next.map_or(PeriodKind::Month, |next| next.kind));
        self.period.set(next);
        self.proposed.set(next);
        self.question.ask();
    }

    /// The next of another kind.
    fn propose(self, kind: PeriodKind) {
        let next = self.known.with_untracked(|known| {
            let periods = &known.as_ref()?.periods;
            let opened = periods.opened.iter().map(|row| row.period);
            next_to_open(kind, opened, periods.rule, today())
        });
        self.question.errors.set(Vec::new());
        self.period.set(next);
        self.proposed.set(next);
    }

    /// The days as they will be; tracked.
    fn days(self) -> Result<Option<PeriodDays>, Vec<Wrong>> {
        let Some(period) = self.period.get() else {
            return Ok(None);
        };
        if period.kind == PeriodKind::AdHoc {
            let (starts, ends) = (self.starts_on.get(), self.ends_on.get());
            return ad_hoc_days(&starts, &ends, &self.due_on.get()).map(Some);
        }
        // The same that the server counts.
        Ok(self.known.with(|known| {
            let known = known.as_ref()?;
            period.days_under(known.periods.rule, &known.calendar)
        }))
    }

    fn take(self, screen: &Screen) {
        let Some(period) = self.period.get_untracked() else {
            let missing = field_problem("period", t::period::none_left());
            self.question.refuse(vec![missing]);
            return;
        };
        let days = match untrack(move || self.days()) {
            Ok(days) => days.filter(|_| period.kind == PeriodKind::AdHoc),
            Err(wrong) => {
                let wrong = wrong.into_iter();
                let wrong = wrong.map(|(field, text)| field_problem(field, text));
                self.question.refuse(wrong.collect());
                return;
            }
        };
        let path = format!("plans/{}/periods", screen.plan);
        let call = async move { api::post::<Opened>(&path, &NewPeriod { period, days }).await };
        let call = screen.known.clone().after(call);
        let screen = screen.clone();
        self.question
            .send(&["period", "kind"], call, move |opened| {
                let name = words::period(opened.period);
                screen.did(if opened.reports == 0 {
                    t::period::opened_none(name)
                } else {
                    t::period::opened(opened.reports, name)
                });
            });
    }
}

/// The form.
pub(super) fn dialog_of(opening: Opening, screen: Screen) -> AnyView {
    let body = move || {
        let screen = screen.clone();
        let kinds = PeriodKind::ALL.map(|kind| (kind, kind_word(kind))).to_vec();
        let errors = opening.question.errors;
        view! {
            {choice(
                "loai-ky",
                t::period::new_kind(),
                "kind",
                kinds,
                opening.kind,
                move |kind| opening.propose(kind),
                errors,
            )}
            {move || which(opening)}
            <div class="notice" aria-live="polite">{move || proposed(opening)}</div>
            {opening
                .question
                .answers(t::period::open_step(), false, move || opening.take(&screen))}
        }
        .into_any()
    };
    dialog(opening.question.shown, || t::period::new().to_owned(), body)
}

/// Which period of the kind: a list of those that are not open, or the days of an ad hoc one.
fn which(opening: Opening) -> AnyView {
    let kind = opening.kind.get();
    let errors = opening.question.errors;
    if kind == PeriodKind::AdHoc {
        let one = |id, label, name, value| day(id, label, name, "", value, errors);
        return view! {
            {one("tu-ngay", t::period::starts_on(), "starts_on", opening.starts_on)}
            {one("den-ngay", t::period::ends_on(), "ends_on", opening.ends_on)}
            {one("han-nop", t::period::due_on(), "due_on", opening.due_on)}
        }
        .into_any();
    }
    let Some(proposed) = opening.proposed.get() else {
        return view! { <p>{t::period::none_left()}</p> }.into_any();
    };
    let choices = opening.known.with_untracked(|known| {
        known.as_ref().map(|known| {
            let opened: Vec<Period> = known.periods.opened.iter().map(|row| row.period).collect();
            to_open(proposed, &opened, known.periods.rule)
        })
    });
    let choices = choices.unwrap_or_default();
    let items: Vec<AnyView> = choices
        .iter()
        .map(|period| {
            let selected = *period == proposed;
            view! {
                <option value=period.to_string() selected=selected>
                    {words::period(*period)}
                </option>
            }
            .into_any()
        })
        .collect();
    view! {
        <div class="field">
            <label for="ky-mo">{t::period::new_which()}</label>
            <select
                class="input"
                id="ky-mo"
                on:change:target=move |event| opening.period.set(event.target().value().parse().ok())
            >
                {items}
            </select>
        </div>
    }
    .into_any()
}

/// The days before anything is opened, and how many units it reaches.
fn proposed(opening: Opening) -> AnyView {
    let Some((period, known)) = opening.period.get().zip(opening.known.get()) else {
        return view! { <p>{t::period::none_left()}</p> }.into_any();
    };
    // What is wrong with the days is said at their fields.
    let Ok(days) = opening.days() else {
        return view! { <p>{t::period::ad_hoc_waits()}</p> }.into_any();
    };
    let said = days.map(|days| sentence_of(period, days, known.periods.rule, &known.calendar));
    let own = (period.kind != PeriodKind::AdHoc && known.periods.reporting > 1).then(|| {
        view! { <p class="muted">{t::period::proposed_of()}</p> }
    });
    view! {
        <p>
            <strong>{said}</strong>
        </p>
        <p>{t::period::will_get(known.periods.reporting)}</p>
        {own}
    }
    .into_any()
}
