//! `cargo xtask lint`: formatting and clippy, with warnings denied.

use crate::process::{cargo, run};
use crate::toolchain::{TARGET, WasmToolchain};
use crate::{packages, progress};
use anyhow::Result;

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
    command
        .args(["clippy", "--all-targets"])
        .args(packages::native()?);
    run(command.args(["--", "-D", "warnings"]))
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
