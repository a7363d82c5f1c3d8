//! A PostgreSQL of our own for the tests: in a temporary folder, on a free port of 127.0.0.1,
//! gone afterwards whatever happens.

use crate::process::{output, which};
use crate::{debian, progress};
use anyhow::{Context as _, Result, bail};
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The oldest version that the product supports.
const OLDEST: u32 = 15;

const START_LIMIT: Duration = Duration::from_secs(60);

/// Runs PostgreSQL and removes its folder when it ends. A shell does it, not this program, so that
/// it also happens when this program is interrupted: PostgreSQL gets the same interrupt and ends.
const KEEPER: &str =
    r#"trap "" INT; folder=$1; shift; "$@" > "$folder/log" 2>&1; rm -rf "$folder""#;

/// Whether a commit waits for the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Durability {
    /// For tests: nothing of it has to outlive them, so nothing waits.
    Off,
    /// For measurements: as in a real deployment.
    Full,
}

impl Durability {
    const fn settings(self) -> &'static [&'static str] {
        match self {
            Self::Off => &[
                "fsync=off",
                "synchronous_commit=off",
                "full_page_writes=off",
            ],
            Self::Full => &["fsync=on", "synchronous_commit=on"],
        }
    }
}

/// A running cluster; it ends with the value.
pub(crate) struct Cluster {
    keeper: Child,
    folder: PathBuf,
    bin: PathBuf,
    port: u16,
}

impl Cluster {
    /// Creates and starts a cluster, installing PostgreSQL where it is missing.
    ///
    /// # Errors
    /// One line with the remedy where it cannot be installed; else what PostgreSQL said.
    pub(crate) fn start(durability: Durability) -> Result<Self> {
        let bin = find_or_install()?;
        progress::step("starting a temporary PostgreSQL");
        let folder = std::env::temp_dir().join(format!("tiendo-postgres-{}", std::process::id()));
        fs::create_dir(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
        match Self::start_in(&bin, &folder, durability) {
            Ok(cluster) => Ok(cluster),
            Err(error) => {
                // The keeper may have removed it already.
                fs::remove_dir_all(&folder)
                    .or_else(|gone| if folder.exists() { Err(gone) } else { Ok(()) })?;
                Err(error)
            }
        }
    }

    fn start_in(bin: &Path, folder: &Path, durability: Durability) -> Result<Self> {
        if debian::is_root() {
            output(Command::new("chown").arg("postgres").arg(folder))?;
        }
        let data = folder.join("data");
        output(
            as_user(&bin.join("initdb"))
                .current_dir(folder)
                .args([
                    "--auth=trust",
                    "--username=postgres",
                    "--encoding=UTF8",
                    "--no-locale",
                    "--no-sync",
                    "-D",
                ])
                .arg(&data),
        )?;
        let port = free_port()?;
        let server = as_user(&bin.join("postgres"));
        let mut keeper = Command::new("sh");
        keeper
            .args(["-c", KEEPER, "sh"])
            .arg(folder)
            .arg(server.get_program())
            .args(server.get_args());
        keeper.arg("-D").arg(&data).arg("-p").arg(port.to_string());
        for setting in [
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=300",
        ]
        .into_iter()
        .chain(durability.settings().iter().copied())
        {
            keeper.args(["-c", setting]);
        }
        let keeper = keeper.current_dir(folder).stdin(Stdio::null()).spawn()?;
        let mut cluster = Self {
            keeper,
            folder: folder.to_path_buf(),
            bin: bin.to_path_buf(),
            port,
        };
        cluster.wait_until_ready()?;
        Ok(cluster)
    }

    /// The superuser's address: tests create a database each.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        let started = Instant::now();
        loop {
            let mut ready = Command::new(self.bin.join("pg_isready"));
            ready
                .args(["-q", "-h", "127.0.0.1", "-p"])
                .arg(self.port.to_string());
            if output(&mut ready).is_ok() {
                return Ok(());
            }
            if self.keeper.try_wait()?.is_some() || started.elapsed() > START_LIMIT {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                bail!(
                    "the temporary PostgreSQL did not start: {}",
                    log.lines().last().unwrap_or("no message")
                );
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut stop = as_user(&self.bin.join("pg_ctl"));
        stop.args(["stop", "-m", "immediate", "-D"])
            .arg(self.folder.join("data"))
            .current_dir("/");
        let stopped = output(&mut stop);
        // It may find the folder gone while it waits: the keeper was faster.
        let is_there = self.folder.join("data").join("PG_VERSION").exists();
        if let (Err(error), true) = (stopped, is_there) {
            progress::note(format!("{error:#}"));
        }
        if let Err(error) = self.keeper.wait() {
            progress::note(format!("{} may be left: {error}", self.folder.display()));
        }
    }
}

/// PostgreSQL refuses to run as root.
fn as_user(program: &Path) -> Command {
    if debian::is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    }
}

fn find_or_install() -> Result<PathBuf> {
    if let Some(bin) = find() {
        return Ok(bin);
    }
    debian::ensure(
        &["postgresql"],
        &format!("the tests need PostgreSQL {OLDEST} or newer"),
    )?;
    find().with_context(|| {
        format!("the tests need PostgreSQL {OLDEST} or newer; put its programs (initdb, postgres) on PATH")
    })
}

/// The folder of the newest PostgreSQL's programs: Debian keeps them off `PATH`.
fn find() -> Option<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .chain(which("initdb").and_then(|file| file.parent().map(Path::to_path_buf)))
        .filter_map(|bin| {
            let version = output(Command::new(bin.join("postgres")).arg("--version")).ok()?;
            Some((major(&version)?, bin))
        })
        .filter(|(version, bin)| *version >= OLDEST && bin.join("pg_isready").exists())
        .collect();
    found.sort();
    found.pop().map(|(_, bin)| bin)
}

/// `postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)` → 15.
fn major(version: &str) -> Option<u32> {
    let number = version.split_once("(PostgreSQL) ")?.1;
    number
        .split(|c: char| !c.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read() {
        assert_eq!(
            major("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)"),
            Some(15)
        );
        assert_eq!(major("postgres (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(major("initdb"), None);
    }
}
