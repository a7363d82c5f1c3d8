//! The sync engine over a store in memory and a model of the server.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod device;
mod memory;
mod plans;
mod rng;
mod scenarios;
mod server;
mod simulation;
mod wire;
mod world;
