//! The application in the browser: calls, session, navigation, what waits to be sent.

pub mod api;
pub mod browser;
pub mod desk;
pub mod dom;
pub mod files;
pub mod http;
pub mod leaving;
mod legacy;
pub mod load;
#[cfg(feature = "full")]
pub mod marks;
mod memory;
pub mod nav;
pub mod notices;
#[cfg(feature = "full")]
pub mod parcel;
pub mod prefs;
pub mod sending;
pub mod session;
pub mod steps;
mod store;

use crate::i18n::set_lang;
use crate::ui;

/// Takes the place of the skeleton in `#app`. Called once, by the WASM entry.
pub fn start() {
    let chosen = prefs::chosen();
    set_lang(chosen.lang);
    prefs::show(&chosen);
    browser::updates::start();
    let Some(root) = dom::element("app") else {
        return;
    };
    // A task of its own, apart from the instantiation of the module.
    crate::view::prelude::set_timeout(
        move || {
            root.set_inner_html("");
            crate::view::mount(&root, ui::app::app);
        },
        std::time::Duration::ZERO,
    );
}
