//! The built web application: hashed assets for ever, other files by `ETag`, precompressed.
//!
//! Everything is read into memory at start (some two megabytes), so a path of a request is a key of
//! a map and never a path of the disk.

use crate::http::problem;
use anyhow::Context as _;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use base64::Engine as _;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::io::Write as _;
use std::path::Path;

/// Below this many bytes compression gains nothing.
const SMALLEST_COMPRESSED: usize = 200;

/// What a file of the site is sent as.
#[derive(Debug)]
pub struct File {
    kind: &'static str,
    cache: &'static str,
    vary: &'static str,
    etag: String,
    identity: Bytes,
    gzip: Option<Bytes>,
    br: Option<Bytes>,
}

/// The files of the site by their URL path.
#[derive(Debug, Default)]
pub struct Site {
    files: HashMap<String, File>,
    names: BTreeMap<String, String>,
}

impl Site {
    /// Reads the folder that `cargo xtask build` made: `assets.json`, `assets/…` (names with a
    /// hash), and what has a fixed address (manifest, icons); `x.br` and `x.gz` belong to `x`.
    ///
    /// # Errors
    /// When the folder or a file cannot be read, or `assets.json` is not one.
    pub fn load(folder: &Path) -> anyhow::Result<Self> {
        let names = folder.join("assets.json");
        let names = std::fs::read(&names).with_context(|| {
            format!(
                "cannot read {}: is the web application built?",
                names.display()
            )
        })?;
        let names = serde_json::from_slice(&names).context("assets.json")?;
        let mut site = Self {
            files: HashMap::new(),
            names,
        };
        site.read(folder, "")?;
        Ok(site)
    }

    fn read(&mut self, folder: &Path, url: &str) -> anyhow::Result<()> {
        let at = || format!("cannot read {}", folder.display());
        for entry in std::fs::read_dir(folder).with_context(at)? {
            let entry = entry.with_context(at)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let url = format!("{url}/{name}");
            let path = entry.path();
            if path.is_dir() {
                self.read(&path, &url)?;
            } else if !matches!(name.rsplit('.').next(), Some("br" | "gz")) && url != "/assets.json"
            {
                let beside = |suffix: &str| {
                    std::fs::read(folder.join(format!("{name}{suffix}")))
                        .ok()
                        .map(Bytes::from)
                };
                let identity = Bytes::from(std::fs::read(&path).with_context(at)?);
                let file = File {
                    kind: media_type(&name),
                    cache: cache_control(&url),
                    vary: "accept-encoding",
                    etag: digest(&identity),
                    identity,
                    gzip: beside(".gz"),
                    br: beside(".br"),
                };
                self.files.insert(url, file);
            }
        }
        Ok(())
    }

    /// The address of an asset by its logical name (`app.css`), from `assets.json`.
    #[must_use]
    pub fn asset(&self, name: &str) -> Option<&str> {
        self.names.get(name).map(String::as_str)
    }

    /// The file at a URL path.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.get(path)
    }
}

impl File {
    /// A page made now and kept: checked with the server each time, sent only when it changed.
    #[must_use]
    pub fn page(html: String) -> Self {
        Self::made(html, "no-cache", 9)
    }

    /// A page made for one request: compressed quickly rather than well.
    #[must_use]
    pub fn fleeting_page(html: String) -> Self {
        Self::made(html, "no-cache", 4)
    }

    fn made(html: String, cache: &'static str, quality: u32) -> Self {
        let identity = Bytes::from(html);
        let worth = identity.len() >= SMALLEST_COMPRESSED;
        Self {
            kind: "text/html; charset=utf-8",
            cache,
            // The language is chosen by a cookie.
            vary: "accept-encoding, cookie",
            etag: digest(&identity),
            gzip: worth.then(|| gzip(&identity)).flatten(),
            br: worth.then(|| brotli(&identity, quality)).flatten(),
            identity,
        }
    }

    /// The answer to a `GET` or `HEAD`: `br` before `gzip` before plain, and 304 where the browser
    /// has it already.
    #[must_use]
    pub fn respond(&self, method: &Method, request: &HeaderMap) -> Response {
        if !matches!(*method, Method::GET | Method::HEAD) {
            return problem::respond(&problem::method_not_allowed());
        }
        let (coding, body) = match (&self.br, &self.gzip) {
            (Some(br), _) if accepts(request, "br") => (Some("br"), br),
            (_, Some(gzip)) if accepts(request, "gzip") => (Some("gzip"), gzip),
            _ => (None, &self.identity),
        };
        let etag = format!(
            "\"{}{}\"",
            self.etag,
            coding.map(|c| format!("-{c}")).unwrap_or_default()
        );
        let known = is_known(request, &etag);
        let mut response = Response::new(Body::empty());
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(self.cache));
        headers.insert(header::VARY, HeaderValue::from_static(self.vary));
        if let Ok(etag) = HeaderValue::try_from(etag) {
            headers.insert(header::ETAG, etag);
        }
        if known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        headers.insert(header::CONTENT_LENGTH, body.len().into());
        if let Some(coding) = coding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        if *method == Method::GET {
            *response.body_mut() = Body::from(body.clone());
        }
        response
    }
}

