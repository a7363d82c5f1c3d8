//! Rust's standard library, compiled for size with the application instead of taken as it comes.
//!
//! The one that rustup delivers is compiled for speed and can say where and why it panicked, in words
//! that the WASM carries to every phone and no phone ever shows: measured, 21 KB of the 231 KB of a
//! reporter's application. `panic=immediate-abort` and `optimize_for_size` are not stable yet, so the
//! compiler is told to accept them (`RUSTC_BOOTSTRAP`), for this build only; lint, tests and
//! `cargo xtask dev` use the library as it comes.

use crate::process::{output, which};
use crate::progress;
use std::path::Path;
use std::process::Command;

/// What takes the place of the flags in `.cargo/config.toml`, which it repeats.
const RUSTFLAGS: &str = "--cfg erase_components -Zunstable-options -Cpanic=immediate-abort";

/// Arguments of `cargo build`.
const ARGUMENTS: [&str; 2] = ["-Zbuild-std=std", "-Zbuild-std-features=optimize_for_size"];

/// Whether this compiler can do it: since 1.92 or so.
pub(crate) fn is_known_to(rustc: &str) -> bool {
    let asked = output(
        Command::new(rustc)
            .args([
                "-Zunstable-options",
                "-Cpanic=immediate-abort",
                "--print",
                "cfg",
            ])
            .env("RUSTC_BOOTSTRAP", "1"),
    );
    asked.is_ok()
}

/// Whether the sources of the library belong to the compiler in this folder; asks rustup for them
/// where there is one.
pub(crate) fn has_source(sysroot: &Path) -> bool {
    let lock = sysroot.join("lib/rustlib/src/rust/library/Cargo.lock");
    if lock.exists() {
        return true;
    }
    if which("rustup").is_none() {
        return false;
    }
    progress::step("rustup component add rust-src");
    match output(Command::new("timeout").args(["300", "rustup", "component", "add", "rust-src"])) {
        Ok(_) => lock.exists(),
        Err(error) => {
            progress::note(format!(
                "{error}; the WASM is built with the library as it comes, about 10 % larger"
            ));
            false
        }
    }
}

/// Makes a `cargo build` compile the library, too.
pub(crate) fn apply(command: &mut Command) {
    command
        .args(ARGUMENTS)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", RUSTFLAGS);
}
