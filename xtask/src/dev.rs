//! `cargo xtask dev`: rebuild, restart and reload whenever a source changes.
//!
//! Sources are watched by looking at them twice a second: a few hundred files, no dependency, and
//! the same on every file system, container mounts included. The browser half is in `site.rs`.

use crate::build::{Mode, build};
use crate::run::Args;
use crate::{paths, progress, site};
use anyhow::{Context as _, Result};
use std::process::{Child, Command};
use std::time::{Duration, SystemTime};

const PERIOD: Duration = Duration::from_millis(500);

/// What a build is made from.
const SOURCES: [&str; 6] = [
    "app",
    "frontend",
    "migrations",
    "seeds",
    "server",
    "Cargo.toml",
];

/// Builds, serves, and does so again on every change, until interrupted.
///
/// # Errors
/// When the sources cannot be read or the server cannot start. A failing build is shown, and the
/// server of the last good one stays.
pub(crate) fn dev(args: &Args) -> Result<()> {
    let mut running: Option<Server> = None;
    loop {
        let seen = newest()?;
        match build(Mode::Dev) {
            Ok(program) => {
                // The old one ends first: the new one wants its port.
                drop(running.take());
                let child = args
                    .serve(&program)
                    .spawn()
                    .context("cannot start the server")?;
                running = Some(Server(child));
            }
            Err(error) => progress::error(&error),
        }
        progress::step("watching for changes (Ctrl-C ends)");
        while newest()? == seen {
            std::thread::sleep(PERIOD);
        }
        progress::step("something changed");
    }
}

/// A running server, which ends with the value.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // Asked first, so that it can finish what it writes.
        let asked = Command::new("kill").arg(self.0.id().to_string()).status();
        if asked.is_err() && self.0.kill().is_err() {
            progress::note("the server had ended by itself");
        }
        if let Err(error) = self.0.wait() {
            progress::note(format!("the server is not waited for: {error}"));
        }
    }
}

/// How many sources there are and when the last one changed: a deleted file counts too.
fn newest() -> Result<(usize, SystemTime)> {
    let mut count = 0;
    let mut newest = SystemTime::UNIX_EPOCH;
    for source in SOURCES {
        let path = paths::root().join(source);
        let files = if path.is_dir() {
            site::files_below(&path)?
        } else {
            vec![path]
        };
        for file in files {
            // A file may vanish while an editor replaces it.
            if let Ok(changed) = file.metadata().and_then(|meta| meta.modified()) {
                count += 1;
                newest = newest.max(changed);
            }
        }
    }
    Ok((count, newest))
}
