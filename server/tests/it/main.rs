//! One binary for every test that needs a database or the router.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod admin;
mod auth;
mod db;
mod db_harness;
mod demo;
mod evidence;
mod harness;
mod overview;
mod password;
mod plans;
mod reports;
mod route_coverage;
mod security;
mod world;
