//! Two people changed the same line: both values with author and time, and a choice.

use crate::client::desk::SlotState;
use crate::draft::Slot;
use crate::i18n::t;
use crate::ui::line::LineView;
use crate::view::prelude::*;
use crate::words;
use domain::report::LineEntry;

/// The panel; nothing while there is no conflict.
#[must_use]
pub fn conflict(view: &LineView) -> AnyView {
    let (open, id, line) = (view.open.clone(), view.id, view.line);
    (move || {
        let state = open.slots.with(|slots| slots.get(&Slot::Line(id)).cloned());
        let Some(SlotState::Conflict(theirs)) = state else {
            return ().into_any();
        };
        let name = theirs.stamp.by.display_name.clone();
        let (mine, keep, take) = (
            line.with(|line| entry_words(&line.entry)),
            open.clone(),
            open.clone(),
        );
        view! {
            <section class="notice warn" role="alert">
                <h2>{t::line::conflict_title()}</h2>
                <dl class="pairs">
                    <dt>{t::line::conflict_mine()}</dt>
                    <dd>{mine}</dd>
                    <dt>{t::line::conflict_theirs(words::date_time(theirs.stamp.at), &name)}</dt>
                    <dd>{entry_words(&theirs.entry)}</dd>
                </dl>
                <div class="row">
                    <button
                        type="button"
                        class="button primary"
                        on:click=move |_| keep.settle_conflict(id, true)
                    >
                        {t::line::keep_mine()}
                    </button>
                    <button
                        type="button"
                        class="button"
                        on:click=move |_| take.settle_conflict(id, false)
                    >
                        {t::line::take_theirs(&name)}
                    </button>
                </div>
            </section>
        }
        .into_any()
    })
    .into_any()
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
