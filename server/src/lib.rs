//! The sync server: persistence, services, HTTP.
//!
//! Handlers (`http`) are adapters of about ten lines: authenticate, parse, call one function of
//! `service`, map the result. SQL is only in `db`; policy only in [`domain::policy`].

pub mod auth;
pub mod changes;
pub mod cli;
pub mod clock;
pub mod committer;
pub mod config;
pub mod db;
pub mod demo;
pub mod error;
pub mod http;
pub mod jobs;
pub mod listen;
pub mod reference;
pub mod service;
pub mod state;
pub mod store;
