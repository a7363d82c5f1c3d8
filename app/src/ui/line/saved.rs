//! The quiet state under a line: on this device, received by the server, approved.

use crate::client::desk::SlotState;
use crate::client::desk::{self, OpenReport};
use crate::draft::Slot;
use crate::i18n::t;
use crate::ui::icon::{self, Icon, icon};
use crate::ui::line::LineView;
use crate::view::prelude::*;
use crate::words;
use chrono::{DateTime, Utc};
use domain::report::ReportState;
use domain::validate::has_error;

/// The state of a line.
#[must_use]
pub fn saved(view: &LineView) -> AnyView {
    let (open, line) = (view.open.clone(), view.line);
    let slot = Slot::Line(view.id);
    let shown = move || {
        let (at, wrong) = line.with(|line| {
            (
                line.updated.as_ref().map(|stamp| stamp.at),
                has_error(&desk::findings(line)),
            )
        });
        if wrong {
            must_fix()
        } else {
            state(&open, slot, at)
        }
    };
    view! { <div class="saved" role="status">{shown}</div> }.into_any()
}

/// The state of the report's texts.
#[must_use]
pub fn texts_saved(open: &OpenReport) -> AnyView {
    let open = open.clone();
    view! { <div class="saved" role="status">{move || state(&open, Slot::Texts, None)}</div> }
        .into_any()
}

fn state(open: &OpenReport, slot: Slot, updated: Option<DateTime<Utc>>) -> AnyView {
    let approved = open
        .report
        .with(|report| report.summary.state == ReportState::Approved);
    match open.slots.with(|slots| slots.get(&slot).cloned()) {
        _ if approved => line(icon::CHECK, "good", t::line::approved().to_owned()),
        Some(SlotState::Waiting) => line(icon::DEVICE, "info", t::line::on_device().to_owned()),
        Some(SlotState::Received(at)) => line(icon::CLOUD, "", t::line::received(words::time(at))),
        Some(SlotState::Rejected(errors)) => {
            let texts: Vec<String> = errors.into_iter().map(|error| error.message).collect();
            line(icon::WARN, "bad", texts.join(" "))
        }
        Some(SlotState::Refused(error)) => line(
            icon::WARN,
            "bad",
            format!("{} {}", error.title(), error.detail()),
        ),
        // The conflict's own panel says it.
        Some(SlotState::Conflict(_)) => ().into_any(),
        None => updated.map_or_else(
            || ().into_any(),
            |at| line(icon::CLOUD, "", t::line::received(words::date_time(at))),
        ),
    }
}

fn must_fix() -> AnyView {
    line(icon::DEVICE, "warn", t::line::must_fix().to_owned())
}

fn line(sign: Icon, class: &'static str, text: String) -> AnyView {
    view! {
        <p class=class>
            {icon(sign)}
            <span>{text}</span>
        </p>
    }
    .into_any()
}
