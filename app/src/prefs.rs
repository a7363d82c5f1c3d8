//! What a person chose for this device, kept in cookies so that the server's pages agree with the
//! application from the first paint.

use crate::i18n::{LANG_COOKIE, Lang};

/// The cookie that remembers the theme.
pub const THEME_COOKIE: &str = "tiendo_theme";

/// The cookie that remembers whether this device's person works at a desk: every page then starts the
/// full application at once. The server sets it on signing in and on every refresh, by the roles of
/// that moment; the full application sets it when it starts. A preference, not a right.
pub const FULL_COOKIE: &str = "tiendo_full";

/// The cookie that names the person of the session, readable by the application: on a shared phone it
/// opens what is kept for this person and for nobody else. It proves nothing to the server.
pub const USER_COOKIE: &str = "tiendo_user";

/// Light, dark, or as the device says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the device says.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// Every one, in the order of the account screen.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// The value of the cookie and of `data-theme` on the root element.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// From [`Theme::name`].
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.name() == name)
    }
}

/// Language, theme and application.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prefs {
    /// The language.
    pub lang: Lang,
    /// The theme.
    pub theme: Theme,
    /// Whether to start the full application wherever one arrives.
    pub full: bool,
}

impl Prefs {
    /// The value of [`FULL_COOKIE`].
    #[must_use]
    pub const fn full_value(full: bool) -> &'static str {
        if full { "1" } else { "0" }
    }

    /// From a `Cookie` header (or `document.cookie`); Vietnamese and the device's own theme where
    /// nothing was chosen. Unknown values are ignored.
    #[must_use]
    pub fn from_cookies(cookies: &str) -> Self {
        let value = |name: &str| {
            cookies
                .split(';')
                .filter_map(|pair| pair.trim().split_once('='))
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value)
        };
        Self {
            lang: value(LANG_COOKIE)
                .and_then(Lang::from_code)
                .unwrap_or_default(),
            theme: value(THEME_COOKIE)
                .and_then(Theme::from_name)
                .unwrap_or_default(),
            full: value(FULL_COOKIE) == Some("1"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_choose() {
        assert_eq!(Prefs::from_cookies(""), Prefs::default());
        let chosen = Prefs::from_cookies("a=1; tiendo_lang=en; tiendo_theme=dark");
        assert_eq!(
            chosen,
            Prefs {
                lang: Lang::En,
                theme: Theme::Dark,
                full: false
            }
        );
        for full in [true, false] {
            let cookie = format!("{FULL_COOKIE}={}", Prefs::full_value(full));
            assert_eq!(Prefs::from_cookies(&cookie).full, full);
        }
        assert_eq!(
            Prefs::from_cookies("tiendo_lang=xx; tiendo_theme="),
            Prefs::default()
        );
    }
}
