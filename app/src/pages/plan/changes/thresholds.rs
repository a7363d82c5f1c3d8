//! Thresholds that were amended: from what to what, from which day, by which document.

use super::{Known, Steps, section as part};
use crate::client::session::today;
use crate::i18n::t;
use crate::ui::chip::{Tone, chip};
use crate::ui::icon::{self, icon};
use crate::view::prelude::*;
use crate::words;
use domain::measure::Threshold;
use domain::wire::plan::AmendmentRow;

/// The section.
pub(super) fn section(known: &Known, steps: Option<Steps>) -> AnyView {
    let rows = &known.changes.amendments;
    let items: Vec<AnyView> = rows.iter().map(|row| one(row, rows)).collect();
    let button = steps.map(|steps| {
        view! {
            <button type="button" class="button primary" on:click=move |_| steps.amend.ask()>
                {icon(icon::PLUS)}
                {t::plan_change::amend()}
            </button>
        }
        .into_any()
    });
    part(
        "nguong",
        t::plan_change::thresholds(),
        button,
        t::plan_change::no_thresholds(),
        items,
    )
}

/// A threshold as a sign and a figure, or that there is none.
pub(super) fn sign(threshold: Option<&Threshold>) -> String {
    threshold.map_or_else(|| t::plan_change::none().to_owned(), words::threshold_sign)
}

/// Whether an amendment holds today, comes, or has been replaced by a later one.
fn standing(row: &AmendmentRow, all: &[AmendmentRow]) -> AnyView {
    let from = row.amendment.effective_from;
    if from > today() {
        return chip(Tone::Warn, t::plan_change::coming());
    }
    let later = all.iter().any(|other| {
        let day = other.amendment.effective_from;
        other.measure == row.measure && day > from && day <= today()
    });
    if later {
        chip(Tone::Plain, t::plan_change::replaced())
    } else {
        chip(Tone::Info, t::plan_change::holds())
    }
}

fn one(row: &AmendmentRow, all: &[AmendmentRow]) -> AnyView {
    let amendment = &row.amendment;
    let (before, after) = (sign(row.before.as_ref()), sign(Some(&amendment.threshold)));
    let document = amendment.document.clone().map(|document| {
        view! { <p>{t::plan_change::document_is(document)}</p> }
    });
    let at = words::date_time(row.made.at);
    view! {
        <li class="admin-entry" tabindex="-1" data-row="">
            <div>
                <p>
                    <strong>{row.target_no.clone()}</strong>
                    " "
                    {row.subject.clone()}
                </p>
                <p class="row">
                    <strong>{t::plan_change::from_to(after, before)}</strong>
                    <span>
                        {t::plan_change::from_day(words::date(amendment.effective_from))}
                    </span>
                    {standing(row, all)}
                </p>
                {document}
                <p class="muted">{t::plan_change::made(at, &row.made.by.display_name)}</p>
            </div>
        </li>
    }
    .into_any()
}
