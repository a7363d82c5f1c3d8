//! Vietnamese and English. Every text on screen comes from `locales/{vi,en}/*.json` through the
//! functions of [`t`], checked by the compiler in both languages.
//!
//! Why not `leptos_i18n`: it costs 21 KB of brotli for 60 messages (measured; the whole first
//! visit may weigh 200 KB), because every message becomes reactive code. Here a message is two
//! string constants. Changing the language reloads the page, which the server's own pages and the
//! `lang` attribute need anyway.

use std::cell::Cell;
use std::fmt::Display;

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// Vietnamese, unless chosen otherwise.
    #[default]
    Vi,
    /// English.
    En,
}

/// The cookie that remembers the language, so that the server's pages agree with the application.
pub const LANG_COOKIE: &str = "tiendo_lang";

impl Lang {
    /// The value of the `lang` attribute and of the cookie.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    /// From [`Lang::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "vi" => Some(Self::Vi),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// From a `Cookie` header; see [`crate::prefs::Prefs::from_cookies`].
    #[must_use]
    pub fn from_cookies(cookies: &str) -> Self {
        crate::prefs::Prefs::from_cookies(cookies).lang
    }
}

/// Whether this program speaks English, too. A reporter's application (`app.wasm`) does not: whoever
/// chooses English gets the full one, and a phone in a commune downloads one language.
pub const HAS_ENGLISH: bool = cfg!(any(feature = "full", not(feature = "csr")));

thread_local! {
    static LANG: Cell<Lang> = const { Cell::new(Lang::Vi) };
}

/// The language in which [`t`] answers on this thread.
#[must_use]
pub fn lang() -> Lang {
    if HAS_ENGLISH {
        LANG.with(Cell::get)
    } else {
        Lang::Vi
    }
}

/// Sets the language of this thread for good: the browser does it once at start.
pub fn set_lang(lang: Lang) {
    LANG.with(|cell| cell.set(lang));
}

/// Runs `render` in a language and restores the one before: the server renders pages of several
/// people on one thread.
pub fn with_lang<T>(lang: Lang, render: impl FnOnce() -> T) -> T {
    let before = LANG.with(|cell| cell.replace(lang));
    let out = render();
    LANG.with(|cell| cell.set(before));
    out
}

/// The messages, one function each.
pub mod t {
    use super::{Display, Lang, lang};

    include!(concat!(env!("OUT_DIR"), "/messages.rs"));

    fn pick(vi: &'static str, en: &'static str) -> &'static str {
        match lang() {
            Lang::Vi => vi,
            Lang::En => en,
        }
    }

    #[allow(
        dead_code,
        reason = "used as soon as a message has a plural in English"
    )]
    fn pick_number(
        vi: &'static str,
        one: &'static str,
        other: &'static str,
        n: &dyn Display,
    ) -> &'static str {
        match lang() {
            Lang::Vi => vi,
            Lang::En if n.to_string() == "1" => one,
            Lang::En => other,
        }
    }

    fn fill(template: &str, args: &[(&str, &dyn Display)]) -> String {
        let mut out = String::with_capacity(template.len() + 16);
        let mut rest = template;
        while let Some((before, tail)) = rest.split_once('{') {
            out.push_str(before);
            let (name, after) = tail.split_once('}').unwrap_or((tail, ""));
            if let Some((_, value)) = args.iter().find(|(arg, _)| *arg == name) {
                out.push_str(&value.to_string());
            }
            rest = after;
        }
        out.push_str(rest);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_follow_the_language_and_the_number() {
        assert_eq!(t::words::due_in(2), "còn 2 ngày");
        assert_eq!(with_lang(Lang::En, || t::words::due_in(1)), "1 day left");
        assert_eq!(with_lang(Lang::En, || t::words::due_in(2)), "2 days left");
        assert_eq!(lang(), Lang::Vi);
    }
}
