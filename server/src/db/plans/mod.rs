//! Plans: stored whole, read whole.

mod amendments;
mod assign;
mod changes;
mod delegate;
mod family;
mod insert;
mod list;
mod load;
mod opened;
mod periods;
mod shape;

pub use amendments::{StoredAmendment, amend, amendments};
pub use assign::{Member, assign_task, members, plans_below};
pub use changes::{NamedTask, cancelled, link, set_cancelled, task, unlinked};
pub(in crate::db) use delegate::first_cut_offs;
pub(in crate::db) use family::its_period;
pub use family::{CutOff, above, cut_offs, family, raise, units_visible_to};
pub use insert::{NewPlan, insert, insert_all};
pub use list::{
    PlanTitle, list_of, list_visible_to, numbered_visible_to, summaries_visible_to, titles,
};
pub use load::{StoredPlan, find_visible_to, load, load_all};
pub use opened::{OpenedRow, due_from, opened_of, report_counts, reporting, reports_for, set_due};
pub use periods::{OpenedReport, Opening, days, open_period, set_rule};
pub use shape::{LineShape, PlanShape, shapes};
