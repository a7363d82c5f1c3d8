//! The web application: WASM and the JavaScript that loads it.

use crate::build::Mode;
use crate::process::{output, run, which};
use crate::toolchain::{TARGET, WasmToolchain};
use crate::{assets, paths, progress, shrink_wasm};
use anyhow::{Context as _, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use wasm_bindgen_cli_support::Bindgen;

/// The version of `wasm-bindgen-cli-support` this was built with.
const BINDGEN_VERSION: &str = "0.2.130";

/// Debian 12's 108 mixes up two tables, and the application does not start; 120 is tried.
const OLDEST_WASM_OPT: u32 = 120;

/// What `wasm-opt` may use: what the compiler already emits, and every browser since 2023 knows.
/// Named one by one, because old versions of `wasm-opt` assume none of them.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// One of the two applications that the frontend is built into. A reporter's phone downloads the
/// first only; everybody who works at a desk gets the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Application {
    /// A reporter's screens: `app.js`, `app.wasm`, started by `boot.js`.
    Reporter,
    /// Every screen: `full.js`, `full.wasm`, started by `boot-full.js`.
    Full,
}

impl Application {
    /// Both.
    pub(crate) const ALL: [Self; 2] = [Self::Reporter, Self::Full];

    /// The stem of its files.
    pub(crate) const fn stem(self) -> &'static str {
        match self {
            Self::Reporter => "app",
            Self::Full => "full",
        }
    }
}

/// The files that the browser gets of one application.
pub(crate) struct Glue {
    /// Which one.
    pub(crate) application: Application,
    /// The generated module, which instantiates the WASM.
    pub(crate) js: PathBuf,
    /// The application.
    pub(crate) wasm: PathBuf,
    /// Modules of dependencies that the generated one imports as `./snippets/…`.
    pub(crate) snippets: PathBuf,
}

/// Compiles both applications. In development the full one stands for both: half the time.
///
/// # Errors
/// When they do not compile, or `wasm-bindgen` in Cargo.lock has another version than ours.
pub(crate) fn compile(
    toolchain: &WasmToolchain,
    mode: Mode,
) -> Result<Vec<(Application, PathBuf)>> {
    check_bindgen_version(&fs::read_to_string(paths::root().join("Cargo.lock"))?)?;
    let (profile, folder) = match mode {
        Mode::Release => ("wasm", "wasm"),
        Mode::Dev => ("dev", "debug"),
    };
    let kept = paths::web_target().join("applications").join(folder);
    fs::create_dir_all(&kept)?;
    let mut compiled = Vec::new();
    for application in Application::ALL {
        let reporter_only = application == Application::Reporter && mode == Mode::Release;
        let features: &[&str] = if reporter_only {
            progress::step("building the web application (WASM): a reporter's screens");
            &["--no-default-features"]
        } else {
            progress::step("building the web application (WASM): every screen");
            &[]
        };
        let mut command = match mode {
            Mode::Release => toolchain.build_small()?,
            Mode::Dev => {
                let mut command = toolchain.cargo();
                command.arg("build");
                command
            }
        };
        run(command
            .args(["--package", "tiendo-frontend", "--profile", profile])
            .args(["--target", TARGET])
            .args(features))?;
        // Both come out under one name.
        let file = kept.join(format!("{}.wasm", application.stem()));
        let built = paths::web_target().join(TARGET).join(folder);
        fs::copy(built.join("tiendo_frontend.wasm"), &file)?;
        compiled.push((application, file));
    }
    Ok(compiled)
}

/// Writes the JavaScript beside the compiled application and makes both small.
///
/// # Errors
/// When the compiled file is not what `wasm-bindgen` expects.
pub(crate) fn bind(application: Application, compiled: &Path, mode: Mode) -> Result<Glue> {
    progress::step("writing the JavaScript that loads it (wasm-bindgen)");
    let stem = application.stem();
    let out = paths::web_target().join("bindgen").join(stem);
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    Bindgen::new()
        .input_path(compiled)
        .web(true)?
        .typescript(false)
        // The entry script says where the WASM is; the default would name a file we rename.
        .omit_default_module_path(true)
        .remove_name_section(mode == Mode::Release)
        .remove_producers_section(mode == Mode::Release)
        .out_name(stem)
        .generate(&out)
        .context("wasm-bindgen failed")?;
    let wasm = out.join(format!("{stem}_bg.wasm"));
    if mode == Mode::Release {
        shrink_wasm::shrink(&wasm, &out.join(format!("{stem}.js")))?;
        optimise(&wasm)?;
    }
    Ok(Glue {
        application,
        js: out.join(format!("{stem}.js")),
        wasm,
        snippets: out.join("snippets"),
    })
}

