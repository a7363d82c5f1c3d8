//! A Rust that builds for `wasm32-unknown-unknown`.
//!
//! With rustup it is one component. Where rustup cannot be reached (many a government network
//! mirrors crates.io and Debian only), Debian's `rustc-web` can do it: it has the compiler but not
//! the target's standard library, which is therefore built once, into a sysroot of our own under
//! `target/`, so that nothing outside the repository is written but packages.

use crate::process::{cargo, output, run, which};
use crate::{debian, paths, progress, small_std};
use anyhow::{Context as _, Result, bail, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The target of the web application.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// What Debian has to bring. `rust-web-clippy` is for `cargo xtask lint`.
const PACKAGES: [&str; 5] = [
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "rust-web-clippy",
    "lld-19",
];

const SEED_MANIFEST: &str = "[package]\nname = \"std-seed\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
    [profile.release]\npanic = \"abort\"\n[workspace]\n";

/// A toolchain that has the target.
pub(crate) enum WasmToolchain {
    /// The one that runs this command.
    Default,
    /// Debian's, with the standard library in a sysroot of ours.
    Debian {
        /// Holds `lib/rustlib/wasm32-unknown-unknown/lib`.
        sysroot: PathBuf,
        /// LLVM's linker for WASM.
        linker: PathBuf,
    },
}

impl WasmToolchain {
    /// Finds a toolchain, installing what is missing.
    ///
    /// # Errors
    /// One line with the remedy, where neither way works on this machine.
    pub(crate) fn obtain() -> Result<Self> {
        let debian_wanted =
            std::env::var("TIENDO_WASM_TOOLCHAIN").is_ok_and(|name| name == "debian");
        if !debian_wanted && default_has_target()? {
            return Ok(Self::Default);
        }
        if !debian_wanted && Self::ready_debian().is_none() && which("rustup").is_some() {
            progress::step(format!("rustup target add {TARGET}"));
            // RUSTUP_TOOLCHAIN, set by the proxy that started us, names the right toolchain.
            match output(Command::new("timeout").args(["300", "rustup", "target", "add", TARGET])) {
                Ok(_) => return Ok(Self::Default),
                Err(error) => progress::note(format!("{error}; trying Debian's rustc-web")),
            }
        }
        if let Some(ready) = Self::ready_debian() {
            return Ok(ready);
        }
        debian::ensure(
            &PACKAGES,
            &format!(
                "the web application needs Rust for {TARGET} (or `rustup target add {TARGET}`)"
            ),
        )?;
        let linker = find_linker()
            .context("lld-19 is installed, but has no wasm-ld under /usr/lib/llvm-*/bin")?;
        let sysroot = sysroot_dir()?;
        if !has_std(&sysroot) {
            build_std(&sysroot)?;
        }
        Ok(Self::Debian { sysroot, linker })
    }

    fn ready_debian() -> Option<Self> {
        let sysroot = sysroot_dir().ok().filter(|dir| has_std(dir))?;
        Some(Self::Debian {
            sysroot,
            linker: find_linker()?,
        })
    }

    /// `cargo` of this toolchain, building into [`paths::web_target`].
    pub(crate) fn cargo(&self) -> Command {
        let mut command = match self {
            Self::Default => cargo(),
            Self::Debian { .. } => Command::new("/usr/bin/cargo"),
        };
        self.prepare(&mut command);
        command
    }

    /// `cargo build` of what phones download: with the standard library compiled for size, where its
    /// sources can be had.
    pub(crate) fn build_small(&self) -> Result<Command> {
        let mut command = self.cargo();
        command.arg("build");
        if self.builds_std()? {
            small_std::apply(&mut command);
        }
        Ok(command)
    }

    /// Whether the standard library can be compiled for size: the compiler knows how, and the sources
    /// can be had.
    pub(crate) fn builds_std(&self) -> Result<bool> {
        let (rustc, sysroot) = match self {
            Self::Default => (
                "rustc",
                output(Command::new("rustc").args(["--print", "sysroot"]))?,
            ),
            Self::Debian { .. } => ("/usr/bin/rustc", "/usr".to_owned()),
        };
        Ok(small_std::is_known_to(rustc) && small_std::has_source(Path::new(&sysroot)))
    }

    /// `cargo clippy` of this toolchain.
    pub(crate) fn clippy(&self) -> Command {
        let mut command = match self {
            Self::Default => cargo(),
            // Directly: cargo would look into ~/.cargo/bin first and find rustup's.
            Self::Debian { .. } => Command::new("/usr/bin/cargo-clippy"),
        };
        command.arg("clippy");
        self.prepare(&mut command);
        command
    }

    fn prepare(&self, command: &mut Command) {
        command
            .current_dir(paths::root())
            .env("CARGO_TARGET_DIR", paths::web_target());
        if let Self::Debian { sysroot, linker } = self {
            debian_env(command);
            command
                // This takes the place of the flags in `.cargo/config.toml`, so it repeats them.
                .env(
                    "RUSTFLAGS",
                    format!("--sysroot={} --cfg erase_components", sysroot.display()),
                )
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
        }
    }
}

/// Debian's compiler even where rustup's proxies come first on `PATH`.
fn debian_env(command: &mut Command) {
    command
        .env("RUSTC", "/usr/bin/rustc")
        .env("CARGO", "/usr/bin/cargo")
        .env_remove("RUSTUP_TOOLCHAIN")
        .env_remove("RUSTC_WRAPPER");
}

fn default_has_target() -> Result<bool> {
    let sysroot = output(Command::new("rustc").args(["--print", "sysroot"]))?;
    Ok(has_std(Path::new(&sysroot)))
}

fn has_std(sysroot: &Path) -> bool {
    std_dir(sysroot)
        .read_dir()
        .is_ok_and(|mut files| files.next().is_some())
}

fn std_dir(sysroot: &Path) -> PathBuf {
    sysroot.join("lib/rustlib").join(TARGET).join("lib")
}

/// One sysroot per version of Debian's compiler: a standard library fits no other.
fn sysroot_dir() -> Result<PathBuf> {
    let version = output(Command::new("/usr/bin/rustc").arg("-V"))?;
    let version = version
        .split_whitespace()
        .nth(1)
        .context("rustc -V is unreadable")?
        .to_owned();
    Ok(paths::target().join("wasm-sysroot").join(version))
}

fn find_linker() -> Option<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir("/usr/lib")
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|dir| {
            dir.file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with("llvm-"))
        })
        .map(|dir| dir.join("bin/wasm-ld"))
        .filter(|file| file.exists())
        .collect();
    found.sort();
    found.pop()
}

