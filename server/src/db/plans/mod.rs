//! Plans: stored whole, read whole.

mod insert;
mod list;
mod load;
mod periods;
mod shape;

pub use insert::{NewPlan, insert, insert_all};
pub use list::{
    PlanTitle, list_of, list_visible_to, numbered_visible_to, summaries_visible_to, titles,
};
pub use load::{StoredPlan, find_visible_to, load, load_all};
pub use periods::{OpenedReport, Opening, days, open_period, set_rule};
pub use shape::{LineShape, PlanShape, shapes};
