//! The site with the two pages that the server renders: the anonymous shell and the sign-in form.
//!
//! Neither is made by `leptos_axum`: its handler streams the state of resources into inline
//! scripts, which the strict content security policy forbids, and wants the whole application
//! compiled for the server, for two pages that hold no data. `app::shell` renders plain templates.

use crate::http::site::{File, Site};
use anyhow::Context as _;
use app::shell::{Application, Assets, Offline, SignInForm};
use app::{Lang, Prefs, Theme};
use axum::http::{HeaderMap, header};
use std::path::Path;

/// What `page.js` imports before an application starts. Fetched at once where the site has them; a
/// list that lags behind costs round trips only.
const MODULES: [&str; 6] = [
    "page.js",
    "api.js",
    "device.js",
    "store.js",
    "schema.js",
    "updates.js",
];

/// The site and its pages.
#[derive(Debug)]
pub struct Pages {
    site: Site,
    assets: Assets,
    /// The shell under every choice of language, theme and application: a few kilobytes each.
    shells: Vec<(Prefs, File)>,
    /// What the service worker shows without a network.
    offline: Vec<(Offline, Lang, File)>,
}

impl Pages {
    /// Reads the site and renders the shell.
    ///
    /// # Errors
    /// When the folder is not a built site.
    pub fn load(folder: &Path) -> anyhow::Result<Self> {
        let site = Site::load(folder)?;
        let asset = |name: &str| {
            site.asset(name)
                .map(str::to_owned)
                .with_context(|| format!("assets.json in {} has no {name}", folder.display()))
        };
        let assets = Assets {
            css: asset("app.css")?,
            desk_css: asset("desk.css")?,
            modules: MODULES
                .iter()
                .filter_map(|name| site.asset(name).map(str::to_owned))
                .collect(),
            reporter: Application {
                boot_js: asset("boot.js")?,
                glue_js: asset("app.js")?,
                wasm: asset("app.wasm")?,
            },
            full: Application {
                boot_js: asset("boot-full.js")?,
                glue_js: asset("full.js")?,
                wasm: asset("full.wasm")?,
            },
        };
        let (mut shells, mut offline) = (Vec::new(), Vec::new());
        for lang in [Lang::Vi, Lang::En] {
            for theme in Theme::ALL {
                for full in [false, true] {
                    let prefs = Prefs { lang, theme, full };
                    let html = app::shell::app_shell(&assets, &prefs, full);
                    shells.push((prefs, File::page(html)));
                }
            }
            for missing in Offline::ALL {
                let prefs = Prefs {
                    lang,
                    ..Prefs::default()
                };
                let html = app::shell::offline_page(&assets, &prefs, missing);
                offline.push((missing, lang, File::page(html)));
            }
        }
        Ok(Self {
            site,
            assets,
            shells,
            offline,
        })
    }

    /// The file at a URL path.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&File> {
        self.site.file(path)
    }

    /// A page that the service worker keeps: an application's shell in the device's own theme, or
    /// what it shows without a network.
    #[must_use]
    pub fn kept(&self, name: &str, lang: Lang) -> Option<&File> {
        let full = match name {
            "reporter" => false,
            "full" => true,
            name => {
                let mut pages = self.offline.iter();
                let found =
                    pages.find(|(missing, in_lang, _)| missing.name() == name && *in_lang == lang);
                return found.map(|(.., file)| file);
            }
        };
        let wanted = Prefs {
            lang,
            full,
            ..Prefs::default()
        };
        self.find(wanted)
    }

    fn find(&self, wanted: Prefs) -> Option<&File> {
        self.shells
            .iter()
            .find(|(prefs, _)| *prefs == wanted)
            .map(|(_, file)| file)
    }

    /// The shell for a screen's address, under the preferences in the request's cookies.
    #[must_use]
    pub fn shell(&self, request: &HeaderMap, path: &str) -> Option<&File> {
        let prefs = prefs(request);
        let full = app::shell::starts_full(path, &prefs);
        self.find(Prefs { full, ..prefs })
    }

    /// The sign-in form under the preferences in the request's cookies.
    #[must_use]
    pub fn sign_in(&self, request: &HeaderMap, form: &SignInForm) -> File {
        let html = app::shell::sign_in_page(&self.assets, &prefs(request), form);
        File::fleeting_page(html)
    }
}

fn prefs(request: &HeaderMap) -> Prefs {
    let cookies = request
        .get(header::COOKIE)
        .and_then(|value| value.to_str().ok());
    Prefs::from_cookies(cookies.unwrap_or_default())
}
