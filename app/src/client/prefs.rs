//! Choosing language and theme in the browser.

use crate::client::dom;
use crate::i18n::{HAS_ENGLISH, LANG_COOKIE, Lang};
use crate::prefs::{Prefs, THEME_COOKIE, Theme};

/// What is chosen on this device, as far as this application can show it.
#[must_use]
pub fn chosen() -> Prefs {
    let mut chosen = Prefs::from_cookies(&dom::cookies());
    if !HAS_ENGLISH {
        chosen.lang = Lang::Vi;
    }
    chosen
}

/// Makes the page agree with what is chosen: one that the service worker kept may not, where the
/// browser does not show it the cookies.
pub(super) fn show(prefs: &Prefs) {
    if let Some(root) = dom::document().document_element() {
        let _ = root.set_attribute("lang", prefs.lang.code());
        let _ = root.set_attribute("data-theme", prefs.theme.name());
    }
}

/// Chooses a theme and shows it at once.
pub fn set_theme(theme: Theme) {
    dom::set_cookie(THEME_COOKIE, theme.name());
    show(&chosen());
}

/// Chooses a language; the page is loaded anew in it.
pub fn set_lang(lang: Lang) {
    dom::set_cookie(LANG_COOKIE, lang.code());
    let _ = dom::window().location().reload();
}
