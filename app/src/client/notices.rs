//! What the device has to tell at the top of every screen: a new build, an offer to install.

use crate::client::browser::updates;
use crate::client::dom;
use crate::client::sending;
use crate::view::listen;
use crate::view::prelude::*;
use js_sys::{Function, Reflect};
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::JsValue;

/// Remembers that installing was offered: once is enough.
const OFFERED: &str = "tiendo.install";

/// What there is to tell.
#[derive(Clone)]
pub struct Notices {
    /// A new build waits.
    pub update: ArcRwSignal<bool>,
    /// The browser would install the application.
    pub install: ArcRwSignal<bool>,
}

thread_local! {
    static NOTICES: RefCell<Option<Notices>> = const { RefCell::new(None) };
    static PROMPT: RefCell<Option<JsValue>> = const { RefCell::new(None) };
}

/// What there is to tell; listens to the browser from the first call on.
#[must_use]
pub fn notices() -> Notices {
    if let Some(known) = NOTICES.with(|notices| notices.borrow().clone()) {
        return known;
    }
    let notices = Notices {
        update: updates::ready(),
        install: ArcRwSignal::new(false),
    };
    NOTICES.with(|cell| cell.replace(Some(notices.clone())));
    let install = notices.install.clone();
    listen("beforeinstallprompt", move |event| {
        // Ours comes at the top of the screen, once; the browser's own stays in its menu.
        event.prevent_default();
        if was_offered() {
            return;
        }
        PROMPT.with(|prompt| prompt.replace(Some(event.into())));
        install.set(true);
    });
    notices
}

fn was_offered() -> bool {
    let kept = dom::storage().and_then(|storage| storage.get_item(OFFERED).ok().flatten());
    kept.is_some()
}

/// Starts the new build; what was entered is in the store already.
pub fn update() {
    sending::flush();
    updates::apply();
}

/// Installs, or does not; it is not offered again.
pub fn install(wanted: bool) {
    if let Some(storage) = dom::storage() {
        let _ = storage.set_item(OFFERED, "1");
    }
    notices().install.set(false);
    let prompt = PROMPT.with(RefCell::take);
    if let Some(prompt) = prompt.filter(|_| wanted) {
        let show = Reflect::get(&prompt, &"prompt".into()).and_then(JsCast::dyn_into::<Function>);
        if let Ok(show) = show {
            let _ = show.call0(&prompt);
        }
    }
}
