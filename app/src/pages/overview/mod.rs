//! The leader's screens: the choice of a plan, the plan rolled up on one screen, and the proof
//! behind every figure on it.

mod cache;
mod choices;
mod city;
mod decide;
mod head;
mod measure_proof;
mod measure_rows;
mod parts;
mod proof;
mod ranking;
mod scope_bar;
mod statuses;
mod targets;
mod task_proof;
mod tasks;
mod unlinked;

pub use choices::choices;
pub use city::city;
pub use measure_proof::measure_proof;
pub use task_proof::task_proof;
