//! Reports: reading, saving, submitting, approving, returning.

mod conflict;
mod get;
mod list;
pub(super) mod open;
mod peers;
mod save;
mod step;
mod summary;
mod versions;

pub use get::get;
pub use list::{ListReports, list};
pub use save::save;
pub use step::{approve, return_report, submit, withdraw};
pub(crate) use summary::summaries;
pub use versions::versions;
