//! `cargo xtask build`: the web application into `target/site/`, and the server.

use crate::process::{cargo, run};
use crate::toolchain::WasmToolchain;
use crate::wasm::Glue;
use crate::{paths, progress, site, wasm};
use anyhow::{Result, ensure};
use std::fs::File;
use std::path::PathBuf;

/// What a commune reporter's first visit may download, in bytes of brotli: HTML, CSS, JavaScript
/// and WASM. From issue 2: at 3G's 1.6 Mbit/s this is one second.
const BUDGET: usize = 200_000;

/// The pages, which the server makes: the sign-in page and then the shell of the application, 1.1
/// and 1.0 KB measured.
const PAGE: usize = 2_100;

/// How to build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Small and fast, to be served to people.
    Release,
    /// Quickly, to be looked at by whoever is changing it.
    Dev,
}

/// Builds everything and returns the server's program.
///
/// # Errors
/// When something does not compile, or a first visit downloads more than the budget.
pub(crate) fn build(mode: Mode) -> Result<PathBuf> {
    let _alone = alone()?;
    let toolchain = WasmToolchain::obtain()?;
    let compiled = wasm::compile(&toolchain, mode)?;
    let fingerprint = site::fingerprint(&compiled, mode)?;
    if site::is_fresh(&fingerprint) {
        progress::note("target/site is up to date");
    } else {
        let glues: Vec<Glue> = compiled
            .iter()
            .map(|(application, file)| wasm::bind(*application, file, mode))
            .collect::<Result<_>>()?;
        site::lay_out(&glues, mode, &fingerprint)?;
    }
    let server = server(mode)?;
    if mode == Mode::Release {
        check_budget(&site::first_visit()?, toolchain.builds_std()?)?;
    }
    Ok(server)
}

/// Waits for another `cargo xtask` that is building: both would write `target/site`. The lock ends
/// with the value, or with this program.
fn alone() -> Result<File> {
    std::fs::create_dir_all(paths::target())?;
    let file = File::create(paths::target().join("xtask.lock"))?;
    if file.try_lock().is_err() {
        progress::step("waiting for another cargo xtask that is building");
        file.lock()?;
    }
    Ok(file)
}

/// Builds the server.
fn server(mode: Mode) -> Result<PathBuf> {
    progress::step("building the server");
    let mut command = cargo();
    command.args(["build", "--package", "tiendo-server", "--bin", "tiendo"]);
    let folder = match mode {
        Mode::Release => {
            command.arg("--release");
            "release"
        }
        Mode::Dev => "debug",
    };
    run(&mut command)?;
    Ok(paths::target().join(folder).join("tiendo"))
}

/// Prints what a first visit downloads and compares the sum with the budget; `binds` where the
/// standard library was compiled for size, as in what is deployed.
fn check_budget(sizes: &site::Sizes, binds: bool) -> Result<()> {
    progress::step("first visit of a commune reporter, brotli:");
    progress::note(format!(
        "{:>9}  the two pages (HTML, estimate)",
        kilobytes(PAGE)
    ));
    for (name, size) in sizes {
        progress::note(format!("{:>9}  {name}", kilobytes(*size)));
    }
    let sum = PAGE + sizes.values().sum::<usize>();
    progress::note(format!(
        "{:>9}  in all; the budget is {}",
        kilobytes(sum),
        kilobytes(BUDGET)
    ));
    ensure!(
        sum <= BUDGET || !binds,
        "a first visit downloads {}, more than {}",
        kilobytes(sum),
        kilobytes(BUDGET)
    );
    Ok(())
}

/// 1 KB is 1,000 bytes, as on the network.
fn kilobytes(bytes: usize) -> String {
    format!("{}.{} KB", bytes / 1000, bytes % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_shown_in_thousands() {
        assert_eq!(kilobytes(0), "0.0 KB");
        assert_eq!(kilobytes(199_950), "199.9 KB");
    }

    #[test]
    fn the_budget_is_the_sum_with_the_page() {
        let sizes = |wasm| site::Sizes::from([("app.wasm".to_owned(), wasm)]);
        assert!(check_budget(&sizes(BUDGET - PAGE), true).is_ok());
        assert!(check_budget(&sizes(BUDGET - PAGE + 1), true).is_err());
        assert!(check_budget(&sizes(BUDGET - PAGE + 1), false).is_ok());
    }
}
