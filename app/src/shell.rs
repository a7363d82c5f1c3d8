//! The pages that the server renders: the anonymous shell, which holds nobody's data and may be
//! cached, the sign-in form, which works before (and without) WASM, and what the service worker
//! shows in the place of either where there is no network.
//!
//! Plain templates without inline scripts or styles, as the content security policy demands.

use crate::brand::MARK;
use crate::i18n::{Lang, t, with_lang};
use crate::prefs::Prefs;
use crate::route::Route;
use std::fmt::Write as _;

mod offline;
pub use offline::{Offline, offline_page};

/// Addresses of the hashed assets, as `assets.json` of the built site gives them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assets {
    /// `app.css`.
    pub css: String,
    /// `desk.css`: what the screens of the full application need besides.
    pub desk_css: String,
    /// Scripts that both applications import before they start, to be fetched at once rather than
    /// one after the other.
    pub modules: Vec<String>,
    /// A reporter's screens: `boot.js`, `app.js`, `app.wasm`.
    pub reporter: Application,
    /// Every screen: `boot-full.js`, `full.js`, `full.wasm`.
    pub full: Application,
}

/// One of the two applications. What a reporter's phone downloads holds a reporter's screens only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// The entry.
    pub boot_js: String,
    /// The generated glue.
    pub glue_js: String,
    /// The application itself.
    pub wasm: String,
}

/// Whether the page at an address starts the full application: a desk's screen, or anything for a
/// person who works at a desk or reads English (see [`crate::i18n::HAS_ENGLISH`]).
#[must_use]
pub fn starts_full(path: &str, prefs: &Prefs) -> bool {
    prefs.full || prefs.lang == Lang::En || Route::parse(path, "").is_desk()
}

/// What the sign-in form shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignInForm {
    /// Where to go afterwards: a path of ours, checked by the server.
    pub next: Option<String>,
    /// The user name typed before.
    pub username: String,
    /// Why the last attempt failed.
    pub error: Option<SignInError>,
}

/// Why signing in failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInError {
    /// No such user name, or another password: never says which.
    WrongCredentials,
    /// The account is disabled.
    Disabled,
    /// Too many failures.
    Throttled {
        /// Seconds until the next attempt counts.
        retry_after_seconds: u64,
    },
}

/// The page of every screen: head, and a skeleton of what comes. The same for everybody with the
/// same preferences; `full` as [`starts_full`] says.
#[must_use]
pub fn app_shell(assets: &Assets, prefs: &Prefs, full: bool) -> String {
    let application = if full { &assets.full } else { &assets.reporter };
    with_lang(prefs.lang, || {
        let mut out = head(assets, prefs, t::app::name());
        if full {
            let _infallible = writeln!(
                out,
                r#"<link rel="stylesheet" href="{}">"#,
                escape(&assets.desk_css)
            );
        }
        for module in &assets.modules {
            let _infallible = writeln!(
                out,
                r#"<link rel="modulepreload" href="{}">"#,
                escape(module)
            );
        }
        let _infallible = write!(
            out,
            r#"<link rel="modulepreload" href="{glue}">
<link rel="preload" href="{wasm}" as="fetch" type="application/wasm" crossorigin>
<script type="module" src="{boot}" async></script>
</head>
<body>
<div id="app">
<header class="top"><span class="brand">{mark}<span class="brand-name">{name}</span></span></header>
<main>
<noscript><p class="notice warn">{no_script}</p></noscript>
<p id="boot-failed" class="notice bad" role="alert" hidden>{boot_failed}</p>
<div class="skeleton" role="status" aria-label="{loading}"><span></span><span></span><span></span><span></span></div>
</main>
</div>
</body>
</html>
"#,
            glue = escape(&application.glue_js),
            wasm = escape(&application.wasm),
            boot = escape(&application.boot_js),
            mark = mark(),
            name = t::app::name(),
            no_script = t::sign_in::no_script(),
            boot_failed = t::sign_in::boot_failed(),
            loading = t::sign_in::loading(),
        );
        out
    })
}