fn is_known(request: &HeaderMap, etag: &str) -> bool {
    request
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|one| matches!(one.trim(), "*") || one.trim().trim_start_matches("W/") == etag)
}

/// Whether the browser takes this coding; `q=0` means that it does not.
fn accepts(request: &HeaderMap, coding: &str) -> bool {
    request
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|one| {
            let mut parts = one.split(';').map(str::trim);
            let named = parts
                .next()
                .is_some_and(|name| name.eq_ignore_ascii_case(coding));
            let refused = parts.any(|p| {
                p.strip_prefix("q=")
                    .is_some_and(|q| q.chars().all(|c| matches!(c, '0' | '.')))
            });
            named && !refused
        })
}

fn cache_control(url: &str) -> &'static str {
    if url.starts_with("/assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "html" => "text/html; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn digest(bytes: &[u8]) -> String {
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&Sha256::digest(bytes)[..12])
}

fn gzip(bytes: &[u8]) -> Option<Bytes> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(bytes).ok()?;
    out.finish().ok().map(Bytes::from)
}

fn brotli(bytes: &[u8], quality: u32) -> Option<Bytes> {
    let mut out = brotli::CompressorWriter::new(Vec::new(), 4096, quality, 22);
    out.write_all(bytes).ok()?;
    out.flush().ok()?;
    Some(Bytes::from(out.into_inner()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: header::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    fn site() -> Site {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("assets")).unwrap();
        let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
        write("assets.json", r#"{"app.wasm": "/assets/app.1a2b.wasm"}"#);
        write("assets/app.1a2b.wasm", "plain");
        write("assets/app.1a2b.wasm.br", "br");
        write("assets/app.1a2b.wasm.gz", "gz");
        write("manifest.webmanifest", "{}");
        Site::load(dir.path()).unwrap()
    }

    #[test]
    fn the_best_coding_the_browser_takes() {
        let site = site();
        let file = site.file(site.asset("app.wasm").unwrap()).unwrap();
        let table = [
            ("gzip, deflate, br", Some("br")),
            ("gzip;q=1.0, br;q=0", Some("gzip")),
            ("br;q=0.0, gzip;q=0", None),
            ("identity", None),
        ];
        for (accept, coding) in table {
            let response = file.respond(&Method::GET, &with(header::ACCEPT_ENCODING, accept));
            let sent = response.headers().get(header::CONTENT_ENCODING);
            assert_eq!(sent.map(|v| v.to_str().unwrap()), coding, "{accept}");
            assert_eq!(response.headers()[header::CONTENT_TYPE], "application/wasm");
            let cache = &response.headers()[header::CACHE_CONTROL];
            assert_eq!(cache, "public, max-age=31536000, immutable");
        }
    }

    #[test]
    fn what_the_browser_has_is_not_sent_again() {
        let site = site();
        let file = site.file("/manifest.webmanifest").unwrap();
        let first = file.respond(&Method::GET, &HeaderMap::new());
        assert_eq!(
            first.headers()[header::CONTENT_TYPE],
            "application/manifest+json"
        );
        assert_eq!(first.headers()[header::CACHE_CONTROL], "no-cache");
        let again =
            HeaderMap::from_iter([(header::IF_NONE_MATCH, first.headers()[header::ETAG].clone())]);
        assert_eq!(
            file.respond(&Method::GET, &again).status(),
            StatusCode::NOT_MODIFIED
        );
        assert_eq!(
            file.respond(&Method::PUT, &again).status(),
            StatusCode::METHOD_NOT_ALLOWED
        );
    }

    #[test]
    fn only_the_folder_s_own_files_exist() {
        let site = site();
        for path in [
            "/assets.json",
            "/assets/app.1a2b.wasm.br",
            "/../Cargo.toml",
            "/assets/",
        ] {
            assert!(site.file(path).is_none(), "{path}");
        }
        assert!(Site::load(Path::new("/nonexistent")).is_err());
    }
}
