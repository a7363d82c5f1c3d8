//! The service worker from the application's side: a new build that waits, and sending after the
//! page is closed.

use super::js;
use crate::view::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

thread_local! {
    static READY: ArcRwSignal<bool> = ArcRwSignal::new(false);
}

/// Starts to look for new builds. Called once, by [`crate::client::start`].
pub(in crate::client) fn start() {
    let ready = ready();
    watch(move || ready.set(true));
}

/// Whether a new build waits for [`apply`].
#[must_use]
pub fn ready() -> ArcRwSignal<bool> {
    READY.with(Clone::clone)
}

/// Registers the service worker and calls `on_ready` when a new build is downloaded and waits.
pub fn watch(on_ready: impl Fn() + 'static) {
    let ready: Box<dyn Fn()> = Box::new(on_ready);
    let ready = Closure::wrap(ready).into_js_value();
    // It goes on by itself and never fails.
    let _ = js::watch_updates(ready.unchecked_ref());
}

/// Starts the new build: the page is loaded anew, once. The outbox is not touched.
pub fn apply() {
    js::apply_update();
}

/// Asks the browser to send the outbox when there is a network again, though the page may be closed
/// by then. Answers whether it will: Background Sync is there in Chrome, Edge and Samsung Internet.
pub async fn send_later() -> bool {
    js::send_later()
        .await
        .is_ok_and(|answer| answer.is_truthy())
}
