//! The program as a stranger runs it: where settings come from, and what it says of itself.

use std::process::{Command, Output};

/// The program in a folder with nothing of the developer's environment.
fn tiendo(folder: &tempfile::TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tiendo"));
    command.current_dir(folder.path()).env_clear();
    command
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Addresses of documentation (RFC 5737), which no machine has: the program says at once which one
/// it could not listen on, before it touches anything else.
#[test]
fn flags_win_over_the_environment_and_that_over_the_file() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("tiendo.toml"),
        "addr = \"192.0.2.1:3001\"",
    )
    .unwrap();
    std::fs::write(
        folder.path().join("other.toml"),
        "addr = \"192.0.2.2:3002\"",
    )
    .unwrap();
    let environment = ("TIENDO_ADDR", "192.0.2.3:3003");
    let file = ("TIENDO_CONFIG", "other.toml");
    let flag = ["--addr", "192.0.2.4:3004"];
    let (no_flag, no_env): ([&str; 0], [(&str, &str); 0]) = ([], []);
    let table: [(&[&str], &[(&str, &str)], &str); 5] = [
        (&no_flag, &no_env, "192.0.2.1:3001"),
        (&no_flag, &[file], "192.0.2.2:3002"),
        (&no_flag, &[file, environment], "192.0.2.3:3003"),
        (&flag, &[file, environment], "192.0.2.4:3004"),
        (&flag, &no_env, "192.0.2.4:3004"),
    ];
    for (flags, environment, expected) in table {
        let output = tiendo(&folder)
            .arg("serve")
            .args(flags)
            .envs(environment.iter().copied())
            .output()
            .unwrap();
        assert!(!output.status.success());
        let said = errors(&output);
        assert!(
            said.contains(&format!("cannot listen on {expected}")),
            "{flags:?} {environment:?}: {said}"
        );
    }
    assert!(!folder.path().join("data").exists());
}
