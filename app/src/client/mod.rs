//! The application in the browser: calls, session, navigation, what waits to be sent.

pub mod api;
pub mod browser;
pub mod desk;
pub mod dom;
pub mod drafts;
pub mod http;
pub mod load;
pub mod nav;
pub mod prefs;
pub mod sending;
pub mod session;

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
    root.set_inner_html("");
    crate::view::mount(&root, ui::app::app);
}
