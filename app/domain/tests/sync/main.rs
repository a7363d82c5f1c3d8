//! What becomes of operations: every verdict, and what holds for any sequence of them.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod merging;
mod report;
mod sequences;
mod steps;
