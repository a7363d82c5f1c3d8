//! Every developer command of this repository, run as `cargo xtask COMMAND`.
//!
//! One place, in Rust, so that a clone needs nothing but Rust to build and run. Each command is a
//! module; what several share (steps on screen, running programs, the WASM toolchain) has its own.

mod assets;
mod bench_page;
mod bench_rollup;
mod bench_sync;
mod browser;
mod build;
mod compress;
mod debian;
mod dev;
mod lint;
mod packages;
mod paths;
mod postgres;
mod process;
mod progress;
mod run;
mod shrink_wasm;
mod site;
mod small_std;
mod summary;
mod test;
mod toolchain;
mod wasm;
mod worker;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Every developer command of Tiến Độ.
#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    after_help = "A first look:   cargo xtask run      then open http://127.0.0.1:3000\n\
                  Before a merge: cargo xtask test\n\n\
                  The WASM target comes from rustup where it can, otherwise from Debian's rustc-web;\n\
                  TIENDO_WASM_TOOLCHAIN=debian insists on the latter."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the web application and the server, and serve them with a demonstration
    ///
    /// Obtains the WASM target, builds the web application and the server (release), and starts
    /// `tiendo serve`, which creates and migrates the database, loads the demonstration where it
    /// is empty, and prints the address, the accounts and what to try. A second start takes
    /// seconds: only what changed is built again.
    Run(run::Args),
    /// Build the web application into target/site/ and the server, and check the download budget
    ///
    /// Prints what the first visit of a commune reporter downloads (HTML, CSS, JavaScript and WASM,
    /// brotli) against the budget of 200 KB; fails above the ceiling in `xtask/src/build.rs`.
    Build,
    /// Rebuild, restart and reload the browser whenever a source changes
    ///
    /// Unoptimised and uncompressed. The browser reloads by itself: in this mode the entry script
    /// asks the server once a second which assets are current.
    Dev(run::Args),
    /// Check formatting, and clippy with warnings denied: native and WASM
    Lint,
    /// Run every check: lint, unit, integration on SQLite and PostgreSQL, browser
    ///
    /// Installs what the tests need and finds missing (npm packages, Debian's Chromium and
    /// PostgreSQL); starts a PostgreSQL of its own in a temporary folder; ends with one line
    /// `N passed, N failed`.
    Test(test::Args),
    /// Measure the running product
    #[command(subcommand)]
    Bench(Bench),
}

#[derive(Subcommand)]
enum Bench {
    /// Run Lighthouse (mobile) on the sign-in page and the reporter's page; fails below 95
    Page,
    /// Measure figures at the size of the country, on SQLite and PostgreSQL
    Rollup {
        /// Years of monthly reports; beside one year on SQLite
        #[arg(long, default_value_t = 1)]
        years: u32,
    },
    /// Measure pushes a second, durable, on SQLite and PostgreSQL, against the machine's own limit
    Sync,
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Run(args) => run::run(&args),
        Command::Build => build::build(build::Mode::Release).map(|_| ()),
        Command::Dev(args) => dev::dev(&args),
        Command::Lint => lint::lint(),
        // Its last line is the summary: nothing is said after it.
        Command::Test(args) => match test::test(&args) {
            Ok(true) => Ok(()),
            Ok(false) => return ExitCode::FAILURE,
            Err(error) => Err(error),
        },
        Command::Bench(Bench::Page) => bench_page::bench_page(),
        Command::Bench(Bench::Rollup { years }) => bench_rollup::bench_rollup(years),
        Command::Bench(Bench::Sync) => bench_sync::bench_sync(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            progress::error(&error);
            ExitCode::FAILURE
        }
    }
}
