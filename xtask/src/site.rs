//! Laying out `target/site/`: what the server serves.
//!
//! ```text
//! assets.json    logical name → URL path, for the server's pages
//! assets/        css, js, wasm under hashed names: never changes, so cached for ever
//! sw.js          the service worker, which knows all of these
//! …              frontend/static/** under its own names
//! ```
//! Beside each file that shrinks stand `FILE.br` and `FILE.gz`.

use crate::build::Mode;
use crate::wasm::{self, Application, Glue};
use crate::{assets, compress, paths, progress, worker};
use anyhow::{Context as _, Result};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Added to the entry script by `cargo xtask dev`: reloads the page when the server's page names
/// other assets, or the server was away and is back. Without a service worker, which would go on
/// showing the build before.
const RELOAD: &str = r#"
;globalThis.tiendoDev = true;
(() => {
  let known, away = false;
  const look = async () => {
    try {
      const page = await (await fetch(location.href, { cache: "no-store" })).text();
      const now = (page.match(/\/assets\/[\w.-]+/g) ?? []).join();
      if (away || (known !== undefined && now !== known)) return location.reload();
      known = now;
    } catch { away = true; }
    setTimeout(look, 1000);
  };
  look();
})();
"#;

/// What the server makes its pages from, besides the addresses of the assets: another text in them
/// is another build to the service worker, which keeps them.
const PAGES: [&str; 4] = [
    "app/locales",
    "app/src/brand.rs",
    "app/src/shell",
    "app/src/shell.rs",
];

/// How the names begin of what only the full application needs.
const OF_FULL: [&str; 4] = ["full-", "boot-full-", "desk-", "parcel-"];

/// The sizes of what a first visit downloads, in bytes as they travel.
pub(crate) type Sizes = BTreeMap<String, usize>;

/// Whether the site on disk was made from exactly these inputs.
pub(crate) fn is_fresh(fingerprint: &str) -> bool {
    paths::site().is_dir()
        && fs::read_to_string(fingerprint_file()).is_ok_and(|old| old == fingerprint)
}

/// Beside the site, not in it: what is in it is served.
fn fingerprint_file() -> PathBuf {
    paths::site().with_extension("fingerprint")
}

/// The hash of everything the site is made from: the compiled application, the sources beside it,
/// the tools and the mode.
///
/// # Errors
/// When a file cannot be read.
pub(crate) fn fingerprint(compiled: &[(Application, PathBuf)], mode: Mode) -> Result<String> {
    let frontend = paths::root().join("frontend");
    let mut text = format!("{mode:?}; {}; ", wasm::tools_fingerprint());
    let mut files: Vec<PathBuf> = compiled.iter().map(|(_, file)| file.clone()).collect();
    for folder in ["css", "js", "static"] {
        files.extend(files_below(&frontend.join(folder))?);
    }
    files.extend(page_sources()?);
    for file in files {
        let content = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        text.push_str(&format!("{} {}; ", file.display(), assets::hash(&content)));
    }
    Ok(assets::hash(text.as_bytes()))
}

fn page_sources() -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for source in PAGES {
        let path = paths::root().join(source);
        if path.is_file() {
            files.push(path);
        } else {
            files.extend(files_below(&path)?);
        }
    }
    Ok(files)
}

/// Makes the site.
///
/// # Errors
/// When a file cannot be read or written, or scripts import each other in a circle.
pub(crate) fn lay_out(glues: &[Glue], mode: Mode, fingerprint: &str) -> Result<()> {
    progress::step("laying out target/site");
    let frontend = paths::root().join("frontend");
    if fingerprint_file().exists() {
        fs::remove_file(fingerprint_file())?;
    }
    // Apart, and into place at the end: a running server never sees half a site.
    let new = paths::site().with_extension("new");
    if new.exists() {
        fs::remove_dir_all(&new)?;
    }
    let hashed = new.join("assets");
    fs::create_dir_all(&hashed)?;

    let mut names = BTreeMap::new();
    let mut put = |logical: &str, content: &[u8]| -> Result<()> {
        let name = assets::hashed_name(logical, content);
        fs::write(hashed.join(&name), content)?;
        names.insert(logical.to_owned(), name);
        Ok(())
    };
    for glue in glues {
        put(
            &format!("{}.wasm", glue.application.stem()),
            &fs::read(&glue.wasm)?,
        )?;
    }
    put("app.css", stylesheet(&frontend.join("css"))?.as_bytes())?;
    put(
        "desk.css",
        stylesheet(&frontend.join("css/desk"))?.as_bytes(),
    )?;

    let (names, scripts) =
        assets::name_scripts(&scripts(&frontend.join("js"), glues, mode)?, names)?;
    for (logical, text) in &scripts {
        fs::write(hashed.join(&names[logical]), text)?;
    }
    // Their folder's name is a hash already.
    for glue in glues {
        copy_below(&glue.snippets, &hashed.join("snippets"))?;
    }

    let mut fixed = BTreeMap::new();
    for logical in copy_below(&frontend.join("static"), &new)? {
        let hash = assets::hash(&fs::read(new.join(&logical))?);
        fixed.insert(logical, hash);
    }
    fs::write(
        new.join(worker::NAME),
        service_worker(&frontend, &names, &fixed)?,
    )?;

    let mut manifest: BTreeMap<String, String> = names
        .into_iter()
        .map(|(logical, name)| (logical, format!("{}{name}", assets::PREFIX)))
        .collect();
    manifest.extend(
        fixed
            .into_keys()
            .map(|name| (name.clone(), format!("/{name}"))),
    );
    fs::write(
        new.join("assets.json"),
        serde_json::to_string_pretty(&manifest)?,
    )?;

    if mode == Mode::Release {
        progress::step("compressing (brotli 11, gzip 9)");
        for file in files_below(&new)? {
            compress::compress(&file)?;
        }
    }
    let site = paths::site();
    if site.exists() {
        fs::remove_dir_all(&site)?;
    }
    fs::rename(&new, &site)?;
    // Last: a site that was interrupted half-way is made again.
    fs::write(fingerprint_file(), fingerprint)?;
    Ok(())
}

