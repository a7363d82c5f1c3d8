//! The rules of plan reporting.
//!
//! **Invariants of this crate.** It does no I/O and reads no clock and no randomness: time and ids
//! are arguments. It has no feature flags and builds for `wasm32-unknown-unknown`, so the phone
//! and the server run the very same rules. Nothing stored or summed is a floating-point number.

pub mod assignment;
pub mod calendar;
pub mod deadline;
pub mod evidence;
pub mod id;
pub mod line_order;
pub mod measure;
pub mod overview;
pub mod period;
pub mod plan;
pub mod policy;
pub mod progress;
pub mod proof;
pub mod quantity;
pub mod report;
pub mod rollup;
pub mod status;
pub mod surprise;
pub mod sync;
pub mod target_text;
pub mod territory;
pub mod text;
pub mod unit;
pub mod validate;
pub mod wire;
pub mod work;