/// Builds the standard library by building an empty crate with `-Zbuild-std`, and keeps its
/// libraries.
fn build_std(sysroot: &Path) -> Result<()> {
    progress::step(format!(
        "building Rust's standard library for {TARGET}, once (about a minute)"
    ));
    if !Path::new("/usr/lib/rustlib/src/rust/library/Cargo.lock").exists() {
        bail!("Rust's sources are missing; run `apt-get install --reinstall rust-web-src`");
    }
    let seed = sysroot.with_extension("seed");
    fs::create_dir_all(seed.join("src"))?;
    fs::write(seed.join("Cargo.toml"), SEED_MANIFEST)?;
    fs::write(seed.join("src/lib.rs"), "")?;
    let mut command = Command::new("/usr/bin/cargo");
    debian_env(&mut command);
    run(command
        .current_dir(&seed)
        .args([
            "build",
            "--release",
            "--target",
            TARGET,
            "-Zbuild-std=std,panic_abort",
        ])
        // `-Z` on a stable compiler; only for these libraries, which are written for it.
        .env("RUSTC_BOOTSTRAP", "1")
        // Without bitcode, "fat" link-time optimisation could not reach into them.
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env("CARGO_TARGET_DIR", seed.join("target")))?;
    keep_libraries(
        &seed.join("target").join(TARGET).join("release/deps"),
        sysroot,
    )?;
    fs::remove_dir_all(&seed)?;
    Ok(())
}

fn keep_libraries(deps: &Path, sysroot: &Path) -> Result<()> {
    // Into place by one rename: a sysroot is whole or absent.
    let partial = sysroot.with_extension("partial");
    let lib = std_dir(&partial);
    fs::create_dir_all(&lib)?;
    let mut kept = 0;
    for entry in fs::read_dir(deps)? {
        let file = entry?.path();
        let name = file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if name.ends_with(".rlib") && !name.starts_with("libstd_seed") {
            fs::copy(&file, lib.join(&name))?;
            kept += 1;
        }
    }
    ensure!(
        kept > 0,
        "building the standard library left no libraries in {}",
        deps.display()
    );
    fs::rename(&partial, sysroot)?;
    Ok(())
}