fn service_worker(
    frontend: &Path,
    names: &BTreeMap<String, String>,
    fixed: &BTreeMap<String, String>,
) -> Result<String> {
    let mut pages = String::new();
    for file in page_sources()? {
        pages.push_str(&fs::read_to_string(&file)?);
    }
    let source = fs::read_to_string(frontend.join("js").join(worker::NAME))?;
    worker::service_worker(&assets::shrink_js(&source), names, fixed, &pages)
}

/// What of the site on disk a reporter's first visit downloads beside the page itself: the service
/// worker and every hashed asset but those of the full application, by its name, in bytes of brotli
/// (or as it is, where it does not shrink).
///
/// # Errors
/// When the site is not there.
pub(crate) fn first_visit() -> Result<Sizes> {
    let mut sizes = Sizes::new();
    let mut files = files_below(&paths::site().join("assets"))?;
    files.push(paths::site().join(worker::NAME));
    for file in files {
        let name = file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let compressed = name.ends_with(".br") || name.ends_with(".gz");
        if compressed || OF_FULL.iter().any(|stem| name.starts_with(stem)) {
            continue;
        }
        let compressed = file.with_file_name(format!("{name}.br"));
        let travels = if compressed.exists() {
            compressed
        } else {
            file
        };
        sizes.insert(name, usize::try_from(travels.metadata()?.len())?);
    }
    Ok(sizes)
}

/// Every stylesheet of a folder, in the order of the file names; not those of folders in it.
fn stylesheet(folder: &Path) -> Result<String> {
    let mut css = String::new();
    for file in files_below(folder)?
        .iter()
        .filter(|file| file.parent() == Some(folder))
        .filter(|file| file.extension().is_some_and(|e| e == "css"))
    {
        css.push_str(&assets::shrink_css(&fs::read_to_string(file)?));
    }
    Ok(css)
}

/// The hand-written modules and the generated ones, by logical name.
fn scripts(folder: &Path, glues: &[Glue], mode: Mode) -> Result<BTreeMap<String, String>> {
    let mut scripts = BTreeMap::new();
    for glue in glues {
        let name = format!("{}.js", glue.application.stem());
        scripts.insert(name, fs::read_to_string(&glue.js)?);
    }
    for file in files_below(folder)?
        .iter()
        .filter(|file| file.extension().is_some_and(|e| e == "js"))
    {
        let name = file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if name == worker::NAME {
            continue;
        }
        let mut text = assets::shrink_js(&fs::read_to_string(file)?);
        if name.starts_with("boot") && mode == Mode::Dev {
            text.push_str(RELOAD);
        }
        scripts.insert(name, text);
    }
    anyhow::ensure!(
        scripts.contains_key("boot.js") && scripts.contains_key("boot-full.js"),
        "frontend/js/boot.js or boot-full.js is missing: they start the applications"
    );
    Ok(scripts)
}

/// Copies a folder's content, which need not exist. Returns the relative paths of the files.
fn copy_below(from: &Path, to: &Path) -> Result<Vec<String>> {
    let mut copied = Vec::new();
    for file in files_below(from)? {
        let relative = file.strip_prefix(from)?;
        let target = to.join(relative);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(&file, &target)?;
        copied.push(relative.to_string_lossy().into_owned());
    }
    Ok(copied)
}

/// Every file below a folder, sorted; none where the folder does not exist.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if folder.is_dir() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                files.extend(files_below(&path)?);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}
