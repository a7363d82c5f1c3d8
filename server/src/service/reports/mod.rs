//! Reports: reading, saving, submitting, approving, returning.

mod around;
mod get;
mod list;
pub(super) mod open;
mod peers;
mod plain;
mod save;
mod step;
mod summary;
mod versions;

pub(crate) use around::Around;
pub use get::get;
pub use list::{ListReports, list};
pub(crate) use open::rights;
pub use save::save;
pub use step::{approve, return_report, submit, withdraw};
pub(crate) use summary::summaries;
pub use versions::versions;
pub(crate) use versions::wire_version;
