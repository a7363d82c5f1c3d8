//! `cargo xtask bench page`: Lighthouse (mobile) on the release build.

use crate::build::{Mode, build};
use crate::process::run;
use crate::{browser, paths, progress};
use anyhow::{Context as _, Result, bail};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const START_LIMIT: Duration = Duration::from_secs(120);

/// Builds, serves the demonstration on a temporary database, and measures.
///
/// # Errors
/// When a score is below 95, or something needed is missing.
pub(crate) fn bench_page() -> Result<()> {
    let chromium = browser::chromium()?;
    let folder = paths::root().join("xtask/bench-page");
    browser::packages(&folder)?;
    let program = build(Mode::Release)?;
    progress::step("starting the server with the demonstration");
    let server = Server::start(&program)?;
    progress::step("running Lighthouse (mobile)");
    run(browser::node_program("node")?
        .current_dir(&folder)
        .arg("run.mjs")
        .arg(format!("http://{}", server.addr))
        .env("CHROME_PATH", chromium)
        .env("BENCH_REPORTS", paths::target().join("lighthouse")))
}

/// A server on a database of its own; both end with the value.
struct Server {
    child: Child,
    folder: PathBuf,
    addr: SocketAddr,
}

impl Server {
    fn start(program: &Path) -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("tiendo-bench-{}", std::process::id()));
        std::fs::create_dir(&folder)?;
        let addr = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let child = Command::new(program)
            .current_dir(&folder)
            .args([
                "serve",
                "--demo",
                "--addr",
                &addr.to_string(),
                "--database-url",
            ])
            .arg(format!("sqlite://{}/bench.db", folder.display()))
            .arg("--site")
            .arg(paths::site())
            .stdout(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let mut server = Self {
            child,
            folder,
            addr,
        };
        let started = Instant::now();
        while TcpStream::connect(addr).is_err() {
            if let Some(status) = server.child.try_wait()? {
                bail!("the server did not start ({status})");
            }
            if started.elapsed() > START_LIMIT {
                bail!("the server does not answer on {addr}");
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It serves nobody any more; only its folder is worth a remark.
        let ended = self.child.kill().and_then(|()| self.child.wait());
        let removed = std::fs::remove_dir_all(&self.folder);
        if let Err(error) = ended.and(removed) {
            progress::note(format!("{} may be left: {error}", self.folder.display()));
        }
    }
}