/// Shrinks the WASM by a `wasm-opt` on `PATH` that is new enough; does without elsewhere. Nothing is
/// installed for it: Debian 12 has one that breaks the application, and the gain is small.
fn optimise(wasm: &Path) -> Result<()> {
    let Some(program) = wasm_opt() else {
        progress::note(format!(
            "no wasm-opt {OLDEST_WASM_OPT} or newer on PATH: the WASM stays about 2 % larger"
        ));
        return Ok(());
    };
    progress::step("making the WASM smaller (wasm-opt -Oz)");
    let small = wasm.with_extension("small.wasm");
    let mut command = Command::new(program);
    command
        .arg("-Oz")
        .args(FEATURES)
        .arg(wasm)
        .arg("-o")
        .arg(&small);
    match output(&mut command) {
        Ok(_) => fs::rename(&small, wasm)?,
        Err(error) => progress::note(format!("{error:#}; going on without it")),
    }
    Ok(())
}

fn wasm_opt() -> Option<PathBuf> {
    let program = which("wasm-opt")?;
    let version = output(Command::new(&program).arg("--version")).ok()?;
    (wasm_opt_version(&version)? >= OLDEST_WASM_OPT).then_some(program)
}

/// `wasm-opt version 120 (version_120)` → 120.
fn wasm_opt_version(text: &str) -> Option<u32> {
    text.split_once("version ")?
        .1
        .split(|c: char| !c.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

/// What of the toolchain changes the site though no source did.
pub(crate) fn tools_fingerprint() -> String {
    // What this program does to the site is in this program.
    let program = std::env::current_exe()
        .and_then(fs::read)
        .unwrap_or_default();
    let program = assets::hash(&program);
    format!(
        "xtask {program}; bindgen {BINDGEN_VERSION}; wasm-opt {:?}",
        wasm_opt()
    )
}

fn check_bindgen_version(lock: &str) -> Result<()> {
    let locked =
        locked_version(lock, "wasm-bindgen").context("wasm-bindgen is not in Cargo.lock")?;
    ensure!(
        locked == BINDGEN_VERSION,
        "wasm-bindgen is {locked} in Cargo.lock, but xtask's wasm-bindgen-cli-support is {BINDGEN_VERSION}; \
         make them equal in xtask/Cargo.toml and xtask/src/wasm.rs, or run `cargo update -p wasm-bindgen --precise {BINDGEN_VERSION}`"
    );
    Ok(())
}

fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let entry = lock.split("[[package]]").find(|entry| {
        entry.lines().any(|line| {
            line.strip_prefix("name = ")
                .is_some_and(|name| name.trim_matches('"') == package)
        })
    })?;
    let version = entry
        .lines()
        .find_map(|line| line.strip_prefix("version = "))?;
    Some(version.trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "version = 4\n\n[[package]]\nname = \"wasm-bindgen-shared\"\nversion = \"9.9.9\"\n\n\
        [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.1\"\n";

    #[test]
    fn the_locked_version_is_read() {
        assert_eq!(locked_version(LOCK, "wasm-bindgen"), Some("0.2.1"));
        assert_eq!(locked_version(LOCK, "leptos"), None);
    }

    #[test]
    fn another_version_is_refused_with_the_remedy() {
        let error = check_bindgen_version(LOCK).unwrap_err().to_string();
        assert!(
            error.contains("0.2.1") && error.contains("--precise 0.2.130"),
            "{error}"
        );
    }

    #[test]
    fn the_version_of_wasm_opt_is_read() {
        assert_eq!(wasm_opt_version("wasm-opt version 108"), Some(108));
        assert_eq!(
            wasm_opt_version("wasm-opt version 120 (version_120)"),
            Some(120)
        );
        assert_eq!(wasm_opt_version("?"), None);
    }

    #[test]
    fn our_manifest_pins_the_version_we_check() {
        let manifest = fs::read_to_string(paths::root().join("xtask/Cargo.toml")).unwrap();
        assert!(manifest.contains(&format!(
            "wasm-bindgen-cli-support = \"={BINDGEN_VERSION}\""
        )));
    }
}
