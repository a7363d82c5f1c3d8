//! Installing what is missing from Debian's archive.

use crate::process::{output, run, which};
use crate::progress;
use anyhow::{Result, bail};
use std::path::Path;
use std::process::{Command, Stdio};

/// Makes sure that Debian packages are installed, because of `need` ("the browser tests need
/// Chromium").
///
/// # Errors
/// One line that names the remedy, where this is not a Debian, or not run as root.
pub(crate) fn ensure(packages: &[&str], need: &str) -> Result<()> {
    let missing: Vec<&str> = packages
        .iter()
        .copied()
        .filter(|name| !is_installed(name))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    if !is_debian() {
        bail!("{need}; install what your system calls {list}, then run this again");
    }
    if !is_root() {
        bail!("{need}; run `sudo apt-get install {list}`, then run this again");
    }
    progress::step(format!("installing {list} ({need})"));
    if install(&missing).is_err() {
        // The lists of a fresh image are empty or stale.
        run(apt().args(["update", "-qq"]))?;
        install(&missing)?;
    }
    Ok(())
}

fn install(packages: &[&str]) -> Result<()> {
    let mut command = apt();
    command
        .args(["install", "-y", "-qq", "--no-install-recommends"])
        .args(packages);
    run(command.stdout(Stdio::null()))
}

fn apt() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

/// Whether dpkg knows a package as installed.
pub(crate) fn is_installed(package: &str) -> bool {
    output(Command::new("dpkg-query").args(["-W", "-f=${db:Status-Status}", package]))
        .is_ok_and(|status| status == "installed")
}

fn is_debian() -> bool {
    Path::new("/etc/debian_version").exists() && which("apt-get").is_some()
}

/// Whether this runs as root.
pub(crate) fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|id| id == "0")
}
