//! The header's badge: one quiet word on whether everything typed has reached the server.

use crate::client::desk;
use crate::client::sending::Summary;
use crate::i18n::t;
use crate::ui::icon::{self, icon};
use crate::view::prelude::*;

/// The badge; its words are announced politely when they change.
#[must_use]
pub fn sync_badge() -> AnyView {
    let summary = desk::summary();
    let shown = Memo::new(move |_| summary.get());
    view! {
        <p class="sync" role="status" aria-label=t::sync::label() data-state=move || state(&shown.get())>
            {move || {
                icon(match state(&shown.get()) {
                    "offline" => icon::OFFLINE,
                    "attention" => icon::WARN,
                    "waiting" => icon::DEVICE,
                    _ => icon::CLOUD,
                })
            }}
            <span>{move || words(&shown.get())}</span>
        </p>
    }
    .into_any()
}

fn state(summary: &Summary) -> &'static str {
    match summary {
        Summary { attention: 1.., .. } => "attention",
        Summary { online: false, .. } => "offline",
        Summary { waiting: 1.., .. } => "waiting",
        _ => "saved",
    }
}

fn words(summary: &Summary) -> String {
    match *summary {
        Summary {
            attention: n @ 1.., ..
        } => t::sync::attention(n),
        Summary {
            online: false,
            waiting: 0,
            ..
        } => t::sync::offline().to_owned(),
        Summary {
            online: false,
            waiting,
            ..
        } => t::sync::offline_waiting(waiting),
        Summary { waiting: 0, .. } => t::sync::all_received().to_owned(),
        Summary { sending: true, .. } => t::sync::sending().to_owned(),
        Summary { waiting, .. } => t::sync::waiting(waiting),
    }
}
