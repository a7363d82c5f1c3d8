//! What devices pull: pages of changes, and whom a change concerns.

mod page;
mod touched;
mod unmerged;

pub use page::{
    Place, gone_visible_to, named_plans, old_visible_to, page_visible_to, plans_changed_after,
};
pub use touched::touched_after;
pub use unmerged::{StoredUnmerged, unmerged_of_reports};

use domain::id::ReportId;

/// Reports of which everything is wanted, and reports of which only what came after a sequence is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Everything of these.
    pub whole: Vec<ReportId>,
    /// Of these what came after `base`.
    pub changed: Vec<ReportId>,
    /// What is known already.
    pub base: i64,
}
