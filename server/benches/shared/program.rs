//! How both measurements start the program: its commands, and somebody who may do what is measured.

use super::support::client::Client;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const USER: &str = "do.tai";
const PASSWORD: &str = "do-tai-Tien-Do-2026";

/// Where the program and its database are.
pub(crate) struct Program {
    program: PathBuf,
    folder: PathBuf,
    url: String,
}

impl Program {
    pub(crate) fn new(program: &Path, folder: &Path, url: &str) -> Self {
        Self {
            program: program.to_owned(),
            folder: folder.to_owned(),
            url: url.to_owned(),
        }
    }

    /// Runs a command to its end; what it prints.
    pub(crate) fn run(&self, args: &[&str]) -> String {
        self.run_with(args, "")
    }

    fn run_with(&self, args: &[&str], input: &str) -> String {
        let mut child = Command::new(&self.program)
            .current_dir(&self.folder)
            .args(args)
            .args(["--database-url", &self.url, "--log", "error"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(input.as_bytes()).unwrap();
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{args:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Makes the person, with roles such as `leader@vn`.
    pub(crate) fn create_user(&self, roles: &[&str]) {
        let mut create = vec![
            "user",
            "create",
            "--username",
            USER,
            "--display-name",
            "Đo tải",
        ];
        for role in roles {
            create.extend(["--role", role]);
        }
        create.push("--password-stdin");
        self.run_with(&create, PASSWORD);
    }
}

/// The person's token, good for ten minutes.
pub(crate) async fn sign_in(addr: SocketAddr) -> String {
    let mut client = Client::connect(addr).await.unwrap();
    client.sign_in(USER, PASSWORD).await.unwrap()
}
