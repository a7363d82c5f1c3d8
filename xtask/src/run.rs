//! `cargo xtask run`: from a clean clone to a running system.

use crate::build::{Mode, build};
use crate::{paths, progress};
use anyhow::{Context as _, Result};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

/// Where and on what to serve.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Address and port to listen on
    #[arg(long, default_value = "127.0.0.1:3000")]
    addr: String,
    /// Database: `sqlite://path/to/file.db` or `postgres://user:password@host/database`
    #[arg(long, default_value = "sqlite://data/tiendo.db")]
    database_url: String,
    /// Do not load the demonstration into an empty database
    #[arg(long)]
    no_demo: bool,
}

impl Args {
    /// The command that serves.
    pub(crate) fn serve(&self, server: &Path) -> Command {
        let mut command = Command::new(server);
        command
            .current_dir(paths::root())
            .args([
                "serve",
                "--addr",
                &self.addr,
                "--database-url",
                &self.database_url,
                "--site",
            ])
            .arg(paths::site());
        if !self.no_demo {
            command.arg("--demo");
        }
        command
    }
}

/// Builds what is not fresh, then becomes the server.
///
/// # Errors
/// When building fails, or the server cannot start.
pub(crate) fn run(args: &Args) -> Result<()> {
    let server = build(Mode::Release)?;
    progress::step(format!("serving on http://{}", args.addr));
    let error = args.serve(&server).exec();
    Err(error).with_context(|| format!("cannot start {}", server.display()))
}
