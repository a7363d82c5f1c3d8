//! The site with the two pages that the server renders: the anonymous shell and the sign-in form.
//!
//! Neither is made by `leptos_axum`: its handler streams the state of resources into inline
//! scripts, which the strict content security policy forbids, and wants the whole application
//! compiled for the server, for two pages that hold no data. `app::shell` renders plain templates.

use crate::http::site::{File, Site};
use anyhow::Context as _;
use app::shell::{Application, Assets, SignInForm};
use app::{Lang, Prefs, Theme};
use axum::http::{HeaderMap, header};
use std::path::Path;

/// The site and its pages.
#[derive(Debug)]
pub struct Pages {
    site: Site,
    assets: Assets,
    /// The shell under every choice of language, theme and application: a few kilobytes each.
    shells: Vec<(Prefs, File)>,
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
        let mut shells = Vec::new();
        for lang in [Lang::Vi, Lang::En] {
            for theme in Theme::ALL {
                for full in [false, true] {
                    let prefs = Prefs { lang, theme, full };
                    let html = app::shell::app_shell(&assets, &prefs, full);
                    shells.push((prefs, File::page(html)));
                }
            }
        }
        Ok(Self {
            site,
            assets,
            shells,
        })
    }

    /// The file at a URL path.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&File> {
        self.site.file(path)
    }

    /// The shell for a screen's address, under the preferences in the request's cookies.
    #[must_use]
    pub fn shell(&self, request: &HeaderMap, path: &str) -> Option<&File> {
        let prefs = prefs(request);
        let full = app::shell::starts_full(path, &prefs);
        let wanted = Prefs { full, ..prefs };
        self.shells
            .iter()
            .find(|(prefs, _)| *prefs == wanted)
            .map(|(_, file)| file)
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
