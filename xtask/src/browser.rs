//! What drives a browser: Chromium, Node, npm packages. Only tests and measurements need them.

use crate::process::{output, run, which};
use crate::{debian, paths, progress};
use anyhow::{Context as _, Result, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The oldest Node that Playwright and Lighthouse run on; Debian 12 has an older one.
const OLDEST_NODE: u32 = 20;

/// A Chromium on this machine, installed from Debian where there is none.
///
/// # Errors
/// One line with the remedy, where it cannot be installed.
pub(crate) fn chromium() -> Result<PathBuf> {
    if let Some(path) = find_chromium() {
        return Ok(path);
    }
    // With a font that has every Vietnamese letter: a bare image has none at all.
    debian::ensure(
        &["chromium", "fonts-liberation"],
        "the browser tests need Chromium",
    )?;
    find_chromium().context("chromium is installed, but not on PATH")
}

fn find_chromium() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("TIENDO_CHROMIUM") {
        return Some(path.into());
    }
    ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find_map(which)
}

/// Makes sure that a folder's npm packages are as its lock file says.
///
/// # Errors
/// One line with the remedy where Node cannot be installed; else what npm said.
pub(crate) fn packages(folder: &Path) -> Result<()> {
    let lock = folder.join("package-lock.json");
    ensure!(lock.exists(), "{} is missing", lock.display());
    if is_installed(folder, &lock) {
        return Ok(());
    }
    progress::step(format!("installing npm packages in {}", folder.display()));
    run(node_program("npm")?
        .current_dir(folder)
        .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
        // We bring Debian's browser; the packages would fetch their own.
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .env("PUPPETEER_SKIP_DOWNLOAD", "1"))
}

/// npm notes what it installed; a lock file changed since asks for it again.
fn is_installed(folder: &Path, lock: &Path) -> bool {
    let changed = |file: &Path| file.metadata().and_then(|meta| meta.modified()).ok();
    match (
        changed(&folder.join("node_modules/.package-lock.json")),
        changed(lock),
    ) {
        (Some(installed), Some(locked)) => installed >= locked,
        _ => false,
    }
}

/// `node`, `npm` or `npx`, with a Node that is new enough; npm itself brings one where the
/// system's is too old.
///
/// # Errors
/// One line with the remedy where Node cannot be installed.
pub(crate) fn node_program(name: &str) -> Result<Command> {
    if which("node").is_none() || which("npm").is_none() {
        debian::ensure(&["nodejs", "npm"], "the browser tests need Node and npm")?;
    }
    let mut command = Command::new(name);
    if is_new_enough(Path::new("node")) {
        return Ok(command);
    }
    let folder = paths::target().join("node");
    let bin = folder.join("node_modules/node/bin");
    if !is_new_enough(&bin.join("node")) {
        progress::step(format!(
            "installing Node {OLDEST_NODE} or newer in target/node (npm)"
        ));
        std::fs::create_dir_all(&folder)?;
        run(Command::new("npm")
            .args([
                "install",
                "node@22",
                "--no-audit",
                "--no-fund",
                "--loglevel=error",
                "--prefix",
            ])
            .arg(&folder))?;
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(bin).chain(std::env::split_paths(&path)))?;
    command.env("PATH", path);
    Ok(command)
}

fn is_new_enough(node: &Path) -> bool {
    output(Command::new(node).arg("--version"))
        .is_ok_and(|version| node_major(&version).is_some_and(|major| major >= OLDEST_NODE))
}

/// `v20.20.2` → 20.
fn node_major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_node_is_read() {
        assert_eq!(node_major("v20.20.2"), Some(20));
        assert_eq!(node_major("20"), None);
    }
}
