//! Screens, one file each. A screen is a function from its route's parameters to a view.
//!
//! What a commune's reporter needs is the whole of the first application (`app.wasm`); feature
//! `full` adds the desks of approvers, leaders and administrators (`full.wasm`).

pub mod account;
#[cfg(feature = "full")]
pub mod admin;
#[cfg(feature = "full")]
pub mod desks;
#[cfg(not(feature = "full"))]
#[path = "desks_elsewhere.rs"]
pub mod desks;
#[cfg(feature = "full")]
mod forms;
pub mod home;
#[cfg(feature = "full")]
pub mod late;
#[cfg(feature = "full")]
pub mod overview;
#[cfg(feature = "full")]
pub mod parcel;
#[cfg(feature = "full")]
pub mod plan;
pub mod queue;
pub mod report;
pub mod report_list;
pub mod report_texts;
#[cfg(feature = "full")]
pub mod review;
pub mod sign_out;
pub mod submit;
pub mod target;
pub mod task;
#[cfg(feature = "full")]
pub mod versions;
pub mod work;
