//! The header's badge: one quiet word on whether everything entered has reached the server; leads to
//! what waits.

use crate::client::desk;
use crate::i18n::t;
use crate::route::Route;
use crate::sync::ports::TransportError;
use crate::sync::{Summary, Trouble};
use crate::ui::icon::{self, icon};
use crate::view::prelude::*;
use crate::words;

/// The badge; its words are announced politely when they change.
#[must_use]
pub fn sync_badge() -> AnyView {
    let summary = desk::summary();
    let shown = Memo::new(move |()| summary.get());
    view! {
        <a
            class="sync"
            href=Route::Queue.href()
            title=t::sync::label()
            data-state=move || state(&shown.get())
            data-waiting=move || shown.get().waiting.to_string()
        >
            {move || {
                icon(match state(&shown.get()) {
                    "offline" => icon::OFFLINE,
                    "attention" => icon::WARN,
                    "waiting" => icon::DEVICE,
                    _ => icon::CLOUD,
                })
            }}
            <span role="status">{move || said(&shown.get())}</span>
        </a>
    }
    .into_any()
}

fn is_signed_out(summary: &Summary) -> bool {
    summary.trouble == Some(Trouble::Call(TransportError::SignedOut))
}

fn state(summary: &Summary) -> &'static str {
    match summary {
        Summary { attention: 1.., .. } | Summary { unsaved: 1.., .. } => "attention",
        summary if is_signed_out(summary) => "attention",
        Summary { online: false, .. } => "offline",
        Summary { waiting: 1.., .. } => "waiting",
        _ => "saved",
    }
}

fn said(summary: &Summary) -> String {
    match *summary {
        Summary { unsaved: 1.., .. } => t::sync::not_saved().to_owned(),
        Summary {
            attention: n @ 1.., ..
        } => t::sync::attention(n),
        ref summary if is_signed_out(summary) => t::sync::signed_out().to_owned(),
        Summary {
            online: false,
            waiting: 0,
            last_exchange,
            ..
        } => last_exchange.map_or_else(
            || t::sync::offline().to_owned(),
            |at| t::sync::offline_at(words::time(at)),
        ),
        Summary {
            online: false,
            waiting,
            ..
        } => t::sync::offline_waiting(waiting),
        Summary {
            waiting: 0,
            last_exchange,
            ..
        } => last_exchange.map_or_else(
            || t::sync::all_received().to_owned(),
            |at| format!("{} {}", t::sync::all_received(), words::time(at)),
        ),
        Summary { sending: true, .. } => t::sync::sending().to_owned(),
        Summary { waiting, .. } => t::sync::waiting(waiting),
    }
}
