//! The program as a stranger runs it: where settings come from, and what it says of itself.

use std::net::TcpListener;
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

/// The addresses are taken: the program says at once on which one it could not listen, before it
/// touches anything else.
#[test]
fn flags_win_over_the_environment_and_that_over_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let taken: Vec<TcpListener> = (0..4)
        .map(|_| TcpListener::bind("127.0.0.1:0").unwrap())
        .collect();
    let [in_default_file, in_named_file, in_environment, in_flag] =
        [0, 1, 2, 3].map(|n: usize| taken[n].local_addr().unwrap().to_string());
    let write = |name: &str, addr: &str| {
        std::fs::write(folder.path().join(name), format!("addr = \"{addr}\"")).unwrap();
    };
    write("tiendo.toml", &in_default_file);
    write("named.toml", &in_named_file);
    let environment = ("TIENDO_ADDR", in_environment.as_str());
    let file = ("TIENDO_CONFIG", "named.toml");
    let flag = ["--addr", in_flag.as_str()];
    // Flags, environment, and the address that counts.
    type Case<'a> = (&'a [&'a str], &'a [(&'a str, &'a str)], &'a str);
    let table: [Case<'_>; 6] = [
        (&[], &[], &in_default_file),
        (&[], &[file], &in_named_file),
        (&["--config", "named.toml"], &[], &in_named_file),
        (&[], &[file, environment], &in_environment),
        (&flag, &[file, environment], &in_flag),
        (&flag, &[], &in_flag),
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
            said.contains(&format!("cannot listen on {expected}:")),
            "{flags:?} {environment:?}: {said}"
        );
    }
    assert!(!folder.path().join("data").exists());
}
