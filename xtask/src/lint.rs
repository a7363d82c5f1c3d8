//! `cargo xtask lint`: formatting and clippy, with warnings denied.

use crate::process::{cargo, run};
use crate::progress;
use crate::toolchain::{TARGET, WasmToolchain};
use anyhow::Result;

/// What is linted for the host. The frontend is not: it is empty there.
const NATIVE: [&str; 5] = [
    "tiendo-domain",
    "tiendo-app",
    "tiendo-migrations",
    "tiendo-server",
    "xtask",
];

/// Runs every check to its end and fails if one did.
///
/// # Errors
/// Names the first check that failed; all of them have been shown.
pub(crate) fn lint() -> Result<()> {
    let wasm = WasmToolchain::obtain()?;
    let checks: [(&str, &dyn Fn() -> Result<()>); 4] = [
        ("formatting", &fmt),
        ("clippy, native", &clippy_native),
        ("clippy, WASM", &|| clippy_wasm(&wasm)),
        ("the domain builds for WASM by itself", &|| {
            check_domain(&wasm)
        }),
    ];
    let mut failed = Vec::new();
    for (name, check) in checks {
        progress::step(format!("lint: {name}"));
        if let Err(error) = check() {
            progress::error(&error);
            failed.push(name);
        }
    }
    anyhow::ensure!(failed.is_empty(), "lint failed: {}", failed.join("; "));
    Ok(())
}

fn fmt() -> Result<()> {
    run(cargo().args(["fmt", "--all", "--check"]))
}

fn clippy_native() -> Result<()> {
    let mut command = cargo();
    command.args(["clippy", "--all-targets"]);
    for package in NATIVE {
        command.args(["--package", package]);
    }
    // `csr` needs a browser; `cargo clippy --all-features` would unite the two.
    command.args(["--features", "tiendo-app/ssr", "--", "-D", "warnings"]);
    run(&mut command)
}

fn clippy_wasm(wasm: &WasmToolchain) -> Result<()> {
    run(wasm.clippy().args([
        "--package",
        "tiendo-frontend",
        "--target",
        TARGET,
        "--",
        "-D",
        "warnings",
    ]))
}

/// An invariant of the design: what the phone and the server share needs no feature and no I/O.
fn check_domain(wasm: &WasmToolchain) -> Result<()> {
    run(wasm
        .cargo()
        .args(["check", "--package", "tiendo-domain", "--target", TARGET]))
}
