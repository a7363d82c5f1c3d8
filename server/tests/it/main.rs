//! One binary for every test that needs a database or the router.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod admin;
mod application;
mod auth;
mod command_line;
mod db;
mod db_harness;
mod demo;
mod departments;
mod evidence;
mod hang_ups;
mod harness;
mod known;
mod national;
mod overview;
mod password;
mod plan_changes;
mod plan_periods;
mod plans;
mod reports;
mod rollup;
mod route_coverage;
mod security;
mod sign_ins;
mod sync;
mod sync_events;
mod sync_pull;
mod world;
