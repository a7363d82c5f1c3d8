//! The quiet state under a line: being saved, on this device, received by the server, approved; or
//! what the server said instead.

use crate::client::desk::{self, OpenReport};
use crate::draft::Slot;
use crate::i18n::t;
use crate::sync::SlotState;
use crate::ui::icon::{self, Icon, icon};
use crate::ui::line::LineView;
use crate::view::prelude::*;
use crate::words;
use domain::sync::Refusal;
use domain::validate::has_error;

/// The state of a line.
#[must_use]
pub fn saved(view: &LineView) -> AnyView {
    let (open, line, slot) = (view.open.clone(), view.line, Slot::Line(view.id));
    let wrong = Memo::new(move |()| line.with(|line| has_error(&desk::findings(line))));
    followed(move || {
        if wrong.get() {
            (icon::DEVICE, "warn", t::line::must_fix().to_owned())
        } else {
            state(&open, slot)
        }
    })
}

/// The state of the report's texts.
#[must_use]
pub fn texts_saved(open: &OpenReport) -> AnyView {
    let open = open.clone();
    followed(move || state(&open, Slot::Texts))
}

type Shown = (Icon, &'static str, String);

fn followed(shown: impl Fn() -> Shown + Send + Sync + 'static) -> AnyView {
    let shown = Memo::new(move |()| shown());
    view! {
        <div class="saved" role="status">
            {move || {
                let (sign, class, text) = shown.get();
                (!text.is_empty())
                    .then(|| {
                        view! {
                            <p class=class>
                                {icon(sign)}
                                <span>{text}</span>
                            </p>
                        }
                    })
            }}
        </div>
    }
    .into_any()
}

fn state(open: &OpenReport, slot: Slot) -> Shown {
    if open.is_saving(slot) {
        return (icon::DEVICE, "", t::line::saving().to_owned());
    }
    let known = open
        .slots
        .with(|slots| slots.get(&slot).map(|slot| slot.state.clone()));
    known.map_or_else(|| (icon::DEVICE, "", String::new()), |known| words(&known))
}

/// Sign, tone and words of a state.
#[must_use]
pub fn words(state: &SlotState) -> Shown {
    let (sign, class, text) = match state {
        SlotState::Unsaved => (icon::WARN, "bad", t::line::not_saved()),
        SlotState::OnDevice => (icon::DEVICE, "info", t::line::on_device()),
        SlotState::Received(at) => {
            return (icon::CLOUD, "", t::line::received(words::date_time(*at)));
        }
        SlotState::Approved => (icon::CHECK, "good", t::line::approved()),
        SlotState::Conflict(_) => (icon::WARN, "warn", t::line::conflict_title()),
        SlotState::Refused(refusal) => return (icon::WARN, "bad", t::line::refused(why(refusal))),
        SlotState::Late(_) => (icon::CLOCK, "warn", t::line::late()),
        SlotState::Blocked => (icon::CLOCK, "warn", t::line::blocked()),
    };
    (sign, class, text.to_owned())
}

/// The server's words, with those about fields.
#[must_use]
pub fn why(refusal: &Refusal) -> String {
    let fields = refusal.errors.iter().map(|error| error.message.as_str());
    let said: Vec<&str> = std::iter::once(refusal.detail.as_str())
        .chain(fields)
        .filter(|text| !text.is_empty())
        .collect();
    said.join(" ")
}
