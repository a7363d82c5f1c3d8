//! The program as a process that can be killed.

use super::client::Client;
use std::io::{Error, Result};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a server may take to answer after its start.
const START_LIMIT: Duration = Duration::from_secs(60);
/// Between two looks whether it answers.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// A running server. It is killed with the value.
pub(crate) struct Server {
    child: Child,
    /// Where it listens.
    pub(crate) addr: SocketAddr,
}

impl Server {
    /// Starts `tiendo serve` in a folder and waits until it answers.
    #[allow(dead_code, reason = "one measurement gives more arguments")]
    pub(crate) async fn start(program: &Path, folder: &Path, database: &str) -> Result<Self> {
        Self::start_with(program, folder, database, &[]).await
    }

    /// The same with more arguments.
    pub(crate) async fn start_with(
        program: &Path,
        folder: &Path,
        database: &str,
        more: &[&str],
    ) -> Result<Self> {
        let addr = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let child = Command::new(program)
            .current_dir(folder)
            .args([
                "serve",
                "--addr",
                &addr.to_string(),
                "--database-url",
                database,
            ])
            .args(["--log", "error"])
            .args(more)
            .stdout(Stdio::null())
            .spawn()?;
        let mut server = Self { child, addr };
        let started = Instant::now();
        loop {
            if let Some(status) = server.child.try_wait()? {
                return Err(Error::other(format!("the server did not start ({status})")));
            }
            if let Ok(mut client) = Client::connect(addr).await
                && client
                    .get("/readyz")
                    .await
                    .is_ok_and(|ready| ready.status == 200)
            {
                return Ok(server);
            }
            if started.elapsed() > START_LIMIT {
                return Err(Error::other(format!(
                    "the server does not answer on {addr}"
                )));
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// `kill -9`: no destructor of the program runs, nothing is flushed.
    pub(crate) fn kill(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait().map(drop)
    }

    /// The process, for reading how much memory it uses.
    #[allow(dead_code, reason = "measurements read it, tests do not")]
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be dead already, which is what is wanted.
        let _killed = self.kill();
    }
}
