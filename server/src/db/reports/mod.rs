//! Reports and their lines.

mod find;
mod progress;
mod row;
mod store;

pub use find::{
    Filter, counted, find, find_visible_to, lines, list_visible_to, sent_visible_to,
    to_approve_visible_to, to_report_visible_to,
};
pub use progress::{of_held, of_lines, of_reports};
pub use row::{Mark, StoredLine, StoredReport, StoredReturn};
pub(crate) use row::{line_row, report_state, task_progress};
pub use store::{insert, insert_lines, put_lines, update};
