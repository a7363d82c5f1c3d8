//! What a run came to.

use std::time::Duration;

/// The head of the table.
pub(crate) const HEAD: &str =
    "engine       what               devices      per s   p50 ms   p95 ms   p99 ms";

/// The times of every call of a run.
pub(crate) struct Stats {
    took: Vec<Duration>,
    /// Operations (rows, calls) that were acknowledged.
    count: usize,
    over: Duration,
}

impl Stats {
    /// From the time of each call, the number of operations and the length of the run.
    pub(crate) fn new(mut took: Vec<Duration>, count: usize, over: Duration) -> Self {
        took.sort_unstable();
        Self { took, count, over }
    }

    /// Operations a second.
    #[allow(clippy::cast_precision_loss, reason = "a figure to read")]
    pub(crate) fn per_second(&self) -> f64 {
        self.count as f64 / self.over.as_secs_f64()
    }

    fn percentile(&self, percent: usize) -> f64 {
        let at = (self.took.len() * percent / 100).min(self.took.len().saturating_sub(1));
        self.took
            .get(at)
            .map_or(f64::NAN, |took| took.as_secs_f64() * 1_000.0)
    }

    /// A row of the table.
    pub(crate) fn row(&self, engine: &str, what: &str, devices: usize) -> String {
        format!(
            "{engine:<12} {what:<18} {devices:>7} {:>10.0} {:>8.2} {:>8.2} {:>8.2}",
            self.per_second(),
            self.percentile(50),
            self.percentile(95),
            self.percentile(99)
        )
    }
}

/// A figure of `/proc/<pid>/status`, as the kernel writes it.
pub(crate) fn memory(pid: u32, name: &str) -> String {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    status
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
        .map_or_else(|| "?".to_owned(), |value| value.trim().to_owned())
}
