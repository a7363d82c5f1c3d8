//! `cargo xtask test`: everything a change has to pass, in one command.

use crate::build::{Mode, build};
use crate::postgres::{Cluster, Durability};
use crate::process::{cargo, output};
use crate::summary::{self, Counts};
use crate::{browser, lint, packages, paths, progress};
use anyhow::{Context as _, Result};
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

/// Which tests to run.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Leave out the browser tests
    #[arg(long)]
    fast: bool,
}

/// Runs everything, whatever fails on the way, and prints the summary as the last line. Returns
/// whether all passed.
///
/// # Errors
/// When something that the tests need is missing and cannot be installed.
pub(crate) fn test(args: &Args) -> Result<bool> {
    // First of all, so that a missing prerequisite shows at once and not after ten minutes.
    let cluster = Cluster::start(Durability::Off)?;
    if !args.fast {
        browser::chromium()?;
        browser::packages(&paths::e2e())?;
    }
    let mut sum = Counts::default();
    sum += counted("lint", lint::lint().map(|()| Counts::default()));
    sum += counted("unit and integration tests", native(&cluster));
    drop(cluster);
    if !args.fast {
        sum += counted(
            "browser tests",
            build(Mode::Release).and_then(|_| browser_tests()),
        );
    }
    println!("{sum}");
    Ok(sum.failed == 0)
}

/// A part that could not be counted is one failure.
fn counted(part: &str, result: Result<Counts>) -> Counts {
    match result {
        Ok(counts) => {
            if counts != Counts::default() {
                progress::step(format!("{part}: {counts}"));
            }
            counts
        }
        Err(error) => {
            progress::error(&error.context(part.to_owned()));
            Counts::ONE_FAILED
        }
    }
}

fn native(cluster: &Cluster) -> Result<Counts> {
    progress::step("unit and integration tests, on SQLite and PostgreSQL");
    let nextest = output(cargo().args(["nextest", "--version"])).is_ok();
    let mut command = cargo();
    command.args(if nextest {
        ["nextest", "run"].as_slice()
    } else {
        ["test", "--no-fail-fast"].as_slice()
    });
    command
        .args(packages::native()?)
        .env("TIENDO_TEST_POSTGRES_URL", cluster.url())
        // A snapshot that differs is a failure here, not a file to review.
        .env("INSTA_UPDATE", "no");
    if nextest {
        with_nextest(command.args(["--profile", "ci"]))
    } else {
        progress::note("cargo-nextest not found: running `cargo test`");
        with_cargo_test(&mut command)
    }
}

fn with_nextest(command: &mut Command) -> Result<Counts> {
    let report = paths::target().join("nextest/ci/junit.xml");
    if report.exists() {
        fs::remove_file(&report)?;
    }
    let status = command.status().context("cannot start cargo nextest")?;
    // No report: it did not compile.
    let xml = fs::read_to_string(&report).with_context(|| format!("no tests ran ({status})"))?;
    at_least_one_failed(summary::from_junit(&xml)?, status.success())
}

fn with_cargo_test(command: &mut Command) -> Result<Counts> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start cargo test")?;
    let mut text = String::new();
    for line in child
        .stdout
        .take()
        .into_iter()
        .flat_map(|out| BufReader::new(out).lines())
    {
        let line = line?;
        println!("{line}");
        text.push_str(&line);
        text.push('\n');
    }
    at_least_one_failed(summary::from_cargo_test(&text), child.wait()?.success())
}

fn browser_tests() -> Result<Counts> {
    progress::step("browser tests");
    let report = paths::target().join("playwright.json");
    if report.exists() {
        fs::remove_file(&report)?;
    }
    let status = browser::node_program("npx")?
        .current_dir(paths::e2e())
        .args(["playwright", "test", "--reporter=list,json"])
        .env("TIENDO_CHROMIUM", browser::chromium()?)
        // The first by newer versions of Playwright, the second by older ones.
        .env("PLAYWRIGHT_JSON_OUTPUT_FILE", &report)
        .env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report)
        .status()
        .context("cannot start npx")?;
    let json = fs::read_to_string(&report).with_context(|| format!("no tests ran ({status})"))?;
    at_least_one_failed(summary::from_playwright(&json)?, status.success())
}

/// A runner that fails without a failed test (a program that crashed) must not look green, nor may
/// one that ran nothing.
fn at_least_one_failed(mut counts: Counts, success: bool) -> Result<Counts> {
    if counts.failed == 0 && (!success || counts.passed == 0) {
        counts += Counts::ONE_FAILED;
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_without_a_failed_test_is_counted() {
        let three = Counts {
            passed: 3,
            failed: 0,
        };
        assert_eq!(at_least_one_failed(three, true).unwrap(), three);
        assert_eq!(
            at_least_one_failed(three, false).unwrap(),
            Counts {
                passed: 3,
                failed: 1
            }
        );
        assert_eq!(
            at_least_one_failed(Counts::default(), true).unwrap(),
            Counts::ONE_FAILED
        );
        let two = Counts {
            passed: 3,
            failed: 2,
        };
        assert_eq!(at_least_one_failed(two, false).unwrap(), two);
    }
}