/// The sign-in form, complete without scripts; fetches the application ahead while one types.
#[must_use]
pub fn sign_in_page(assets: &Assets, prefs: &Prefs, form: &SignInForm) -> String {
    let path = form
        .next
        .as_deref()
        .unwrap_or("/")
        .split('?')
        .next()
        .unwrap_or("/");
    let application = if starts_full(path, prefs) {
        &assets.full
    } else {
        &assets.reporter
    };
    with_lang(prefs.lang, || {
        let title = format!("{} · {}", t::sign_in::title(), t::app::name());
        let mut out = head(assets, prefs, &title);
        for asset in [
            &application.wasm,
            &application.glue_js,
            &application.boot_js,
        ] {
            let _infallible = writeln!(out, r#"<link rel="prefetch" href="{}">"#, escape(asset));
        }
        let next = form.next.as_deref().map_or_else(String::new, |next| {
            format!(
                r#"<input type="hidden" name="next" value="{}">"#,
                escape(next)
            )
        });
        let error = form.error.map(explain).map_or_else(String::new, |text| {
            format!(
                r#"<p class="notice bad" role="alert" id="loi">{}</p>"#,
                escape(&text)
            )
        });
        // The field to go on with: the password where the name stands already.
        let (on_name, on_password) = if form.username.is_empty() {
            (" autofocus", "")
        } else {
            ("", " autofocus")
        };
        let _infallible = write!(
            out,
            r#"</head>
<body class="sign-in">
<main>
<section class="sign-in-brand">
<p class="sign-in-name">{mark}<strong>{name}</strong></p>
<p class="sign-in-tagline">{tagline}</p>
<ul><li>{promise_1}</li><li>{promise_2}</li><li>{promise_3}</li></ul>
</section>
<form class="card" method="post" action="/dang-nhap">
<h1>{title}</h1>
{error}{next}
<div class="field"><label for="username">{username}</label>
<input class="input" id="username" name="username" value="{typed}" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="64"{on_name}></div>
<div class="field"><label for="password">{password}</label>
<input class="input" id="password" name="password" type="password" autocomplete="current-password" required maxlength="256"{on_password}></div>
<button class="button primary" type="submit">{submit}</button>
<p class="muted">{forgotten}</p>
</form>
</main>
</body>
</html>
"#,
            mark = mark(),
            name = t::app::name(),
            tagline = t::app::tagline(),
            promise_1 = t::sign_in::promise_1(),
            promise_2 = t::sign_in::promise_2(),
            promise_3 = t::sign_in::promise_3(),
            title = t::sign_in::title(),
            username = t::sign_in::username(),
            typed = escape(&form.username),
            password = t::sign_in::password(),
            submit = t::sign_in::submit(),
            forgotten = t::sign_in::forgotten(),
        );
        out
    })
}

fn explain(error: SignInError) -> String {
    match error {
        SignInError::WrongCredentials => t::sign_in::wrong().to_owned(),
        SignInError::Disabled => t::sign_in::disabled().to_owned(),
        SignInError::Throttled {
            retry_after_seconds,
        } => t::sign_in::throttled(retry_after_seconds),
    }
}

/// From the doctype to the last thing that both pages have in their head.
fn head(assets: &Assets, prefs: &Prefs, title: &str) -> String {
    format!(
        r##"<!DOCTYPE html>
<html lang="{lang}" data-theme="{theme}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>{title}</title>
<meta name="description" content="{tagline}">
<meta name="theme-color" content="#ffffff" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#16201f" media="(prefers-color-scheme: dark)">
<link rel="stylesheet" href="{css}">
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="apple-touch-icon" href="/icons/icon-192.png">
<link rel="manifest" href="/manifest.webmanifest">
"##,
        lang = prefs.lang.code(),
        theme = prefs.theme.name(),
        title = escape(title),
        tagline = t::app::tagline(),
        css = escape(&assets.css),
    )
}

fn mark() -> String {
    format!(r#"<svg class="mark" viewBox="0 0 64 64" aria-hidden="true">{MARK}</svg>"#)
}

/// Text and attribute values: nothing a person typed can become markup.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prefs::Theme;

    fn assets() -> Assets {
        let application = |name: &str| Application {
            boot_js: format!("/assets/boot-{name}.js"),
            glue_js: format!("/assets/{name}.js"),
            wasm: format!("/assets/{name}.wasm"),
        };
        Assets {
            css: "/assets/app-1.css".to_owned(),
            desk_css: "/assets/desk-1.css".to_owned(),
            modules: vec!["/assets/page-1.js".to_owned()],
            reporter: application("reporter"),
            full: application("full"),
        }
    }

    fn prefs(lang: Lang) -> Prefs {
        Prefs {
            lang,
            ..Prefs::default()
        }
    }

    #[test]
    fn each_page_starts_its_application() {
        let reporter = app_shell(&assets(), &Prefs::default(), false);
        assert!(reporter.contains("reporter.wasm") && !reporter.contains("full.wasm"));
        let full = app_shell(&assets(), &Prefs::default(), true);
        assert!(full.contains("full.wasm") && !full.contains("reporter.wasm"));
        let at_a_desk = Prefs {
            full: true,
            ..Prefs::default()
        };
        for (path, chosen, expected) in [
            ("/viec", Prefs::default(), false),
            ("/tong-quan", Prefs::default(), true),
            ("/viec", at_a_desk, true),
            ("/viec", prefs(Lang::En), true),
        ] {
            assert_eq!(starts_full(path, &chosen), expected, "{path}");
        }
    }

    #[test]
    fn what_needs_a_network_says_so() {
        let page = |missing| offline_page(&assets(), &Prefs::default(), missing);
        assert!(page(Offline::SignIn).contains("Đăng nhập cần có mạng"));
        assert!(page(Offline::SignIn).contains("vẫn được giữ trên máy này"));
        assert!(page(Offline::Screen).contains("href=\"/viec\""));
        assert!(!page(Offline::Screen).contains("<script"));
    }

    #[test]
    fn the_theme_is_there_before_the_first_paint() {
        let dark = Prefs {
            theme: Theme::Dark,
            ..Prefs::default()
        };
        assert!(app_shell(&assets(), &dark, false).contains("data-theme=\"dark\""));
    }

    #[test]
    fn no_inline_script_nor_style() {
        for lang in [Lang::Vi, Lang::En] {
            for page in [
                app_shell(&assets(), &prefs(lang), false),
                sign_in_page(&assets(), &prefs(lang), &SignInForm::default()),
                offline_page(&assets(), &prefs(lang), Offline::SignIn),
                offline_page(&assets(), &prefs(lang), Offline::Screen),
            ] {
                assert!(page.starts_with("<!DOCTYPE html>"), "{page}");
                assert!(
                    !page.contains("style=") && !page.contains("<style"),
                    "{page}"
                );
                assert!(
                    !page.contains("onclick") && !page.contains("<script>"),
                    "{page}"
                );
                assert!(page.contains(&format!("<html lang=\"{}\"", lang.code())));
            }
        }
    }

    #[test]
    fn what_was_typed_is_text() {
        let form = SignInForm {
            next: Some("/viec?a=\"><script>".to_owned()),
            username: "\"><script>alert(1)</script>".to_owned(),
            error: Some(SignInError::Throttled {
                retry_after_seconds: 30,
            }),
        };
        let page = sign_in_page(&assets(), &prefs(Lang::Vi), &form);
        assert!(!page.contains("<script"), "{page}");
        assert!(page.contains("sau 30 giây"));
    }

    #[test]
    fn the_languages_differ() {
        let vi = sign_in_page(&assets(), &prefs(Lang::Vi), &SignInForm::default());
        let en = sign_in_page(&assets(), &prefs(Lang::En), &SignInForm::default());
        assert!(vi.contains("Mật khẩu") && en.contains("Password"));
    }
}
