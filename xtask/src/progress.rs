//! What is shown while a command works: one line per step, with the seconds since the start.

use std::sync::OnceLock;
use std::time::Instant;

static START: OnceLock<Instant> = OnceLock::new();

/// Announces a step that begins now.
pub(crate) fn step(text: impl AsRef<str>) {
    let seconds = START.get_or_init(Instant::now).elapsed().as_secs_f32();
    eprintln!("\u{25b8} [{seconds:6.1} s] {}", text.as_ref());
}

/// A remark that belongs to the current step.
pub(crate) fn note(text: impl AsRef<str>) {
    eprintln!("             {}", text.as_ref());
}

/// The one line with which a command fails.
pub(crate) fn error(error: &anyhow::Error) {
    eprintln!("\u{2717} {error:#}");
}
