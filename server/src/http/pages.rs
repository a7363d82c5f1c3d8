//! The site with the two pages that the server renders: the anonymous shell and the sign-in form.
//!
//! Neither is made by `leptos_axum`: its handler streams the state of resources into inline
//! scripts, which the strict content security policy forbids, and wants the whole application
//! compiled for the server, for two pages that hold no data. `app::shell` renders plain templates.

use crate::http::site::{File, Site};
use anyhow::Context as _;
use app::Lang;
use app::shell::{Assets, SignInForm};
use axum::http::{HeaderMap, header};
use std::path::Path;

/// The site and its pages.
#[derive(Debug)]
pub struct Pages {
    site: Site,
    assets: Assets,
    shell_vi: File,
    shell_en: File,
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
            boot_js: asset("boot.js")?,
            glue_js: asset("app.js")?,
            wasm: asset("app.wasm")?,
        };
        let shell = |lang| File::page(app::shell::app_shell(&assets, lang));
        Ok(Self {
            shell_vi: shell(Lang::Vi),
            shell_en: shell(Lang::En),
            site,
            assets,
        })
    }

    /// The file at a URL path.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&File> {
        self.site.file(path)
    }

    /// The shell in the language of the request's cookie.
    #[must_use]
    pub fn shell(&self, request: &HeaderMap) -> &File {
        match language(request) {
            Lang::Vi => &self.shell_vi,
            Lang::En => &self.shell_en,
        }
    }

    /// The sign-in form in the language of the request's cookie.
    #[must_use]
    pub fn sign_in(&self, request: &HeaderMap, form: &SignInForm) -> File {
        let html = app::shell::sign_in_page(&self.assets, language(request), form);
        File::fleeting_page(html)
    }
}

fn language(request: &HeaderMap) -> Lang {
    let cookies = request
        .get(header::COOKIE)
        .and_then(|value| value.to_str().ok());
    Lang::from_cookies(cookies.unwrap_or_default())
}
