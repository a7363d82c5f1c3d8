//! Marking a line for return: ready-made reasons, or one's own words.

use super::Desk;
use crate::i18n::t;
use crate::ui::form::finding;
use crate::ui::icon::{self, icon};
use crate::view::prelude::*;
use domain::id::LineId;
use domain::report::LineEntry;
use domain::surprise::{Change, Group, Subject, Why};
use domain::validate::Problem;

/// The reasons that fit the line, the likeliest first.
fn reasons(change: &Change<'_>) -> Vec<&'static str> {
    let entry: &LineEntry = &change.line.entry;
    let first = change.whys.iter().find_map(|why| match why {
        Why::Found(Problem::DenominatorShrank) => Some(t::review::why_ask_total()),
        Why::Found(Problem::CumulativeFell) | Why::NoLongerMet | Why::BelowPeers(_) => {
            Some(t::review::why_ask_fall())
        }
        Why::Found(Problem::Jump | Problem::Over100) | Why::AbovePeers(_) => {
            Some(t::review::why_ask_jump())
        }
        Why::WentBack => Some(t::review::why_ask_state()),
        _ => None,
    });
    let mut out: Vec<&'static str> = first.into_iter().collect();
    if entry.not_applicable.is_some() {
        out.push(t::review::why_ask_scope());
    } else if change.group == Group::Missing {
        out.push(t::review::why_ask_missing());
    }
    match change.subject {
        Subject::Measure(..) => out.extend([
            t::review::why_ask_fall(),
            t::review::why_ask_total(),
            t::review::why_ask_note(),
            t::review::why_ask_proof(),
            t::review::why_ask_period(),
        ]),
        Subject::Task(_) => out.extend([
            t::review::why_ask_state(),
            t::review::why_ask_result(),
            t::review::why_ask_proof(),
        ]),
    }
    let mut seen = Vec::new();
    out.retain(|reason| {
        let new = !seen.contains(reason);
        seen.push(*reason);
        new
    });
    out
}

/// The button that marks the line and, once marked, the reason.
pub(super) fn mark(change: &Change<'_>, screen: Desk) -> AnyView {
    let id = change.line.id;
    let reasons = reasons(change);
    let marks = screen.marks;
    let marked = Memo::new(move |()| marks.with(|marks| marks.contains_key(&id)));
    let toggle = move |_| {
        marks.update(|marks| {
            if marks.remove(&id).is_none() {
                marks.insert(id, String::new());
            }
        });
    };
    view! {
        <div class="review-mark">
            <button
                type="button"
                class="button"
                aria-pressed=move || marked.get().to_string()
                on:click=toggle
            >
                {icon(icon::RETURN)}
                {move || if marked.get() { t::review::unmark() } else { t::review::mark() }}
            </button>
            {move || marked.get().then(|| reason(id, reasons.clone(), screen))}
        </div>
    }
    .into_any()
}

/// The field for a line's reason.
pub(super) fn field_id(id: LineId) -> String {
    format!("ly-do-{id}")
}

fn reason(id: LineId, reasons: Vec<&'static str>, screen: Desk) -> AnyView {
    let marks = screen.marks;
    let text = move || marks.with(|marks| marks.get(&id).cloned().unwrap_or_default());
    let set = move |text: String| marks.update(|marks| drop(marks.insert(id, text)));
    let known = reasons.clone();
    let choices: Vec<AnyView> = reasons
        .into_iter()
        .map(|reason| {
            let known = known.clone();
            // A ready-made reason takes the place of another one; what was typed is kept.
            let choose = move |_| {
                let now = text();
                let now = now.trim();
                if now.is_empty() || known.contains(&now) {
                    set(reason.to_owned());
                } else if !now.contains(reason) {
                    set(format!("{now}. {reason}"));
                }
            };
            let pressed = move || text().contains(reason).to_string();
            view! {
                <button type="button" class="filter" aria-pressed=pressed on:click=choose>
                    {reason}
                </button>
            }
            .into_any()
        })
        .collect();
    let field = field_id(id);
    let refused = move || {
        let empty = screen.refused.get() && text().trim().is_empty();
        empty.then(|| finding(true, t::review::reason_needed()))
    };
    view! {
        <div class="field">
            <div class="filters" role="group" aria-label=t::review::ready_made()>
                {choices}
            </div>
            <label for=field.clone()>{t::review::reason_for()}</label>
            <textarea
                class="input"
                id=field
                rows="2"
                maxlength="1000"
                prop:value=text
                on:input:target=move |event| set(event.target().value())
            ></textarea>
            {refused}
        </div>
    }
    .into_any()
}
