//! What devices pull (pages of changes, and whom a change concerns), and what the committer reads and
//! writes: few statements for many operations. The latter inside one write transaction, after
//! [`counter::next`](crate::db::counter::next): on PostgreSQL the row of the counter is what keeps
//! two processes from deciding on the same report at once.

mod keep;
mod known;
mod load;
mod page;
mod touched;
mod unmerged;

pub use keep::{AppliedOp, Kept, keep_unmerged, put_lines, put_reports, raise_whole, record};
pub use known::{KnownOp, known};
pub use load::{PastOf, WithPlan, evidence, lines, past, reports};
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
