//! One file per table. Rows are flat; [`crate::db`]'s repositories turn them into domain types.

pub mod audit_log;
pub mod counter;
pub mod evidence;
pub mod late_op;
pub mod late_request;
pub mod measure;
pub mod plan;
pub mod plan_period;
pub mod refresh_token;
pub mod report;
pub mod report_line;
pub mod report_version;
pub mod session;
pub mod sign_in_failure;
pub mod sync_op;
pub mod target;
pub mod target_group;
pub mod task;
pub mod task_group;
pub mod tombstone;
pub mod unit;
pub mod unit_closure;
pub mod unmerged;
pub mod upload;
pub mod user;
pub mod user_grant;
