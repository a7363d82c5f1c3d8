//! How many tests passed and failed, read from the runners' own reports.

use anyhow::{Context as _, Result};
use std::fmt;
use std::ops::AddAssign;

/// Counted tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Counts {
    /// One check that failed and counts no tests of its own (formatting, a build).
    pub(crate) const ONE_FAILED: Self = Self {
        passed: 0,
        failed: 1,
    };
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// From the JUnit report of `cargo nextest`: `<testsuites … tests="3" failures="1" errors="0">`.
/// Skipped tests are not in it.
///
/// # Errors
/// When it is no such report.
pub(crate) fn from_junit(xml: &str) -> Result<Counts> {
    let start = xml
        .find("<testsuites")
        .context("no <testsuites> in the JUnit report")?;
    let tag = xml[start..].split('>').next().unwrap_or_default();
    let number = |name: &str| -> Option<u64> {
        let value = tag.split_once(&format!(" {name}=\""))?.1;
        value.split('"').next()?.parse().ok()
    };
    let tests = number("tests").context("no number of tests in the JUnit report")?;
    let failed = number("failures").unwrap_or(0) + number("errors").unwrap_or(0);
    Ok(Counts {
        passed: tests.saturating_sub(failed),
        failed,
    })
}

/// From what `cargo test` prints: one `test result: ok. 3 passed; 1 failed; …` per program.
pub(crate) fn from_cargo_test(text: &str) -> Counts {
    let mut sum = Counts::default();
    for line in text
        .lines()
        .filter(|line| line.trim_start().starts_with("test result:"))
    {
        let number = |what: &str| -> u64 {
            let before = line
                .split(what)
                .next()
                .filter(|before| before.len() < line.len());
            before
                .and_then(|before| before.split_whitespace().next_back())
                .and_then(|number| number.parse().ok())
                .unwrap_or(0)
        };
        sum += Counts {
            passed: number(" passed"),
            failed: number(" failed"),
        };
    }
    sum
}

/// From Playwright's JSON report. A flaky test passed in the end; an error outside any test (a
/// server that did not start) fails.
///
/// # Errors
/// When it is no such report.
pub(crate) fn from_playwright(json: &str) -> Result<Counts> {
    let report: serde_json::Value =
        serde_json::from_str(json).context("Playwright's report is no JSON")?;
    let stats = report
        .get("stats")
        .context("no stats in Playwright's report")?;
    let number = |name: &str| {
        stats
            .get(name)
            .and_then(serde_json::Value::as_u64)
            .unwrap_or(0)
    };
    let unexpected = number("unexpected");
    let outside = report
        .get("errors")
        .and_then(serde_json::Value::as_array)
        .map_or(0, Vec::len);
    let failed = if unexpected == 0 && outside > 0 {
        1
    } else {
        unexpected
    };
    Ok(Counts {
        passed: number("expected") + number("flaky"),
        failed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn junit_is_read() {
        let xml = "<?xml version=\"1.0\"?>\n<testsuites name=\"nextest-run\" tests=\"12\" failures=\"2\" \
            errors=\"1\" uuid=\"u\" time=\"0.1\">\n<testsuite tests=\"99\" failures=\"9\">";
        assert_eq!(
            from_junit(xml).unwrap(),
            Counts {
                passed: 9,
                failed: 3
            }
        );
        assert!(from_junit("<html>").is_err());
    }

    #[test]
    fn cargo_test_is_summed_over_programs() {
        let text = "running 3 tests\ntest result: ok. 3 passed; 0 failed; 0 ignored; 0 measured\n\
            test result: FAILED. 1 passed; 2 failed; 0 ignored\nnothing passed\n";
        assert_eq!(
            from_cargo_test(text),
            Counts {
                passed: 4,
                failed: 2
            }
        );
    }

    #[test]
    fn playwright_is_read() {
        let json = r#"{"stats":{"expected":5,"unexpected":1,"flaky":1,"skipped":2},"errors":[]}"#;
        assert_eq!(
            from_playwright(json).unwrap(),
            Counts {
                passed: 6,
                failed: 1
            }
        );
        let json = r#"{"stats":{"expected":0,"unexpected":0},"errors":[{"message":"no server"}]}"#;
        assert_eq!(from_playwright(json).unwrap(), Counts::ONE_FAILED);
        assert!(from_playwright("{}").is_err());
    }

    #[test]
    fn the_last_line_is_as_promised() {
        let mut sum = Counts {
            passed: 3,
            failed: 0,
        };
        sum += Counts::ONE_FAILED;
        assert_eq!(sum.to_string(), "3 passed, 1 failed");
    }
}
