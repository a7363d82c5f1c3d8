//! `/` goes to the search field, `j` and `k` to the next and the previous figure.

use crate::client::dom;
use crate::view::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// The id of the search field of a screen.
pub(super) const SEARCH: &str = "tim-don-vi";

/// Listens while the screen is on show.
pub(super) fn listen() {
    let listener = window_event_listener(leptos::ev::keydown, |event| follow(&event));
    on_cleanup(move || listener.remove());
}

fn follow(event: &KeyboardEvent) {
    let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
    if modified || event.default_prevented() || typing(event) {
        return;
    }
    let target = match event.key().as_str() {
        "/" => dom::element(SEARCH),
        "j" => step(true),
        "k" => step(false),
        _ => None,
    };
    if let Some(target) = target {
        event.prevent_default();
        // Here the page moves with the focus, unlike after a move between screens.
        let _ = target.focus();
    }
}

/// Whether the key belongs to a field.
fn typing(event: &KeyboardEvent) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .is_some_and(|target| ["INPUT", "SELECT", "TEXTAREA"].contains(&target.tag_name().as_str()))
}

/// The link after or before the one that has the focus; the first without one. What is folded away
/// is passed over.
fn step(forward: bool) -> Option<HtmlElement> {
    let links = dom::document().query_selector_all("main .row-link").ok()?;
    let links: Vec<HtmlElement> = (0..links.length())
        .filter_map(|at| links.get(at)?.dyn_into::<HtmlElement>().ok())
        .filter(|link| link.offset_height() > 0)
        .collect();
    let active = dom::document().active_element();
    let here = links
        .iter()
        .position(|link| active.as_ref() == Some(link.as_ref()));
    let to = match (here, forward) {
        (None, _) => 0,
        (Some(at), true) => at + 1,
        (Some(at), false) => at.checked_sub(1)?,
    };
    links.into_iter().nth(to)
}
