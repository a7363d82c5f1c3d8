//! Two people changed the same: both values with author and time, and a choice.

use crate::client::desk::{self, OpenReport};
use crate::draft::Slot;
use crate::i18n::t;
use crate::sync::SlotState;
use crate::ui::line::LineView;
use crate::view::prelude::*;
use crate::words;
use domain::report::{LineEntry, ReportTexts};
use domain::wire::sync::Theirs;

/// The panel of a line; nothing while there is no conflict.
#[must_use]
pub fn conflict(view: &LineView) -> AnyView {
    let line = view.line;
    let mine = move || line.with(|line| entry_words(&line.entry));
    let theirs = |theirs: &Theirs| theirs.entry.as_ref().map(entry_words);
    let title = t::line::conflict_title();
    panel(&view.open, Slot::Line(view.id), title, mine, theirs)
}

/// The panel of the report's texts.
#[must_use]
pub fn texts_conflict(open: &OpenReport) -> AnyView {
    let report = open.report.clone();
    let mine = move || report.with(|report| texts_words(&report.texts));
    let theirs = |theirs: &Theirs| theirs.texts.as_ref().map(texts_words);
    panel(open, Slot::Texts, t::line::conflict_texts(), mine, theirs)
}

fn panel(
    open: &OpenReport,
    slot: Slot,
    title: &'static str,
    mine: impl Fn() -> String + Clone + 'static,
    said: fn(&Theirs) -> Option<String>,
) -> AnyView {
    let slots = open.slots.clone();
    let found = Memo::new(move |()| {
        slots.with(|slots| match slots.get(&slot).map(|slot| &slot.state) {
            Some(SlotState::Conflict(theirs)) => Some(theirs.clone()),
            _ => None,
        })
    });
    let open = open.clone();
    (move || {
        let Some(theirs) = found.get() else {
            return ().into_any();
        };
        let name = theirs.stamp.by.display_name.clone();
        let said = said(&theirs).unwrap_or_else(|| t::line::empty_value().to_owned());
        let (mine, keep, take) = (mine.clone(), open.clone(), open.clone());
        let take_it = if Some(theirs.stamp.by.id) == desk::user() {
            t::line::take_other().to_owned()
        } else {
            t::line::take_theirs(&name)
        };
        view! {
            <section class="notice warn conflict" role="alert">
                <h2>{title}</h2>
                <dl class="pairs">
                    <dt>{t::line::conflict_mine()}</dt>
                    <dd>{mine}</dd>
                    <dt>{t::line::conflict_theirs(words::date_time(theirs.stamp.at), &name)}</dt>
                    <dd>{said}</dd>
                </dl>
                <div class="row">
                    <button
                        type="button"
                        class="button primary"
                        on:click=move |_| keep.settle_conflict(slot, true)
                    >
                        {t::line::keep_mine()}
                    </button>
                    <button
                        type="button"
                        class="button"
                        on:click=move |_| take.settle_conflict(slot, false)
                    >
                        {take_it}
                    </button>
                </div>
            </section>
        }
        .into_any()
    })
    .into_any()
}

/// The report's texts, one after the other.
#[must_use]
pub fn texts_words(texts: &ReportTexts) -> String {
    let parts = [&texts.obstacles, &texts.recommendations, &texts.notes];
    let said: Vec<&str> = parts
        .into_iter()
        .map(|text| text.trim())
        .filter(|text| !text.is_empty())
        .collect();
    if said.is_empty() {
        t::line::empty_value().to_owned()
    } else {
        said.join(" · ")
    }
}

/// What a line holds, in one line of text.
#[must_use]
pub fn entry_words(entry: &LineEntry) -> String {
    let mut parts: Vec<String> = Vec::new();
    if let Some(reason) = &entry.not_applicable {
        parts.push(format!("{}: {reason}", t::line::not_applicable()));
    }
    match (entry.numerator, entry.denominator) {
        (None, None) => {}
        (numerator, denominator) => {
            let figure = |value: Option<domain::quantity::Quantity>| {
                value.map_or_else(|| "…".to_owned(), domain::quantity::Quantity::format_vi)
            };
            parts.push(format!("{}/{}", figure(numerator), figure(denominator)));
        }
    }
    parts.extend(entry.count.map(domain::quantity::Quantity::format_vi));
    parts.extend(entry.reached.map(|reached| {
        if reached {
            t::line::reached()
        } else {
            t::line::not_reached()
        }
        .to_owned()
    }));
    parts.extend(
        entry
            .progress
            .map(|progress| words::progress(progress).to_owned()),
    );
    parts.extend(entry.completed_on.map(words::date));
    if !entry.note.is_empty() {
        parts.push(entry.note.clone());
    }
    if parts.is_empty() {
        t::line::empty_value().to_owned()
    } else {
        parts.join(" · ")
    }
}
