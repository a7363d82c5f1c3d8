//! Choosing language and theme in the browser.

use crate::client::dom;
use crate::i18n::{LANG_COOKIE, Lang};
use crate::prefs::{Prefs, THEME_COOKIE, Theme};

/// What is chosen on this device.
#[must_use]
pub fn chosen() -> Prefs {
    Prefs::from_cookies(&dom::cookies())
}

/// Chooses a theme and shows it at once.
pub fn set_theme(theme: Theme) {
    dom::set_cookie(THEME_COOKIE, theme.name());
    if let Some(root) = dom::document().document_element() {
        let _ = root.set_attribute("data-theme", theme.name());
    }
}

/// Chooses a language; the page is loaded anew in it.
pub fn set_lang(lang: Lang) {
    dom::set_cookie(LANG_COOKIE, lang.code());
    let _ = dom::window().location().reload();
}
